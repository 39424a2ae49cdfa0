"""Tables, task lists, tags and the page that asks before something cannot be undone."""

import re
from typing import Any

import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict

from review_toolkit.web.confirming import ConfirmForm, typed_confirmation
from tests.web.markup import tree
from tests.web.page_checks import check_page, parse_page, text_of

pytestmark = pytest.mark.usefixtures("app")

TABLE = """{% from "macros/tables.html" import data_table %}
{{ data_table(caption, columns, rows, id="t", **more) }}"""
TASKS = '{% from "macros/tasks.html" import task_list %}{{ task_list(tasks, label="Stages", id="stages") }}'
COLUMNS = ["Rows", {"text": "Number", "numeric": True}]
ROWS: list[list[Any]] = [["Used & kept", 1], ["Set <aside>", 22]]


def table(rows: list[list[Any]], **more: Any) -> str:
    return render_template_string(TABLE, caption="Where each row went", columns=COLUMNS, rows=rows, more=more)


def test_a_table_has_the_markup_of_its_model_and_a_frame_that_the_keyboard_reaches() -> None:
    ours = table(ROWS)
    head = [{"text": "Rows"}, {"text": "Number", "format": "numeric"}]
    rows = [[{"text": name}, {"text": str(number), "format": "numeric"}] for name, number in ROWS]
    params = {
        "id": "t",
        "caption": {"text": "Where each row went", "size": "m"},
        "scroll": True,
        "firstCellIsHeader": True,
        "head": head,
        "rows": rows,
        "classes": "app-data-table",
    }
    theirs = render_template_string("{{ nhs.table(params) }}", params=params)
    assert 'tabindex="0"' in ours
    assert tree(ours.replace(' tabindex="0"', "")) == tree(theirs)


def test_a_table_without_rows_teaches_what_will_stand_there() -> None:
    html = table([], empty="Rows appear here once a file is imported.")
    assert "<table" not in html
    assert "Rows appear here once a file is imported." in html
    assert "Where each row went" in html


def test_a_task_list_has_the_markup_of_its_model() -> None:
    tasks = [
        {
            "title": "Baseline & more",
            "href": "/b",
            "hint": "Bring in data.",
            "state": "Not started",
            "tone": "blue",
        },
        {"title": "Listening", "href": None, "hint": "", "state": "Not available yet", "tone": "grey"},
    ]
    items = [
        {
            "title": {"text": task["title"]},
            "href": task["href"],
            "hint": {"text": task["hint"]} if task["hint"] else None,
            "status": {"tag": {"text": task["state"], "colour": task["tone"]}},
        }
        for task in tasks
    ]
    theirs = render_template_string(
        "{{ nhs.task_list(params) }}",
        params={"idPrefix": "stages", "items": items, "attributes": {"aria-label": "Stages"}},
    )
    assert tree(render_template_string(TASKS, tasks=tasks)) == tree(theirs)


CONFIRM = """{% extends "layouts/confirm.html" %}
{% block heading %}Destroy the answers{% endblock %}
{% block consequence %}<p>All 212 answers are destroyed.</p>{% endblock %}
{% block irreversible %}<p>Nobody can bring them back.</p>{% endblock %}
{% block act %}Destroy the answers{% endblock %}
{% block cancel %}/waves{% endblock %}"""


@pytest.mark.parametrize("form_type", [ConfirmForm, typed_confirmation("Spring 2026")])
def test_a_confirm_page_says_what_happens_and_offers_to_leave(form_type: Any) -> None:
    html = render_template_string(CONFIRM, form=form_type())
    check_page(html, 200)
    page = parse_page(html)
    form = next(one for one in page.iter("form") if one.get("action") is None)
    assert form.get("method") == "post"
    assert any(link.get("href") == "/waves" and text_of(link) == "Cancel" for link in form.iter("a"))
    assert "Nobody can bring them back." in text_of(page)
    assert " checked" not in html
    # What cannot be undone is confirmed anew after signing in.
    assert "draft_mark" not in html


@pytest.mark.parametrize(
    ("form_type", "sent", "accepted"),
    [
        (ConfirmForm, {}, False),
        (ConfirmForm, {"confirmed": "y"}, True),
        (typed_confirmation("Spring 2026"), {"confirmed": ""}, False),
        (typed_confirmation("Spring 2026"), {"confirmed": "y"}, False),
        (typed_confirmation("Spring 2026"), {"confirmed": " spring 2026 "}, True),
    ],
)
def test_nothing_is_confirmed_but_by_the_tick_or_the_words(
    form_type: Any, sent: dict[str, str], accepted: bool
) -> None:
    form = form_type(formdata=MultiDict(sent), meta={"csrf": False})
    assert form.validate() == accepted
    if not accepted:
        assert "or choose Cancel" in form.confirmed.errors[0]


@pytest.mark.parametrize("block", ["consequence", "irreversible", "act", "cancel"])
def test_a_confirm_page_cannot_leave_anything_unsaid(block: str) -> None:
    silent = re.sub(rf"\{{% block {block} %\}}.*?\{{% endblock %\}}", "", CONFIRM)
    with pytest.raises(Exception, match=block):
        render_template_string(silent, form=ConfirmForm())


def test_a_view_acts_only_on_a_confirmed_post(app: Flask) -> None:
    done: list[str] = []
    app.config["WTF_CSRF_ENABLED"] = False

    def destroy() -> Any:
        form = ConfirmForm()
        if not form.validate_on_submit():
            return render_template_string(CONFIRM, form=form), 422 if form.errors else 200
        done.append("destroyed")
        return "done"

    app.add_url_rule("/destroy", "destroy", destroy, methods=["GET", "POST"])
    client = app.test_client()
    for answer in (client.get("/destroy?confirmed=y"), client.post("/destroy"), client.head("/destroy")):
        assert answer.status_code in (200, 422)
    assert done == []
    assert client.post("/destroy", data={"confirmed": "y"}).text == "done"
    assert done == ["destroyed"]
