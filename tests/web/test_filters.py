"""Figures, sentences and dates on pages."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from flask import render_template_string

from review_toolkit.figures import (
    Cell,
    Figure,
    Hidden,
    NotCalculable,
    Shown,
    Table,
    TableRow,
    cell_text,
    sentence,
)
from review_toolkit.web import filters
from tests.web.page_checks import parse_page, text_of

pytestmark = pytest.mark.usefixtures("app")


def make_figure(group: str, state: Shown | Hidden | NotCalculable) -> Figure:
    return Figure("representation", group, "percent", "representation@1", date(2026, 3, 31), state)


SHOWN = make_figure("Asian", Shown(24.4, numerator=36, denominator=148, interval=(18, 32), verdict="gap"))
HIDDEN = make_figure("Black", Hidden("fewer than 10"))
OTHER_HIDDEN = make_figure("Mixed", Hidden("would reveal another"))
NONE = make_figure("Other", NotCalculable("Nobody is in this group, so there is no share."))


def table(*, note: str = "", with_hidden: bool = True) -> Table:
    rows = [TableRow("Asian <all>", (Cell(SHOWN, "numerator"), Cell(SHOWN), Cell(SHOWN, "verdict")))]
    if with_hidden:
        rows.append(TableRow("Black", (Cell(HIDDEN, "numerator"), Cell(HIDDEN), Cell(HIDDEN, "verdict"))))
    return Table("all_staff", "Staff & board", "Group", ("Staff", "Share", "Verdict"), tuple(rows), note)


def drawn(content: Table) -> str:
    template = '{% from "macros/figure_table.html" import figure_table %}{{ figure_table(table) }}'
    return render_template_string(template, table=content)


def test_a_figure_carries_its_id():
    assert filters.figure(SHOWN) == f'<span data-figure="{SHOWN.id}">24%</span>'
    part = filters.figure(Cell(SHOWN, "numerator"))
    assert part == f'<span data-figure="{SHOWN.id}" data-part="numerator">36</span>'
    assert "not calculable" in filters.figure(NONE)


def test_hidden_figures_differ_in_nothing_but_their_id():
    drawn = {
        filters.figure(value).replace(figure.id, "ID")
        for figure in (HIDDEN, OTHER_HIDDEN)
        for value in (figure, Cell(figure), Cell(figure, "numerator"), Cell(figure, "verdict"))
    }
    assert drawn == {
        '<span class="app-hidden" data-figure="ID">[c]<span class="nhsuk-u-visually-hidden">'
        " hidden to protect colleagues</span></span>"
    }


def test_a_sentence_escapes_its_words_and_marks_its_figures():
    html = render_template_string(
        "{{ words | sentence }}", words=sentence("Of <all> staff, ", SHOWN, " & more.")
    )
    assert html == f'Of &lt;all&gt; staff, <span data-figure="{SHOWN.id}">24%</span> &amp; more.'


def test_a_table_says_what_its_cells_say():
    page = parse_page(drawn(table()))
    cells = [text_of(cell) for cell in page.iter("td")]
    assert cells[:3] == [cell_text(cell) for cell in table().rows[0].cells]
    assert cells[3:] == ["[c] hidden to protect colleagues"] * 3
    assert [(head.get("scope"), text_of(head)) for head in page.iter("th")] == [
        ("col", "Group"),
        ("col", "Staff"),
        ("col", "Share"),
        ("col", "Verdict"),
        ("row", "Asian <all>"),
        ("row", "Black"),
    ]
    assert text_of(next(page.iter("caption"))) == "Staff & board"


def test_a_table_can_be_reached_and_scrolled_by_keyboard():
    [region] = [element for element in parse_page(drawn(table())).iter() if element.get("role") == "region"]
    assert region.get("tabindex") == "0"
    assert region.get("aria-labelledby") == "table-all-staff-caption"


def test_the_mark_is_explained_where_it_stands():
    assert "[c] means" in drawn(table())
    assert "[c]" not in drawn(table(with_hidden=False))


def test_a_note_describes_its_table():
    page = parse_page(drawn(table(note="Counted on <one> day.")))
    described_by = next(page.iter("table")).get("aria-describedby")
    [note] = [element for element in page.iter("p") if element.get("id") == described_by]
    assert text_of(note) == "Counted on <one> day."
    assert "aria-describedby" not in drawn(table())


def test_an_empty_table_is_drawn():
    assert "Group" in drawn(Table("none", "Nothing", "Group", ("Share",), ()))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 3, 28, 14, 5, tzinfo=UTC), "28 March 2026 at 2:05pm"),
        (datetime(2026, 3, 29, 14, 5, tzinfo=UTC), "29 March 2026 at 3:05pm"),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "2 July 2026 at 12:30am"),
        (datetime(2026, 1, 1, 12, 0, tzinfo=timezone(timedelta(hours=2))), "1 January 2026 at 10:00am"),
    ],
)
def test_a_moment_is_told_in_the_time_of_the_country(moment, expected):
    assert filters.uk_datetime(moment) == expected


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        filters.uk_datetime(datetime(2026, 1, 1, 12, 0))  # noqa: DTZ001 - that is what is refused
