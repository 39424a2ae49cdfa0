"""What is in a delegated reviewer's papers: what they wrote, what they could read of figures, what they did.

Of figures only a release that stands, through the writers of `exports`, and only where its stage is one of
theirs. An extract, a mapping, the working view and every row are out of reach from here: nothing of the kind
is imported.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from review_toolkit.access.declarations import Declared, declaration_of
from review_toolkit.access.queries import HeldRole
from review_toolkit.exports.formats import FORMATS
from review_toolkit.exports.lists import list_as_csv
from review_toolkit.exports.marked import BOARD_CONFIDENTIAL
from review_toolkit.figures import uk_date
from review_toolkit.people.papers.packing import Paper, packed
from review_toolkit.releases.files import export_of, file_name
from review_toolkit.releases.queries import current_release
from review_toolkit.reports.queries import written_reports
from review_toolkit.reviews.models import Review
from review_toolkit.reviews.queries import record_of
from review_toolkit.reviews.stages import STAGES, StageRegistry, titles_of
from review_toolkit.trail.queries import all_by

_FIGURES_AS = ("json", "xlsx")
_INTRODUCTION = """{marking}

Working papers of {name}, delegated reviewer of “{review}” of {organisation}.

What for: {purpose}
Stages: {stages}
First day: {first}
Last day: {last}

These papers are marked {marking}: they are for the people who commissioned the review
and for its reviewer. Keep them protected, and destroy them once neither the review nor the law needs
them. They name people.
"""
_LEFT_OUT = """The workforce file, its mapping, and anything about single members of staff: a delegated
reviewer never sees them. Exact figures, figures that were not released, and figures that were withdrawn.
Stages that were not {name}’s. What other people wrote, except on the record of a stage. Of the reports,
what was typed into Word afterwards: each is as it was written here.
"""


def pack_of(review: Review, held: HeldRole, *, stages: StageRegistry, own: bool) -> bytes:
    """Return the papers of a delegated reviewer's role as a ZIP file.

    `own` is for the copy that they take themselves: then reports too are left out where their stage is not
    one of theirs any more.
    """
    terms = held.terms
    papers = [*_figures(review, held, stages), *_records(review, held, stages), *_acts(review, held)]
    if not own or terms.opens("report"):
        papers += _reports(review, held)
    if declared := declaration_of(held.id):
        text = _declaration(declared, held.name).encode()
        papers.append(Paper("declaration.txt", text, "Interests declared and terms accepted."))
    introduction = _INTRODUCTION.format(
        marking=BOARD_CONFIDENTIAL.upper(),
        name=held.name,
        review=review.title,
        organisation=review.organisation.name,
        purpose=" ".join(terms.purpose.split()) or "not entered",
        stages=", ".join(titles_of(terms.stages)) or "all",
        first=uk_date(terms.starts_on) if terms.starts_on else "none",
        last=uk_date(terms.ends_on) if terms.ends_on else "none",
    )
    return packed(papers, introduction=introduction, left_out=_LEFT_OUT.format(name=held.name))


def _reports(review: Review, held: HeldRole) -> Iterator[Paper]:
    for report in written_reports(review.id):
        document = report.document
        if document.written_by_id == held.user_id:
            mark = "-FIGURES-WITHDRAWN" if report.withdrawn else ""
            yield Paper(
                f"reports/{document.template}-{document.version}{mark}.docx",
                document.content,
                f"Report, version {document.version}, as it was written on {_day(document.written_at)}."
                + (" Its figures were withdrawn: do not use them." if report.withdrawn else ""),
            )


def _figures(review: Review, held: HeldRole, stages: StageRegistry) -> Iterator[Paper]:
    release = current_release(review.id) if held.terms.opens("baseline") else None
    if release is None:
        return
    export = export_of(review, release, stages=stages)
    for ending in _FIGURES_AS:
        yield Paper(
            f"figures/{file_name(release, ending)}",
            FORMATS[ending].write(export),
            f"Released figures (release {release.number}) as {FORMATS[ending].title}.",
        )


def _records(review: Review, held: HeldRole, stages: StageRegistry) -> Iterator[Paper]:
    for number, stage in enumerate(STAGES, start=1):
        lines = record_of(review.id, stage, stages=stages) if held.terms.opens(stage.key) else ()
        if lines:
            rows = [
                (_at(line.act.happened_at), line.act.actor.name, line.done, line.reason or "")
                for line in reversed(lines)
            ]
            yield Paper(
                f"record/{number}-{stage.key.replace('_', '-')}.csv",
                list_as_csv(("at_utc", "who", "did", "reason"), rows),
                f"Record of the stage “{stage.title}”, the oldest act first.",
            )


def _acts(review: Review, held: HeldRole) -> Iterator[Paper]:
    rows = [
        (_at(event.happened_at), event.done, event.thing, event.reason)
        for event in all_by(held.user_id, review.id)
    ]
    if rows:
        yield Paper(
            "acts.csv",
            list_as_csv(("at_utc", "did", "to_what", "reason"), rows),
            f"What {held.name} did in this review, from the audit trail, the oldest act first.",
        )


def _declaration(declared: Declared, name: str) -> str:
    interests = declared.interests or "None."
    points = "\n".join(f"- {point}" for point in declared.terms.points)
    return (
        f"Declaration of {name}, made on {_day(declared.made_at)}\n\nInterests\n\n{interests}\n\n"
        f"Terms of confidentiality that were accepted (version {declared.terms.version})\n\n{points}\n"
    )


def _at(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _day(moment: datetime) -> str:
    return uk_date(moment.astimezone(UTC).date())
