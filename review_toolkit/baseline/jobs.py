"""What the baseline does in the background: protecting figures and drawing charts takes a few seconds."""

from uuid import UUID

from flask import current_app

from review_toolkit.access.actions import Action
from review_toolkit.access.jobs import requester_of
from review_toolkit.baseline import service
from review_toolkit.jobs.kinds import Finish, JobKind, JobRefused, RunningJob
from review_toolkit.releases.service import ReleaseRefused
from review_toolkit.reviews.queries import review_of

_PROTECTING, _FREEZING = "Protecting the figures and drawing their charts", "Freezing the figures"


def _release(running: RunningJob) -> Finish:
    """Release a review's figures, if they are those whose fingerprint is the job's argument `seen`."""
    review = review_of(running.in_review)
    running.report(0, 2, _PROTECTING)
    try:
        prepared = service.prepare_release(
            review, vault=current_app.extensions["vault"], seen=running.arguments["seen"]
        )
    except ReleaseRefused as refused:
        raise JobRefused(str(refused)) from refused
    running.report(1, 2, _FREEZING)

    def freeze() -> UUID:
        actor = requester_of(running, Action.RELEASE_FIGURES)
        try:
            return service.release_baseline(review, prepared, actor=actor).id
        except ReleaseRefused as refused:
            raise JobRefused(str(refused)) from refused

    return freeze


RELEASE_BASELINE = JobKind(
    name="release_baseline",
    title="Releasing the figures",
    run=_release,
    action=Action.RELEASE_FIGURES.name,
    messages=(_PROTECTING, _FREEZING),
    done="The figures are released. Everyone in the review who may read figures can now see them.",
    result_endpoint="baseline.show",
    result_name="the baseline",
)
