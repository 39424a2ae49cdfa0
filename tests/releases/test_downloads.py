"""Downloads of a release: what the file holds, what it is called, and that nothing else can be had."""

import csv
import hashlib
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from flask import Flask

from review_toolkit import create_app
from review_toolkit.database import db
from review_toolkit.exports.formats import FORMATS
from review_toolkit.figures import ReleaseContent, fingerprint_of, from_document
from review_toolkit.releases.queries import Published, current_release
from review_toolkit.settings import load_settings
from tests.clients import CheckedClient
from tests.people import PASSWORD, ReviewWithPeople, make_review
from tests.worked_review import release_example

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def app(fresh_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("downloads")
    instance = Path(shutil.copytree(fresh_instance, folder / "instance"))
    app = create_app(load_settings({"REVIEW_TOOLKIT_INSTANCE": str(instance)}))
    app.testing = True
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def review(app: Flask, files: Path) -> ReviewWithPeople:
    review = make_review(app)
    release_example(app, review, files)
    return review


@pytest.fixture(scope="module")
def other(app: Flask, review: ReviewWithPeople) -> ReviewWithPeople:
    return make_review(app, prefix="other")


@pytest.fixture(scope="module")
def release(app: Flask, review: ReviewWithPeople) -> Published:
    with app.app_context():
        found = current_release(review.id)
    assert found is not None
    return found


@pytest.fixture
def fetch(app: Flask, review: ReviewWithPeople) -> Callable[[str], bytes]:
    client = CheckedClient(app)
    client.sign_in(review.emails["network_member"], PASSWORD)
    return lambda ending: client.get(f"/reviews/{review.id}/releases/1.{ending}").data


def test_json_is_the_release_itself(fetch: Callable[[str], bytes], release: Published) -> None:
    document = json.loads(fetch("json"))
    assert (document["organisation"], document["review"]) == ("Own Organisation", "Own review")
    assert document["fingerprint"] == release.sha256
    assert fingerprint_of(from_document(document)) == release.sha256


def test_the_fingerprint_of_a_release_can_be_worked_out_as_the_documentation_says(
    fetch: Callable[[str], bytes], release: Published
) -> None:
    page = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    (recipe,) = (each for each in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "sha256" in each)
    *steps, last = recipe.strip().splitlines()
    names = {"document": json.loads(fetch("json")), "json": json, "hashlib": hashlib}
    exec("\n".join(steps), names)  # noqa: S102 (our own documentation)
    assert eval(last, names) is True  # noqa: S307
    names["content"]["threshold"] += 1  # type: ignore[index]
    exec(steps[-1], names)  # noqa: S102
    assert eval(last, names) is False  # noqa: S307


def test_the_fingerprint_of_a_file_is_no_plain_one(fetch: Callable[[str], bytes], files: Path) -> None:
    told = json.loads(fetch("json"))["fingerprints"]
    plain = {hashlib.sha256(each.read_bytes()).hexdigest() for each in files.iterdir()}
    assert plain
    assert not plain & set(told.values())


def test_every_format_has_the_figures_of_the_release_and_no_hidden_number(
    fetch: Callable[[str], bytes], release: Published
) -> None:
    content: ReleaseContent = release.content
    ids = [figure.id for figure in content.figures]
    assert "hidden" in {figure.status for figure in content.figures}
    rows = list(csv.DictReader(io.StringIO(fetch("csv").decode("utf-8-sig"), newline="")))
    assert [row["id"] for row in rows] == ids
    sheet = openpyxl.load_workbook(io.BytesIO(fetch("xlsx")))["Figures"]
    assert [cell.value for cell in sheet["A"][2:]] == ids
    for row, figure in zip(rows, content.figures, strict=True):
        assert (row["value"] == "") == (figure.status != "shown")
    document = docx.Document(io.BytesIO(fetch("docx")))
    assert len(document.tables) == len(content.tables)
    for table in (sheet["A1"].value, document.sections[0].header.paragraphs[0].text, rows[0]["marking"]):
        assert str(table).startswith("Board confidential")


def test_downloading_again_gives_the_same_bytes(fetch: Callable[[str], bytes]) -> None:
    for ending in FORMATS:
        assert fetch(ending) == fetch(ending)


@pytest.mark.parametrize("ending", FORMATS)
def test_a_download_is_a_file_with_a_plain_name_that_nobody_keeps(
    app: Flask, review: ReviewWithPeople, ending: str
) -> None:
    client = CheckedClient(app)
    client.sign_in(review.emails["senior_leader"], PASSWORD)
    response = client.get(f"/reviews/{review.id}/releases/1.{ending}")
    name = f"workforce-indicators-2026-03-31-release-1.{ending}"
    assert response.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.mimetype == FORMATS[ending].mimetype


@pytest.mark.parametrize(
    "file",
    [
        "0.csv",
        "2.csv",
        "-1.csv",
        "01x.csv",
        "99999999999999999999999.csv",
        "1.pdf",
        "1.CSV",
        "1",
        "1.csv/",
        "1.xlsx.csv",
    ],
)
def test_an_unknown_number_or_format_is_not_there(app: Flask, review: ReviewWithPeople, file: str) -> None:
    client = CheckedClient(app)
    client.sign_in(review.emails["hr_lead"], PASSWORD)
    client.get(f"/reviews/{review.id}/releases/{file}", expect=404)


def test_another_reviews_release_is_not_found_through_ones_own(
    app: Flask, review: ReviewWithPeople, other: ReviewWithPeople
) -> None:
    client = CheckedClient(app)
    client.sign_in(other.emails["hr_lead"], PASSWORD)
    client.get(f"/reviews/{other.id}/releases/1.csv", expect=404)
    client.get(f"/reviews/{review.id}/releases/1.csv", expect=404)


def test_the_page_with_the_figures_offers_each_format(app: Flask, review: ReviewWithPeople) -> None:
    client = CheckedClient(app)
    client.sign_in(review.emails["reviewer"], PASSWORD)
    page = client.get(f"/reviews/{review.id}/baseline").text
    for ending in FORMATS:
        assert f'href="/reviews/{review.id}/releases/1.{ending}"' in page
