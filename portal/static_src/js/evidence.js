// What the reviewers' desk knows about a check: its page in a dialog, and selected words of an answer pinned to it.

// A link to a check's page opens it over the desk, so that one's place is kept; without scripts it is a page.
function startCheckPages(desk) {
  const dialog = document.createElement("dialog");
  dialog.className = "gh-check-page";
  document.body.append(dialog);
  desk.addEventListener("click", async (event) => {
    const link = event.target.closest(".gh-check a[href*='checks/']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } }).catch(() => null);
    const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("check") : null;
    if (page) show(dialog, page, document.querySelector("[data-shortcut-help] form").cloneNode(true));
    else location.assign(link.href);
  });
  // A link that stays on the desk leads out of the dialog.
  dialog.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || link.pathname !== location.pathname || !link.hash) return;
    event.preventDefault();
    dialog.close();
    lookAt(document.getElementById(link.hash.slice(1)));
  });
}

function show(dialog, page, close) {
  page.querySelector("h1").id = "check-title";
  dialog.setAttribute("aria-labelledby", "check-title");
  dialog.replaceChildren(document.adoptNode(page), close);
  dialog.showModal();
}

// Opens what covers it, too.
function lookAt(element) {
  const cover = element?.closest("details:not([open])");
  if (cover) cover.open = true;
  element?.scrollIntoView({ block: "center" });
}

function plain(range) {
  const copy = range.cloneContents();
  for (const removed of copy.querySelectorAll("del")) removed.remove();
  return copy.textContent;
}

// The selected words, if they lie in one answer: with its question, and how many code points stand before them.
function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const node = range.commonAncestorContainer;
  const text = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-text]");
  const words = text ? plain(range) : "";
  if (!words.trim()) return null;
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(range.startContainer, range.startOffset);
  return { words, question: text.closest(".gh-answer").id, near: [...plain(before)].length };
}

function startPinning(form) {
  const { check, question, near, words } = form.elements;
  // Token and revision are those of the checklist.
  for (const field of document.querySelectorAll("#marks > [type=hidden]")) form.append(field.cloneNode());
  for (const box of document.querySelectorAll(".gh-check")) check.add(new Option(box.id));
  // What is selected in the form itself leaves the words as they are.
  document.addEventListener("selectionchange", () => {
    if (form.contains(document.activeElement)) return;
    const found = selected();
    form.hidden = !found;
    if (!found) return;
    question.value = found.question;
    near.value = found.near;
    words.value = found.words;
    form.querySelector("[data-pin-words]").textContent = found.words;
    const now = document.querySelector(".gh-check--now");
    if (now) check.value = now.id;
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") form.hidden = true;
  });
}

export function startEvidence() {
  const desk = document.querySelector(".gh-desk");
  const form = document.querySelector("[data-pin]");
  if (desk) startCheckPages(desk);
  if (form) startPinning(form);
}

export function pinSelected() {
  document.querySelector("[data-pin]:not([hidden]) select")?.focus();
}
