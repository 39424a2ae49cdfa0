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

from review_toolkit.database import write_transaction
from review_toolkit.mail.service import queue_mail
from review_toolkit.sign_in.second_step.service import set_rule
from tests.databases import POSTGRESQL, SQLITE, running_postgresql
from tests.jobs.running import ask_for
from tests.mail.smtp_server import SmtpServer
from tests.people import make_review
from tests.soak.asking import Person
from tests.soak.judging import Verdict, judge, judge_mails, judge_reports, unfinished, unsent
from tests.soak.kinds import TRACE
from tests.soak.site import Site

REVIEWS = 8
LONGEST_MOMENT = 3.0
SHARE_OF_WORKERS = 0.6
SECONDS_OF_A_MAIL = 0.2
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
        # Each mail takes a moment: a killer needs something to hit.
        post = stack.enter_context(SmtpServer(before_text=lambda: time.sleep(SECONDS_OF_A_MAIL)))
        site = Site(folder, database_url=url, mail_server=post.address())
        site.start()
        stack.callback(site.stop)
        return _soak(site, post, options)


def _soak(site: Site, post: SmtpServer, options: argparse.Namespace) -> int:
    moments = random.Random(options.seed)
    reviews = [make_review(site.app, prefix=f"soak{number}") for number in range(REVIEWS)]
    with site.app.app_context(), write_transaction():
        # Who is killed in the middle of signing in twice over proves nothing more.
        actor = reviews[0].actors["administrator"]
        set_rule(is_required=False, reason="Nobody's password is at stake here.", actor=actor)
    people = [Person(site.port, email=review.emails["reviewer"], review_id=review.id) for review in reviews]
    traces: list[UUID] = []
    mails: list[UUID] = []
    reports: set[UUID] = set()
    killed = {"worker": 0, "server": 0}
    began = time.monotonic()
    while sum(killed.values()) < options.kills and time.monotonic() - began < options.minutes * 60:
        traces += [ask_for(site.app, TRACE, max_attempts=ATTEMPTS) for _ in range(moments.randint(0, 2))]
        mails += [_queue_mail(site) for _ in range(moments.randint(0, 3))]
        asked = [person.ask_for_report() for person in moments.sample(people, 2)]
        reports |= {each for each in asked if each}
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
    while unfinished(site.app, [*traces, *reports]) or unsent(site.app, mails):
        if time.monotonic() > patience:
            break
        time.sleep(0.2)
    seconds = time.monotonic() - began
    verdicts = {
        "leave a trace": judge(site.app, traces, site.traces),
        "write a report, asked for over HTTP": judge_reports(site.app, reports),
        "send a mail": judge_mails(site.app, mails, [each.content for each in post.received]),
    }
    _print(options.database, killed, verdicts, seconds)
    outliving = site.outliving()
    if outliving:
        print(f"Workers that outlived their server: {outliving}", file=sys.stderr)
    idle = [kind for kind, verdict in verdicts.items() if not verdict.asked]
    if idle:
        print(f"Nobody asked to {', nor to '.join(idle)}, so nothing was shown of it.", file=sys.stderr)
    return 1 if outliving or idle or any(verdict.faults for verdict in verdicts.values()) else 0


def _queue_mail(site: Site) -> UUID:
    with site.app.app_context(), write_transaction():
        mail = queue_mail(
            to="ann@harbour.example",
            subject="A stage waits for you",
            text="Look at the task list.",
            vault=site.app.extensions["vault"],
        )
        return mail.id


def _print(database: str, killed: dict[str, int], verdicts: dict[str, Verdict], seconds: float) -> None:
    print(f"| {' | '.join(HEADINGS)} |")
    print("|---" * len(HEADINGS) + "|")
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
