// Asks before one leaves with something unsaved: <form data-warn-unsaved>. Autosave that went well clears the warning, but
// not for what was typed while it was on its way.
import { isSaving } from "./saving.js";

const edits = new Map(); // form → how often it was edited, and how many of the edits are saved

export function isUnsaved(form) {
  const state = edits.get(form);
  return Boolean(state && state.made > state.saved);
}

export function startLeaveWarning() {
  for (const form of document.querySelectorAll("form[data-warn-unsaved]")) {
    const state = { made: 0, sent: 0, saved: 0 };
    edits.set(form, state);
    for (const kind of ["input", "change"]) {
      form.addEventListener(kind, (event) => { if (event.isTrusted) state.made += 1; });
    }
    form.addEventListener("submit", () => { state.saved = state.made; });
    form.addEventListener("htmx:beforeRequest", (event) => { if (isSaving(event)) state.sent = state.made; });
    form.addEventListener("htmx:afterRequest", (event) => {
      if (isSaving(event) && event.detail.successful) state.saved = Math.max(state.saved, state.sent);
    });
  }
  addEventListener("beforeunload", (event) => {
    if ([...edits.keys()].some(isUnsaved)) event.preventDefault();
  });
}
