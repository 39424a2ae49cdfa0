"""`demo`, `report` and `serve`: made once, opened again as it was, and refusals that say what to do."""

import hashlib
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document

from review_toolkit.commands import server
from review_toolkit.worked_example.instance import REPORT, make_instance
from review_toolkit.worked_example.organisation import ORGANISATION, REVIEW_TITLE, SPONSOR
from tests.commands.conftest import Run

DATABASE = "review-toolkit.sqlite3"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo instance, made once, to copy from."""
    folder = tmp_path_factory.mktemp("demo") / "instance-demo"
    make_instance(folder)
    return folder


@pytest.fixture
def demo(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "demo"))


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def contents(folder: Path) -> dict[str, str]:
    """Return a digest of every file, and of the database's rows instead of its bytes."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(DATABASE):
            found[path.relative_to(folder).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    with sqlite3.connect(folder / DATABASE) as connection:
        found[DATABASE] = hashlib.sha256("\n".join(connection.iterdump()).encode()).hexdigest()
    connection.close()
    return found


def test_the_demo_is_made_once_and_opened_again_as_it_was(run: Run, tmp_path: Path) -> None:
    instance = tmp_path / "new"
    first = run("demo", "--no-serve", "--instance", instance)
    assert "Making the worked example." in first.stdout
    assert str(instance / REPORT) in first.stdout
    before = contents(instance)
    began = time.monotonic()
    second = run("demo", "--no-serve", "--instance", instance)
    assert time.monotonic() - began < 2
    assert second.stdout == first.stdout.partition("\n")[2]
    assert contents(instance) == before
    assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []


def test_the_demo_names_a_sign_in_for_each_role_and_its_report_opens(run: Run, demo: Path) -> None:
    told = run("demo", "--no-serve", "--instance", demo).stdout
    for role in ("HR lead", "Delegated reviewer", "Senior leader", "Staff-network member", "Administrator"):
        assert role in told
    text = "\n".join(paragraph.text for paragraph in Document(str(demo / REPORT)).paragraphs)
    assert ORGANISATION in text
    # The example shows a stage taken to its end, in the name of the one who may sign it off.
    assert f"Signed off by {SPONSOR.name} on " in text


@pytest.mark.parametrize("name", ["notes.txt", DATABASE], ids=["notes", "a real instance"])
def test_a_folder_that_is_no_demo_is_refused_and_left_alone(run: Run, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / name).write_text("mine", encoding="utf-8")
    result = run("demo", "--no-serve", "--instance", folder, expect=1)
    assert "is not a demo instance" in result.stderr
    assert "INSTANCE=DIR" in result.stderr
    assert [(path.name, path.read_text()) for path in folder.iterdir()] == [(name, "mine")]


def test_what_an_interrupted_demo_left_is_made_anew(run: Run, tmp_path: Path) -> None:
    partial = tmp_path / "new.partial"
    partial.mkdir()
    (partial / "demo-keys.json").write_text("{", encoding="utf-8")
    run("demo", "--no-serve", "--instance", tmp_path / "new")
    assert not partial.exists()


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_busy_port_is_refused_with_how_to_choose_another(
    run: Run, demo: Path, busy_port: int, command: str
) -> None:
    words = [command, "--port", busy_port] + (["--instance", demo] if command == "demo" else [])
    result = run(*words, expect=1, REVIEW_TOOLKIT_INSTANCE=str(demo))
    assert f"Port {busy_port} is in use" in result.stderr
    assert f"PORT={busy_port + 1}" in result.stderr


def test_a_demo_of_an_earlier_version_is_brought_up_to_date(run: Run, demo: Path) -> None:
    before = contents(demo)
    connection = sqlite3.connect(demo / DATABASE)
    connection.execute("DROP TRIGGER tr_release_no_replace")
    connection.close()
    run("demo", "--no-serve", "--instance", demo)
    assert contents(demo) == before


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_the_server_starts_without_a_connection_to_the_database(
    run: Run, demo: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Gunicorn forks: two processes that share a connection of SQLite can damage the file."""
    held: list[list[str]] = []

    def note(**_: object) -> None:
        descriptors = [descriptor.resolve() for descriptor in Path("/proc/self/fd").iterdir()]
        held.append([path.name for path in descriptors if path.parent == demo])

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("This system does not tell which files a process has open.")
    monkeypatch.setattr(server, "serve", note)
    words = [command, "--port", _free_port()] + (["--instance", demo] if command == "demo" else [])
    run(*words, REVIEW_TOOLKIT_INSTANCE=str(demo))
    assert held == [[]]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_that_cannot_be_is_wrong_usage(run: Run, port: str) -> None:
    assert "--port" in run("serve", "--port", port, expect=2).stderr


def test_a_report_is_written_to_a_file_and_not_kept_in_the_review(
    run: Run, demo: Path, tmp_path: Path
) -> None:
    before = contents(demo)
    output = tmp_path / "report.docx"
    result = run("report", REVIEW_TITLE, "--output", output, REVIEW_TOOLKIT_INSTANCE=str(demo))
    assert result.output == f"{output} is written (unkept copy: the review does not hold it).\n"
    text = "\n".join(paragraph.text for paragraph in Document(str(output)).paragraphs)
    assert ORGANISATION in text
    assert f"End of {REVIEW_TITLE}, version unkept copy." in text
    with zipfile.ZipFile(output) as document:
        parts = [document.read(name).decode() for name in document.namelist() if name.endswith(".xml")]
    assert not [part for part in parts if re.search(r"[Vv]ersion 0\.\d", re.sub("<[^>]+>", "", part))]
    assert contents(demo) == before


@pytest.mark.parametrize(
    ("words", "expect", "told"),
    [
        (["No such review", "--output", "x.docx"], 1, "no review with the id or title 'No such review'"),
        ([REVIEW_TITLE, "--output", "x.pdf"], 2, ".docx"),
        ([REVIEW_TITLE, "--output", "x.docx", "--template", "other"], 2, "commissioned-review"),
        ([REVIEW_TITLE], 2, "--output"),
        ([REVIEW_TITLE, "--output", "nowhere/x.docx"], 1, "x.docx cannot be written"),
    ],
    ids=["unknown review", "ending", "template", "no output", "no folder"],
)
def test_a_report_that_cannot_be_written_is_refused(
    run: Run, demo: Path, words: list[str], expect: int, told: str
) -> None:
    result = run("report", *words, expect=expect, REVIEW_TOOLKIT_INSTANCE=str(demo))
    assert told in result.stderr
    assert list(Path.cwd().iterdir()) == []


def test_the_process_that_serves_a_new_demo_never_held_the_chart_library(tmp_path: Path) -> None:
    """Its threads do not survive a fork: a release in the forked server would wait for ever."""
    script = (
        "import sys\n"
        "from review_toolkit.commands import main\n"
        "if __name__ == '__main__':\n"
        "    main(['demo', '--no-serve', '--instance', sys.argv[1]], standalone_mode=False)\n"
        "    sys.exit(int('vl_convert' in sys.modules))\n"
    )
    path = tmp_path / "start.py"
    path.write_text(script, encoding="utf-8")
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, path, tmp_path / "demo"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "demo" / REPORT).exists()
