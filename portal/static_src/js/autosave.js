// Tells how saving goes: a page holds <p class="gh-save-status" data-save-status role="status"></p>; htmx does the saving.
import { words } from "./words.js";

const WORDS = words({
  saving: "Saving…",
  saved: "Saved",
  conflict: "Changed elsewhere meanwhile. Reload the page to see both.",
  signedOut: "You were signed out. Nothing is lost here: sign in in another tab, then save again.",
  forbidden: "Not saved: you may read this, not change it.",
  failed: "Not saved. What you typed is still here; we try again when you change something.",
});

function sentence(status) {
  if (status >= 200 && status < 300) {
    return `${WORDS.saved} ${new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" })}`;
  }
  if (status === 409 || status === 412) return WORDS.conflict;
  if (status === 401) return WORDS.signedOut;
  if (status === 403) return WORDS.forbidden;
  return WORDS.failed;
}

// A form sent while an autosave is on its way would not know of it, and take its own answers for a
// colleague's. So it waits until the last one is back and has told the form what is stored now.
function holdBackWhileSaving() {
  let underWay = 0;
  let held = null;
  const sendHeld = () => {
    if (underWay || !held) return;
    const { form, button } = held;
    held = null;
    form.requestSubmit(button);
  };
  document.body.addEventListener("htmx:beforeRequest", () => { underWay += 1; });
  document.body.addEventListener("htmx:afterRequest", () => {
    underWay -= 1;
    setTimeout(sendHeld); // after what is queued behind it has started
  });
  document.addEventListener("submit", (event) => {
    if (!underWay) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held = { form: event.target, button: event.submitter };
  }, { capture: true });
}

export function startAutosave() {
  const status = document.querySelector("[data-save-status]");
  if (!status) return;
  holdBackWhileSaving();
  const say = (text) => { status.textContent = text; };
  document.body.addEventListener("htmx:beforeRequest", () => say(WORDS.saving));
  document.body.addEventListener("htmx:afterRequest", (event) => say(sentence(event.detail.xhr.status)));
}
