"""Who may import whom: import-linter's contracts (pyproject.toml), run as tests, each shown able to fail."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
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


def without_a_sentence(names: Iterable[str]) -> list[str]:
    """Return the names that do not say in a sentence what they forbid."""
    return [name for name in names if not re.fullmatch(r"[A-Z](\S* ){5,}\S+", name)]


def test_each_contract_is_named_as_a_sentence() -> None:
    assert without_a_sentence(contract["name"] for contract in CONTRACTS) == []


def test_a_contract_without_a_sentence_is_noticed() -> None:
    names = ["Layers", "views ask services and know no table", "A view asks services; it knows no table"]
    assert without_a_sentence(names) == names[:2]


VIOLATIONS = [
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
    pytest.param("word", "reports/filling.py", "from docxtpl import DocxTemplate", id="docxtpl elsewhere"),
    pytest.param(
        "attacker",
        "disclosure/attack/equations.py",
        "from review_toolkit.disclosure.engine.system import System",
        id="the engine's equations in the attack",
    ),
    pytest.param(
        "attacker",
        "disclosure/rules.py",
        "import review_toolkit.disclosure.lines",
        id="merging of lines in the attack, by a detour",
    ),
    pytest.param(
        "engine",
        "disclosure/engine/atoms.py",
        "from review_toolkit.disclosure.attack.atoms import atoms_of",
        id="the attack's atoms in the engine",
    ),
]
"""A forbidden line in a module, for each contract at least one."""


def test_every_contract_has_been_seen_to_break() -> None:
    tried = {str(violation.values[0]) for violation in VIOLATIONS}
    assert tried == {contract["id"] for contract in CONTRACTS}


@pytest.mark.parametrize(("contract", "module", "line"), VIOLATIONS)
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
