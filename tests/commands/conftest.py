"""Commands run in this process, each with an environment of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from review_toolkit.commands import main
from review_toolkit.settings import KEY_NAMES
from review_toolkit.worked_example import ExampleFiles, write_files

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run `review-toolkit` in an empty folder, with no setting unless it is given."""
    folder = tmp_path / "somewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    # Set, then removed, so that whatever a command sets is put back after the test.
    for name in (*KEY_NAMES, "DATABASE_URL", "REVIEW_TOOLKIT_INSTANCE"):
        monkeypatch.setenv(name, "")

    def command(*words: object, expect: int = 0, text: str | None = None, **environ: str) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words], input=text, env=environ)
        assert result.exit_code == expect, f"{result.output}\n{result.exception!r}"
        return result

    return command


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> ExampleFiles:
    return write_files(tmp_path_factory.mktemp("example"))
