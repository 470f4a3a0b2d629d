"""Is every sentence that people read marked for translation? The failure says which is not."""

import ast
import re
from html.parser import HTMLParser

from django.template.base import Lexer, TokenType

from portal import catalogue
from tests.test_architecture import ROOT, name_of

IN_TEMPLATES = """Put it into {% translate %} or {% blocktranslate trimmed %}; what is handed to a
filter or an include, into _("…"); give `date` a named format such as "DATE_FORMAT":"""
IN_PYTHON = "Put it into gettext(…) % {…}: no f-string, its values as %(name)s:"

WORD = re.compile(r"[^\W\d_]{2,}")
# Names and abbreviations that are the same in every language.
SAME = {"UTC", "SHA", "JSON", "Gatehouse", "ID", "kB", "MB", "https"}
SPOKEN = {"alt", "aria-label", "aria-description", "placeholder", "title", "summary", "label"}
ATTRIBUTE = re.compile(r"""[\w.-]+=("[^"]*"|'[^']*')""")  # in a template that holds only these
CODE = {"code", "pre", "kbd", "samp"}  # what programs read
CLASSES = re.compile(r"block \w*(class|width|attributes)$")  # blocks that hold no words
# What a tag says to a filter, or to an included template, without `_("…")` around it.
SAID = re.compile(r"""\|(?:default|default_if_none|yesno|pluralize|join|add):"([^"]*[^\W\d_]{2})""")
DATED = re.compile(r"""\|(?:date|time):"(?!(?:\w+_FORMAT|H:i|c|e)")([^"]*)\"""")
HANDED = re.compile(r"""^include .* with .*=\"([A-Z][^"]*)\"""")
CHOSEN = re.compile(r"""^firstof .*?(?<!\()\"([^"]*)\"""")

MARKED = set(catalogue.KEYWORDS)
A_SENTENCE = re.compile(r"\W?[A-Z][^\s\\]* \S+ [^\\]*[.!?]$")
# Files whose sentences are for developers and operators, or for readers of the API's description.
NOT_FOR_PEOPLE = {"management", "embedded", "bench", "serializers", "api", "checks", "openapi"}
NOT_FOR_PEOPLE |= {"settings", "styleguide", "demo", "health", "examples", "api_examples", "models"}
NOT_FOR_PEOPLE |= {"chain", "channels", "delivery", "explanations"}
FOR_PROGRAMS = {"message", "help_text", "description", "summary"}  # of triggers and of the API
LOGS = {"debug", "info", "warning", "error", "exception", "critical"}


class Spoken(HTMLParser):
    """Collects the words of a page, and of those attributes that are read out."""

    def __init__(self):
        super().__init__()
        self.found = []
        self.open_code = 0

    def handle_data(self, data):
        if not self.open_code:
            before = data[: len(data) - len(data.lstrip())].count("\n")
            self.found.append((self.getpos()[0] + before, ATTRIBUTE.sub("", data)))

    def handle_endtag(self, tag):
        self.open_code -= tag in CODE

    def handle_starttag(self, tag, attributes):
        self.open_code += tag in CODE
        is_button = tag == "input" and ("type", "submit") in attributes
        names = SPOKEN | ({"value"} if is_button else set())
        line = self.getpos()[0]
        self.found.extend((line, value or "") for name, value in attributes if name in names)


def end_of(contents):
    """The tag up to which nothing is ours to mark, "" if this tag begins no such piece."""
    name = contents.partition(" ")[0]
    if name in {"blocktranslate", "blocktrans", "comment"}:
        return f"end{name}"
    return "endblock" if CLASSES.match(contents) else ""


def outside_of_translations(source):
    """The text of a template with its tags, comments and translated blocks blanked out."""
    end, kept = "", []
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            is_end = bool(end) and token.contents.split()[0] == end
            end = "" if is_end else end or end_of(token.contents)
        is_kept = token.token_type == TokenType.TEXT and not end
        kept.append(token.contents if is_kept else "\n" * token.contents.count("\n"))
    return "".join(kept)


def unmarked_words(path):
    """Every run of letters of a template that no tag translates, with its line."""
    parser = Spoken()
    text = outside_of_translations(path.read_text())
    if path.suffix == ".html":
        parser.feed(text)
    else:
        parser.found = list(enumerate(text.splitlines(), 1))
    for line, words in parser.found:
        if set(WORD.findall(words)) - SAME:
            yield line, " ".join(words.split())


def unmarked_literals(path):
    """Words and formats that a template hands to a filter or to an included template."""
    for token in Lexer(path.read_text()).tokenize():
        if token.token_type in {TokenType.VAR, TokenType.BLOCK}:
            for pattern in (SAID, DATED, HANDED, CHOSEN):
                found = set(pattern.findall(token.contents)) - SAME
                yield from ((token.lineno, said) for said in found)


def test_every_word_of_a_template_is_marked_for_translation():
    unmarked = [
        f"{name_of(path)}:{line} {words}"
        for path in catalogue.templates()
        for find in (unmarked_words, unmarked_literals)
        for line, words in find(path)
    ]

    assert not unmarked, "\n".join([IN_TEMPLATES, *unmarked])


def test_no_template_lowers_a_word():
    lowered = [name_of(path) for path in catalogue.templates() if "|lower" in path.read_text()]

    assert lowered == [], "German nouns keep their capital: use the filter inside_sentence."


def are_not_for_people(tree):
    """The texts that are marked, or docstrings, or written to logs, triggers and programs."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield node.value
        elif isinstance(node, ast.Call) and is_exempt(node.func):
            yield from ast.walk(node)
        elif isinstance(node, ast.keyword) and node.arg in FOR_PROGRAMS:
            yield from ast.walk(node.value)


def is_exempt(function):
    whole = ast.unparse(function)
    is_log = whole.startswith("log") and whole.rpartition(".")[2] in LOGS
    return is_log or whole.rpartition(".")[2] in MARKED


def text_of(node):
    """A text as it stands; an f-string with its values left out."""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values
        )
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def unmarked_sentences(path):
    tree = ast.parse(path.read_text())
    exempt = {id(node) for node in are_not_for_people(tree)}
    for node in ast.walk(tree):
        if id(node) not in exempt and A_SENTENCE.match(text_of(node)):
            yield node.lineno, text_of(node)


def test_every_sentence_in_python_is_marked_for_translation():
    unmarked = [
        f"{name_of(path)}:{line} {sentence}"
        for path in catalogue.python_sources()
        if not NOT_FOR_PEOPLE & {path.stem, *path.relative_to(ROOT).parts[:-1]}
        for line, sentence in unmarked_sentences(path)
    ]

    assert not unmarked, "\n".join([IN_PYTHON, *unmarked])
