"""What do programs learn about keys, and how do they look after them?"""
