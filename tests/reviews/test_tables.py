"""Do picture, table and CSV of a figure say the same, and is no cell a formula?"""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews import charts
from reviews.tables import Row, Table, as_csv, plain, with_totals

LABELS = st.text(max_size=30)
ROWS = st.lists(st.builds(Row, LABELS, st.tuples(st.integers(0, 999), st.integers(0, 999))))
FORMULAE = ("=1+1", "+1;cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\uff1d1")


def table(*rows, charted=(0, 1)):
    return Table("t", "Title", "What.", "Head", ("one", "two"), tuple(rows), charted)


@pytest.mark.parametrize("cell", FORMULAE)
def test_a_formula_becomes_a_text(cell):
    assert plain(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["GP-07", "12", "-3.5", "", "1-3 d"])
def test_an_ordinary_cell_stays_as_it_is(cell):
    assert plain(cell) == cell


@given(ROWS)
def test_the_csv_holds_every_row(rows):
    shown = table(*rows)

    lines = list(csv.reader(StringIO("".join(as_csv(shown)), newline="")))

    assert lines[0] == ["Head", "one", "two"]
    assert [line[1:] for line in lines[1:]] == [[str(v) for v in row.values] for row in rows]
    assert [line[0].lstrip("'") for line in lines[1:]] == [row.label.lstrip("'") for row in rows]


def test_what_there_is_no_number_for_is_an_empty_cell():
    assert list(as_csv(table(Row("a", (None, 2)))))[1] == "a,,2\r\n"


def test_totals_are_the_sums_of_rows_and_columns():
    assert with_totals([Row("a", (1, 2)), Row("b", (3, 4))], label="All") == (
        Row("a", (1, 2, 3)),
        Row("b", (3, 4, 7)),
        Row("All", (4, 6, 10)),
    )


@given(ROWS)
def test_the_bars_are_as_long_as_the_numbers_and_stay_inside(rows):
    drawn = charts.chart(table(*rows))

    if drawn is None:
        assert not any(value for row in rows for value in row.values)
        return
    scale = (charts.WIDTH - charts.LABEL - charts.VALUE) / max(sum(row.values) for row in rows)
    for row, line in zip(rows, drawn.lines, strict=True):
        assert [bar.width for bar in line.bars] == [round(v * scale, 1) for v in row.values if v]
        assert all(bar.x + bar.width <= charts.WIDTH for bar in line.bars)
    assert drawn.height == len(rows) * charts.LINE


def test_without_columns_to_draw_there_is_no_picture():
    assert charts.chart(table(Row("a", (1, 2)), charted=())) is None
