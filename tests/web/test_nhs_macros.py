"""The design system's macros behind their border."""

import subprocess
import sys
from typing import Any

import pytest
from flask import render_template_string
from jinja2.exceptions import UndefinedError

from review_toolkit.web.nhs import _MACROS, NAMES, NhsMacros

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_macro_that_is_offered_can_be_called(name):
    every = {"name": "n", "id": "n", "label": {"text": "L"}, "text": "T", "href": "/", "items": []}
    known = NhsMacros()._parameters_of(_MACROS[name][0])
    params = {key: value for key, value in every.items() if key in known}
    assert params
    assert str(render_template_string("{{ nhs[name](params) }}", name=name, params=params))


def test_a_macro_escapes_what_it_is_given():
    html = render_template_string('{{ nhs.button({"text": words}) }}', words="<b>Save & go</b>")
    assert "&lt;b&gt;Save &amp; go" in html


@pytest.mark.parametrize(
    ("template", "named"),
    [
        ('{{ nhs.button({"text": missing}) }}', "nhs.button was given an undefined value for 'text'"),
        (
            '{{ nhs.task_list({"items": [{"heading": "A"}, {"status": {"tag": {"text": missing}}}]}) }}',
            r"nhs.task_list .* 'items\[1\].status.tag.text'",
        ),
        ('{{ nhs.tag({"text": person.nmae}) }}', "nhs.tag .* 'text'"),
        ("{{ nhs.table({'rows': [[{'text': 'a'}, missing]]}) }}", r"nhs.table .* 'rows\[0\]\[1\]'"),
        ("{{ nhs.task_list({'items': people | map(attribute='nmae')}) }}", r"nhs.task_list .* 'items\[0\]'"),
        ('{{ nhs.button({"txet": "Go"}) }}', "nhs.button reads no parameter 'txet'"),
        ("{{ nhs.button(missing) }}", "'missing' is undefined|undefined value for ''"),
        ("{{ missing.name }}", "'missing' is undefined"),
        ('{% from "macros/fields.html" import field %}{{ field(person.nmae) }}', "nmae"),
    ],
)
def test_an_undefined_value_is_refused_by_name(template, named):
    with pytest.raises(UndefinedError, match=named):
        render_template_string(template, person={"name": "Ama"}, people=[{"name": "Ama"}])


def test_none_means_not_given():
    def button(**params: Any) -> str:
        return render_template_string("{{ nhs.button(params) }}", params=params)

    assert button(text="Go", href=None, classes=None) == button(text="Go")


def test_a_macro_that_is_not_offered_is_refused():
    with pytest.raises(UndefinedError, match="hero"):
        render_template_string("{{ nhs.hero({}) }}")


def test_a_block_can_be_given_to_a_macro():
    html = render_template_string("{% call nhs.inset_text({}) %}<b>Inside</b>{% endcall %}")
    assert "<b>Inside</b>" in html


def test_the_macros_are_loaded_once_and_when_first_used():
    macros = NhsMacros()
    assert "_environment" not in vars(macros)
    assert macros.button is macros.button
    assert "_environment" in vars(macros)
    code = "import sys, review_toolkit.web.pages; print('nhsuk_frontend_jinja' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
