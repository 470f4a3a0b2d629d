// The keys of the reviewer's desk, on a page with [data-desk-keys]: j and k move through the checks, 1 to 5 mark the one
// where one stands, n goes to its note.
import { onKey } from "./shortcuts.js";

const NOW = "gh-check--now";

export function startDeskKeys() {
  if (!document.querySelector("[data-desk-keys]")) return;
  const checks = [...document.querySelectorAll(".gh-check")];
  let place = -1;

  function stand(at) {
    if (!checks[at]) return;
    checks[place]?.classList.remove(NOW);
    place = at;
    checks[place].classList.add(NOW);
    checks[place].focus({ preventScroll: true });
    checks[place].scrollIntoView({ block: "nearest" });
  }

  function act(key) {
    const check = checks[place];
    if (key === "j") stand(place + 1);
    else if (key === "k") stand(place - 1);
    else if (key === "n") check?.querySelector("[name^=note-]")?.focus();
    else if ("12345".includes(key)) check?.querySelectorAll(".gh-marks input")[Number(key) - 1]?.click();
    else return false;
    return true;
  }

  for (const [at, check] of checks.entries()) {
    check.addEventListener("focusin", () => { if (at !== place) { checks[place]?.classList.remove(NOW); place = at; check.classList.add(NOW); } });
  }
  onKey(act);
}
