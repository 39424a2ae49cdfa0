"""The kinds of field that later stages need write the design system's markup as well."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import render_template_string
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from review_toolkit.web.field_types import input_names
from tests.web.further_forms import (
    MANY,
    NETWORKS,
    ROWS,
    SCALE,
    Disabled,
    Further,
    Grouped,
    further,
    grouped,
    sent_further,
)
from tests.web.markup import tree
from tests.web.page_checks import parse_page, text_of
from tests.web.sample_forms import Everything

FIELD = '{% from "macros/fields.html" import field %}{{ field(form[name], **options) }}'
FORM = '{% from "macros/fields.html" import form_fields %}{{ form_fields(form) }}'
THEIRS = "{{ nhs[macro](params) }}"

pytestmark = pytest.mark.usefixtures("app")


def ours(form: Any, name: str, **options: Any) -> str:
    return render_template_string(FIELD, form=form, name=name, options=options)


def theirs(macro: str, **params: Any) -> str:
    return render_template_string(THEIRS, macro=macro, params=params)


def told(form: Any, name: str) -> dict[str, Any]:
    field = form[name]
    return {
        "id": name,
        "name": name,
        "label": {"text": field.label.text},
        "hint": {"text": field.description} if field.description else None,
        "errorMessage": {"text": field.errors[0]} if field.errors else None,
    }


def in_fieldset(form: Any, name: str) -> dict[str, Any]:
    shared = told(form, name)
    legend = {"legend": shared.pop("label")}
    del shared["id"]
    return {**shared, "idPrefix": name, "fieldset": legend}


def typed(form: Any, name: str) -> str | None:
    raw = form[name].raw_data
    return raw[0] if raw and raw[0] else None


def model(form: Further, name: str) -> str:
    """Return what the design system's own macro writes for one of our fields."""
    field = form[name]
    match name:
        case "telephone":
            return theirs(
                "input", **told(form, name), value=field.data or None, type="tel", autocomplete="tel"
            )
        case "pay":
            return theirs(
                "input",
                **told(form, name),
                value=typed(form, name),
                inputmode="decimal",
                prefix="£",
                width=10,
            )
        case "share":
            return theirs(
                "input", **told(form, name), value=typed(form, name), inputmode="decimal", suffix="%", width=5
            )
        case "meeting":
            return theirs("input", **told(form, name), value=typed(form, name), width=10)
        case "code":
            return theirs(
                "input",
                **told(form, name),
                inputmode="numeric",
                autocomplete="one-time-code",
                spellcheck=False,
                classes="nhsuk-input--code",
                width=10,
            )
        case "story":
            return theirs("character_count", **told(form, name), value=field.data or "", maxlength=50, rows=5)
        case "invited":
            return theirs("textarea", **told(form, name), value=field.data or "")
        case "evidence":
            return theirs(
                "file_upload",
                **told(form, name),
                multiple=True,
                attributes={"accept": field.render_kw["accept"]},
            )
        case "told":
            items = [{"value": "yes", "text": "Yes"}, {"value": "no", "text": "No"}]
            value = {True: "yes", False: "no", None: None}[field.data]
            return theirs("radios", **in_fieldset(form, name), items=items, value=value, inline=True)
        case "reason":
            inside = Markup(ours(form, "other_reason"))  # noqa: S704 (drawn by our own macro)
            items = [
                {"value": "fear", "text": "I was afraid"},
                {
                    "value": "other",
                    "text": "Another reason",
                    "hint": {"text": "Say which"},
                    "conditional": {"html": inside},
                },
            ]
            html = theirs("radios", **in_fieldset(form, name), items=items, value=field.data)
            # Theirs is shown by a script that breaks a rule of ARIA; ours by the style sheet.
            for of_the_script in (
                ' data-aria-controls="conditional-reason-2"',
                " nhsuk-radios__conditional--hidden",
            ):
                html = html.replace(of_the_script, "")
            return html
        case "networks":
            items = [{"value": value, "text": text} for value, text in NETWORKS.items()]
            last = [{"divider": "or"}, {"value": "none", "text": "None of these", "behaviour": "exclusive"}]
            return theirs(
                "checkboxes", **in_fieldset(form, name), items=items + last, values=field.data or []
            )
        case "directorate":
            items = [{"value": value, "text": text} for value, text in MANY.items()]
            return theirs("select", **told(form, name), items=items, value=field.data)
        case _:
            shared = in_fieldset(form, name)
            del shared["idPrefix"], shared["name"]
            return theirs("date_input", **shared, id=name, items=boxes(form, name))


def boxes(form: Further, name: str) -> list[dict[str, Any]]:
    field = form[name]
    return [
        {
            "id": f"{name}-{part}",
            "name": f"{name}-{part}",
            "label": {"text": part.capitalize()},
            "width": width,
            "value": field.parts[part] or None,
            "error": part in field.wrong_parts if field.wrong_parts else None,
        }
        for part, width in (("month", 2), ("year", 4))
    ]


NAMES = [
    "telephone",
    "pay",
    "share",
    "story",
    "started",
    "meeting",
    "told",
    "reason",
    "networks",
    "directorate",
    "invited",
    "code",
    "evidence",
]
STATES: dict[str, Callable[[], Further]] = {
    "new": Further,
    "filled": further,
    "empty": lambda: sent_further(
        {"story": "x" * 60, "telephone": "none", "networks": "none", "told": "maybe"}
    ),
}
SOUND_WHEN_EMPTY = ("networks",)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", NAMES)
def test_a_field_has_the_markup_of_its_model(name: str, state: str) -> None:
    form = STATES[state]()
    wrong = (state == "empty" and name not in SOUND_WHEN_EMPTY) or (state == "filled" and name == "evidence")
    assert bool(form[name].errors) == wrong
    assert tree(ours(form, name)) == tree(model(form, name))


def test_every_kind_of_this_form_is_compared() -> None:
    assert {*NAMES, "other_reason", "csrf_token"} == set(Further()._fields)


def test_a_revealed_field_is_drawn_once_below_its_choice() -> None:
    html = render_template_string(FORM, form=Further())
    assert html.count('name="other_reason"') == 1
    assert html.index('value="other"') < html.index('name="other_reason"') < html.index('name="networks"')


def test_a_code_and_a_password_are_never_written_back() -> None:
    assert "123" not in ours(further(), "code")
    form = Everything(formdata=MultiDict({"password": "hunter2"}), meta={"csrf": False})
    assert "hunter2" not in ours(form, "password")


@pytest.mark.parametrize("answers", [{}, {"statements-fair": "4"}])
def test_each_row_of_a_matrix_is_a_question_with_the_markup_of_radios(answers: dict[str, str]) -> None:
    form = grouped({**answers, "people-0-name": "Ada"}) if answers else Grouped()
    html = ours(form, "statements")
    for key, statement in ROWS.items():
        row = form.statements.form[key]
        items = [{"value": value, "text": words} for value, words in SCALE.items()]
        legend = {"legend": {"text": statement, "size": "s"}}
        name = f"statements-{key}"
        error = {"text": row.errors[0]} if row.errors else None
        assert bool(error) == (bool(answers) and key == "safe")
        row_of_theirs = theirs(
            "radios",
            name=name,
            idPrefix=name,
            fieldset=legend,
            items=items,
            inline=True,
            value=row.data,
            errorMessage=error,
        )
        assert tree(row_of_theirs)[0] in tree(html)[0][4]
    assert text_of(next(parse_page(html).iter("legend"))) == "How far do you agree?"


def test_a_repeated_group_has_its_fields_a_legend_and_its_own_remove_button() -> None:
    form = grouped({"people-0-name": "Ada", "people-4-name": "Grace"})
    assert [person["name"] for person in form.people.data] == ["Ada", "Grace"]
    page = parse_page(ours(form, "people"))
    groups = list(page.iter("fieldset"))
    assert [text_of(next(group.iter("legend"))) for group in groups] == ["Person 1", "Person 2"]
    for group, number in zip(groups, ("0", "1"), strict=True):
        (button,) = group.iter("button")
        assert (button.get("name"), button.get("value")) == ("people-remove", number)
        assert text_of(button).startswith("Remove person")
    first, *_, last = page.iter("button")
    # Enter presses the first button of a form: it must remove nobody.
    assert first.get("name") is None
    assert (last.get("name"), last.get("formaction")) == ("people-add", "#people-2")


def test_a_group_that_must_stay_and_a_list_that_is_full_offer_no_button() -> None:
    assert "people-remove" not in ours(Grouped(), "people")
    full = grouped({f"people-{number}-name": "x" for number in range(3)})
    html = ours(full, "people")
    assert "people-add" not in html
    assert "That is as many as fit here: 3." in html


def test_a_disabled_field_is_drawn_so_and_ignores_what_is_sent() -> None:
    values = {"name": "changed", "scope": "b", "day-month": "1", "day-year": "2026", "number": "4"}
    form = Disabled(formdata=MultiDict(values), meta={"csrf": False})
    assert form.validate()
    assert (form.name.data, form.scope.data, form.day.data, form.number.data) == ("Kept", "a", None, 3)
    html = render_template_string(FORM, form=form)
    assert html.count(" disabled") == 6  # one input, two radios, two boxes, one number
    page = parse_page(html)
    assert all(one.get("disabled") is not None for one in page.iter("input") if one.get("type") != "hidden")


def test_what_may_be_kept_of_a_form_is_every_input_but_the_secret_ones() -> None:
    names = set(input_names(Further()))
    assert {"telephone", "started-month", "started-year", "other_reason", "networks"} <= names
    assert not names & {"code", "evidence", "csrf_token"}
    assert not {"password", "extract"} & set(input_names(Everything()))
    assert set(input_names(Grouped())) == {
        "people-0-kept",
        "people-0-name",
        "people-0-email",
        "statements-fair",
        "statements-safe",
    }
