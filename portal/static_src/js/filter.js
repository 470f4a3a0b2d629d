// Narrows a long list of options as one types: <div data-filter="Find a country"> around the checkboxes' box.
import { words } from "./words.js";

const WORDS = words({ narrowed: "%{shown} shown, %{chosen} chosen" });

export function startFilters() {
  for (const [place, box] of [...document.querySelectorAll("[data-filter]")].entries()) {
    const options = [...box.querySelectorAll(".govuk-checkboxes__item, .govuk-radios__item")];
    const id = `filter-${place + 1}`;
    const label = Object.assign(document.createElement("label"), {
      className: "govuk-label", htmlFor: id, textContent: box.dataset.filter,
    });
    const input = Object.assign(document.createElement("input"), {
      className: "govuk-input govuk-input--width-20 govuk-!-margin-bottom-2", id, type: "search", autocomplete: "off",
    });
    const live = Object.assign(document.createElement("p"), { className: "govuk-hint" });
    live.setAttribute("role", "status");
    const narrow = () => {
      const wanted = input.value.trim().toLocaleLowerCase();
      let shown = 0;
      for (const option of options) {
        const chosen = option.querySelector("input").checked;
        const fits = option.textContent.toLocaleLowerCase().includes(wanted);
        option.hidden = !(fits || (chosen && !wanted));
        shown += fits ? 1 : 0;
      }
      const chosen = options.filter((option) => option.querySelector("input").checked).length;
      live.textContent = WORDS.narrowed.replace("%{shown}", shown).replace("%{chosen}", chosen);
    };
    // Typing here is no answer: it must reach neither autosave nor the warning before leaving.
    for (const kind of ["input", "change", "keyup"]) input.addEventListener(kind, (event) => event.stopPropagation());
    input.addEventListener("input", narrow);
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    box.addEventListener("change", narrow);
    box.before(label, input, live);
    narrow();
  }
}
