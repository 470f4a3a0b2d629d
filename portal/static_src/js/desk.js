// What the reviewers' desk loads besides: its panels, its keys, and what it knows about a check. Its beat is in app.js, since
// it shares with saving what is unsaved: a module of two bundles would be there twice, each with a memory of its own.
import { startDeskKeys } from "./desk-keys.js";
import { startEvidence } from "./evidence.js";
import { startPanels } from "./panels.js";
import { startShortcuts } from "./shortcuts.js";

startPanels();
startDeskKeys();
startEvidence();
startShortcuts();
