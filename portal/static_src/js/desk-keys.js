// The keys of the reviewers' desk, on a page with [data-desk-keys]. They move the focus, so that what reads the page aloud
// follows; the check where one stands stays the same while one looks at answers and sections.
import { pinSelected } from "./evidence.js";
import { onKey } from "./shortcuts.js";

const NOW = "gh-check--now";
const MARKS = "12345";

let checks = [];
let place = -1;

const current = () => checks[place];
const isMarked = (check) => check.querySelector(".gh-marks :checked") !== null;

function standAt(at) {
  if (!checks[at]) return;
  current()?.classList.remove(NOW);
  place = at;
  current().classList.add(NOW);
}

function go(element, block = "nearest") {
  if (!element) return;
  if (!element.hasAttribute("tabindex")) element.setAttribute("tabindex", "-1");
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block });
}

function goToCheck(at) {
  standAt(at);
  go(checks[at]);
}

// The next check without a mark, from here on and then from the top; when all have one, the outcome.
function goToUnmarked() {
  const from = place + 1;
  const order = [...checks.slice(from), ...checks.slice(0, from)];
  const next = order.find((check) => !isMarked(check));
  if (next) goToCheck(checks.indexOf(next));
  else go(document.getElementById("outcome"), "start");
}

// From answer to answer that the check asks to look at, and from the last to the first again.
function goToEvidence() {
  const links = [...(current()?.querySelectorAll(":scope > p a[href^='#']") ?? [])];
  const answers = links.map((link) => document.getElementById(link.hash.slice(1))).filter(Boolean);
  const here = answers.findIndex((answer) => answer.contains(document.activeElement));
  go(answers[(here + 1) % answers.length], "start");
}

// Sections of the answers as they stand in the page's list; the one in sight is the last that begins above the middle.
function goToSection(step) {
  const links = [...document.querySelectorAll(".gh-desk__nav a")];
  const parts = links.map((link) => document.getElementById(link.hash.slice(1))).filter((part) => part?.closest(".gh-desk__answers"));
  const focused = parts.indexOf(document.activeElement);
  const seen = parts.findLastIndex((part) => part.getBoundingClientRect().top < innerHeight / 2);
  go(parts[(focused >= 0 ? focused : seen) + step], "start");
}

const KEYS = {
  j: () => goToCheck(place + 1),
  k: () => goToCheck(place - 1),
  ".": goToUnmarked,
  n: () => current()?.querySelector("[name^=note-]").focus(),
  v: () => current()?.querySelector("[name^=evidence-]").click(),
  e: goToEvidence,
  c: () => go(current() ?? checks[0]),
  s: () => goToSection(1),
  a: () => goToSection(-1),
  p: () => current()?.querySelector("a[href*='checks/']").click(),
  q: pinSelected,
  o: () => go(document.getElementById("outcome"), "start"),
};

function act(key) {
  if (MARKS.includes(key)) current()?.querySelectorAll(".gh-marks input")[MARKS.indexOf(key)]?.click();
  else if (KEYS[key]) KEYS[key]();
  else return false;
  return true;
}

export function startDeskKeys() {
  if (!document.querySelector("[data-desk-keys]")) return;
  checks = [...document.querySelectorAll(".gh-check")];
  for (const [at, check] of checks.entries()) {
    check.tabIndex = -1;
    check.addEventListener("focusin", () => standAt(at));
    // Enter would send the whole form and load the page anew: a note is saved as one leaves it.
    check.addEventListener("keydown", (event) => {
      if (!event.target.matches("[name^=note-]") || !["Enter", "Escape"].includes(event.key)) return;
      event.preventDefault();
      go(check);
    });
  }
  onKey(act);
}
