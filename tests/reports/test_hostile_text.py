"""Text from outside never breaks a report, never vanishes from it and is never taken for a field."""

import io
import json
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from review_toolkit.exports.word_markup import clean
from review_toolkit.reports.context import to_plain
from review_toolkit.reports.render import render, render_here

HOSTILE = {
    "ampersand": "Fish & chips &amp; more",
    "angle": "less < than > </w:t></w:r><w:p/> <!-- --> <![CDATA[x]]>",
    "expression": "{{ 7*7 }}",
    "raw": "{% raw %}",
    "paragraph tag": "{%p if x %}{{p y }}{{r z }}{#p c #}",
    "unclosed": "{{ {% {# }} %} #}",
    "docxtpl's own braces": "{_{ x }_} {_% y %_}",
    "lone surrogate": "a\ud800b\udfffc",
    "control characters": "a\x00\x01\x07\x08\x0b\x0c\x1f\x7fb",
    "non-characters": "a\ufffe\uffffb",
    "lines and tabs": "one\ntwo\r\nthree\rfour\tfive",
    "right to left": "שלום عليكم \u202eabc\u202c",
    "emoji": "👩🏾‍⚕️🏳️‍🌈",
    "entities": "&lt;&#0;&#x26;&xxe;",
    "quotes": "\"'“”‘’` \\1 \\g<0> $1 %s %(x)s {0}",
    "spaces": "  leading, double  and trailing  ",
    "long": "abcdefghi " * 1000,
    "empty": "",
}
_NOT_PRINTED = {"name", "stage", "figure", "part", "issued_on", "reported"}


def _poisoned(value: Any, text: str, path: str = "") -> Any:
    """The plain context with the hostile text, between marks of its own, in every text that is printed."""
    if isinstance(value, dict):
        return {
            key: inner if key in _NOT_PRINTED else _poisoned(inner, text, f"{path}.{key}")
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_poisoned(inner, text, f"{path}.{index}") for index, inner in enumerate(value)]
    return f"<<{path}|{text}|{path}>>"


def _marked(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [t for key, inner in value.items() if key not in _NOT_PRINTED for t in _marked(inner)]
    return [t for inner in value for t in _marked(inner)] if isinstance(value, list) else [value]


def _read(content: bytes) -> str:
    """All text of body, header and footer as a reader's eye takes it in."""
    document = Document(io.BytesIO(content))
    section = document.sections[0]
    parts = {qn("w:t"): None, qn("w:br"): "\n", qn("w:tab"): "\t"}
    pieces = []
    for root in (document.element.body, section.header._element, section.footer._element):
        for element in root.iter(*parts, qn("w:p")):
            if element.getparent().tag == qn("w:tabs"):
                continue
            pieces.append(parts.get(element.tag, "\n¶") or element.text or "")
    return "".join(pieces)


def _check(content: bytes, plain: dict[str, Any]) -> None:
    text = _read(content)
    for expected in _marked(plain):
        assert clean(expected) in text
    closing = Document(io.BytesIO(content)).paragraphs[-1].text
    assert closing == f"End of {clean(plain['title'])}, version {clean(plain['version'])}."
    assert "49" not in text


@pytest.fixture(scope="module")
def plain(typical):
    return json.loads(json.dumps(to_plain(typical)))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_reads_back_exactly_from_every_field(template, plain, text):
    poisoned = _poisoned(plain, text)
    _check(render_here(template, poisoned), poisoned)


def test_hostile_text_crosses_to_the_child_and_back(template, plain, parts_of):
    poisoned = _poisoned(plain, " ".join(HOSTILE.values()))
    content = render(template, poisoned)
    _check(content, poisoned)
    for part in parts_of(content).values():
        etree.fromstring(part)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text_reads_back_exactly(template, plain, text):
    poisoned = _poisoned(plain, text.replace("49", ""))
    _check(render_here(template, poisoned), poisoned)


def test_a_title_longer_than_a_property_may_be_is_cut_in_the_property_only(template, plain):
    title = "T" * 10_000
    content = render_here(template, plain | {"title": title})
    document = Document(io.BytesIO(content))
    assert document.core_properties.title == "T" * 255
    assert title in _read(content)


def test_properties_hold_text_and_not_markup(template, plain):
    content = render_here(template, plain | {"title": "R&D <2026> {{ 7*7 }}"})
    assert Document(io.BytesIO(content)).core_properties.title == "R&D <2026> {{ 7*7 }}"
