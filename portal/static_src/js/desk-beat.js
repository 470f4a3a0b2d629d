// An open desk says every half minute that somebody is there: <div data-beat="address">. That keeps the claim alive while
// the page is looked at and used, and brings who else is there and what has changed since the page was made.
import { RENEWED, renew, retry } from "./autosave.js";
import { isUnsaved } from "./leave.js";
import { words } from "./words.js";

const EVERY = 30_000;
const IN_USE = 600_000; // without a key, a click or a wheel for so long, nobody is at work here
const WARNED = 120_000;
const SIGNED_OUT = words({ signedOut: "You were signed out. Nothing is lost here: sign in in another tab, and this page saves by itself." });

let lastUse = Date.now();
let ends = 0; // when the claim ends, by this computer's clock; 0 without one

const byId = (id) => document.getElementById(id);
const marks = () => byId("marks");

function say(element, text) {
  if (element.textContent !== text) element.textContent = text; // what has not changed is not read out again
}

function tell(sentences) {
  const news = byId("news");
  const list = news.querySelector("ul");
  const items = sentences.map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence }));
  if (list.textContent === sentences.join("")) return;
  list.replaceChildren(...items);
  news.hidden = sentences.length === 0;
}

function warnOfEnd() {
  const warning = byId("lease-ends");
  const left = ends - Date.now();
  if (!ends || left > WARNED) say(warning, "");
  else say(warning, left > 0 ? warning.dataset.ending : warning.dataset.ended);
}

function hear(told, isKept) {
  if (told.seconds) ends = Date.now() + told.seconds * 1000;
  else if (ends) ends = Math.min(ends, Date.now());
  say(byId("lease"), told.lease);
  say(byId("others"), told.others);
  tell(told.problem ? [told.problem, ...told.news] : told.news);
  warnOfEnd();
  if (isKept && told.seconds && isUnsaved(marks())) retry(marks());
}

async function beat(address, { keep = false } = {}) {
  if (document.hidden) return;
  const { at, revision, seen } = Object.fromEntries(new FormData(marks()));
  const body = new URLSearchParams({ at, revision, seen });
  if (keep) body.set("keep", "1");
  else if (Date.now() - lastUse < IN_USE) body.set("active", "1");
  const { "X-CSRFToken": token } = JSON.parse(document.body.getAttribute("hx-headers"));
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token, "HX-Request": "true" } });
    const renewed = answer.headers.get(RENEWED);
    if (renewed) renew(renewed);
    else if (answer.ok) hear(await answer.json(), keep);
    else if (answer.status === 401 || answer.status === 403) tell([SIGNED_OUT.signedOut]);
    else if (answer.status === 404) tell([byId("news").dataset.gone]);
  } catch {
    warnOfEnd(); // without a connection the clock goes on
  }
}

export function startDeskBeat() {
  const address = document.querySelector("[data-beat]")?.dataset.beat;
  if (!address || !marks()) return;
  const seconds = Number(byId("lease").dataset.seconds);
  if (seconds) ends = Date.now() + seconds * 1000;
  for (const kind of ["keydown", "pointerdown", "wheel", "scroll"]) {
    addEventListener(kind, () => { lastUse = Date.now(); }, { passive: true, capture: true });
  }
  setInterval(() => beat(address), EVERY);
  setInterval(warnOfEnd, EVERY / 3);
  document.addEventListener("visibilitychange", () => beat(address));
  document.querySelector("[data-keep]")?.addEventListener("click", (event) => {
    event.preventDefault();
    beat(address, { keep: true });
  });
  // To look at the fresh page with something unsaved is to send it: what cannot be saved comes back as it was typed.
  byId("news").addEventListener("click", (event) => {
    if (!event.target.matches("a") || !isUnsaved(marks())) return;
    event.preventDefault();
    marks().requestSubmit();
  });
}
