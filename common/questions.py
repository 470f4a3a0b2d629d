"""What do the templates of questions need to know? One contract for every type of question.

`{% include "partials/questions/question.html" with field=field %}` draws a `QuestionField`. It
works without scripts; what a browser sends under which name stands at `QuestionField`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

LONG_LIST = 20  # more options than this make a select, or a box that scrolls and can be filtered
ROOM_FOR_MORE = 3  # empty lines after the values of an open list


class Labelled(Protocol):
    """A row of a matrix, or a suggestion of an open list."""

    @property
    def value(self) -> str: ...
    @property
    def label(self) -> str: ...


class Choice(Labelled, Protocol):
    """An option; an exclusive one stands alone ("None of these")."""

    @property
    def exclusive(self) -> bool: ...


class Number(Protocol):
    """One of several numbers that make an answer together."""

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class ClauseLink:
    id: str
    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class UploadedFile:
    """A file that is already there. `colour` is that of a tag: green, yellow, red, grey, blue."""

    id: int = 0
    name: str
    size: int
    status: str  # what the virus scanner says, in a word or two
    colour: str = "grey"
    sentence: str = ""  # the same at length, where that says more
    kind: str = ""  # what it is by its content
    format: str = ""  # what it is said to be
    sha256: str = ""
    url: str = ""  # where it is fetched, if it may be
    remove_url: str = ""
    evidence: object = None  # its results, as applications/partials/evidence.html takes them

    @property
    def short_sha256(self) -> str:
        return self.sha256[:12]


@dataclass(frozen=True, kw_only=True)
class Part:
    """A control of a question that has several: a number, a row, a line of an open list."""

    name: str
    control_id: str
    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class QuestionField:
    """A question with what was answered so far. Names sent back, for the question `B3`:

    - `text`, `long_text`, `url`, `number`, `date`, `single`: `B3`
    - `yes_no`: `B3` is `true` or `false`; `attestation`: `B3` is `true`, or absent
    - `multi`: `B3`, as often as there are values; an open list may send empty ones
    - `numbers`: `B3.rpm` for each number; `matrix`: `B3.GP-01` for each row
    - `files`, `evidence`: `B3`, files; `evidence` also `B3.format`. They go to `upload_url`
    """

    id: str
    type: str
    label: str
    help: str = ""
    error: str = ""  # the whole sentence, or nothing
    optional_label: str = ""  # "(optional)" where it is
    is_sensitive: bool = False  # says that reviewers must ask before they see it
    value: str = ""  # as typed; of yes_no and attestation `true` or `false`
    values: Sequence[str] = ()  # of multi
    parts: Mapping[str, str] = field(default_factory=dict)  # of numbers and matrix: id → as typed
    options: Sequence[Choice] = ()
    suggested: Sequence[Labelled] = ()  # of an open list
    is_open: bool = False  # any value that fits may be typed in
    item_label: str = "Value"  # how each line of an open list is called: "Language"
    rows: Sequence[Labelled] = ()  # of matrix
    fields: Sequence[Number] = ()  # of numbers
    max_length: int | None = None
    files: Sequence[UploadedFile] = ()
    formats: Sequence[tuple[str, str]] = ()  # of evidence: value, label
    accept: str = ""  # of files and evidence, as HTML has it: ".pdf,.csv"
    upload_url: str = ""
    files_url: str = ""  # where a page asks again about files that are being checked
    poll_seconds: int = 0  # and how often; 0 if nothing is under way
    clauses: Sequence[ClauseLink] = ()
    autosave_url: str = ""  # htmx posts the form around the question there

    @property
    def template(self) -> str:
        return f"partials/questions/{self.type}.html"

    @property
    def control_id(self) -> str:
        return f"q-{self.id}"

    @property
    def first_control_id(self) -> str:
        """Where a link of the error summary leads."""
        if self.numbers or self.lines:
            return (self.numbers or self.lines)[0].control_id
        if self.matrix:
            return f"{self.matrix[0].control_id}-1"
        is_grouped = self.type in {"yes_no", "multi"} or self.is_radio
        return f"{self.control_id}-1" if is_grouped else self.control_id

    @property
    def described_by(self) -> str:
        hint = f"{self.control_id}-hint" if self.help else ""
        error = f"{self.control_id}-error" if self.error else ""
        return f"{hint} {error}".strip()

    @property
    def is_radio(self) -> bool:
        return self.type == "single" and not self.is_long

    @property
    def is_long(self) -> bool:
        return len(self.options) > LONG_LIST

    @property
    def shown_options(self) -> list[Choice]:
        """The options; in a long list those already chosen come first, where one sees them."""
        if not self.is_long:
            return list(self.options)
        return sorted(self.options, key=lambda option: option.value not in self.values)

    @property
    def numbers(self) -> list[Part]:
        return [self._part(number.id, number.label) for number in self.fields]

    @property
    def matrix(self) -> list[Part]:
        return [self._part(row.value, row.label) for row in self.rows]

    @property
    def lines(self) -> list[Part]:
        """The values of an open list, and room for more."""
        if not self.is_open:
            return []
        values = [*self.values, *[""] * ROOM_FOR_MORE]
        return [
            Part(
                name=self.id,
                control_id=f"{self.control_id}-{place}",
                label=f"{self.item_label} {place}",
                value=value,
            )
            for place, value in enumerate(values, start=1)
        ]

    def _part(self, part: str, label: str) -> Part:
        return Part(
            name=f"{self.id}.{part}",
            control_id=f"{self.control_id}-{part}",
            label=label,
            value=self.parts.get(part, ""),
        )
