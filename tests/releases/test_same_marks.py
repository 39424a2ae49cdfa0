"""Two truths behind one publication: nothing that leaves tells which hidden number is the small one.

In grades G1 and G2 the Asian and Black numbers are hidden. Which of the four are small, and which only
protect them, differs from truth to truth; what is published is the same. So every file, chart, page and
record must be the same too, byte for byte, apart from fingerprints of what went in.
"""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import openpyxl
import pytest
from flask import Flask

from review_toolkit.baseline import service
from review_toolkit.baseline.indicators import ProtectedContent, protected_content
from review_toolkit.baseline.ingest import SourceFile, load_mapping
from review_toolkit.database import write_transaction
from review_toolkit.exports.charts import charts_of
from review_toolkit.exports.formats import FORMATS
from review_toolkit.exports.marked import Export, Origin
from review_toolkit.figures import ReleaseContent
from review_toolkit.figures.document import canonical_bytes
from review_toolkit.releases.manifests import manifest_text
from review_toolkit.releases.outcomes import release_of
from review_toolkit.releases.statement_text import text_of
from review_toolkit.reviews.queries import review_of
from tests.baseline.organisations import DAY, mapping_text, workforce
from tests.baseline.output_numbers import texts_of
from tests.clients import CheckedClient
from tests.people import PASSWORD, ReviewWithPeople, make_review
from tests.releases.publishing import MADE_OF

Truth = tuple[int, int, int, int]
"""Asian staff in G1 and G2, Black staff in G1 and G2: 20 and 80 in all, 45 in G1, 55 in G2."""
TRUTHS: tuple[Truth, ...] = ((5, 15, 40, 40), (15, 5, 30, 50), (18, 2, 27, 53), (11, 9, 34, 46))
"""The first two swap which of two figures is the small one; in the third somebody knows a number by heart."""
PUBLISHED = {
    ("White", "G1"): 150,
    ("White", "G2"): 150,
    ("White", "G3"): 140,
    ("White", "G4"): 150,
    ("Asian", "G3"): 60,
    ("Asian", "G4"): 50,
    ("Black", "G3"): 55,
    ("Black", "G4"): 65,
}
HIDDEN = 4


def rows_of(truth: Truth) -> list[dict[str, object]]:
    hidden = dict(
        zip((("Asian", "G1"), ("Asian", "G2"), ("Black", "G1"), ("Black", "G2")), truth, strict=True)
    )
    counts = {**PUBLISHED, **hidden}
    return [
        {"ethnicity": group, "grade": grade}
        for (group, grade), people in counts.items()
        for _ in range(people)
    ]


@cache
def protected(truth: Truth) -> ProtectedContent:
    found = protected_content(workforce(rows_of(truth), basis="", groups=""), snapshot_date=DAY, threshold=10)
    return replace(found, content=replace(found.content, fingerprints={"workforce": "f" * 64}))


def content_of(truth: Truth) -> ReleaseContent:
    return protected(truth).content


def record_of(truth: Truth) -> str:
    found = protected(truth)
    return manifest_text(
        threshold=10,
        engine=found.manifest,
        inputs=found.content.fingerprints,
        ledger_head="0" * 64,
        against=(),
        audit=found.audit,
        restored_by=found.restored_by,
        hidden=found.hidden,
        made_of=MADE_OF,
    )


def file_of(truth: Truth, ending: str) -> bytes:
    origin = Origin("Harbour Members", "Review 2026", 1, "e" * 64)
    return FORMATS[ending].write(Export(content_of(truth), origin=origin))


WAYS_OUT: dict[str, Callable[[Truth], object]] = {
    "figures": lambda truth: canonical_bytes(content_of(truth)),
    "charts": lambda truth: charts_of(content_of(truth)),
    "statement": lambda truth: text_of(protected(truth).statement),
    "record of the audit": record_of,
    "csv": lambda truth: file_of(truth, "csv"),
    "json": lambda truth: file_of(truth, "json"),
    "xlsx": lambda truth: file_of(truth, "xlsx"),
    "docx": lambda truth: file_of(truth, "docx"),
}


@pytest.mark.parametrize("way", WAYS_OUT)
@pytest.mark.parametrize("truth", TRUTHS[1:], ids=str)
def test_what_leaves_is_the_same_whichever_hidden_number_is_the_small_one(way: str, truth: Truth) -> None:
    assert WAYS_OUT[way](truth) == WAYS_OUT[way](TRUTHS[0])


def test_another_publication_is_told_apart() -> None:
    other = replace(content_of(TRUTHS[0]), threshold=11)
    assert canonical_bytes(other) != canonical_bytes(content_of(TRUTHS[0]))
    assert sum(figure.status == "hidden" for figure in content_of(TRUTHS[0]).figures) == HIDDEN


def test_one_mark_and_one_reason_stand_for_each_hidden_figure_in_every_file() -> None:
    hidden = [figure for figure in content_of(TRUTHS[0]).figures if figure.status == "hidden"]
    ids = {figure.id for figure in hidden}
    document = json.loads(file_of(TRUTHS[0], "json"))
    entries = [each for each in document["figures"] if each["id"] in ids]
    where = ("id", "group", "breakdown")
    alike = {json.dumps({key: value for key, value in each.items() if key not in where}) for each in entries}
    assert len(entries) == HIDDEN
    assert len(alike) == 1
    lines = csv.DictReader(io.StringIO(file_of(TRUTHS[0], "csv").decode("utf-8-sig"), newline=""))
    rows = [each for each in lines if each["id"] in ids]
    assert {row["text"] for row in rows} == {"[c]"}
    assert len({tuple(row[name] for name in row if name not in (*where, "line")) for row in rows}) == 1
    sheet = openpyxl.load_workbook(io.BytesIO(file_of(TRUTHS[0], "xlsx")))["Figures"]
    looks = {
        tuple((cell.number_format, cell.font.b, cell.fill.fgColor.rgb, cell.comment) for cell in row)
        for row in sheet.iter_rows(min_row=3)
        if row[0].value in ids
    }
    assert len(looks) == 1
    body = dict(texts_of("release.docx", file_of(TRUTHS[0], "docx")))["word/document.xml"]
    cells = [
        each for each in re.findall(r"<w:tc>.*?</w:tc>", body) if any(f"figure_{id_}" in each for id_ in ids)
    ]
    bare = {re.sub(r'w:(id|name|w)="[^"]*"', "", each) for each in cells}
    assert len(cells) == 2 * HIDDEN  # a number of people and a share for each
    assert len(bare) == 1


def test_a_chart_has_neither_bar_nor_width_nor_number_for_a_hidden_figure() -> None:
    charts = charts_of(content_of(TRUTHS[0]))
    (svg,) = (each for name, each in charts.items() if "grade" in name)
    picture = ET.fromstring(svg)  # noqa: S314 (our own)
    names = {element.tag.rpartition("}")[2] for element in picture.iter()}
    assert {"title", "desc"} <= names
    told = "".join(
        "".join(element.itertext())
        for element in picture.iter()
        if element.tag.rpartition("}")[2] in ("title", "desc")
    )
    for grade in ("G1", "G2"):
        line = re.search(rf"{grade}[^;]*", told)
        assert line is not None
        assert line.group().count("[c]") >= 2
    # G3 and G4 have a bar for each of three groups; G1 and G2 have one for White only.
    bars = [
        path
        for group in picture.iter("{http://www.w3.org/2000/svg}g")
        if "mark-rect" in group.get("class", "") and "role-mark" in group.get("class", "")
        for path in group.iter("{http://www.w3.org/2000/svg}path")
    ]
    (table,) = (each for each in content_of(TRUTHS[0]).tables if each.name == "representation_by_grade")
    shown = {cell.figure.id for row in table.rows for cell in row.cells[1:] if cell.figure.shown}
    assert len(bars) == len(shown) == 8
    # The key of the colours has a name; nothing that is drawn of the figures has one.
    assert [name.partition(":")[2] for name in re.findall(r'aria-label="([^"]*)"', svg)] == [
        " White, Asian, Black"
    ]


@pytest.fixture
def pages(app: Flask) -> Callable[[str, Truth], dict[str, str]]:
    """Release a truth in an organisation of its own; return its pages as anybody would have them."""

    def release(prefix: str, truth: Truth) -> dict[str, str]:
        review = make_review(app, prefix=prefix)
        _release(app, review, truth)
        found = {}
        for role in ("network_member", "reviewer"):
            client = CheckedClient(app)
            client.sign_in(review.emails[role], PASSWORD)
            for path in ("baseline", "releases/1/audit") if role == "reviewer" else ("baseline",):
                page = client.get(f"/reviews/{review.id}/{path}").text
                found[f"{role} {path}"] = _without_what_must_differ(page, prefix, review)
        return found

    return release


def _release(app: Flask, review: ReviewWithPeople, truth: Truth) -> None:
    lines = ["ethnicity,grade", *(f"{row['ethnicity']},{row['grade']}" for row in rows_of(truth))]
    source = SourceFile("staff.csv", "\n".join(lines).encode())
    mapping = load_mapping(mapping_text(basis="", groups="").encode(), name="mapping.yaml")
    with app.app_context():
        vault, actor = app.extensions["vault"], review.actors["hr_lead"]
        read = service.read_extract(review_of(review.id), source, mapping, vault=vault)
        with write_transaction():
            service.keep_extract(review_of(review.id), read, actor=actor)
        prepared = service.prepare_release(review_of(review.id), vault=vault)
        with write_transaction():
            release_of(service.release_baseline(review_of(review.id), prepared, actor=actor))


def _without_what_must_differ(page: str, prefix: str, review: ReviewWithPeople) -> str:
    page = page.replace(str(review.id), "REVIEW").replace(prefix.title(), "PREFIX")
    page = re.sub(r'name="csrf_token" value="[^"]*"', "TOKEN", page)
    page = re.sub(r"\d+ \w+ \d{4} at \d+:\d\d[ap]m", "THEN", page)
    page = page.replace("<wbr>", "")
    return re.sub(r"\b[0-9a-f]{64}\b|(?<=ingerprint )[0-9a-f]{16}\b", "FINGERPRINT", page)


def test_pages_are_the_same_whichever_hidden_number_is_the_small_one(
    pages: Callable[[str, Truth], dict[str, str]],
) -> None:
    first, second, third = (
        pages(prefix, truth) for prefix, truth in zip(("one", "two", "six"), TRUTHS, strict=False)
    )
    assert "[c]" in first["network_member baseline"]
    assert all(f"{group}, G1 <br>" in first["reviewer releases/1/audit"] for group in ("Asian", "Black"))
    assert second == first
    assert third == first
