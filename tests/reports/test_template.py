"""The committed template is the one that its sources make, and its manifest describes it."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml
from docx import Document

from review_toolkit.paths import REPORT_TEMPLATES
from review_toolkit.reports.context import to_plain

DOCX = REPORT_TEMPLATES / "commissioned-review.docx"


def _build(folder: Path) -> bytes:
    subprocess.run(
        [sys.executable, "-m", "report_templates.build", "--output", str(folder)],
        cwd=REPORT_TEMPLATES.parent,
        check=True,
    )
    return (folder / DOCX.name).read_bytes()


def test_two_builds_and_the_committed_file_are_the_same_bytes(tmp_path):
    first, second = _build(tmp_path / "one"), _build(tmp_path / "two")
    assert first == second
    assert first == DOCX.read_bytes(), "Run `make templates` and commit the result."


@pytest.fixture(scope="module")
def manifest():
    return yaml.safe_load(DOCX.with_suffix(".yaml").read_text(encoding="utf-8"))


def test_the_manifest_carries_identity(manifest):
    assert manifest["id"] == DOCX.stem
    for key in ("version", "title", "audience", "description", "source", "author", "licence", "last_checked"):
        assert manifest[key]
    assert manifest["language"] == "en-GB"


def test_every_field_of_the_context_is_in_the_manifest(manifest, typical):
    plain = to_plain(typical)
    listed = {field["name"] for field in manifest["fields"]}
    expected = set(plain) - {"people"} | {f"people.{name}" for name in plain["people"]}
    assert expected == {name for name in listed if name.split(".")[0] in plain}


def test_every_section_of_the_manifest_with_a_fixed_title_is_a_heading(manifest):
    headings = [p.text for p in Document(DOCX).paragraphs if p.style.name.startswith("Heading 1")]
    titles = [s["title"] for s in manifest["sections"] if s["id"] not in {"cover", "contents", "chapters"}]
    assert [heading for heading in headings if "{{" not in heading] == titles


def test_the_template_is_a_document_that_word_can_edit():
    document = Document(DOCX)
    names = {style.name for style in document.styles}
    assert {"Heading 1", "Heading 2", "Heading 3", "Title", "Subtitle", "Caption", "List Bullet"} <= names
    assert {"Quote", "Note", "Report Table", "To Be Written"} <= names
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert document.core_properties.language == "en-GB"
    used = {p.style.name for p in document.paragraphs}
    assert used <= names


def test_every_style_that_the_template_uses_is_defined():
    with zipfile.ZipFile(DOCX) as archive:
        styles = archive.read("word/styles.xml").decode()
        parts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("word/")]
    defined = set(re.findall(r'w:styleId="([^"]+)"', styles))
    used = {name for part in parts for name in re.findall(r'<w:(?:p|r|tbl)Style w:val="([^"]+)"', part)}
    assert used <= defined
