"""What is true of the jobs after the killing: each done once in effect, nothing lost, no retry unrecorded."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from review_toolkit.database import db
from review_toolkit.jobs.models import Job, JobState
from review_toolkit.mail.models import AttemptStep, Mail, MailAttempt, MailState
from review_toolkit.reports.models import ReportDocument
from review_toolkit.reviews.models import Organisation

_MESSAGE_ID = re.compile(rb"^Message-ID: (<[^>]+>)", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Verdict:
    """Counts over the jobs that were asked for. All but the first three must be nothing."""

    asked: int
    done: int
    tried_again: int
    lost: int
    done_twice: int
    begun_without_record: int

    @property
    def faults(self) -> int:
        return self.lost + self.done_twice + self.begun_without_record


def unfinished(app: Flask, asked: Iterable[UUID]) -> int:
    """Return how many jobs have not come to an end."""
    with app.app_context():
        states = dict(db.session.execute(select(Job.id, Job.state)).all())
    return sum(not states[each].is_final for each in asked if each in states)


def judge_reports(app: Flask, asked: Iterable[UUID]) -> Verdict:
    """Compare the jobs that write reports with the reports that there are."""
    asked = list(asked)
    with app.app_context():
        jobs = {job.id: job for job in db.session.scalars(select(Job))}
        documents = set(db.session.scalars(select(ReportDocument.id)))
        there = [jobs[each] for each in asked if each in jobs]
        done = [job for job in there if job.state == JobState.DONE]
        results = {job.result_id for job in jobs.values() if job.state == JobState.DONE and job.review_id}
        return Verdict(
            asked=len(asked),
            done=len(done),
            tried_again=sum(job.attempts > 1 for job in there),
            lost=len(asked) - len(done),
            done_twice=len(documents ^ results),
            begun_without_record=0,  # nothing leaves the database
        )


def unsent(app: Flask, asked: Iterable[UUID]) -> int:
    """Return how many mails wait or are being sent."""
    with app.app_context():
        states = dict(db.session.execute(select(Mail.id, Mail.state)).all())
    return sum(states[each] in (MailState.WAITING, MailState.SENDING) for each in asked if each in states)


def judge_mails(app: Flask, asked: Iterable[UUID], received: Iterable[bytes]) -> Verdict:
    """Compare the outbox with what the mail server took: what came twice has two attempts on record."""
    asked = list(asked)
    taken = Counter(name.decode() for content in received for name in _MESSAGE_ID.findall(content))
    with app.app_context():
        mails = {mail.id: mail for mail in db.session.scalars(select(Mail))}
        recorded = Counter(
            db.session.scalars(select(MailAttempt.mail_id).where(MailAttempt.step == AttemptStep.BEGAN))
        )
        there = [mails[each] for each in asked if each in mails]
        sent = [mail for mail in there if mail.state == MailState.SENT]
        return Verdict(
            asked=len(asked),
            done=len(sent),
            tried_again=sum(mail.attempts > 1 for mail in there),
            lost=len(asked) - sum(taken[mail.message_id] > 0 for mail in sent),
            done_twice=sum(taken[mail.message_id] > 1 and mail.attempts < 2 for mail in there),
            begun_without_record=sum(taken[mail.message_id] > recorded[mail.id] for mail in there),
        )


def judge(app: Flask, asked: Iterable[UUID], traces: Path) -> Verdict:
    """Compare the table of jobs with what the jobs left behind."""
    asked = list(asked)
    begun = Counter(line.split()[0] for line in traces.read_text(encoding="utf-8").splitlines())
    with app.app_context():
        jobs = {job.id: job for job in db.session.scalars(select(Job))}
        rows = dict(
            db.session.execute(select(Organisation.name, func.count()).group_by(Organisation.name)).all()
        )
        there = [jobs[each] for each in asked if each in jobs]
        done = [job for job in there if job.state == JobState.DONE]
        return Verdict(
            asked=len(asked),
            done=len(done),
            tried_again=sum(job.attempts > 1 for job in there),
            lost=len(asked) - len(done),
            done_twice=sum(rows.get(str(job.id), 0) != 1 for job in done),
            begun_without_record=sum(not 1 <= begun[str(job.id)] <= job.attempts for job in done),
        )
