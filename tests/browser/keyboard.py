"""What somebody does who has a keyboard and no mouse. Nothing here clicks or sets a value."""

FOCUSED = """() => {
  const one = document.activeElement;
  return {
    tag: one.tagName, type: one.type ?? "", name: one.name ?? "", id: one.id,
    value: one.value ?? "", checked: one.checked ?? false,
    text: one === document.body ? "" : (
      one.labels?.[0]?.textContent ?? one.textContent ?? "").replace(/\\s+/g, " ").trim(),
    wanted: one.matches(".gh-param textarea, .gh-param:not(:has(.gh-muted)) *"),
    inputmode: one.inputMode ?? "",
  };
}"""
# Whether any of nine points of what has the focus can be seen: nothing may lie over all of it.
IS_SEEN = """() => {
  const one = document.activeElement;
  if (one === document.body) return true;
  const box = one.getBoundingClientRect();
  return [0.1, 0.5, 0.9].some((x) => [0.1, 0.5, 0.9].some((y) => {
    const at = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
    return at && (one.contains(at) || at.contains(one) || at.closest("label")?.contains(one));
  }));
}"""


def focused(page):
    """What has the focus."""
    return page.evaluate(FOCUSED)


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def tab_to(page, text, *, tag="", most=400):
    """Tab on until what has the focus reads like this."""
    for _ in range(most):
        page.keyboard.press("Tab")
        now = focused(page)
        if now["text"] == text and tag in ("", now["tag"]):
            return
    message = f"Tab never comes to {text!r}"
    raise AssertionError(message)


def follow(page, key="Enter"):
    """Press a key that leads to another page, and wait for that."""
    with page.expect_navigation():
        page.keyboard.press(key)


def claim(page, reference, title):
    """From the queue to the desk, and take it."""
    page.goto(f"/admin/reviews/queue/?tab=open&q={reference}")
    tab_to(page, title, tag="A")
    follow(page)
    tab_to(page, "Claim", tag="BUTTON")
    follow(page)


def mark_all(page, review):
    """Every check by its number key, the evidence by `v`; `.` leads from one to the next."""
    numbers = {"meets": "1", "gap": "2", "violates": "3", "unclear": "4", "n_a": "5"}
    for _ in review["checks"]:
        press(page, ".")
        check = focused(page)["id"]
        press(page, numbers[review["checks"][check]])
        if check in review.get("evidence", ()):
            press(page, "v")


def fill_in(page, conditions):
    """Go through the conditions: choose those named, give each empty field that is asked for."""
    now = focused(page)
    while now["name"] != "note":
        press(page, "Tab")
        now = focused(page)
        if now["name"] == "condition" and now["value"] in conditions and not now["checked"]:
            press(page, "Space")
        elif now["tag"] == "SUMMARY" and now["text"] == "Fields":
            press(page, "Enter")
        elif now["wanted"] and not now["value"]:
            give(page, now)


def give(page, control):
    """A value of its kind, by typing."""
    if control["tag"] == "SELECT":
        press(page, "ArrowDown")
    elif control["type"] == "date":
        page.keyboard.type("06302027")
    elif control["inputmode"] == "decimal":
        page.keyboard.type("10")
    else:
        page.keyboard.type("one: two")
