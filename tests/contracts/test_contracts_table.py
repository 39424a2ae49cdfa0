"""Every contract test is seen to fail: `docs/contracts.md` names the fault and the test that makes it."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = Path("docs") / "contracts.md"
CHECKED = ("tests/contracts/test_*.py", "tests/web/test_page_checks.py")


def names_of_tests(root: Path) -> list[str]:
    """Return the names of the contract tests of a checkout."""
    return [
        node.name
        for pattern in CHECKED
        for path in sorted(root.glob(pattern))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test")
    ]


def lines_of(root: Path) -> Iterator[tuple[list[str], str, list[str]]]:
    """Yield each line of the tables: the contracts, the fault in words, the tests that make it."""
    for line in (root / PAGE).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) == 3:
            contract, fault, seen = cells
            yield re.findall(r"`(test_\w+)`", contract), fault, re.findall(r"`(test_\w+)`", seen)


def faults_of_table(root: Path) -> list[str]:
    """Return what is wrong between the tests of a checkout and the table of what they were seen to notice."""
    tests, lines = names_of_tests(root), list(lines_of(root))
    contracts = {name for names, _, _ in lines for name in names}
    seen = {name for _, _, names in lines for name in names}
    faults = [f"Two tests are called {name}." for name, times in Counter(tests).items() if times > 1]
    faults += [f"{name} has no line in {PAGE.name}." for name in tests if name not in contracts | seen]
    gone = (contracts | seen) - set(tests)
    faults += [f"{name} is in {PAGE.name} and nowhere else." for name in sorted(gone)]
    faults += [
        f"The line of {', '.join(names)} does not say what was seen to fail, and where."
        for names, fault, shown in lines
        if not fault or not set(shown) - set(names)
    ]
    return faults


def test_every_contract_is_seen_to_fail() -> None:
    assert len(list(lines_of(ROOT))) > 30
    assert faults_of_table(ROOT) == []


SOUND = "| `test_doors_are_shut` | an open door | `test_an_open_door_is_noticed` |"


@pytest.mark.parametrize(
    ("more", "table", "fault"),
    [
        ("", SOUND, None),
        ("def test_windows_are_shut(): ...", SOUND, "test_windows_are_shut has no line"),
        ("def test_doors_are_shut(): ...", SOUND, "Two tests"),
        (
            "",
            f"{SOUND}\n| `test_gone` | a fault | `test_an_open_door_is_noticed` |",
            "test_gone is in contracts.md",
        ),
        ("", SOUND.replace("an open door |", " |"), "does not say"),
        ("", SOUND.replace("`test_an_open_door_is_noticed`", "by hand"), "does not say"),
        ("", SOUND.replace("`test_an_open_door_is_noticed`", "`test_doors_are_shut`"), "does not say"),
    ],
    ids=["sound", "no line", "one name for two", "no test", "no fault", "not seen", "seen by itself"],
)
def test_a_faulty_table_of_contracts_is_noticed(
    tmp_path: Path, more: str, table: str, fault: str | None
) -> None:
    module = tmp_path / "tests" / "contracts" / "test_doors.py"
    module.parent.mkdir(parents=True)
    module.write_text(
        f"def test_doors_are_shut(): ...\ndef test_an_open_door_is_noticed(): ...\n{more}\n", encoding="utf-8"
    )
    (tmp_path / "docs").mkdir()
    (tmp_path / PAGE).write_text(
        f"| contract | fault | seen in |\n|---|---|---|\n{table}\n", encoding="utf-8"
    )
    faults = faults_of_table(tmp_path)
    assert bool(faults) == (fault is not None)
    if fault:
        assert fault in " ".join(faults)
