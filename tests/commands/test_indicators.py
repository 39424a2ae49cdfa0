"""`review-toolkit indicators`: every format, every refusal, and nothing but the file that was asked for."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from wtforms.validators import NumberRange

from review_toolkit.commands import files
from review_toolkit.disclosure.rules import HIGHEST_THRESHOLD, LOWEST_THRESHOLD
from review_toolkit.exports.formats import FORMATS
from review_toolkit.reviews.forms import SetUpReviewForm
from review_toolkit.worked_example import ExampleFiles
from tests.commands.conftest import Run

DAY = "2026-03-31"


def words_for(example: ExampleFiles, output: Path | str, *more: object) -> list[object]:
    return [
        *("indicators", "--workforce", example.workforce, "--mapping", example.mapping),
        *("--snapshot-date", DAY, "--output", output, *more),
    ]


def test_a_file_becomes_json_and_the_rows_are_told(run: Run, example: ExampleFiles, tmp_path: Path) -> None:
    output = tmp_path / "out.json"
    result = run(*words_for(example, output))
    document = json.loads(output.read_text(encoding="utf-8"))
    assert document["exact"] is False
    assert document["threshold"] == 10
    rows = document["rows"]["workforce"]
    assert rows["used"] + sum(rows["set_aside"].values()) == rows["in"]
    assert f"{rows['in']} rows read, {rows['used']} used" in result.stderr
    assert result.stdout == ""
    assert "NOT FOR RELEASE" not in result.output


def test_the_same_files_give_the_same_bytes(run: Run, example: ExampleFiles, tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        run(*words_for(example, tmp_path / name))
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_every_format_holds_the_figures(run: Run, example: ExampleFiles, tmp_path: Path) -> None:
    outputs = {kind: tmp_path / f"out.{kind}" for kind in FORMATS}
    for output in outputs.values():
        run(*words_for(example, output))
    white = _share_of_white_staff(json.loads(outputs["json"].read_text(encoding="utf-8")))
    rows = list(csv.DictReader(io.StringIO(outputs["csv"].read_text(encoding="utf-8-sig"))))
    (row,) = [row for row in rows if row["id"] == white["id"]]
    assert float(row["value"]) == white["value"]
    book = openpyxl.load_workbook(outputs["xlsx"], read_only=True)
    cells = {value for sheet in book for line in sheet.iter_rows(values_only=True) for value in line}
    book.close()
    assert {white["id"], white["value"], white["numerator"]} <= cells
    tables = Document(str(outputs["docx"])).tables
    printed = {cell.text for table in tables for line in table.rows for cell in line.cells}
    assert {white["text"], str(white["numerator"])} <= printed


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
def test_exact_figures_are_marked_as_not_for_release(
    run: Run, example: ExampleFiles, tmp_path: Path, kind: str
) -> None:
    output = tmp_path / f"out.{kind}"
    result = run(*words_for(example, output, "--exact"))
    assert "NOT FOR RELEASE" in result.stderr
    if kind == "json":
        assert json.loads(output.read_text(encoding="utf-8"))["exact"] is True
    elif kind == "csv":
        assert "NOT FOR RELEASE" in output.read_text(encoding="utf-8-sig")
    else:
        book = openpyxl.load_workbook(output)
        for sheet in book:
            assert "NOT FOR RELEASE" in sheet.oddHeader.left.text, sheet.title
        assert any("NOT FOR RELEASE" in str(cell.value) for row in book["Figures"] for cell in row)


def test_protected_output_hides_what_exact_output_shows(
    run: Run, example: ExampleFiles, tmp_path: Path
) -> None:
    run(*words_for(example, tmp_path / "protected.json"))
    run(*words_for(example, tmp_path / "exact.json", "--exact"))
    protected, exact = (
        json.loads((tmp_path / name).read_text(encoding="utf-8"))["figures"]
        for name in ("protected.json", "exact.json")
    )
    hidden = {figure["id"] for figure in protected if figure["status"] == "hidden"}
    assert hidden
    assert not [figure for figure in protected if figure["id"] in hidden and "value" in figure]
    assert hidden <= {figure["id"] for figure in exact if figure["status"] == "shown"}


def test_a_date_on_which_nobody_was_in_post_is_warned_of(
    run: Run, example: ExampleFiles, tmp_path: Path
) -> None:
    output = tmp_path / "out.json"
    words = ["--workforce", example.workforce, "--mapping", example.mapping, "--output", output]
    result = run("indicators", *words, "--snapshot-date", "1950-01-01")
    assert "Warning: nobody in this file was in post on 1950-01-01." in result.stderr
    assert "Warning" not in run("indicators", *words, "--snapshot-date", DAY).stderr


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--output", "figures.pdf"], "json, csv, xlsx, docx"),
        (["--output", "figures"], "json, csv, xlsx, docx"),
        (["--output", "figures.docx", "--exact"], "Exact figures are not written to Word"),
        (["--threshold", "4"], "4 is not in the range 5<=x<=1000"),
        (["--threshold", "1001"], "1001 is not in the range 5<=x<=1000"),
        (["--threshold", "ten"], "ten"),
        (["--snapshot-date", "31/03/2026"], "Write it as year-month-day, such as 2026-03-31."),
        (["--snapshot-date", "2026-13-01"], "“2026-13-01” is no date."),
        (["--recruitments", "x.csv"], "--recruitments"),
    ],
    ids=[
        "pdf",
        "no ending",
        "exact in Word",
        "threshold",
        "too high",
        "no number",
        "date",
        "month",
        "unknown option",
    ],
)
def test_wrong_usage_is_refused_with_2_before_anything_is_read(
    run: Run, example: ExampleFiles, tmp_path: Path, more: list[str], told: str
) -> None:
    result = run(*words_for(example, "out.json", *more), expect=2)
    assert told in result.stderr
    assert list(Path.cwd().iterdir()) == []


def test_a_missing_option_is_refused_with_2(run: Run, example: ExampleFiles) -> None:
    result = run("indicators", "--workforce", example.workforce, "--output", "out.json", expect=2)
    assert "--snapshot-date" in result.stderr


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "staff.csv cannot be read"),
        (b"", "staff.csv"),
        (b"%PDF-1.7 1 0 obj", "staff.csv"),
        (b"employee_id,grade\n1,A\n", "ethnicity"),
    ],
    ids=["missing", "empty", "a PDF", "no ethnicity"],
)
def test_a_file_that_cannot_be_used_is_refused_with_1_and_nothing_is_written(
    run: Run, tmp_path: Path, content: bytes | None, told: str
) -> None:
    workforce = tmp_path / "staff.csv"
    if content is not None:
        workforce.write_bytes(content)
    output = tmp_path / "out.json"
    output.write_text("what was there before", encoding="utf-8")
    words = ["indicators", "--workforce", workforce, "--snapshot-date", DAY, "--output", output]
    result = run(*words, expect=1)
    assert result.stderr.startswith("Error: ")
    assert told in result.stderr
    assert "Traceback" not in result.stderr
    assert output.read_text(encoding="utf-8") == "what was there before"


@pytest.mark.parametrize("content", [None, "columns: [", "colums: {}"], ids=["missing", "broken", "misspelt"])
def test_a_mapping_that_cannot_be_used_is_refused_with_1(
    run: Run, example: ExampleFiles, tmp_path: Path, content: str | None
) -> None:
    mapping = tmp_path / "mine.yaml"
    if content is not None:
        mapping.write_text(content, encoding="utf-8")
    result = run(*words_for(example, "out.json", "--mapping", mapping), expect=1)
    assert "mine.yaml" in result.stderr
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.parametrize("option", ["--workforce", "--mapping"])
@pytest.mark.parametrize("how", ["the same name", "a roundabout name", "a link", "a hard link"])
def test_an_output_that_is_one_of_the_inputs_is_refused_and_the_input_left(
    run: Run, example: ExampleFiles, tmp_path: Path, option: str, how: str
) -> None:
    source = tmp_path / "only-copy.json"
    source.write_bytes((example.workforce if option == "--workforce" else example.mapping).read_bytes())
    before = source.read_bytes()
    output = tmp_path / "other.json"
    if how == "a link":
        output.symlink_to(source)
    elif how == "a hard link":
        output.hardlink_to(source)
    else:
        output = source if how == "the same name" else tmp_path / "somewhere" / ".." / source.name
    result = run(*words_for(example, output, option, source), expect=2)
    assert "--output" in result.stderr
    assert "Choose another name" in result.stderr
    assert source.read_bytes() == before


def test_the_highest_threshold_is_the_forms() -> None:
    validators = SetUpReviewForm.threshold.kwargs["validators"]
    (bounds,) = [each for each in validators if isinstance(each, NumberRange)]
    assert (bounds.min, bounds.max) == (LOWEST_THRESHOLD, HIGHEST_THRESHOLD)


def test_an_output_in_no_folder_is_refused_with_1(run: Run, example: ExampleFiles, tmp_path: Path) -> None:
    result = run(*words_for(example, tmp_path / "nowhere" / "out.json"), expect=1)
    assert "out.json cannot be written" in result.stderr
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=repr)
def test_an_interrupted_write_leaves_the_old_file_and_no_half_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    output = tmp_path / "out.json"
    output.write_bytes(b"old")

    def fail(_self: Path, _target: Path) -> None:
        raise fault

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises((files.click.ClickException, KeyboardInterrupt)):
        files.write_whole(output, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]
    assert output.read_bytes() == b"old"


def test_nothing_is_kept_but_the_output(run: Run, example: ExampleFiles) -> None:
    run(*words_for(example, "out.json"))
    assert [path.name for path in Path.cwd().iterdir()] == ["out.json"]


def _share_of_white_staff(document: dict[str, Any]) -> dict[str, Any]:
    figures: list[dict[str, Any]] = document["figures"]
    return next(
        figure
        for figure in figures
        if (figure["indicator"], figure["group"], figure["breakdown"]) == ("representation", "White", {})
    )
