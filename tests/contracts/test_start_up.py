"""Starting is quick because nothing heavy loads before it is needed. Seen in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
HEAVY = ("pandas", "numpy", "scipy", "docxtpl", "webauthn")
HEAVY_FOR_THE_SERVER = ("pandas", "numpy", "scipy", "docxtpl", "docx", "vl_convert", "xlsxwriter")
_TELL = "\nimport json, sys; print(json.dumps(sorted(name for name in sys.modules if '.' not in name)))"

IMPORT = "import review_toolkit"
HELP = """
import sys
from review_toolkit.commands import main
sys.argv = ["review-toolkit", "--help"]
try:
    main()
except SystemExit as left:
    assert left.code == 0
"""
APPLICATION = """
from review_toolkit import create_app
create_app()
"""


def heavy_modules_after(code: str, heavy: tuple[str, ...], **environment: str) -> list[str]:
    """Return which of the heavy packages a fresh process has loaded after running the code."""
    run = subprocess.run(
        [sys.executable, "-c", code + _TELL],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    loaded = json.loads(run.stdout.splitlines()[-1])
    return [name for name in heavy if name in loaded]


@pytest.mark.parametrize("code", [IMPORT, HELP], ids=["import review_toolkit", "review-toolkit --help"])
def test_nothing_heavy_loads_with_the_package_or_its_help(code: str) -> None:
    assert heavy_modules_after(code, HEAVY) == []


def test_the_application_starts_without_tables_charts_and_word(instance: Path) -> None:
    loaded = heavy_modules_after(APPLICATION, HEAVY_FOR_THE_SERVER, REVIEW_TOOLKIT_INSTANCE=str(instance))
    assert loaded == [], "Import these inside the function that needs them."


def test_a_heavy_import_is_noticed(instance: Path) -> None:
    assert heavy_modules_after(f"import numpy\n{HELP}", HEAVY) == ["numpy"]
    code = f"{APPLICATION}\nimport docx, xlsxwriter"
    loaded = heavy_modules_after(code, HEAVY_FOR_THE_SERVER, REVIEW_TOOLKIT_INSTANCE=str(instance))
    assert loaded == ["docx", "xlsxwriter"]


def test_a_start_that_fails_does_not_pass_for_a_light_one() -> None:
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        heavy_modules_after("1 / 0", HEAVY)
