"""What a built wheel carries: all that the toolkit reads while it runs, and no source of what is built."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SHIPPED = "review_toolkit/_shipped"


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel, built from a copy so that nothing is left in the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in ("review_toolkit", "templates", "question_banks", "report_templates"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__", "_shipped"))
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "wheel")]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (wheel,) = (folder / "wheel").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def files(folder: str, *patterns: str) -> set[str]:
    """Return the files of the checkout below a folder, as paths from the checkout."""
    return {
        path.relative_to(ROOT).as_posix()
        for pattern in patterns
        for path in (ROOT / folder).rglob(pattern)
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_a_wheel_carries_the_pages_banks_and_templates(names: set[str]) -> None:
    wanted = files("templates", "*.html") | files("question_banks", "*.yaml")
    wanted |= files("report_templates", "*.docx", "*.yaml")
    assert len(wanted) > 15
    assert {f"{SHIPPED}/{name}" for name in wanted} - names == set()


def test_a_wheel_carries_the_package_its_assets_content_and_migrations(names: set[str]) -> None:
    wanted = files("review_toolkit", "*.py", "*.mako", "*.typed")
    wanted |= files("review_toolkit/content/data", "*.yaml") | files("review_toolkit/static", "*")
    wanted -= files("review_toolkit/static/source", "*") | files(SHIPPED, "*")
    assert "review_toolkit/static/toolkit.css" in wanted
    assert "review_toolkit/migrations/versions/0001_first_schema.py" in wanted
    assert wanted - names == set()


def test_a_wheel_carries_no_source_of_what_is_built(names: set[str]) -> None:
    built = ("_shipped/report_templates/source/", "_shipped/report_templates/build.py", "/static/source/")
    assert [name for name in sorted(names) if any(part in name for part in built)] == []
    assert [name for name in names if name.startswith(SHIPPED) and name.endswith(".py")] == []
