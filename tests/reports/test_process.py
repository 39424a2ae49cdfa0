"""The process that fills templates: what it is given, and what it never loads."""

import subprocess
import sys

import pytest

from review_toolkit.paths import PACKAGE, REPORT_TEMPLATES
from review_toolkit.reports import render as renderer
from review_toolkit.reports.context import to_plain
from review_toolkit.reports.render import RenderFault, render

TEMPLATE = REPORT_TEMPLATES / "commissioned-review.docx"


def _modules_after(code: str) -> set[str]:
    ran = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=PACKAGE.parent,
    )
    return {name.split(".")[0] for name in ran.stdout.split()}


def test_the_child_writes_the_same_report_as_this_process(typical, typical_bytes):
    assert render(TEMPLATE, to_plain(typical)) == typical_bytes


def test_importing_the_renderer_leaves_word_and_the_templating_alone():
    loaded = _modules_after("import review_toolkit.reports.render, review_toolkit.reports.context")
    assert not loaded & {"docxtpl", "docx", "lxml", "jinja2", "flask", "sqlalchemy", "pandas", "numpy"}


def test_the_child_loads_neither_the_application_nor_the_database():
    loaded = _modules_after(
        "from pathlib import Path\nfrom review_toolkit.reports.render import render_here\n"
        "try: render_here(Path('report_templates/commissioned-review.docx'), {})\nexcept Exception: pass"
    )
    assert "docxtpl" in loaded
    assert not loaded & {"flask", "sqlalchemy", "pandas", "numpy", "cryptography"}


def test_the_child_inherits_no_secret(monkeypatch, typical):
    for name in ("SECRET_KEY", "DATA_KEY", "SIGNING_KEY", "DATABASE_URL", "MAIL_URL"):
        monkeypatch.setenv(name, f"secret-{name}")
    seen = {}
    run = subprocess.run

    def watched(*arguments, **settings):
        seen.update(settings)
        return run(*arguments, **settings)

    monkeypatch.setattr(renderer.subprocess, "run", watched)
    render(TEMPLATE, to_plain(typical))
    assert not any("secret-" in value for value in seen["env"].values())
    allowed = {"PYTHONPATH", "PYTHONUTF8", "PYTHONHASHSEED", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR"}
    assert set(seen["env"]) <= allowed


def test_a_child_that_breaks_down_is_reported_without_its_output(monkeypatch, typical, caplog):
    broken = subprocess.CompletedProcess([], 1, stdout=b"", stderr=b"Traceback: Dr Ines Farrow")
    monkeypatch.setattr(renderer.subprocess, "run", lambda *_, **__: broken)
    with pytest.raises(RenderFault) as caught:
        render(TEMPLATE, to_plain(typical))
    assert "Farrow" not in str(caught.value)
    assert [entry.getMessage() for entry in caplog.records] == ["The renderer ended with code 1 (unknown)."]


_BROKEN_CHILD = """
import runpy, sys
import review_toolkit.reports.filling as filling

class Unforeseen(Exception):
    __module__ = "docx.broken"

def fill(*_, **__):
    raise Unforeseen("Dr Ines Farrow")

filling.fill = fill
runpy.run_module("review_toolkit.reports.render", run_name="__main__")
"""


def test_the_kind_of_an_unforeseen_end_is_logged_and_not_its_words(monkeypatch, typical, caplog):
    run = subprocess.run

    def break_down(words, **settings):
        ended = run([words[0], "-c", _BROKEN_CHILD], **settings)
        assert b"Farrow" not in ended.stderr
        return ended

    monkeypatch.setattr(renderer.subprocess, "run", break_down)
    with pytest.raises(RenderFault) as caught:
        render(TEMPLATE, to_plain(typical))
    (entry,) = caplog.records
    assert entry.getMessage() == "The renderer ended with code 1 (docx.broken.Unforeseen)."
    assert "Farrow" not in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits on a process's resources")
def test_the_child_is_bounded(monkeypatch):
    import resource

    set_to = {}
    monkeypatch.setattr(resource, "setrlimit", lambda kind, bounds: set_to.update({kind: bounds}))
    renderer._limit()
    assert set_to[resource.RLIMIT_AS][0] <= 1024**3
    assert set_to[resource.RLIMIT_CPU][0] <= 60
