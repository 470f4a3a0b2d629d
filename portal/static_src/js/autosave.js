// Tells how saving goes: a page holds <p class="gh-save-status" data-save-status role="status"></p>; htmx does the saving.
const WORDS = {
  saving: "Saving…",
  saved: "Saved",
  conflict: "Changed elsewhere meanwhile. Reload the page to see both.",
  signedOut: "You were signed out. Nothing is lost here: sign in in another tab, then save again.",
  forbidden: "Not saved: you may read this, not change it.",
  failed: "Not saved. What you typed is still here; we try again when you change something.",
};

function sentence(status) {
  if (status >= 200 && status < 300) {
    return `${WORDS.saved} ${new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}`;
  }
  if (status === 409 || status === 412) return WORDS.conflict;
  if (status === 401) return WORDS.signedOut;
  if (status === 403) return WORDS.forbidden;
  return WORDS.failed;
}

export function startAutosave() {
  const status = document.querySelector("[data-save-status]");
  if (!status) return;
  const say = (text) => { status.textContent = text; };
  document.body.addEventListener("htmx:beforeRequest", () => say(WORDS.saving));
  document.body.addEventListener("htmx:afterRequest", (event) => say(sentence(event.detail.xhr.status)));
}
