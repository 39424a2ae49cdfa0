"""Writing reports: the only writer of their table; never commits."""

import hashlib
from dataclasses import dataclass
from datetime import date

from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import note
from review_toolkit.database import db
from review_toolkit.paths import REPORT_TEMPLATES
from review_toolkit.releases.queries import current_fingerprint
from review_toolkit.reports.context import to_plain
from review_toolkit.reports.models import ReportDocument
from review_toolkit.reports.queries import TEMPLATE, next_version, report_context
from review_toolkit.reports.render import render
from review_toolkit.reviews.models import Review
from review_toolkit.reviews.queries import why_closed
from review_toolkit.reviews.service import record
from review_toolkit.reviews.stages import StageRegistry

STAGE = "report"


class ReportRefused(ValueError):
    """A report that cannot be kept. The message says what to do."""


@dataclass(frozen=True, slots=True)
class FilledReport:
    """A report that was filled, not yet kept."""

    version: str
    content: bytes
    release_sha256: str


def fill_report(review: Review, *, stages: StageRegistry, day: date) -> FilledReport:
    """Fill the report's template from the released figures. Takes a second or two and writes nothing."""
    version = next_version(review.id)
    context = report_context(review, stages=stages, version=version, day=day)
    content = render(REPORT_TEMPLATES / f"{TEMPLATE}.docx", to_plain(context), name=TEMPLATE)
    return FilledReport(version, content, context.release_hash)


def keep_report(review: Review, filled: FilledReport, *, actor: Actor) -> ReportDocument:
    """Keep a filled report as it is; refuse it if its version or its figures were overtaken meanwhile."""
    if closed := why_closed(review.id, stage=STAGE):
        raise ReportRefused(closed)
    if filled.version != next_version(review.id):
        raise ReportRefused("Somebody else wrote the report at the same moment. Write it again.")
    if filled.release_sha256 != current_fingerprint(review.id):
        raise ReportRefused("Figures were released while the report was written. Write it again.")
    content = filled.content
    document = ReportDocument(
        review_id=review.id,
        template=TEMPLATE,
        version=filled.version,
        content=content,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        release_sha256=filled.release_sha256 or None,
        written_by_id=actor.user_id,
        written_by_name=actor.name,
    )
    db.session.add(document)
    record(review, stage=STAGE, kind="report_written", actor=actor)
    return document


def note_download(document: ReportDocument, *, actor: Actor) -> None:
    """Note in the audit trail who takes a copy of a report, before it is handed out."""
    note(
        kind="report_downloaded",
        actor=actor,
        subject=f"{document.template} {document.version}",
        review_id=document.review_id,
    )
