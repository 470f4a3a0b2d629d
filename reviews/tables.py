"""What is a figure before it is drawn: a table, whose picture and whose CSV say the same."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Final

Number = int | float | None

# What a spreadsheet would take for a formula, even after white space that it cuts.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what it is about, and a number a column; None where there is none."""

    label: str
    values: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A figure with all that is needed to read it without its picture."""

    name: str  # in the address of its CSV
    title: str
    says: str  # what exactly is counted
    head: str  # over the labels
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    charted: tuple[int, ...] = field(default=())  # columns that are drawn; none: no picture

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not any(value for row in self.rows for value in row.values)

    def column(self, number: int) -> tuple[Number, ...]:
        """The numbers of one column."""
        return tuple(row.values[number] for row in self.rows)


def with_totals(rows: Sequence[Row], *, label: str) -> tuple[Row, ...]:
    """Each row with its sum behind, and a last row of sums."""
    summed = [Row(row.label, (*row.values, _sum(row.values))) for row in rows]
    columns = zip(*(row.values for row in summed), strict=True)
    return (*summed, Row(label, tuple(_sum(column) for column in columns)))


def _sum(values: Sequence[Number]) -> Number:
    return sum(value or 0 for value in values)


def as_csv(table: Table) -> Iterator[str]:
    """The table line by line, as RFC 4180 has it; no cell is a formula."""
    yield _line([table.head, *table.columns])
    for row in table.rows:
        yield _line([row.label, *("" if value is None else str(value) for value in row.values)])


def _line(cells: Sequence[str]) -> str:
    line = StringIO()
    csv.writer(line).writerow([plain(cell) for cell in cells])
    return line.getvalue()


def plain(cell: str) -> str:
    """The cell as a text that no spreadsheet runs; a number stays one."""
    is_formula = cell.lstrip(" \u00a0").startswith(_FORMULA) or cell.startswith(_FORMULA)
    return f"'{cell}" if is_formula and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    return cell.removeprefix("-").replace(".", "", 1).isascii() and (
        cell.removeprefix("-").replace(".", "", 1).isdigit()
    )
