"""What goes to the screen, and how? Answers to stdout, all else to stderr.

Texts of the portal's are written by other people: they are printed as text, never as markup, and
without the characters by which a terminal could be told to do something.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.table import Table
from rich.text import Text

from gatehouse_cli.failures import Failure

Row = Sequence[str]


def clean(text: object) -> str:
    """The text without control characters, and without those that turn its direction."""
    return "".join(char for char in str(text) if char.isprintable() or char in "\n\t")


@dataclass
class Terminal:
    """The two streams, and how much is wanted on them."""

    is_json: bool = False
    is_quiet: bool = False
    out: Console = field(default_factory=lambda: Console(highlight=False))
    err: Console = field(default_factory=lambda: Console(stderr=True, highlight=False))

    def answer(self, document: Any, lines: Iterable[str] = ()) -> None:
        """Give the answer: the document for programs, the lines for people."""
        if self.is_json:
            self.raw(json.dumps(document, ensure_ascii=False))
        elif not self.is_quiet:
            for line in lines:
                self.say(line)

    def say(self, line: str) -> None:
        """Print a line for people, unwrapped so that it can be cut and searched."""
        self.out.print(Text(clean(line)), soft_wrap=True)

    def raw(self, line: str) -> None:
        """Write a line as it is: JSON, or a key that was asked for."""
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    def note(self, line: str) -> None:
        """Say something besides the answer."""
        if not self.is_quiet:
            self.err.print(Text(clean(line)), soft_wrap=True)

    def table(self, heads: Row, rows: Iterable[Row]) -> None:
        """Show rows: aligned on a terminal, with tabs between the columns elsewhere."""
        if self.is_quiet:
            return
        if not self.out.is_terminal:
            for row in rows:
                self.raw("\t".join(clean(cell).replace("\t", " ") for cell in row))
            return
        table = Table(*heads, box=None, pad_edge=False, header_style="bold")
        for row in rows:
            table.add_row(*(Text(clean(cell)) for cell in row))
        self.out.print(table)

    def failed(self, failure: Failure) -> None:
        """Say what went wrong: in sentences, or as one line of JSON."""
        if self.is_json:
            error: Mapping[str, Any] = {
                "exit": int(failure.code),
                "detail": failure.detail,
                "lines": failure.lines,
                "problem": failure.problem,
            }
            sys.stderr.write(f"{json.dumps({'error': error}, ensure_ascii=False)}\n")
            return
        self.err.print(Text(clean(failure.detail), style="red"), soft_wrap=True)
        for line in failure.lines:
            self.err.print(Text(f"  {clean(line)}"), soft_wrap=True)

    def progress(self) -> Progress:
        """Bars for uploads; on a terminal only, and gone when they are full."""
        return Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            console=self.err,
            transient=True,
            disable=self.is_quiet or not self.err.is_terminal,
        )
