"""What a built wheel carries: all that the toolkit reads while it runs, and no source of what is built."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contracts.wheels import ROOT, SHIPPED, build_wheel, copy_of_sources, names_in


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel of this checkout."""
    return names_in(build_wheel(copy_of_sources(tmp_path_factory.mktemp("wheel"))))


def files(root: Path, folder: str, *patterns: str) -> set[str]:
    """Return the files of a checkout below a folder, as paths from the checkout."""
    return {
        path.relative_to(root).as_posix()
        for pattern in patterns
        for path in (root / folder).rglob(pattern)
        if path.is_file() and "__pycache__" not in path.parts
    }


def shipped_files(root: Path) -> set[str]:
    """Return the pages, banks and templates of a checkout, as a wheel names them."""
    wanted = files(root, "templates", "*.html") | files(root, "question_banks", "*.yaml")
    wanted |= files(root, "report_templates", "*.docx", "*.yaml")
    return {f"{SHIPPED}/{name}" for name in wanted}


def package_files(root: Path) -> set[str]:
    """Return the package's modules, assets, content and migrations."""
    wanted = files(root, "review_toolkit", "*.py", "*.mako", "*.typed")
    wanted |= files(root, "review_toolkit/content/data", "*.yaml") | files(root, "review_toolkit/static", "*")
    return wanted - files(root, "review_toolkit/static/source", "*") - files(root, SHIPPED, "*")


def left_out(root: Path, names: set[str]) -> set[str]:
    """Return what the toolkit reads while it runs and the wheel does not carry."""
    return (shipped_files(root) | package_files(root)) - names


def built_sources(names: set[str]) -> list[str]:
    """Return the sources that a wheel carries though only what is built from them is read."""
    built = ("_shipped/report_templates/source/", "_shipped/report_templates/build.py", "/static/source/")
    return [
        name
        for name in sorted(names)
        if any(part in name for part in built) or (name.startswith(SHIPPED) and name.endswith(".py"))
    ]


def test_a_wheel_carries_all_that_the_toolkit_reads(names: set[str]) -> None:
    assert len(shipped_files(ROOT)) > 15
    assert {
        "review_toolkit/static/toolkit.css",
        "review_toolkit/migrations/versions/0001_first_schema.py",
    } <= names
    assert left_out(ROOT, names) == set()


def test_a_wheel_carries_no_source_of_what_is_built(names: set[str]) -> None:
    assert built_sources(names) == []


def without_line(words: str) -> Callable[[Path], None]:
    """Return a change to a copy of the sources: the lines of pyproject.toml that begin so are gone."""

    def change(source: Path) -> None:
        path = source / "pyproject.toml"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(words)]
        assert len(kept) < len(lines)
        path.write_text("".join(kept), encoding="utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        (without_line('"templates" ='), f"{SHIPPED}/templates/baseline/show.html"),
        (without_line('"question_banks" ='), f"{SHIPPED}/question_banks/pulse/1.yaml"),
        (
            without_line('"report_templates/commissioned-review.docx"'),
            f"{SHIPPED}/report_templates/commissioned-review.docx",
        ),
        (
            without_line('"report_templates/commissioned-review.yaml"'),
            f"{SHIPPED}/report_templates/commissioned-review.yaml",
        ),
    ],
    ids=["pages", "banks", "a Word template", "its manifest"],
)
def test_what_a_wheel_leaves_out_is_noticed(
    tmp_path: Path, change: Callable[[Path], None], missing: str
) -> None:
    source = copy_of_sources(tmp_path)
    bank = source / "question_banks" / "pulse" / "1.yaml"
    bank.parent.mkdir(exist_ok=True)
    bank.write_text("id: pulse\n", encoding="utf-8")
    change(source)
    assert missing in left_out(source, names_in(build_wheel(source)))


def test_a_new_template_that_nobody_named_is_noticed(tmp_path: Path) -> None:
    source = copy_of_sources(tmp_path)
    (source / "report_templates" / "board-paper.docx").write_bytes(b"PK")
    assert left_out(source, names_in(build_wheel(source))) == {f"{SHIPPED}/report_templates/board-paper.docx"}


def test_a_source_of_what_is_built_is_noticed(tmp_path: Path) -> None:
    source = copy_of_sources(tmp_path)
    without_line('exclude = ["review_toolkit/static/source"]')(source)
    path = source / "pyproject.toml"
    line = '"templates" = "review_toolkit/_shipped/templates"\n'
    more = '"report_templates/source" = "review_toolkit/_shipped/report_templates/source"\n'
    path.write_text(path.read_text(encoding="utf-8").replace(line, line + more), encoding="utf-8")
    found = built_sources(names_in(build_wheel(source)))
    assert "review_toolkit/static/source/build.sh" in found
    assert f"{SHIPPED}/report_templates/source/blocks.py" in found
