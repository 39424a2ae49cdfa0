"""What crosses to the process that fills the template: text and ids."""

import json
from dataclasses import replace
from typing import Any

from review_toolkit.figures import Chapter, cell_text
from review_toolkit.reports.context import StageLine, to_plain


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in _leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in _leaves(inner)]
    return [value]


def _figures(value: Any) -> list[dict[str, str]]:
    if isinstance(value, dict):
        return [value] if "figure" in value else [f for inner in value.values() for f in _figures(inner)]
    return [f for inner in value for f in _figures(inner)] if isinstance(value, list) else []


def test_nothing_but_text_crosses(typical):
    plain = to_plain(typical)
    assert {type(leaf) for leaf in _leaves(plain)} == {str}
    assert json.loads(json.dumps(plain)) == plain


def test_a_figure_crosses_as_its_id_its_part_and_its_text(typical):
    cells = [cell for s in typical.chapters[0].sections for t in s.tables for r in t.rows for cell in r.cells]
    crossed = _figures(to_plain(typical)["chapters"][0]["sections"])
    for cell in cells:
        assert {"figure": cell.figure.id, "part": cell.part, "text": cell_text(cell)} in crossed


def test_a_hidden_figure_crosses_as_its_mark_alone(typical):
    plain = to_plain(typical)
    hidden = {
        f.id
        for s in typical.chapters[0].sections
        for t in s.tables
        for f in t.figures
        if f.status == "hidden"
    }
    assert hidden
    assert {f["text"] for f in _figures(plain) if f["figure"] in hidden} == {"[c]"}


def test_each_reported_stage_has_a_chapter_in_the_order_of_the_stages(typical):
    chapters = to_plain(typical)["chapters"]
    assert [chapter["title"] for chapter in chapters] == [
        "Demographic baseline",
        "Listening",
        "Policy audit",
        "Findings and action plan",
    ]
    assert [chapter["state"] for chapter in chapters][:2] == ["signed off", "in progress"]


def test_a_chapter_of_no_listed_stage_is_kept(typical):
    extra = Chapter("follow_up", "Follow-up")
    plain = to_plain(replace(typical, chapters=(*typical.chapters, extra)))
    assert plain["chapters"][-1]["title"] == "Follow-up"


def test_sentences_of_a_paragraph_are_kept_apart(typical):
    parts = to_plain(typical)["chapters"][0]["sections"][0]["paragraphs"][0]["sentence"]
    text = "".join(part if isinstance(part, str) else part["text"] for part in parts)
    assert text.startswith("On 31 March 2026 24% of staff were from minority ethnic groups. That is a count")


def test_an_empty_review_is_plain_too(empty):
    plain = to_plain(replace(empty, stages=(StageLine("baseline", "Baseline", "not yet begun"),)))
    assert plain["chapters"] == [
        {"stage": "baseline", "title": "Baseline", "state": "not yet begun", "key_points": [], "sections": []}
    ]
    assert plain["release_number"] == ""
