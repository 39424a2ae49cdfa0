"""`make soak`: a hundred `kill -9` of worker and server while jobs are asked for; prints a table.

The moments come from a seed and are printed, so that a run that went wrong can be told apart from others.
It stops by itself: after the kills, or when its minutes are over, and it says how many kills there were.
"""

import argparse
import random
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

from tests.databases import POSTGRESQL, SQLITE, running_postgresql
from tests.jobs.running import ask_for
from tests.people import make_review
from tests.soak.asking import Person
from tests.soak.judging import Verdict, judge, judge_reports, unfinished
from tests.soak.kinds import TRACE
from tests.soak.site import Site

REVIEWS = 4
LONGEST_MOMENT = 2.5
SHARE_OF_WORKERS = 0.6
ATTEMPTS = 30
"""More than kills can use up: what is shown here is that nothing is lost, not that attempts are bounded."""
SECONDS_TO_SETTLE = 240
HEADINGS = (
    "database",
    "kills of worker, server",
    "kind of job",
    "asked for",
    "done",
    "tried again",
    "lost",
    "done twice",
    "begun without record",
    "seconds",
)


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    asked.add_argument("--database", choices=(SQLITE, POSTGRESQL), default=SQLITE)
    asked.add_argument("--kills", type=int, default=100)
    asked.add_argument("--minutes", type=float, default=10.0)
    asked.add_argument("--seed", type=int, default=3)
    options = asked.parse_args()
    # Whoever stops it leaves no server behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="soak-")))
        url = ""
        if options.database == POSTGRESQL:
            server = stack.enter_context(running_postgresql())
            server.run("ALTER SYSTEM RESET fsync")
            server.run("SELECT pg_reload_conf()")
            url = server.url_of(server.make())
        site = Site(folder, database_url=url)
        site.start()
        stack.callback(site.stop)
        return _soak(site, options)


def _soak(site: Site, options: argparse.Namespace) -> int:
    moments = random.Random(options.seed)
    people = [
        Person(site.port, email=review.emails["reviewer"], review_id=review.id)
        for review in (make_review(site.app, prefix=f"soak{number}") for number in range(REVIEWS))
    ]
    traces: list[UUID] = []
    reports: set[UUID] = set()
    killed = {"worker": 0, "server": 0}
    began = time.monotonic()
    while sum(killed.values()) < options.kills and time.monotonic() - began < options.minutes * 60:
        traces += [ask_for(site.app, TRACE, max_attempts=ATTEMPTS) for _ in range(moments.randint(2, 5))]
        asked = moments.choice(people).ask_for_report()
        reports |= {asked} if asked else set()
        site.wait_for_a_worker()
        victim = "worker" if moments.random() < SHARE_OF_WORKERS else "server"
        moment = moments.uniform(0, LONGEST_MOMENT)
        time.sleep(moment)
        if victim == "server":
            site.kill_server()
        elif not site.kill_worker():
            continue
        killed[victim] += 1
        print(f"kill {sum(killed.values())}: the {victim} after {moment:.2f} s", file=sys.stderr, flush=True)
    patience = time.monotonic() + SECONDS_TO_SETTLE
    while unfinished(site.app, [*traces, *reports]) and time.monotonic() < patience:
        time.sleep(0.2)
    seconds = time.monotonic() - began
    verdicts = {
        "leave a trace": judge(site.app, traces, site.traces),
        "write a report, asked for over HTTP": judge_reports(site.app, reports),
    }
    _print(options.database, killed, verdicts, seconds)
    return 1 if any(verdict.faults for verdict in verdicts.values()) else 0


def _print(database: str, killed: dict[str, int], verdicts: dict[str, Verdict], seconds: float) -> None:
    print(
        "| database | kills of worker, server | kind of job | asked for | done | tried again | lost ", end=""
    )
    print("| done twice | begun without record | seconds |")
    print("|---" * 10 + "|")
    for kind, verdict in verdicts.items():
        cells = (
            database,
            f"{killed['worker']}, {killed['server']}",
            kind,
            verdict.asked,
            verdict.done,
            verdict.tried_again,
            verdict.lost,
            verdict.done_twice,
            verdict.begun_without_record,
            f"{seconds:.0f}",
        )
        print(f"| {' | '.join(str(cell) for cell in cells)} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
