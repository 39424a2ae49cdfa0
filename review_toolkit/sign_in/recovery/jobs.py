"""The job that looks whose an address is, for which somebody asked for a key."""

from uuid import UUID

from flask import current_app

from review_toolkit.jobs.kinds import Finish, JobKind, RunningJob
from review_toolkit.sign_in.clients import page_address
from review_toolkit.sign_in.recovery import service
from review_toolkit.vault import vault_of


def _answer(running: RunningJob) -> Finish:
    """Mail the key in the transaction in which the job is done."""
    request_id, vault = UUID(running.arguments["request_id"]), vault_of(current_app)

    def act() -> None:
        service.answer(request_id, address=page_address("/sign-in/new-password"), vault=vault)

    return act


ANSWER_RECOVERY = JobKind(name=service.KIND, title="Answering who forgot a password", run=_answer)
