// Copies a text: <button type="button" data-copy="id-of-the-text" hidden>Copy</button>; without scripts the button stays hidden.
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
        button.textContent = live.textContent = "Copied";
      } catch {
        button.textContent = live.textContent = "Select the text and copy it";
      }
      setTimeout(() => { button.textContent = label; live.textContent = ""; }, 4000);
    });
  }
}
