"""The commands: each reads what was typed, asks the portal, and says what came of it."""
