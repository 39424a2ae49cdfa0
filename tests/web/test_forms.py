"""What forms accept, what they refuse, and the words in which they ask."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from review_toolkit.web.problems import Problem, problems_of
from review_toolkit.web.validators import MARK
from tests.web.conftest import make_app
from tests.web.sample_forms import Everything, Nested, filled, sent

pytestmark = pytest.mark.usefixtures("app")

APP = make_app()
HIDDEN = st.characters(categories=["Cc", "Cs"]).filter(lambda c: c not in "\n\r\t")
VISIBLE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]))


def test_a_filled_form_gives_tidy_values():
    form = filled(name="  Harbour & Vale ", password="p")
    assert form.errors == {"extract": ["Choose a file"]}
    assert form.name.data == "Harbour & Vale"
    assert form.purpose.data == "First line\n\n Second <line>"
    assert form.leavers.data == 1204
    assert form.snapshot.data == date(2026, 3, 31)


@given(before=VISIBLE, hidden=HIDDEN, after=VISIBLE)
def test_a_hidden_character_is_refused_and_shown(before, hidden, after):
    with APP.test_request_context():
        for name in ("name", "purpose"):
            form = sent({name: f"x{before}{hidden}{after}x"})
            [message] = form[name].errors
            assert message.startswith(f"Delete the sign {MARK} in ‘{form[name].label.text}’.")
            assert hidden not in form[name].data
            form[name].data.encode()  # fit for a page, a database and a document


@given(VISIBLE)
def test_whatever_can_be_seen_is_accepted(text):
    text = text[:200]
    with APP.test_request_context():
        form = sent({"purpose": f"x{text}x", "name": f"x{text[:30]}x"})
        assert not form.purpose.errors
        assert not form.name.errors
        assert form.purpose.data == f"x{text}x"
        for character in form.purpose.data:
            assert unicodedata.category(character) not in ("Cc", "Cs")


@pytest.mark.parametrize("break_", ["\n", "\u2028", "\u2029"])
def test_a_line_break_belongs_in_a_text_area_only(break_):
    form = sent({"purpose": f"a{break_}b", "name": f"a{break_}b"})
    assert not form.purpose.errors
    assert form.name.errors


@pytest.mark.parametrize(
    "character", ["\ufffe", "\uffff", "\ufdd0", "\U0001ffff", "\x00", "\x7f", "\x85", "\ud800"]
)
def test_characters_that_no_document_may_hold_are_refused(character):
    assert sent({"purpose": f"a{character}b"}).purpose.errors


@pytest.mark.parametrize("text", ["עברית", "e\u0301", "👩🏽\u200d⚕️", "a\u202eb", "&<>{{ 7*7 }}"])
def test_every_script_and_sign_is_welcome(text):
    assert sent({"name": text}).name.data == text
    assert not sent({"name": text}).name.errors


@pytest.mark.parametrize(
    ("name", "length", "message"),
    [
        ("name", 41, "Shorten ‘Name of the organisation’ to 40 characters. It has 41"),
        ("email", 201, "Shorten ‘Email address’ to 200 characters. It has 201"),
        ("purpose", 20_001, "Shorten ‘Purpose’ to 20,000 characters. It has 20,001"),
    ],
)
def test_a_text_that_is_too_long_says_by_how_much(name, length, message):
    assert sent({name: "x" * length})[name].errors == [message]
    assert not sent({name: "x" * (length - 1)})[name].errors


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("31", "3", "2026"), date(2026, 3, 31)),
        (("01", "03", "2026"), date(2026, 3, 1)),
        ((" 1 ", "Sept", "2026"), date(2026, 9, 1)),
        (("29", "february", "2028"), date(2028, 2, 29)),
        (("", "", ""), "Enter the snapshot date"),
        (("31", "", "2026"), "Enter the month of the snapshot date"),
        (("", "", "2026"), "Enter the day and month of the snapshot date"),
        (("29", "2", "2026"), "Enter the snapshot date as a real date, such as 31 3 2026"),
        (("1", "13", "2026"), "Enter the snapshot date as a real date, such as 31 3 2026"),
        (("1", "smarch", "2026"), "Enter the snapshot date as a real date, such as 31 3 2026"),
        (("١", "3", "2026"), "Enter the snapshot date as a real date, such as 31 3 2026"),
        (("1", "3", "26"), "Enter the year of the snapshot date with 4 digits, such as 2026"),
        (("1", "3", "0000"), "Enter the snapshot date as a real date, such as 31 3 2026"),
    ],
)
def test_a_date_is_read_from_its_three_boxes(parts, expected):
    form = filled(**dict(zip(("snapshot-day", "snapshot-month", "snapshot-year"), parts, strict=True)))
    if isinstance(expected, date):
        assert form.snapshot.data == expected
        assert not form.snapshot.errors
    else:
        assert form.snapshot.data is None
        assert form.snapshot.errors == [expected]


def test_a_date_that_is_known_fills_the_boxes():
    form = Everything(formdata=None, data={"snapshot": date(2026, 3, 1)})
    assert form.snapshot.parts == {"day": "1", "month": "3", "year": "2026"}


@pytest.mark.parametrize("text", ["twelve", "1.5", "1e3", "٣", "--1", "9" * 16])
def test_a_number_that_is_not_whole_is_refused(text):
    assert sent({"leavers": text}).leavers.errors == ["Enter the number as a whole number, such as 12"]


def test_nought_is_a_number():
    form = sent({"leavers": "0"})
    assert form.leavers.data == 0
    assert not form.leavers.errors


def test_a_choice_that_was_not_offered_is_refused_in_our_words():
    form = sent({"grade": "emperor", "scope": "emperor", "groups": "emperor"})
    assert form.grade.errors == ["Choose one of the options in the list"]
    assert form.scope.errors == ["Choose one of the options in the list"]
    assert form.groups.errors == ["Choose only options in the list"]


def test_every_problem_leads_to_what_must_be_mended():
    problems = problems_of([sent({"snapshot-day": "1"})])
    assert Problem("Enter the name of the organisation", "name") in problems
    assert Problem("Enter the month and year of the snapshot date", "snapshot-month") in problems
    assert Problem("Choose who the review covers", "scope") in problems
    assert len({problem.target for problem in problems}) == len(problems)


def test_problems_inside_nested_forms_are_found():
    form = Nested(formdata=MultiDict({"lead-name": "", "others-0-name": "x"}), meta={"csrf": False})
    form.validate()
    assert problems_of([form]) == [
        Problem("Enter the owner", "lead-name"),
        Problem("Enter the owner", "others-1-name"),
    ]


def test_a_problem_of_the_whole_form_is_told_without_a_link():
    form = filled()
    form.form_errors.append("The two totals differ")
    assert problems_of([form])[0] == Problem("The two totals differ", None)
