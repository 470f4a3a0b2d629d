// Asks before one leaves with something unsaved: <form data-warn-unsaved>. Autosave that went well clears the warning.
export function startLeaveWarning() {
  const changed = new Set();
  for (const form of document.querySelectorAll("form[data-warn-unsaved]")) {
    form.addEventListener("input", () => changed.add(form));
    form.addEventListener("submit", () => changed.clear());
    form.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.successful) changed.delete(form);
    });
  }
  addEventListener("beforeunload", (event) => {
    if (changed.size) event.preventDefault();
  });
}
