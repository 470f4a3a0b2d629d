// Single-key shortcuts with a switch (WCAG 2.1.4): <input type="checkbox" data-shortcuts-switch> turns all off and on; without
// one there are none. The server keeps where it stands: hx-post on it.
// data-shortcut="n" on any element has it clicked or focused by that key; "?" opens a <dialog data-shortcut-help>.
const isOn = () => document.querySelector("[data-shortcuts-switch]")?.checked ?? false;

function isTyping(target) {
  return target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]") !== null;
}

// Calls act(key) for a key pressed alone, outside of text; act says whether the key meant something.
export function onKey(act) {
  document.addEventListener("keydown", (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat;
    if (!isOn() || !isPlain || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (act(event.key)) event.preventDefault();
  });
}

function press(key) {
  const help = key === "?" && document.querySelector("dialog[data-shortcut-help]");
  const element = document.querySelector(`[data-shortcut="${CSS.escape(key)}"]`);
  if (help) help.showModal();
  else if (element?.matches("input, textarea, select")) element.focus();
  else element?.click();
  return Boolean(help || element);
}

export function startShortcuts() {
  if (document.querySelector("[data-shortcut], [data-shortcut-help]")) onKey(press);
}
