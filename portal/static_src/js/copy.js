// Copies a text: <button type="button" data-copy="id-of-the-text" hidden>Copy</button>; without scripts the button stays hidden.
import { words } from "./words.js";

const WORDS = words({ copied: "Copied", copyByHand: "Select the text and copy it" });

export function startCopyButtons() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const label = button.textContent;
    const live = document.createElement("span");
    live.className = "govuk-visually-hidden";
    live.setAttribute("role", "status");
    button.after(live);
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy).textContent.trim();
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = live.textContent = WORDS.copied;
      } catch {
        button.textContent = live.textContent = WORDS.copyByHand;
      }
      setTimeout(() => { button.textContent = label; live.textContent = ""; }, 4000);
    });
  }
}
