"""What the baseline does in the background: protecting figures, drawing their charts, freezing them."""

from uuid import UUID

from flask import current_app

from review_toolkit.access.actions import Action
from review_toolkit.access.jobs import requester_of
from review_toolkit.baseline import service
from review_toolkit.jobs.kinds import Finish, JobKind, JobRefused, RunningJob
from review_toolkit.releases.outcomes import ReleaseRefused, release_of
from review_toolkit.reviews.queries import review_of
from review_toolkit.vault import vault_of

_PROTECTING = "Protecting the figures and trying to break the protection"
_DRAWING, _FREEZING = "Drawing the charts", "Freezing the figures"
_STEPS = 10
"""Progress is told in tenths of a phase. Of how many numbers a phase consists depends on how many are small,
and a job's row is kept in plain."""


def _prepare(running: RunningJob) -> Finish:
    """Work out what may be released of the review's newest file, and keep it for the person to look at."""
    review, vault = review_of(running.in_review), vault_of(current_app)

    def report(done: int, total: int, _message: str) -> None:
        # The engine's own words are for the command line; a job says fixed ones.
        running.report(_STEPS * done // max(1, total), _STEPS, _PROTECTING)

    running.report(0, _STEPS, _PROTECTING)
    try:
        extract_id, preparation = service.prepare_figures(review, vault=vault, report=report)
    except ReleaseRefused as refused:
        raise JobRefused(str(refused)) from refused

    def keep() -> UUID | None:
        requester_of(running, Action.IMPORT_DATA, stage=service.STAGE)
        try:
            service.keep_prepared(review, extract_id, preparation, vault=vault)
        except ReleaseRefused as refused:
            raise JobRefused(str(refused)) from refused
        return None

    return keep


def _release(running: RunningJob) -> Finish:
    """Release a review's figures, if they are those whose fingerprint is the job's argument `seen`."""
    review = review_of(running.in_review)
    running.report(0, 2, _DRAWING)
    try:
        prepared = service.prepare_release(
            review, vault=vault_of(current_app), seen=running.arguments["seen"]
        )
    except ReleaseRefused as refused:
        raise JobRefused(str(refused)) from refused
    running.report(1, 2, _FREEZING)

    def freeze() -> UUID:
        actor = requester_of(running, Action.RELEASE_FIGURES, stage=service.STAGE)
        try:
            return release_of(service.release_baseline(review, prepared, actor=actor)).id
        except ReleaseRefused as refused:
            raise JobRefused(str(refused)) from refused

    return freeze


PREPARE_BASELINE = JobKind(
    name="prepare_baseline",
    title="Working out what may be released",
    run=_prepare,
    action=Action.IMPORT_DATA.name,
    stage=service.STAGE,
    messages=(_PROTECTING,),
    # Whatever came of it: figures that may be released, or the reason why none may.
    done="The toolkit has gone through the file. What came of it stands below.",
    result_endpoint="baseline.check",
    result_name="the figures",
)

RELEASE_BASELINE = JobKind(
    name="release_baseline",
    title="Releasing the figures",
    run=_release,
    action=Action.RELEASE_FIGURES.name,
    stage=service.STAGE,
    messages=(_DRAWING, _FREEZING),
    done="The figures are released. Everyone in the review who may read figures can now see them.",
    result_endpoint="baseline.show",
    result_name="the baseline",
)
