"""Who may import whom: import-linter's contracts (pyproject.toml), run as tests, each shown able to fail."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
    "contracts"
]
_LINT = "from importlinter.cli import lint_imports_command as lint; lint()"


def check_contract(root: Path, contract: str) -> None:
    """Raise AssertionError with the chain of imports where a contract is broken in the tree under `root`."""
    run = subprocess.run(
        [sys.executable, "-c", _LINT, "--no-cache", "--no-logo", "--contract", contract],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract["name"])
def test_nobody_imports_what_the_contract_forbids(contract: dict[str, str]) -> None:
    check_contract(ROOT, contract["id"])


def test_each_contract_is_named_as_a_sentence() -> None:
    wrong = [
        name for contract in CONTRACTS if not re.fullmatch(r"[A-Z](\S* ){5,}\S+", name := contract["name"])
    ]
    assert not wrong, f"Name the contract in a sentence: {wrong}"


@pytest.mark.parametrize(
    ("contract", "module", "line"),
    [
        pytest.param("layers", "figures/values.py", "import review_toolkit.web.pages", id="upwards"),
        pytest.param("layers", "analysis/pay.py", "import review_toolkit.disclosure.rules", id="sideways"),
        pytest.param("layers", "mentoring/__init__.py", "", id="a package without a layer"),
        pytest.param("views", "baseline/routes.py", "from sqlalchemy import select", id="SQL in a view"),
        pytest.param(
            "views",
            "overview/routes.py",
            "from review_toolkit.access.models import User",
            id="a table in a view",
        ),
        pytest.param("services", "releases/service.py", "from flask import request", id="Flask in a service"),
        pytest.param(
            "services", "baseline/chapter.py", "import review_toolkit.web.filters", id="the web in a chapter"
        ),
        pytest.param("pure", "analysis/groups.py", "import flask", id="Flask in a sum"),
        pytest.param(
            "pure", "baseline/ingest/dates.py", "import review_toolkit.settings", id="settings in ingest"
        ),
        pytest.param(
            "word", "reports/filling.py", "from docxtpl import DocxTemplate", id="docxtpl elsewhere"
        ),
    ],
)
def test_a_forbidden_import_breaks_its_contract(
    tmp_path: Path, contract: str, module: str, line: str
) -> None:
    root = copy_of_modules(tmp_path)
    check_contract(root, contract)
    path = root / "review_toolkit" / module
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    with pytest.raises(AssertionError, match="BROKEN"):
        check_contract(root, contract)


def copy_of_modules(folder: Path) -> Path:
    """Copy the contracts and the package's modules, without data and assets."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(
        ROOT / "review_toolkit",
        folder / "review_toolkit",
        ignore=shutil.ignore_patterns("static", "data", "__pycache__", "_shipped"),
    )
    return folder
