"""Reads of reports, and the context of a new one, from chapters and releases alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from review_toolkit.access.actions import Role
from review_toolkit.access.queries import combined_roles, held_roles, people_in
from review_toolkit.content import InvalidContent
from review_toolkit.content.definitions import definitions
from review_toolkit.database import Absent, db
from review_toolkit.exports.marked import BOARD_CONFIDENTIAL
from review_toolkit.releases.queries import (
    Line,
    Published,
    Withdrawn,
    current_release,
    releases_of,
    withdrawal_notes,
)
from review_toolkit.reports.context import (
    Definition,
    ReportContext,
    ReportPeople,
    SourceLine,
    StageLine,
    WithheldLine,
)
from review_toolkit.reports.models import ReportDocument
from review_toolkit.reviews.acts import Condition
from review_toolkit.reviews.models import Review
from review_toolkit.reviews.queries import standings_of
from review_toolkit.reviews.stages import StageRegistry
from review_toolkit.reviews.standing import Standing

STATUS = "Draft"
NOT_RECORDED = "not recorded yet"
"""What the report prints for what the stage Commission will record."""
TEMPLATE = "commissioned-review"
_NOT_REPORTED = frozenset({"commission", "report"})


def documents_of(review_id: UUID) -> list[ReportDocument]:
    """Return the reports written so far, newest first."""
    return list(
        db.session.scalars(
            select(ReportDocument)
            .where(ReportDocument.review_id == review_id)
            .order_by(ReportDocument.written_at.desc())
        )
    )


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """A report and the release that its figures are from; None where it was written without figures."""

    document: ReportDocument
    release: Line | None

    @property
    def withdrawn(self) -> Withdrawn | None:
        """Why, when and by whom its figures were withdrawn; None where they stand."""
        return self.release.withdrawn if self.release else None


def written_reports(review_id: UUID) -> tuple[WrittenReport, ...]:
    """Return the reports written so far with what they rest on, newest first."""
    releases = _releases_by_fingerprint(review_id)
    return tuple(
        WrittenReport(document, releases.get(document.release_sha256 or ""))
        for document in documents_of(review_id)
    )


def written_report(review_id: UUID, document_id: UUID) -> WrittenReport:
    """Return one report of this review with what it rests on; raise `Absent` where there is none."""
    document = document_of(review_id, document_id)
    return WrittenReport(document, _releases_by_fingerprint(review_id).get(document.release_sha256 or ""))


def document_of(review_id: UUID, document_id: UUID) -> ReportDocument:
    """Return one report of this review; raise `Absent` otherwise."""
    document = db.session.get(ReportDocument, document_id)
    if document is None or document.review_id != review_id:
        raise Absent("There is no such report.")
    return document


def _releases_by_fingerprint(review_id: UUID) -> Mapping[str, Line]:
    # Of two releases with one content the one that stands counts: the figures are the same.
    lines = sorted(releases_of(review_id), key=lambda line: line.withdrawn is None)
    return {line.sha256: line for line in lines}


def next_version(review_id: UUID) -> str:
    """Return the next draft's version: 0.1, 0.2 and so on."""
    written = db.session.scalar(
        select(func.count()).select_from(ReportDocument).where(ReportDocument.review_id == review_id)
    )
    return f"0.{(written or 0) + 1}"


def report_context(review: Review, *, stages: StageRegistry, version: str, day: date) -> ReportContext:
    """Gather what the report says: the stages' chapters and the current release, nothing else."""
    release = current_release(review.id)
    content = release.content if release else None
    return ReportContext(
        organisation=review.organisation.name,
        title=review.title,
        status=STATUS,
        version=version,
        date=day,
        marking=BOARD_CONFIDENTIAL,
        snapshot_date=content.snapshot_date if content else review.snapshot_date,
        threshold=content.threshold if content else review.threshold,
        people=ReportPeople(
            sponsor=NOT_RECORDED,
            commissioned_by=NOT_RECORDED,
            reviewers=people_in(review.id, role=Role.REVIEWER),
            combined_roles=combined_roles(held_roles(review.id)),
        ),
        stages=tuple(_line(standing) for standing in standings_of(review.id, stages=stages)),
        chapters=stages.chapters(review.id),
        accounts=dict(content.rows) if content else {},
        notes=(*(content.notes if content else ()), *withdrawal_notes(review.id)),
        definitions=tuple(_definitions(release)),
        withheld=tuple(WithheldLine(item.title, item.reason) for item in content.withheld) if content else (),
        sources=tuple(
            SourceLine(kind.replace("_", " ").capitalize(), digest)
            for kind, digest in content.fingerprints.items()
        )
        if content
        else (),
        release_number=release.number if release else None,
        release_hash=release.sha256 if release else "",
    )


def _line(standing: Standing) -> StageLine:
    """The stage as the report prints it, for readers to whom this version of the toolkit means nothing."""
    key = standing.stage.key
    state = "Not part of this report"
    if standing.is_available:
        begun = standing.state.condition in (Condition.NOT_STARTED, Condition.IN_PROGRESS)
        # The report's own work is this document.
        state = STATUS if key == "report" and begun else standing.in_words
    if standing.state.condition is Condition.LEFT_INCOMPLETE and standing.state.brought_about:
        state = f"{state}: {' '.join((standing.state.brought_about.reason or '').split())}"
    return StageLine(
        stage=key,
        title=standing.stage.title,
        state=state,
        began=standing.began if standing.is_available else None,
        finished=standing.finished,
        reported=key not in _NOT_REPORTED,
    )


def _definitions(release: Published | None) -> Iterable[Definition]:
    """Yield the definitions that the release's figures were made by, in their own order."""
    used = {figure.definition for figure in release.content.figures} if release else set()
    current = {definition.reference: definition for definition in definitions().values()}
    if missing := used - current.keys():
        raise InvalidContent(f"These definitions are not shipped any more: {', '.join(sorted(missing))}.")
    for reference, definition in current.items():
        if reference in used:
            yield Definition(
                id=reference,
                title=definition.title,
                text=definition.text,
                formula=definition.formula,
                direction=definition.direction,
                source=definition.source,
            )
