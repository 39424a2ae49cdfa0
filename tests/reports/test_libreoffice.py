"""A written report opens in a word processor that we did not write."""

import shutil
import subprocess

import pytest

SOFFICE = shutil.which("soffice")
PDFTOTEXT = shutil.which("pdftotext")

pytestmark = pytest.mark.skipif(
    not (SOFFICE and PDFTOTEXT),
    reason="LibreOffice or pdftotext is not installed, so no report was converted",
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory, typical_bytes):
    """The report as text, page by page, after LibreOffice laid it out."""
    folder = tmp_path_factory.mktemp("pdf")
    (folder / "report.docx").write_bytes(typical_bytes)
    subprocess.run(
        [
            SOFFICE,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(folder / "report.docx"),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    text = subprocess.run(
        [PDFTOTEXT, "-layout", str(folder / "report.pdf"), "-"], check=True, capture_output=True, text=True
    )
    return text.stdout.rstrip("\f").split("\f")


def test_the_last_paragraph_arrives(pages):
    assert "End of Race equality review 2026, version 0.3." in pages[-1]


def test_the_cover_says_what_it_is_and_who_may_read_it(pages):
    for words in (
        "The Alderbrook Federation",
        "Race equality review 2026",
        "Confidential: board and reviewers only",
    ):
        assert words in " ".join(pages[0].split())
    assert "Page 1 of" not in pages[0]


def test_a_reader_sees_a_contents_list_before_any_refresh(pages):
    assert "Contents" in pages[1]
    for heading in ("Executive summary", "Demographic baseline", "Who works here", "Glossary"):
        assert heading in pages[1]


def test_figures_and_the_mark_for_withheld_ones_arrive(pages):
    text = "\n".join(pages)
    assert "24%" in text
    assert "[c]" in text
    assert "Error" not in text
