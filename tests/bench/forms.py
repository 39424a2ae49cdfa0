"""A form of 40 fields: our page, against the same form drawn by a plain minimal macro in a bare Flask app.

For orientation the same fields are also drawn by the design system's own macros.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, render_template
from jinja2 import ChoiceLoader, DictLoader

from review_toolkit.web.field_types import kind_of
from review_toolkit.web.forms import (
    ChecklistField,
    DatePartsField,
    Form,
    MaxLength,
    RadioField,
    Required,
    SelectField,
    StringField,
    TextAreaField,
    WholeNumberField,
)
from tests.web.conftest import make_app

REQUESTS = 20
SCALE = {"1": "Strongly disagree", "2": "Disagree", "3": "Neither", "4": "Agree", "5": "Strongly agree"}

# The least that can be sent and understood: a label and an input for each field, a legend for choices.
_PLAIN = """<!doctype html>
<html lang="en-GB"><head><title>Form</title></head><body><h1>Form</h1><form method="post">
<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
{% macro plain(item) %}
{% set kind = kind_of(item) %}
{% if kind in ("radios", "checkboxes") %}
<fieldset><legend>{{ item.label.text }}</legend>
{% for choice in item.iter_choices() %}
<input type="{{ "radio" if kind == "radios" else "checkbox" }}" id="{{ item.id }}-{{ loop.index }}" name="{{ item.name }}" value="{{ choice.value }}"{{ " checked" if choice.selected }}>
<label for="{{ item.id }}-{{ loop.index }}">{{ choice.label }}</label>
{% endfor %}
</fieldset>
{% elif kind == "date" %}
<fieldset><legend>{{ item.label.text }}</legend>
{% for part, typed in item.parts.items() %}
<label for="{{ item.id }}-{{ part }}">{{ part }}</label>
<input id="{{ item.id }}-{{ part }}" name="{{ item.name }}-{{ part }}" value="{{ typed }}">
{% endfor %}
</fieldset>
{% else %}
<p><label for="{{ item.id }}">{{ item.label.text }}</label>
{% if kind == "textarea" %}
<textarea id="{{ item.id }}" name="{{ item.name }}">{{ item._value() }}</textarea>
{% elif kind == "select" %}
<select id="{{ item.id }}" name="{{ item.name }}">
{% for choice in item.iter_choices() %}
<option value="{{ choice.value }}"{{ " selected" if choice.selected }}>{{ choice.label }}</option>
{% endfor %}
</select>
{% else %}
<input id="{{ item.id }}" name="{{ item.name }}" value="{{ item._value() }}">
{% endif %}
</p>
{% endif %}
{% endmacro %}
{% for item in form if item.short_name != "csrf_token" %}{{ plain(item) }}{% endfor %}
<button>Send</button></form></body></html>
"""  # noqa: E501 (a template reads across)

_OURS = """{% extends "layouts/form.html" %}
{% block before_main %}{{ nhs.back_link({"href": "/", "text": "Back"}) }}{% endblock %}
{% block heading %}Form{% endblock %}"""

_THEIRS = """{% extends "layouts/form.html" %}
{% block heading %}Form{% endblock %}
{% block fields scoped %}{% for macro, params in drawn %}{{ nhs[macro](params) }}{% endfor %}{% endblock %}"""

Work = Callable[[], object]


def _fields() -> dict[str, Any]:
    """Return 40 fields as a long form mixes them: 16 texts, 8 scales, and the rest."""
    fields: dict[str, Any] = {}
    for number in range(16):
        fields[f"text_{number}"] = StringField(
            f"Text {number}", [Required("Fill this in"), MaxLength(100)], description="As it stands"
        )
    for number in range(8):
        fields[f"scale_{number}"] = RadioField(f"Statement {number}", choices=SCALE)
    for number in range(4):
        fields[f"long_{number}"] = TextAreaField(f"Reasons {number}", description="In brief")
        fields[f"number_{number}"] = WholeNumberField(f"Number {number}")
        fields[f"day_{number}"] = DatePartsField(f"Day {number}")
    for number in range(2):
        fields[f"several_{number}"] = ChecklistField(f"Several {number}", choices=SCALE)
        fields[f"one_{number}"] = SelectField(f"One {number}", choices=SCALE)
    return fields


LongForm: Any = type("LongForm", (Form,), _fields())


def against_plain() -> tuple[Work, Work]:
    return _asking("/ours"), _asking("/plain")


def theirs_against_plain() -> tuple[Work, Work]:
    return _asking("/theirs"), _asking("/plain")


def _asking(path: str) -> Work:
    client = _app(bare=path == "/plain").test_client()
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.text.count("<input") > 60

    def ask() -> None:
        for _ in range(REQUESTS):
            client.get(path)

    return ask


def _app(*, bare: bool) -> Flask:
    app = Flask("bare") if bare else make_app()
    if bare:
        from flask_wtf import CSRFProtect

        app.config["SECRET_KEY"] = "only for this measure"
        CSRFProtect(app)
        app.jinja_env.globals["kind_of"] = kind_of
        app.jinja_env.trim_blocks = True
        app.jinja_env.lstrip_blocks = True
    pages = DictLoader({"ours.html": _OURS, "plain.html": _PLAIN, "theirs.html": _THEIRS})
    app.jinja_loader = ChoiceLoader([pages, *([app.jinja_loader] if app.jinja_loader else [])])
    app.add_url_rule("/ours", "ours", lambda: render_template("ours.html", form=LongForm()))
    app.add_url_rule("/plain", "plain", lambda: render_template("plain.html", form=LongForm()))
    app.add_url_rule("/theirs", "theirs", _their_page)
    return app


def _their_page() -> str:
    form = LongForm()
    return render_template(
        "theirs.html",
        form=form,
        drawn=[_theirs_of(field) for field in form if field.short_name != "csrf_token"],
    )


def _theirs_of(field: Any) -> tuple[str, dict[str, Any]]:
    told = {"id": field.id, "name": field.name, "label": {"text": field.label.text}}
    if field.description:
        told["hint"] = {"text": field.description}
    kind = kind_of(field)
    if kind in ("radios", "checkboxes"):
        legend = {"legend": told.pop("label")}
        items = [{"value": choice.value, "text": choice.label} for choice in field.iter_choices()]
        return kind, {**told, "idPrefix": field.id, "fieldset": legend, "items": items}
    if kind == "date":
        legend = {"legend": told.pop("label")}
        boxes = [{"name": part, "id": f"{field.id}-{part}", "label": {"text": part}} for part in field.parts]
        return "date_input", {"id": field.id, "fieldset": legend, "items": boxes}
    if kind == "select":
        items = [{"value": choice.value, "text": choice.label} for choice in field.iter_choices()]
        return "select", {**told, "items": items}
    return ("textarea" if kind == "textarea" else "input"), told
