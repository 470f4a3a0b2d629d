// Tells how saving goes: a page holds <p class="gh-save-status" data-save-status role="status"></p> in the form, or anywhere
// with the form's id as its value; htmx does the saving.
import { isUnsaved } from "./leave.js";
import { isSaving } from "./saving.js";
import { words } from "./words.js";

const WORDS = words({
  saving: "Saving…",
  saved: "Saved",
  versions: "Saved beside another version of an answer. Choose on this page which one stays.",
  conflict: "Changed elsewhere meanwhile. Reload the page to see both.",
  signedOut: "You were signed out. Nothing is lost here: sign in in another tab, and this page saves by itself.",
  forbidden: "Not saved: you may read this, not change it.",
  failed: "Not saved yet. What you typed is still here, and we keep trying.",
});
const PAUSES = [2, 5, 10, 20, 30]; // seconds before the next try, the last one again and again
export const RENEWED = "X-Renewed-Token"; // signing in again changes the token that a page sends

function sentence(xhr) {
  const { status } = xhr;
  if (status >= 200 && status < 300) {
    if (document.querySelector(".gh-versions")) return WORDS.versions;
    return `${WORDS.saved} ${new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" })}`;
  }
  if (status === 401) return WORDS.signedOut;
  if (status >= 400 && status < 500 && (xhr.getResponseHeader("Content-Type") ?? "").startsWith("text/plain")) return xhr.responseText;
  if (status === 409 || status === 412) return WORDS.conflict;
  if (status === 403) return WORDS.forbidden;
  return WORDS.failed;
}

// The button itself, or the one that autosave has put in its place: same address, same choice, newer versions.
function standsFor(button, form) {
  if (!button) return null;
  if (button.isConnected) return button;
  const meant = (one) => `${one.getAttribute("formaction")} ${one.value.split(":")[0]}`;
  return [...form.querySelectorAll("button[formaction]")].find((one) => meant(one) === meant(button));
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
    const now = standsFor(button, form);
    if (now !== undefined) form.requestSubmit(now);
  };
  document.body.addEventListener("htmx:beforeRequest", (event) => { if (isSaving(event)) underWay += 1; });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (!isSaving(event)) return;
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

export function renew(token) {
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
}

// What htmx sends the form from: an element in it, or the form itself.
const saver = (form) => (form.matches("[hx-post]") ? form : form.querySelector("[hx-post]"));

export function retry(form) {
  saver(form)?.dispatchEvent(new Event("change"));
}

// What failed for want of a connection, a server or a session is sent again: after a pause, and at once when the page is
// looked at again or the connection is back.
function keepTrying(form) {
  let failures = 0;
  let timer = null;
  const again = () => {
    clearTimeout(timer);
    retry(form);
  };
  form.addEventListener("htmx:afterRequest", (event) => {
    if (!isSaving(event)) return;
    const { xhr } = event.detail;
    clearTimeout(timer);
    const token = xhr.getResponseHeader(RENEWED);
    if (token) renew(token);
    if (token && failures === 0) { failures += 1; setTimeout(again); return; }
    const isWorthIt = xhr.status === 0 || xhr.status === 401 || xhr.status === 429 || xhr.status >= 500 || token;
    failures = isWorthIt ? failures + 1 : 0;
    if (failures) timer = setTimeout(again, PAUSES[Math.min(failures, PAUSES.length) - 1] * 1000);
  });
  const look = () => { if (isUnsaved(form)) again(); };
  addEventListener("online", look);
  addEventListener("focus", look);
  document.addEventListener("visibilitychange", look); // hidden: before the browser may put the page away
}

// Somebody closes the page before the pause after which it saves: the answers go out by themselves, without the files.
function saveOnLeaving(form) {
  let isSent = false;
  addEventListener("pagehide", () => {
    const url = saver(form)?.getAttribute("hx-post");
    if (!url || !isUnsaved(form)) return;
    const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    isSent = true;
    fetch(url, { method: "POST", body, keepalive: true, credentials: "same-origin" }).catch(() => {});
  });
  addEventListener("pageshow", (event) => { if (event.persisted && isSent) location.reload(); });
}

export function startAutosave() {
  const status = document.querySelector("[data-save-status]");
  if (!status) return;
  holdBackWhileSaving();
  const form = document.getElementById(status.dataset.saveStatus) ?? status.closest("form");
  if (form) {
    keepTrying(form);
    saveOnLeaving(form);
  }
  const say = (text) => { status.textContent = text; };
  let isFailing = false; // then it says why until that is over, not "Saving…" at each try
  document.body.addEventListener("htmx:beforeRequest", (event) => { if (isSaving(event) && !isFailing) say(WORDS.saving); });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const isPlain = (event.detail.xhr.getResponseHeader("Content-Type") ?? "").startsWith("text/plain");
    if (event.detail.xhr.status === 422 && !isPlain) event.detail.shouldSwap = true; // the rest of the page was kept
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (!isSaving(event)) return;
    isFailing = !event.detail.successful;
    say(sentence(event.detail.xhr));
  });
}
