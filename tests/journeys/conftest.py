"""The real server, started once for each worker, and a real browser, started once for each module.

While the browser is open an event loop runs in the thread of the tests, and Flask refuses to open an
application context there. So the browser closes with its module, and reviews are made `aside`.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from email import message_from_bytes, policy
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import pytest
from flask import Flask

from review_toolkit import create_app
from review_toolkit.access.actions import Role
from review_toolkit.access.actors import Actor
from review_toolkit.access.models import User
from review_toolkit.access.service import grant
from review_toolkit.baseline import service as baseline
from review_toolkit.baseline.ingest import Mapping, SourceFile, load_mapping
from review_toolkit.database import db, write_transaction
from review_toolkit.releases.outcomes import release_of
from review_toolkit.reviews.queries import review_of
from review_toolkit.reviews.service import set_up_review
from review_toolkit.settings import load_settings
from review_toolkit.worked_example import SNAPSHOT_DATE, ExampleFiles, write_files
from tests.conftest import ROOT
from tests.journeys.browsing import Visitor
from tests.people import ReviewWithPeople, make_review
from tests.worked_review import done_once

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NO_BROWSER = "Chromium, playwright or axe is not installed, so no page was opened in a browser"
Made = TypeVar("Made")

SECONDS_TO_START = 60
COMMAND = "import sys; from review_toolkit.commands import main; sys.exit(main())"
_numbers = count(1)
LONG_NAME = "Federation of Independent and Voluntary Hospices and Community Care Providers " * 3
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True)
class Site:
    """A running server, and the application over the same database to prepare reviews with."""

    address: str
    app: Flask
    mails: Path

    def key_mailed_to(self, address: str) -> str:
        """Return the key in the newest mail to an address, once the worker has written it."""
        until = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < until:
            for path in sorted(self.mails.glob("*.eml"), key=lambda each: each.stat().st_mtime, reverse=True):
                mail = message_from_bytes(path.read_bytes(), policy=policy.default)
                found = re.search(r"\b(?:[0-9A-Z]{5}-){5}[0-9A-Z]\b", mail.get_content())
                if mail["To"] == address and found:
                    return found.group(0)
            time.sleep(0.1)
        raise AssertionError(f"No key was mailed to {address}.")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is."""
    found = shutil.which("chromium")
    if found is None or not all(find_spec(package) for package in ("playwright", "axe_playwright_python")):
        pytest.skip(NO_BROWSER)
    return found


@pytest.fixture(scope="session")
def site(chromium: str, fresh_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """`review-toolkit serve` on a free port, over an instance of this worker's own."""
    folder = tmp_path_factory.mktemp("journeys")
    instance = Path(shutil.copytree(fresh_instance, folder / "instance"))
    ours = ("DATABASE_URL", "SECRET_KEY", "DATA_KEY", "SIGNING_KEY", "MAIL_URL")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    environment["REVIEW_TOOLKIT_INSTANCE"] = str(instance)
    port = _free_port()
    log = folder / "server.log"
    with log.open("wb") as writing:
        server = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=writing,
            stderr=subprocess.STDOUT,
        )
        try:
            app = aside(lambda: create_app(load_settings({"REVIEW_TOOLKIT_INSTANCE": str(instance)})))
            _wait_until_it_answers(server, port, log)
            yield Site(f"http://localhost:{port}", app, instance / "mail")
        finally:
            server.terminate()
            server.wait(timeout=30)
    assert "Traceback" not in log.read_text(encoding="utf-8"), log.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def visitor_to(browser: Browser, site: Site) -> Iterator[Callable[..., Visitor]]:
    """Open a window for one more person; the test fails if a page misbehaved for anybody."""
    visitors: list[Visitor] = []
    with ExitStack() as windows:

        def visitor(**options: Any) -> Visitor:
            settings = {"base_url": site.address, "locale": "en-GB", **options}
            context = windows.enter_context(browser.new_context(**settings))
            context.set_default_timeout(20_000)
            visitors.append(Visitor(context, site.address))
            return visitors[-1]

        yield visitor
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def visitor(visitor_to: Callable[..., Visitor]) -> Visitor:
    """Somebody at a desktop computer, not signed in."""
    return visitor_to()


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> ExampleFiles:
    """The files of the worked example."""
    return write_files(tmp_path_factory.mktemp("example"))


@pytest.fixture
def review(site: Site) -> ReviewWithPeople:
    """A new review without any data, and an account for each role in it."""
    return aside(lambda: make_review(site.app, prefix=f"org{next(_numbers)}"))


@pytest.fixture(scope="session")
def released(site: Site, files: ExampleFiles) -> ReviewWithPeople:
    """A review whose figures are released."""
    source = SourceFile(files.workforce.name, files.workforce.read_bytes())
    mapping = load_mapping(files.mapping.read_bytes(), name=files.mapping.name)

    def make() -> ReviewWithPeople:
        people = make_review(site.app, prefix=f"org{next(_numbers)}")
        _release(site.app, people.id, source, mapping, actor=people.actors["hr_lead"])
        return people

    return aside(make)


@pytest.fixture(scope="session")
def crowded(site: Site, released: ReviewWithPeople) -> UUID:
    """A released review of the same HR lead, with names as long as they may be and 30 directorates."""
    rows = "".join(
        f"{number},{'A' if number % 3 else 'H'},Grade {number % 9},{LONG_NAME[:60]} {number % 30}\n"
        for number in range(900)
    )
    name = f"{LONG_NAME[:120].replace(' ', '-')}.csv"
    source = SourceFile(name, f"Employee id,Ethnicity,Grade,Directorate\n{rows}".encode())
    lead = released.actors["hr_lead"]

    def make() -> UUID:
        with site.app.app_context(), write_transaction():
            review = set_up_review(organisation=LONG_NAME[:200], title="W" * 200, snapshot_date=SNAPSHOT_DATE)
            user = db.session.get_one(User, lead.user_id)
            grant(user=user, review_id=review.id, role=Role.HR_LEAD, actor=lead)
            review_id = review.id
        _release(site.app, review_id, source, Mapping(), actor=lead)
        return review_id

    return aside(make)


def aside(work: Callable[[], Made]) -> Made:
    """Do something with the application in a thread of its own, where no event loop runs."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(work).result()


def _release(app: Flask, review_id: UUID, source: SourceFile, mapping: Mapping, *, actor: Actor) -> None:
    vault = app.extensions["vault"]
    with app.app_context(), done_once():
        review = review_of(review_id)
        read = baseline.read_extract(review, source, mapping, vault=vault)
        with write_transaction():
            baseline.keep_extract(review, read, actor=actor)
        prepared = baseline.prepare_release(review, vault=vault)
        with write_transaction():
            release_of(baseline.release_baseline(review, prepared, actor=actor))
        db.session.close()
        db.engine.dispose()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    patience = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < patience:
        assert server.poll() is None, f"The server stopped:\n{log.read_text(encoding='utf-8')}"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"The server did not answer within {SECONDS_TO_START} seconds.")
