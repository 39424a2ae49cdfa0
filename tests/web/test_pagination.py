"""Pages of a long list, and the numbers below it."""

import pytest
from flask import Flask, render_template_string, request
from hypothesis import given
from hypothesis import strategies as st

from review_toolkit.web.pagination import NoSuchPage, Page
from tests.web.page_checks import parse_page, text_of

NUMBERS = [
    (1, 1, (1,)),
    (1, 2, (1, 2)),
    (1, 3, (1, 2, 3)),
    (1, 9, (1, 2, None, 9)),
    (2, 9, (1, 2, 3, None, 9)),
    (4, 9, (1, 2, 3, 4, 5, None, 9)),
    (5, 9, (1, None, 4, 5, 6, None, 9)),
    (6, 9, (1, None, 5, 6, 7, 8, 9)),
    (9, 9, (1, None, 8, 9)),
]


@pytest.mark.parametrize(("number", "pages", "shown"), NUMBERS)
def test_the_numbers_that_are_named(number: int, pages: int, shown: tuple[int | None, ...]) -> None:
    assert Page(number, size=10, total=pages * 10).numbers == shown


@given(st.integers(1, 50), st.integers(0, 2000))
def test_the_pages_hold_every_row_once(size: int, total: int) -> None:
    pages = Page(1, size, total).pages
    rows = [row for number in range(1, pages + 1) for row in Page(number, size, total).shown]
    assert rows == list(range(1, total + 1))


@given(st.integers(1, 300), st.data())
def test_gaps_stand_for_two_pages_or_more_and_the_way_to_the_neighbours_is_named(
    pages: int, data: st.DataObject
) -> None:
    number = data.draw(st.integers(1, pages))
    page = Page(number, 1, pages)
    shown = page.numbers
    assert {1, pages, number} <= set(shown)
    assert {page.previous, page.next} - {None} <= set(shown)
    for before, gap, after in zip(shown, shown[1:], shown[2:], strict=False):
        if gap is None:
            assert before is not None
            assert after is not None
            assert after - before > 2


@pytest.mark.parametrize("text", ["0", "-1", "4", "1.0", "one", "", "٣", "99999999999999", " 1", "1e3", "01"])
def test_a_page_that_is_not_there_is_refused(text: str) -> None:
    with pytest.raises(NoSuchPage):
        Page.asked_for(text, size=10, total=25)


def test_the_first_page_is_shown_where_none_is_asked_for() -> None:
    assert Page.asked_for(None, size=10, total=0).number == 1
    assert Page.asked_for("3", size=10, total=25).shown == range(21, 26)


def test_sizes_that_cannot_be_are_refused() -> None:
    for size, total in ((0, 1), (1, -1)):
        with pytest.raises(ValueError, match="cannot be"):
            Page(1, size, total)


def test_beyond_the_last_page_is_a_page_that_is_not_there(app: Flask) -> None:
    app.add_url_rule(
        "/long", "long", lambda: str(Page.asked_for(request.args.get("page"), size=10, total=25).number)
    )
    client = app.test_client()
    assert client.get("/long?page=3").text == "3"
    assert client.get("/long?page=4").status_code == 404
    assert "Page not found" in client.get("/long?page=x").text


PAGES = '{% from "macros/tables.html" import pagination %}{{ pagination(page, address) }}'


@pytest.mark.usefixtures("app")
def test_the_links_lead_to_the_pages_and_say_where_one_is() -> None:
    html = render_template_string(PAGES, page=Page(5, 10, 90), address="/list?kind=a&b=<")
    links = {text_of(link): link for link in parse_page(html).iter("a")}
    assert links["6"].get("href") == "/list?kind=a&b=<&page=6"
    assert links["6"].get("aria-label") == "Page 6"
    assert links["5"].get("aria-current") == "page"
    assert links["Previous page"].get("href", "").endswith("&page=4")
    assert html.count("&ctdot;") == 2
    first = render_template_string(PAGES, page=Page(1, 10, 90), address="/list")
    assert "/list?page=2" in first
    assert "Previous" not in first


@pytest.mark.usefixtures("app")
def test_a_list_of_one_page_needs_no_numbers() -> None:
    assert render_template_string(PAGES, page=Page(1, 10, 10), address="/list").strip() == ""
