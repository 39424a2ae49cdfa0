"""Our plain macros write the markup of the design system's own."""

from collections.abc import Callable
from typing import Any

import html5lib
import pytest
from flask import render_template_string
from wtforms import DateField

from review_toolkit.web.field_types import UnknownKindOfField, kind_of
from review_toolkit.web.forms import Form
from tests.web.markup import tree
from tests.web.sample_forms import GRADES, Everything, Nested, filled, sent

OURS = '{% from "macros/fields.html" import field %}{{ field(form[name], **options) }}'
THEIRS = "{{ nhs[macro](params) }}"

pytestmark = pytest.mark.usefixtures("app")


def label(text: str) -> dict[str, str]:
    return {"text": text}


def common(form: Everything, name: str) -> dict[str, Any]:
    """Return what each macro of theirs is told alike."""
    field = form[name]
    return {
        "id": name,
        "name": name,
        "label": label(field.label.text),
        "hint": {"text": field.description} if field.description else None,
        "errorMessage": {"text": field.errors[0]} if field.errors else None,
    }


def grouped(form: Everything, name: str) -> dict[str, Any]:
    told = common(form, name)
    legend = {"legend": told.pop("label")}
    del told["id"]
    return {**told, "idPrefix": name, "fieldset": legend}


def model(form: Everything, name: str) -> tuple[str, dict[str, Any]]:
    """Return the macro of theirs that one of our fields mirrors, and its parameters."""
    field, told = form[name], common(form, name)
    plain = field.raw_data[0] if field.raw_data else None
    match kind_of(field):
        case "text":
            return "input", {**told, "value": field.data or None, "autocomplete": "organization"}
        case "email":
            return "input", {**told, "value": field.data or None, "type": "email", "spellcheck": False}
        case "number":
            return "input", {**told, "value": plain, "inputmode": "numeric"}
        case "password":
            return "password_input", told
        case "textarea":
            return "textarea", {**told, "value": field.data or ""}
        case "select":
            items = [{"value": value, "text": text} for value, text in GRADES.items()]
            return "select", {**told, "items": items, "value": field.data}
        case "file":
            return "file_upload", {**told, "attributes": field.render_kw}
        case "radios":
            items = [
                {"value": "staff", "text": "Staff", "hint": {"text": "On the payroll"}},
                {"value": "board", "text": "The board"},
            ]
            return "radios", {**grouped(form, name), "items": items, "value": field.data}
        case "checkboxes":
            items = [{"value": value, "text": text} for value, text in GRADES.items()]
            return "checkboxes", {**grouped(form, name), "items": items, "values": field.data or []}
        case "checkbox":
            item = {"value": "y", "text": field.label.text, "hint": told["hint"], "checked": field.data}
            return "checkboxes", {
                "name": name,
                "idPrefix": name,
                "errorMessage": told["errorMessage"],
                "items": [item],
            }
        case _:
            return "date_input", date_params(form, name)


def date_params(form: Everything, name: str) -> dict[str, Any]:
    field = form[name]
    told = grouped(form, name)
    del told["idPrefix"], told["name"]
    items = [
        {
            "id": f"{name}-{part}",
            "name": f"{name}-{part}",
            "label": {"text": part.capitalize()},
            "width": width,
            "value": field.parts[part] or None,
            "error": part in field.wrong_parts if field.wrong_parts else None,
        }
        for part, width in (("day", 2), ("month", 2), ("year", 4))
    ]
    return {**told, "id": name, "items": items}


NAMES = [
    "name",
    "email",
    "password",
    "leavers",
    "purpose",
    "snapshot",
    "grade",
    "scope",
    "groups",
    "agreed",
    "extract",
]


STATES: dict[str, Callable[[], Everything]] = {
    "new": Everything,
    "filled": filled,
    "empty": lambda: sent({"grade": "no such"}),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", NAMES)
def test_a_field_has_the_markup_of_its_model(name, state):
    form = STATES[state]()
    never_filled = name in ("password", "extract")
    assert bool(form[name].errors) == (state == "empty" or (state == "filled" and never_filled))
    ours = render_template_string(OURS, form=form, name=name, options={})
    macro, params = model(form, name)
    theirs = render_template_string(THEIRS, macro=macro, params=params)
    assert tree(ours) == tree(theirs)


@pytest.mark.parametrize("parts", [("", "3", "2026"), ("31", "2", "2026"), ("1", "", ""), ("1", "1", "26")])
def test_a_date_marks_the_boxes_that_are_wrong(parts):
    day, month, year = parts
    form = filled(**{"snapshot-day": day, "snapshot-month": month, "snapshot-year": year})
    ours = render_template_string(OURS, form=form, name="snapshot", options={})
    theirs = render_template_string(THEIRS, macro="date_input", params=date_params(form, "snapshot"))
    assert tree(ours) == tree(theirs)


def test_options_change_what_they_name():
    form = Everything()
    ours = render_template_string(
        OURS,
        form=form,
        name="name",
        options={"width": 20, "size": "m", "hint": "", "label": "Who?", "autocomplete": "off"},
    )
    params = {
        "id": "name",
        "name": "name",
        "label": {"text": "Who?", "size": "m"},
        "width": 20,
        "autocomplete": "off",
    }
    assert tree(ours) == tree(render_template_string(THEIRS, macro="input", params=params))


def test_what_people_typed_is_escaped():
    form = sent({"name": '"><script>x</script>', "purpose": "</textarea><b>"})
    for name in ("name", "purpose"):
        html = render_template_string(OURS, form=form, name=name, options={})
        assert "<script>" not in html
        assert html.count("</textarea>") <= 1


def test_a_text_area_keeps_a_first_empty_line():
    form = Everything(data={"purpose": "\nAfter"})
    form.purpose.data = "\nAfter"
    html = render_template_string(OURS, form=form, name="purpose", options={})
    fragment = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    assert next(fragment.iter("textarea")).text == "\nAfter"


def test_nested_forms_are_drawn_with_names_of_their_own():
    html = render_template_string(
        '{% from "macros/fields.html" import form_fields %}{{ form_fields(form) }}', form=Nested()
    )
    for name in ("lead-name", "others-0-name", "others-1-name"):
        assert html.count(f'id="{name}"') == 1


def test_a_field_without_a_macro_is_refused_with_the_alternative():
    class Old(Form):
        day = DateField("Day")

    with pytest.raises(UnknownKindOfField, match="DatePartsField"):
        Old()
