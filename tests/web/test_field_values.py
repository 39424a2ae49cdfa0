"""What the further kinds of field make of what people type, and how groups are added and removed."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from review_toolkit.web.forms import Form, FormField, RepeatedField, Required, StringField
from review_toolkit.web.problems import Problem, problems_of
from tests.web.conftest import make_app
from tests.web.further_forms import FILLED, Grouped, Person, further, grouped, sent_further

pytestmark = pytest.mark.usefixtures("app")
APP = make_app()


def test_a_filled_form_gives_values() -> None:
    form = further()
    assert set(form.errors) == {"evidence"}
    assert form.pay.data == Decimal("31250.50")
    assert form.share.data == Decimal("12.5")
    assert form.started.data == date(2026, 3, 1)
    assert form.meeting.data == time(14, 5)
    assert form.told.data is False
    assert form.networks.data == ["carers"]
    assert form.code.data == "123456"
    assert form.invited.addresses == ("ada@example.org", "Grace@example.org")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("9am", time(9)),
        ("9 a.m.", time(9)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("12:30 AM", time(0, 30)),
        ("14:05", time(14, 5)),
        ("14.05", time(14, 5)),
        ("0:00", time(0)),
        ("midday", time(12)),
        ("Midnight", time(0)),
        ("14pm", None),
        ("0am", None),
        ("24:00", None),
        ("9", None),
        ("9:60", None),
        ("soon", None),
        ("٩am", None),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, expected: time | None) -> None:
    form = further(meeting=typed)
    assert form.meeting.data == expected
    wanted = [] if expected else ["Enter the time of the meeting like 2:05pm or 14:05"]
    assert list(form.meeting.errors) == wanted


@given(st.times().map(lambda moment: moment.replace(second=0, microsecond=0)))
def test_a_time_that_is_written_is_read_back(moment: time) -> None:
    with APP.test_request_context():
        field = further().meeting
        assert field.read(field.written(moment)) == moment


@pytest.mark.parametrize("typed", ["-1", "1.234", "twelve", "1e3", "£", "NaN", "١٢", "1,2,3.4.5", "9" * 14])
def test_an_amount_that_is_none_is_refused(typed: str) -> None:
    assert further(pay=typed).pay.errors == ["Enter the annual pay in pounds, such as 31250 or 31250.50"]


@given(st.decimals(0, 10**12, places=2))
def test_an_amount_is_exact(amount: Decimal) -> None:
    with APP.test_request_context():
        assert further(pay=f"£{amount:,.2f}").pay.data == amount
        field = further().pay
        assert field.read(field.written(amount)) == amount


@pytest.mark.parametrize("typed", ["-0.1", "100.01", "101", "half", "12.345"])
def test_a_percentage_that_is_none_is_refused(typed: str) -> None:
    assert further(share=typed).share.errors == [
        "Enter the share as a percentage from 0 to 100, such as 12.5"
    ]


@pytest.mark.parametrize("typed", ["0", "0%", "100", "100.00 %"])
def test_nought_and_all_are_percentages(typed: str) -> None:
    assert not further(share=typed).share.errors


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (("", ""), "Enter the month"),
        (("3", ""), "Enter the year of the month when it began"),
        (("13", "2026"), "Enter the month when it began as a month and a year, such as 3 2026"),
        (("3", "26"), "Enter the year of the month when it began with 4 digits, such as 2026"),
    ],
)
def test_a_month_says_what_is_missing(parts: tuple[str, str], message: str) -> None:
    form = further(**dict(zip(("started-month", "started-year"), parts, strict=True)))
    assert form.started.errors == [message]


@pytest.mark.parametrize("typed", ["01632 960 001", "+44 (0)808-157 0192", "0808.157.0192 ext 4", "999"])
def test_a_telephone_number_may_be_written_in_many_ways(typed: str) -> None:
    form = further(telephone=typed)
    assert form.telephone.data == typed
    assert not form.telephone.errors


@pytest.mark.parametrize("typed", ["none", "12", "0" * 19, "<script>", "+"])
def test_what_cannot_be_dialled_is_refused(typed: str) -> None:
    assert "like 01632 960 001" in further(telephone=typed).telephone.errors[0]


@pytest.mark.parametrize("typed", ["12345", "1234567", "12345a", "١٢٣٤٥٦"])
def test_a_code_has_its_digits(typed: str) -> None:
    assert further(code=typed).code.errors == ["Enter the code as 6 digits"]


def test_a_list_of_addresses_names_the_line_to_correct() -> None:
    assert further(invited="ada@example.org\ngrace").invited.errors == [
        "Correct line 2: ‘grace’ is not an email address"
    ]
    many = further(invited="\n".join(f"a{number}@example.org" for number in range(501)))
    assert many.invited.errors == ["Enter at most 500 email addresses. There are 501"]


def test_a_long_text_that_is_counted_is_held_to_its_length() -> None:
    assert further(story="x" * 51).story.errors == ["Shorten ‘What happened’ to 50 characters. It has 51"]
    assert not further(story="x" * 50).story.errors


def test_no_is_an_answer_and_nothing_is_none() -> None:
    assert not further(told="no").told.errors
    assert further(told="").told.errors == ["Choose whether you told anybody"]
    assert further(told="perhaps").told.errors


def test_none_of_these_rules_out_the_others() -> None:
    both = sent_further({**FILLED, "networks": ["race", "none"]})  # type: ignore[dict-item]
    assert both.networks.errors == ["Choose either ‘None of these’ or the others, not both"]
    assert further(networks="none").networks.data == ["none"]


def test_a_revealed_field_counts_only_where_its_choice_was_chosen() -> None:
    assert further(other_reason="").other_reason.errors == ["Enter the other reason"]
    hidden = further(reason="fear", other_reason="typed before")
    assert not hidden.other_reason.errors
    assert hidden.other_reason.data in (None, "")


class Inner(Form):
    class Meta(Form.Meta):
        csrf = False

    people = RepeatedField(FormField(Person), "People", called="person")


def people(form: Grouped) -> list[str]:
    return [entry["name"] for entry in form.people.data]


def laid_out(values: dict[str, Any]) -> Grouped:
    """Return the form as it comes back from one of its buttons: laid out anew, judged by nobody."""
    form = grouped(values)
    assert not form.errors
    assert not form.validate()
    return form


THREE = {"people-0-name": "Ada", "people-1-name": "Grace", "people-2-name": "Mary"}


def test_a_group_is_added_until_the_list_is_full() -> None:
    form = laid_out({"people-0-name": "Ada", "people-add": "y"})
    assert people(form) == ["Ada", None] or people(form) == ["Ada", ""]
    assert people(laid_out({**THREE, "people-add": "y"})) == ["Ada", "Grace", "Mary"]


@pytest.mark.parametrize(
    ("number", "left"),
    [
        ("0", ["Grace", "Mary"]),
        ("1", ["Ada", "Mary"]),
        ("2", ["Ada", "Grace"]),
        ("7", [*"AGM"]),
        ("x", [*"AGM"]),
    ],
)
def test_a_group_is_removed_with_all_that_was_typed_in_it(number: str, left: list[str]) -> None:
    form = laid_out({**THREE, "people-remove": number})
    assert people(form) == (left if len(left) == 2 else ["Ada", "Grace", "Mary"])
    assert [entry.name for entry in form.people.entries] == [f"people-{i}" for i in range(len(people(form)))]


def test_a_button_of_a_list_inside_another_form_lays_out_the_whole() -> None:
    class Outer(Form):
        title = StringField("Title", [Required("Enter the title")])
        inner = FormField(Inner)

    pressed = Outer(formdata=MultiDict({"inner-people-add": "y"}), meta={"csrf": False})
    assert not pressed.validate()
    assert not pressed.errors
    assert len(pressed.inner.form.people.entries) == 2
    sent = Outer(formdata=MultiDict({"inner-people-0-name": ""}), meta={"csrf": False})
    assert not sent.validate()
    assert sent.errors


def test_the_last_group_that_must_be_there_stays() -> None:
    assert people(laid_out({"people-0-name": "Ada", "people-remove": "0"})) == ["Ada"]


def test_a_group_without_a_tick_or_a_word_is_still_there() -> None:
    form = grouped({"people-0-kept": "y", "people-1-kept": "y"})
    assert len(form.people.entries) == 2


@pytest.mark.parametrize("name", ["people-²-name", "people-99999999-name", "people--name", "people-x-name"])
def test_a_number_that_no_page_of_ours_has_is_no_group(name: str) -> None:
    assert len(grouped({name: "x"}).people.entries) == 1


def test_no_more_groups_than_fit_are_taken() -> None:
    assert len(grouped({f"people-{number}-name": "x" for number in range(200)}).people.entries) == 3


def test_the_rows_and_groups_that_lack_an_answer_are_led_to() -> None:
    form = grouped({"people-0-name": "", "statements-fair": "4"})
    assert problems_of([form]) == [
        Problem("Enter the person’s name", "people-0-name"),
        Problem("Choose an answer to ‘I can speak up & be heard’", "statements-safe"),
    ]
    sound = grouped({"people-0-name": "Ada", "statements-fair": "4", "statements-safe": "1"})
    assert sound.statements.data == {"fair": "4", "safe": "1"}
    assert not sound.errors


def test_an_answer_outside_the_scale_is_refused() -> None:
    assert grouped({"people-0-name": "Ada", "statements-fair": "6", "statements-safe": "1"}).errors
