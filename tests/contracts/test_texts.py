"""What no committed file may hold: places on somebody's machine, package indexes, loose ends, others' words.

The forbidden words are put together here so that this file does not hold them.
"""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
_BINARY = (".docx", ".xlsx", ".png", ".ico", ".gz")
_PLACES = "|".join(("work", "farm", "home", "root", "Users", "mnt"))
_INDEXES = "|".join(
    ("py" + r"pi\.(?:org|python)", "python" + "hosted", "npm" + r"js\.(?:org|com)", "anaconda" + r"\.org")
)
_MACHINE_PATH = re.compile(rf"(?<![\w.}}\]-])/(?:{_PLACES})/")
_TEMPORARY_PATH = re.compile(r"(?<![\w.}\]-])/" + "tmp" + r"(?![\w-])")
_PACKAGE_INDEX = re.compile(_INDEXES, re.IGNORECASE)
_LOOSE_END = re.compile(r"\b(?:" + "TO" + "DO|FIX" + "ME|XX" + r"X)\b")
_OTHERS_WORD = re.compile(r"\bBA" + r"ME\b")
_NEVER_SAID_BY_US = "BA" + "ME"

MAY_HOLD_OTHERS_WORDS = ("tests/", "review_toolkit/content/data/", "docs/")
"""Tests feed in what HR systems hold, data files list it, and the guides say why we do not."""

_IN_A_LOCK = ("http", "file:", "index", "find-links", "-e ", "@ ")


def committed(root: Path) -> list[Path]:
    """Return the files that are, or would be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("This is no Git checkout, so nothing says which files are committed.")
    paths = (root / name for name in listed.stdout.split("\0") if name)
    return [path for path in paths if path.is_file() and path.suffix not in _BINARY]


def faults_of_text(name: str, text: str) -> list[str]:
    """Return what a committed file holds that it may not, with the line."""
    forbidden = {
        "a path of a machine": _MACHINE_PATH,
        "a package index": _PACKAGE_INDEX,
        "a loose end": _LOOSE_END,
    }
    if not name.startswith("tests/"):
        forbidden["a temporary path"] = _TEMPORARY_PATH
    if not name.startswith(MAY_HOLD_OTHERS_WORDS):
        forbidden["a word that is not ours"] = _OTHERS_WORD
    return [
        f"{name}:{number}: {what}: {line.strip()[:100]}"
        for number, line in enumerate(text.splitlines(), start=1)
        for what, pattern in forbidden.items()
        if pattern.search(line)
    ]


def faults_of_lock(text: str) -> list[str]:
    """Return the lines of a lock that name a place to install from, and the packages without a hash."""
    faults = [line for line in text.splitlines() if any(word in line for word in _IN_A_LOCK)]
    logical = text.replace("\\\n", " ").splitlines()
    for line in logical:
        if line.strip() and not line.startswith("#"):
            pinned = re.match(r"[A-Za-z0-9._-]+(?:\[[\w,-]+\])?==\S+", line)
            if not pinned or not re.search(r"--hash=sha256:[0-9a-f]{64}(?:\s|$)", line):
                faults.append(line.strip()[:80])
    return faults


def test_no_committed_file_holds_what_it_may_not() -> None:
    faults = []
    for path in committed(ROOT):
        name = path.relative_to(ROOT).as_posix()
        faults += faults_of_text(name, path.read_text(encoding="utf-8", errors="replace"))
    assert faults == []


def test_the_lock_names_versions_and_hashes_and_no_place() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert faults_of_lock(text) == []
    assert text.count("==") > 20


@pytest.mark.parametrize(
    ("name", "line", "what"),
    [
        ("docs/guide.md", "Open /{}/ada/review.", "a path of a machine"),
        ("tests/test_x.py", 'PATH = "/{}/project"', "a path of a machine"),
        ("review_toolkit/x.py", 'open("/{}/x")', "a temporary path"),
        ("Makefile", "pip install --index-url https://{}.org/simple", "a package index"),
        ("review_toolkit/x.py", "# {}: later", "a loose end"),
        ("templates/x.html", "<p>{} staff</p>", "a word that is not ours"),
    ],
)
def test_a_text_that_may_not_be_committed_is_noticed(name: str, line: str, what: str) -> None:
    words = {
        "a path of a machine": _PLACES.split("|")[2],
        "a temporary path": "tm" + "p",
        "a package index": "py" + "pi",
        "a loose end": "TO" + "DO",
        "a word that is not ours": _NEVER_SAID_BY_US,
    }
    faults = faults_of_text(name, "Fine.\n" + line.format(words[what]))
    assert [fault.split(": ")[:2] for fault in faults] == [[f"{name}:2", what]]


@pytest.mark.parametrize(
    "line",
    ['url_for("overview.home")', "templates/overview/home/", "review_toolkit/work/", "{{ root }}/home/x"],
)
def test_an_innocent_text_is_left_alone(line: str) -> None:
    assert faults_of_text("templates/x.html", line) == []


HASH = "--hash=sha256:" + 64 * "a"


@pytest.mark.parametrize(
    ("lock", "faults"),
    [
        (f"flask==3.1.3 \\\n    {HASH} \\\n    {HASH}\n", 0),
        ("flask==3.1.3\n", 1),
        (f"flask>=3.1 {HASH}\n", 1),
        (f"--extra-{'index'}-url x\nflask==3.1.3 {HASH}\n", 2),
        (f"flask @ {'file'}:somewhere {HASH}\n", 2),
    ],
    ids=["sound", "no hash", "no version", "a place", "a file"],
)
def test_a_lock_that_names_a_place_or_lacks_a_hash_is_noticed(lock: str, faults: int) -> None:
    assert len(faults_of_lock(lock)) == faults
