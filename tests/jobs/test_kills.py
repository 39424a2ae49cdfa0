"""`kill -9` of the worker and of the server: every job is done, once in effect, and every retry is on record.

The long version of this is `make soak`.
"""

import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from tests.databases import POSTGRESQL, PostgreSQL
from tests.jobs.running import ask_for
from tests.soak.judging import judge, unfinished
from tests.soak.kinds import TRACE
from tests.soak.site import Site

PATIENCE = 120
JOBS_BETWEEN_KILLS = 4

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Processes are found through /proc.")


@pytest.fixture
def site(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    url = ""
    if backend == POSTGRESQL:
        server: PostgreSQL = request.getfixturevalue("postgresql")
        url = server.url_of(server.make())
    site = Site(tmp_path, database_url=url)
    site.start()
    yield site
    site.stop()


def test_five_kills_lose_no_job_and_do_none_twice(site: Site) -> None:
    moments = random.Random(8)
    asked: list[UUID] = []
    for victim in ("worker", "server", "worker", "server", "worker"):
        asked += [ask_for(site.app, TRACE, max_attempts=9) for _ in range(JOBS_BETWEEN_KILLS)]
        site.wait_for_a_worker()
        time.sleep(moments.uniform(0.2, 1.2))
        if victim == "worker":
            assert site.kill_worker()
        else:
            site.kill_server()
    patience = time.monotonic() + PATIENCE
    while unfinished(site.app, asked):
        assert time.monotonic() < patience, site.log.read_text(encoding="utf-8")
        time.sleep(0.1)
    verdict = judge(site.app, asked, site.traces)
    assert (verdict.done, verdict.faults) == (len(asked), 0)
    assert site.outliving() == []


def test_a_server_that_is_killed_takes_its_worker_along(site: Site) -> None:
    site.wait_for_a_worker()
    (before,) = site.workers()
    site.kill_server()
    assert site.outliving() == []
    site.wait_for_a_worker()
    (after,) = site.workers()
    assert after != before
