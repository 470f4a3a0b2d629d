"""How is a table drawn? As bars in SVG, made here; the table beside it has the same numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from reviews.tables import Row, Table

WIDTH: Final = 640
LABEL: Final = 150  # what the labels take at the start
VALUE: Final = 60  # what the sums take at the end
LINE: Final = 28
BAR: Final = 18
SERIES_MAX: Final = 5  # as many colours there are


@dataclass(frozen=True, slots=True)
class Bar:
    """One piece of a line; `series` says its colour."""

    x: float
    width: float
    series: int
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table as bars."""

    label: str
    y: int
    bars: tuple[Bar, ...]
    total: str
    total_x: float

    @property
    def text_y(self) -> int:
        """The base line of its words."""
        return self.y + BAR - 5


@dataclass(frozen=True, slots=True)
class Chart:
    """All that the template needs to write the SVG."""

    height: int
    lines: tuple[Line, ...]
    legend: tuple[tuple[int, str], ...]  # number of the colour, and what it stands for
    width: int = WIDTH
    label_x: int = LABEL - 8
    axis_x: int = LABEL
    bar: int = BAR


def chart(table: Table) -> Chart | None:
    """The picture of a table; None if it has none, or nothing to draw."""
    columns = table.charted[:SERIES_MAX]
    largest = max((_sum(row, columns) for row in table.rows), default=0)
    if not columns or not largest:
        return None
    scale = (WIDTH - LABEL - VALUE) / largest
    lines = tuple(
        _line(row, table, columns, scale=scale, y=number * LINE)
        for number, row in enumerate(table.rows)
    )
    legend = tuple((n, table.columns[column]) for n, column in enumerate(columns, start=1))
    return Chart(len(lines) * LINE, lines, legend)


def _line(row: Row, table: Table, columns: tuple[int, ...], *, scale: float, y: int) -> Line:
    bars = tuple(_bars(row, table, columns, scale=scale))
    total = _sum(row, columns)
    return Line(row.label, y, bars, f"{total:g}", round(LABEL + total * scale + 6, 1))


def _bars(row: Row, table: Table, columns: tuple[int, ...], *, scale: float) -> Iterator[Bar]:
    x = float(LABEL)
    for series, column in enumerate(columns, start=1):
        value = row.values[column] or 0
        width = value * scale
        if width:
            text = f"{row.label}, {table.columns[column]}: {value:g}"
            yield Bar(round(x, 1), round(width, 1), series, text)
        x += width


def _sum(row: Row, columns: tuple[int, ...]) -> float:
    return sum(row.values[column] or 0 for column in columns)
