"""What would a browser without scripts send back? A form of a page as names and values."""

from html.parser import HTMLParser


class _Form(HTMLParser):
    """Collects the successful controls of one form, buttons left out."""

    def __init__(self, number):
        super().__init__()
        self.number, self.forms, self.is_inside = number, 0, False
        self.values, self.select, self.textarea = {}, None, None

    def handle_starttag(self, tag, attrs):
        if tag == "form":
            self.is_inside = self.forms == self.number
            self.forms += 1
        begin = getattr(self, f"_{tag}", None)
        if self.is_inside and begin:
            begin(dict(attrs))

    def _textarea(self, given):
        self.textarea = (given["name"], [])

    def _select(self, given):
        self.select = given["name"]
        self.values.setdefault(self.select, [])

    def _option(self, given):
        if self.select and "selected" in given:
            self.values[self.select] = [given.get("value", "")]

    def _input(self, given):
        kind = given.get("type", "text")
        is_off = kind in {"checkbox", "radio"} and "checked" not in given
        if kind != "file" and not is_off and given.get("name"):
            self.values.setdefault(given["name"], []).append(given.get("value", ""))

    def handle_data(self, data):
        if self.textarea:
            self.textarea[1].append(data)

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_inside = False
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.textarea:
            name, parts = self.textarea
            text = "".join(parts).removeprefix("\n")
            self.values.setdefault(name, []).append(text.replace("\n", "\r\n"))
            self.textarea = None


def filled_in(response, *, form=0, **changes):
    """The form's values with changes: `B1="x"`, `C3=["FR"]`; a dot is two underscores: `C2__m1`."""
    parser = _Form(form)
    parser.feed(response.content.decode())
    values = {name: value for name, value in parser.values.items() if name != "csrfmiddlewaretoken"}
    for name, value in changes.items():
        values[name.replace("__", ".")] = value if isinstance(value, list) else [value]
    return values
