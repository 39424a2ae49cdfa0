"""A wheel built from a copy of the checkout, and a fresh environment that it is installed into.

Nothing is left in the checkout, and the environment has no way to it: the wheel is installed as anybody would
install it, and only the third-party packages are borrowed from the environment that runs the tests.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = ("review_toolkit", "templates", "question_banks", "report_templates")
SHIPPED = "review_toolkit/_shipped"


def copy_of_sources(folder: Path) -> Path:
    """Copy what a wheel is built from."""
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in FOLDERS:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__", "_shipped"))
    return source


def build_wheel(source: Path) -> Path:
    """Build a wheel from a copy of the sources, beside them."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(source.parent / "wheel")]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (wheel,) = (source.parent / "wheel").glob("*.whl")
    return wheel


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@dataclass(frozen=True)
class Installed:
    """A fresh environment with the wheel in it, and a folder outside the checkout to work in."""

    python: Path
    outside: Path

    @property
    def site_packages(self) -> Path:
        (found,) = self.python.parent.parent.glob("lib/python*/site-packages")
        return found

    def run(self, *command: str | Path) -> str:
        """Run something of the environment and return what it says; it must succeed."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        done = subprocess.run(
            [self.python.parent / command[0], *command[1:]],
            cwd=self.outside,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command[0]} failed:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        """Take one file of the installed package away for a moment."""
        path = self.site_packages / name
        away = path.with_name(path.name + ".away")
        path.rename(away)
        try:
            yield
        finally:
            away.rename(path)


def install(wheel: Path, folder: Path) -> Installed:
    """Install the wheel into an environment of its own, which borrows the packages that it depends on."""
    environment, outside = folder / "environment", folder / "outside"
    outside.mkdir()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    installed = Installed(environment / "bin" / "python", outside)
    command = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        installed.python,
        "install",
        "--quiet",
        "--no-compile",
    ]
    subprocess.run([*command, "--no-deps", "--no-index", wheel], check=True, capture_output=True)
    # A folder named in a .pth file is only added to the path: the .pth files in it, such as the one of the
    # checkout's own editable installation, are not followed.
    borrowed = installed.site_packages / "borrowed.pth"
    borrowed.write_text(
        f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n", encoding="utf-8"
    )
    return installed
