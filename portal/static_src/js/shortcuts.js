// Single-key shortcuts with a switch (WCAG 2.1.4). Any element with data-shortcut="n" is clicked or focused by that key;
// <input type="checkbox" data-shortcuts-switch> turns them all off and on; data-shortcut-help on a <dialog> opens by "?".
const KEPT = "gatehouse-shortcuts";

const isOn = () => localStorage.getItem(KEPT) !== "off";

function isTyping(target) {
  return target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}

function press(element) {
  if (element.matches("input, textarea, select, [tabindex]:not(a):not(button)")) element.focus();
  else element.click();
}

function onKey(event) {
  if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const help = document.querySelector("dialog[data-shortcut-help]");
  if (event.key === "?" && help) {
    help.showModal();
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  const scope = document.querySelector("[data-shortcut-scope='now']") ?? document;
  const selector = `[data-shortcut="${CSS.escape(event.key)}"]`;
  const element = scope.querySelector(selector) ?? document.querySelector(selector);
  if (!element) return;
  event.preventDefault();
  press(element);
}

export function startShortcuts() {
  for (const box of document.querySelectorAll("[data-shortcuts-switch]")) {
    box.checked = isOn();
    box.addEventListener("change", () => localStorage.setItem(KEPT, box.checked ? "on" : "off"));
  }
  if (document.querySelector("[data-shortcut]")) document.addEventListener("keydown", onKey);
}
