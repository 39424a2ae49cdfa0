"""`review-toolkit disclosure`: what comes out, what is refused, and that nothing is written then."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from review_toolkit.disclosure.attack import insiders, targets
from review_toolkit.disclosure.reading import read
from review_toolkit.disclosure.writing import write
from tests.commands.conftest import Run
from tests.disclosure.populations import history, random_statement

TABLES = write(random_statement(17))


def saved(path: Path, text: str | dict[str, Any]) -> Path:
    path.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
    return path


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    return saved(tmp_path / "tables.json", TABLES)


def with_hidden_small_cells(text: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text)
    for cell in (cell for table in document["tables"] for cell in table["cells"]):
        if 0 < cell["count"] < document["threshold"]:
            cell |= {"status": "hidden"}
    return document


def test_tables_are_protected_and_stand_up_to_the_attack(run: Run, tables: Path, tmp_path: Path) -> None:
    release, audit = tmp_path / "release.json", tmp_path / "audit.json"
    run("disclosure", "protect", tables, "--output", release)
    document = json.loads(release.read_text(encoding="utf-8"))
    cells = [cell for table in document["tables"] for cell in table["cells"]]
    hidden = [cell for cell in cells if cell["status"] == "hidden"]
    assert hidden
    assert not any("count" in cell for cell in hidden)
    assert set(document["audit"]) == {*("ok", "exact", "within_2", "below_threshold", "hidden", "shown")}
    assert (document["audit"]["ok"], document["audit"]["exact"], document["audit"]["within_2"]) == (
        True,
        0,
        0,
    )
    raw = {
        json.dumps({k: v for k, v in cell.items() if k not in ("count", "status")}, sort_keys=True): cell[
            "count"
        ]
        for table in json.loads(TABLES)["tables"]
        for cell in table["cells"]
    }
    for cell in (cell for cell in cells if cell["status"] == "shown"):
        at = {k: v for k, v in cell.items() if k not in ("count", "status")}
        assert raw[json.dumps(at, sort_keys=True)] == cell["count"]
    result = run("disclosure", "attack", release, "--insiders", "--truth", tables, "--output", audit)
    told = json.loads(audit.read_text(encoding="utf-8"))
    assert told["summary"]["ok"] is True
    assert {"table", "cell", "lower", "upper", "exact"} <= set(told["cells"][0])
    assert len(told["cells"]) == len({json.dumps(cell, sort_keys=True) for cell in hidden})
    assert "none can be told too closely" in result.stderr
    assert result.stdout == ""


def test_the_same_tables_give_the_same_file_however_long_it_took(
    run: Run, tables: Path, tmp_path: Path
) -> None:
    """How long the attack took follows what is hidden, so it is not for others to read."""
    written = []
    for name in ("one.json", "two.json"):
        run("disclosure", "protect", tables, "--output", tmp_path / name)
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]


def test_a_release_that_can_be_broken_is_told_with_its_audit(run: Run, tmp_path: Path) -> None:
    release = saved(tmp_path / "release.json", with_hidden_small_cells(TABLES))
    audit = tmp_path / "audit.json"
    result = run("disclosure", "attack", release, "--output", audit, expect=1)
    assert "Not safe: a hidden number" in result.stderr
    told = json.loads(audit.read_text(encoding="utf-8"))
    assert told["summary"]["ok"] is False
    assert told["summary"]["exact_small"] + told["summary"]["below_threshold"] > 0


def test_the_counts_of_hidden_cells_in_a_file_make_no_difference(run: Run, tmp_path: Path) -> None:
    document = with_hidden_small_cells(TABLES)
    told = []
    for number, count in enumerate((0, 77, -3.5, "x")):
        for cell in (cell for table in document["tables"] for cell in table["cells"]):
            if cell["status"] == "hidden":
                cell["count"] = count
        release = saved(tmp_path / f"release{number}.json", document)
        run("disclosure", "attack", release, "--output", tmp_path / "audit.json", expect=1)
        told.append(json.loads((tmp_path / "audit.json").read_text(encoding="utf-8"))["cells"])
    assert told[0] == told[1] == told[2] == told[3]


@pytest.mark.parametrize("together", [True, False])
def test_a_second_date_is_protected_together_with_the_first(
    run: Run, tmp_path: Path, *, together: bool
) -> None:
    dates = [
        saved(tmp_path / f"{n}.json", write(each)) for n, each in enumerate(history(3, staff=400, dates=3))
    ]
    releases = [tmp_path / f"r{n}.json" for n in range(3)]
    run("disclosure", "protect", dates[0], "--output", releases[0])
    run("disclosure", "protect", dates[1], "--output", releases[1], "--against", releases[0])
    words = ["--against", *releases[:2]]
    if not together:
        words = ["--against", releases[0], "--against", releases[1]]
    run("disclosure", "protect", dates[2], *words, "--output", releases[2])
    result = run("disclosure", "attack", *releases, "--output", tmp_path / "audit.json")
    assert "cannot be linked" not in result.stderr
    summary = json.loads((tmp_path / "audit.json").read_text(encoding="utf-8"))["summary"]
    assert (summary["dates"], summary["unlinked_dates"], summary["movers_pinned"]) == (3, 0, 0)


def test_dates_that_no_movers_link_are_warned_of(run: Run, tmp_path: Path) -> None:
    one = json.loads(TABLES) | {"as_of": "2025-03-31"}
    other = json.loads(TABLES) | {"as_of": "2026-03-31"}
    files = [saved(tmp_path / f"{each['as_of']}.json", each) for each in (one, other)]
    result = run("disclosure", "attack", *files, "--output", tmp_path / "audit.json")
    assert "cannot be linked" in result.stderr
    again = run(
        "disclosure", "protect", files[1], "--against", files[0], "--output", tmp_path / "release.json"
    )
    assert "cannot be linked" in again.stderr
    assert "Warning" not in run("disclosure", "protect", files[1], "--output", tmp_path / "alone.json").stderr


def test_whatever_else_the_attack_left_out_is_warned_of(
    run: Run, tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = tmp_path / "release.json"
    run("disclosure", "protect", tables, "--output", release)
    monkeypatch.setattr(targets, "MOST_UNLISTED", 3)
    monkeypatch.setattr(insiders, "MOST_TRIED", 0)
    for verb, more in (("protect", []), ("attack", ["--insiders"])):
        file = tables if verb == "protect" else release
        said = run("disclosure", verb, file, *more, "--output", tmp_path / f"{verb}.json").stderr
        assert "too large for the attack to ask about" in said, verb
        assert "is not tried: they are too many" in said, verb


BAD: list[tuple[str, str]] = [
    ("{", "is not JSON"),
    ('{"threshold": 3, "tables": []}', "protects too little"),
    ('{"tables": []}', '"threshold" is missing'),
]


@pytest.mark.parametrize("verb", ["protect", "attack"])
@pytest.mark.parametrize(("text", "message"), BAD)
def test_bad_files_are_refused_by_name_and_nothing_is_written(
    run: Run, tmp_path: Path, verb: str, text: str, message: str
) -> None:
    file, output = saved(tmp_path / "odd.json", text), tmp_path / "out.json"
    result = run("disclosure", verb, file, "--output", output, expect=1)
    assert "odd.json" in result.stderr
    assert message in result.stderr
    assert not output.exists()


def test_what_cannot_be_made_safe_is_not_written(run: Run, tmp_path: Path) -> None:
    cells = [{"count": 9}, {"ethnicity": "Asian", "count": 4}, {"ethnicity": "White", "count": 5}]
    document = {"threshold": 10, "tables": [{"name": "t", "dimensions": ["ethnicity"], "cells": cells}]}
    output = tmp_path / "out.json"
    result = run("disclosure", "protect", saved(tmp_path / "t.json", document), "--output", output, expect=1)
    assert "Too few staff" in result.stderr
    assert not output.exists()


def test_tables_without_a_cell_are_refused(run: Run, tmp_path: Path) -> None:
    document = {"threshold": 10, "tables": [{"name": "t", "dimensions": ["ethnicity"], "cells": []}]}
    output = tmp_path / "out.json"
    result = run("disclosure", "protect", saved(tmp_path / "t.json", document), "--output", output, expect=1)
    assert "t.json: no table has a cell" in result.stderr
    assert not output.exists()


def test_a_second_file_of_one_date_is_told_how_a_correction_says_so(
    run: Run, tables: Path, tmp_path: Path
) -> None:
    first, output = tmp_path / "first.json", tmp_path / "out.json"
    run("disclosure", "protect", tables, "--output", first)
    document = json.loads(TABLES)
    for cell in document["tables"][0]["cells"]:
        cell["count"] += 1
    file = saved(tmp_path / "second.json", document)
    result = run("disclosure", "protect", file, "--against", first, "--output", output, expect=1)
    assert "second.json: " in result.stderr
    assert "If it corrects an earlier file of the same date, say so" in result.stderr
    other = run("disclosure", "protect", file, "--output", output, expect=1)
    assert "corrects an earlier file" not in other.stderr


def test_a_small_number_that_is_shown_openly_is_warned_of(run: Run, tmp_path: Path) -> None:
    cells = [{"count": 44}, {"ethnicity": "Asian", "count": 4}, {"ethnicity": "White", "count": 40}]
    document = {"threshold": 10, "tables": [{"name": "t", "dimensions": ["ethnicity"], "cells": cells}]}
    file = saved(tmp_path / "t.json", document)
    result = run("disclosure", "attack", file, "--output", tmp_path / "audit.json")
    assert "under the threshold and shown openly: 1." in result.stderr


def test_figures_that_contradict_each_other_are_refused(run: Run, tmp_path: Path) -> None:
    document = json.loads(TABLES)
    broken = copy.deepcopy(document)
    broken["tables"][0]["cells"][0]["count"] += 1000
    file, output = saved(tmp_path / "t.json", broken), tmp_path / "out.json"
    for verb in ("protect", "attack"):
        result = run("disclosure", verb, file, "--output", output, expect=1)
        assert "Error:" in result.stderr
        assert not output.exists()


def test_no_file_that_is_read_is_written_over(run: Run, tables: Path) -> None:
    for words in (
        ["protect", tables, "--output", tables],
        ["protect", tables, "--against", tables, "--output", tables],
        ["attack", tables, "--output", tables],
    ):
        assert "Choose another name" in run("disclosure", *words, expect=2).stderr
    assert tables.read_text(encoding="utf-8") == TABLES


def test_usage_is_told(run: Run, tables: Path, tmp_path: Path) -> None:
    output = tmp_path / "o.json"
    run("disclosure", "protect", tables, expect=2)
    run("disclosure", "attack", "--output", output, expect=2)
    result = run("disclosure", "protect", tables, tables, "--output", output, expect=2)
    assert "after --against" in result.stderr
    run("disclosure", "protect", "--against", tables, tables, tables, "--output", output, expect=2)
    missing = run("disclosure", "attack", tmp_path / "none.json", "--output", output, expect=1)
    assert "none.json cannot be read" in missing.stderr
    assert read(tables.read_bytes()) is not None
