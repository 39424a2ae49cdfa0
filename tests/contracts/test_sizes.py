"""The tail spoils a codebase, not the median: how long a module may be, and which names say nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CEILINGS = {"review_toolkit": 300, "report_templates": 300, "tests": 400}
"""Lines of a module. When a ceiling bites, split by noun, not by layer."""
EXEMPT = ("review_toolkit/static/", "review_toolkit/migrations/versions/", "review_toolkit/_shipped/")
NAMES_THAT_SAY_NOTHING = ("utils", "util", "helpers", "helper", "common", "core", "misc", "base", "stuff")
NAMES_OF_A_PACKAGE = ("models", "forms", "routes", "views", "service", "queries")
"""These say what they hold only inside a package that says whose they are."""


def modules_of(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield the hand-written modules with their paths from the root."""
    for folder in CEILINGS:
        for path in sorted((root / folder).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            if not name.startswith(EXEMPT):
                yield name, path


def too_long(root: Path) -> list[str]:
    """Return the modules above their folder's ceiling."""
    return [
        f"{name} has {lines} lines"
        for name, path in modules_of(root)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > CEILINGS[name.partition("/")[0]]
    ]


def badly_named(root: Path) -> list[str]:
    """Return the modules and folders whose names do not say what they are for."""
    found = []
    for name, _ in modules_of(root):
        parts = name.removesuffix(".py").split("/")
        words = {part.removeprefix("test_") for part in parts}
        if words & set(NAMES_THAT_SAY_NOTHING) or (len(parts) == 2 and parts[1] in NAMES_OF_A_PACKAGE):
            found.append(name)
    return found


def test_no_module_is_above_its_ceiling() -> None:
    assert too_long(ROOT) == []


def test_each_module_is_named_for_what_it_holds() -> None:
    assert badly_named(ROOT) == []


@pytest.mark.parametrize(
    ("module", "lines", "expected"),
    [
        ("review_toolkit/pulse/ballots.py", 300, []),
        ("review_toolkit/pulse/ballots.py", 301, ["review_toolkit/pulse/ballots.py has 301 lines"]),
        ("tests/pulse/test_ballots.py", 400, []),
        ("tests/pulse/test_ballots.py", 401, ["tests/pulse/test_ballots.py has 401 lines"]),
        ("review_toolkit/migrations/versions/0009_more.py", 900, []),
    ],
)
def test_a_line_too_many_is_noticed(tmp_path: Path, module: str, lines: int, expected: list[str]) -> None:
    write_module(tmp_path, module, "pass\n" * lines)
    assert too_long(tmp_path) == expected


@pytest.mark.parametrize(
    "module",
    [
        "review_toolkit/utils.py",
        "review_toolkit/pulse/helpers.py",
        "review_toolkit/common/dates.py",
        "review_toolkit/models.py",
        "tests/test_misc.py",
    ],
)
def test_a_name_that_says_nothing_is_noticed(tmp_path: Path, module: str) -> None:
    write_module(tmp_path, module, "")
    assert badly_named(tmp_path) == [module]


def test_a_packages_own_models_are_well_named(tmp_path: Path) -> None:
    write_module(tmp_path, "review_toolkit/pulse/models.py", "")
    assert badly_named(tmp_path) == []


def write_module(root: Path, module: str, text: str) -> None:
    path = root / module
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
