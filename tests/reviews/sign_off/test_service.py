"""Moves of a stage through the services: who may, in which state, and what a closed stage refuses."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from review_toolkit.access.actions import Role
from review_toolkit.access.models import User
from review_toolkit.access.service import grant
from review_toolkit.baseline import service as baseline
from review_toolkit.database import db, write_transaction
from review_toolkit.releases.outcomes import ReleaseRefused, release_of
from review_toolkit.reports import service as reports
from review_toolkit.reviews.acts import ActRefused, Condition
from review_toolkit.reviews.models import StageEvent
from review_toolkit.reviews.queries import review_of, standing_of, state_of
from review_toolkit.reviews.sign_off import service
from review_toolkit.reviews.stages import STAGES, stage_of
from tests.people import ReviewWithPeople
from tests.worked_review import files_in, import_example, release_example, send_for_sign_off, write_report

REASON = "The grades are not the ones that we agreed."
MOVES = {
    "hr_lead": {service.send_stage_for_sign_off, service.reopen_stage},
    "reviewer": {service.send_stage_for_sign_off},
    "senior_leader": {
        service.sign_off_stage,
        service.return_stage,
        service.reopen_stage,
        service.leave_stage_incomplete,
    },
    "network_member": set(),
    "action_owner": set(),
    "administrator": set(),
}
WITH_A_REASON = (service.return_stage, service.reopen_stage, service.leave_stage_incomplete)
Move = Callable[..., StageEvent]


@pytest.fixture
def released(app: Flask, review: ReviewWithPeople, tmp_path: Path) -> ReviewWithPeople:
    release_example(app, review, tmp_path / "files")
    return review


def move(
    app: Flask, review: ReviewWithPeople, who: str, act: Move, *, stage: str = "baseline", seen: int = -1
) -> None:
    """Make a move as somebody who has seen the latest act, or another one."""
    words = {"reason": REASON} if act in WITH_A_REASON else {}
    with app.app_context(), write_transaction():
        act(
            review_of(review.id),
            stage_of(stage),
            seen=seen if seen >= 0 else state_of(review.id, stage=stage).number,
            actor=review.actors[who],
            stages=app.extensions["stages"],
            **words,
        )


def condition(app: Flask, review: ReviewWithPeople, stage: str = "baseline") -> Condition:
    with app.app_context():
        return state_of(review.id, stage=stage).condition


def test_a_stage_is_sent_returned_sent_again_signed_off_and_reopened(
    app: Flask, released: ReviewWithPeople
) -> None:
    path = (
        ("hr_lead", service.send_stage_for_sign_off, Condition.WITH_SPONSOR),
        ("senior_leader", service.return_stage, Condition.RETURNED),
        ("reviewer", service.send_stage_for_sign_off, Condition.WITH_SPONSOR),
        ("senior_leader", service.sign_off_stage, Condition.SIGNED_OFF),
        ("hr_lead", service.reopen_stage, Condition.REOPENED),
        ("senior_leader", service.leave_stage_incomplete, Condition.LEFT_INCOMPLETE),
    )
    for who, act, expected in path:
        move(app, released, who, act)
        assert condition(app, released) is expected
    with app.app_context():
        latest = state_of(released.id, stage="baseline").latest
        assert latest is not None
        assert (latest.actor, latest.reason) == (released.actors["senior_leader"], REASON)


@pytest.mark.parametrize("who", MOVES)
@pytest.mark.parametrize("act", sorted(set().union(*MOVES.values()), key=lambda act: act.__name__))
def test_each_move_is_refused_to_those_whose_roles_do_not_allow_it(
    app: Flask, released: ReviewWithPeople, who: str, act: Move
) -> None:
    if act in (service.sign_off_stage, service.return_stage, service.reopen_stage):
        send_for_sign_off(app, released, "baseline")
    before = condition(app, released)
    if act in MOVES[who]:
        move(app, released, who, act)
        assert condition(app, released) is not before
    else:
        with pytest.raises(ActRefused, match="no role in this review that allows this"):
            move(app, released, who, act)
        assert condition(app, released) is before


def test_who_sent_a_stage_cannot_sign_it_off_in_another_role(app: Flask, released: ReviewWithPeople) -> None:
    with app.app_context(), write_transaction() as session:
        user = session.get_one(User, released.actors["hr_lead"].user_id)
        grant(user=user, review_id=released.id, role=Role.SENIOR_LEADER, actor=None)
    send_for_sign_off(app, released, "baseline")
    with pytest.raises(ActRefused, match="another senior leader has to do it"):
        move(app, released, "hr_lead", service.sign_off_stage)
    move(app, released, "senior_leader", service.sign_off_stage)


def test_somebody_of_another_review_may_do_nothing_here(
    app: Flask, released: ReviewWithPeople, other_review: ReviewWithPeople
) -> None:
    send_for_sign_off(app, released, "baseline")
    stranger = ReviewWithPeople(released.id, {}, other_review.actors)
    with pytest.raises(ActRefused, match="no role in this review"):
        move(app, stranger, "senior_leader", service.sign_off_stage)


def test_the_second_of_two_who_act_at_once_is_told_who_was_quicker(
    app: Flask, released: ReviewWithPeople
) -> None:
    send_for_sign_off(app, released, "baseline")
    with app.app_context():
        seen = state_of(released.id, stage="baseline").number
    move(app, released, "senior_leader", service.return_stage, seen=seen)
    with pytest.raises(ActRefused, match="Own senior leader returned the stage"):
        move(app, released, "senior_leader", service.sign_off_stage, seen=seen)
    assert condition(app, released) is Condition.RETURNED


def test_work_that_was_done_meanwhile_has_to_be_looked_at_first(app: Flask, review: ReviewWithPeople) -> None:
    write_report(app, review)
    with app.app_context():
        seen = state_of(review.id, stage="report").number
    write_report(app, review)
    with pytest.raises(ActRefused, match="Own reviewer wrote the report"):
        move(app, review, "hr_lead", service.send_stage_for_sign_off, stage="report", seen=seen)


@pytest.mark.parametrize(
    "close",
    [
        [("hr_lead", service.send_stage_for_sign_off)],
        [("hr_lead", service.send_stage_for_sign_off), ("senior_leader", service.sign_off_stage)],
    ],
    ids=["with the sponsor", "signed off"],
)
def test_a_closed_report_stage_takes_no_report_until_it_is_reopened(
    app: Flask, review: ReviewWithPeople, close: list[tuple[str, Move]]
) -> None:
    write_report(app, review)
    for who, act in close:
        move(app, review, who, act, stage="report")
    with pytest.raises(reports.ReportRefused, match="Reopen it before anything in it is changed"):
        write_report(app, review)
    move(app, review, "hr_lead", service.reopen_stage, stage="report")
    write_report(app, review)
    assert condition(app, review, "report") is Condition.REOPENED


def test_a_closed_baseline_takes_neither_a_file_nor_a_release(
    app: Flask, review: ReviewWithPeople, tmp_path: Path
) -> None:
    files = files_in(tmp_path / "files")
    import_example(app, review, files)
    with app.app_context():
        prepared = baseline.prepare_release(review_of(review.id), vault=app.extensions["vault"])
    move(app, review, "senior_leader", service.leave_stage_incomplete)
    with pytest.raises(baseline.ImportRefused, match="has been left incomplete"):
        import_example(app, review, files)
    with app.app_context(), write_transaction():
        outcome = baseline.release_baseline(review_of(review.id), prepared, actor=review.actors["hr_lead"])
    with pytest.raises(ReleaseRefused, match="Reopen it"):
        release_of(outcome)
    move(app, review, "hr_lead", service.reopen_stage)
    with app.app_context(), write_transaction():
        outcome = baseline.release_baseline(review_of(review.id), prepared, actor=review.actors["hr_lead"])
        assert release_of(outcome).number == 1


@pytest.mark.parametrize("stage", ["commission", "listening", "policy_audit", "action_plan"])
def test_a_stage_that_comes_later_cannot_be_moved(app: Flask, review: ReviewWithPeople, stage: str) -> None:
    assert stage in {each.key for each in STAGES}
    for who, acts in MOVES.items():
        for act in acts:
            with pytest.raises(ActRefused, match="comes with a later version of the toolkit"):
                move(app, review, who, act, stage=stage)


def test_a_stage_that_findings_do_not_wait_for_is_finished_or_not(
    app: Flask, review: ReviewWithPeople
) -> None:
    assert {stage.key for stage in STAGES if stage.feeds_findings} == {
        "baseline",
        "listening",
        "policy_audit",
    }
    with pytest.raises(ActRefused, match="Findings do not wait for this stage"):
        move(app, review, "senior_leader", service.leave_stage_incomplete, stage="report")


def test_a_stage_whose_work_is_not_done_is_not_sent(
    app: Flask, review: ReviewWithPeople, tmp_path: Path
) -> None:
    with pytest.raises(ActRefused, match="has not been started"):
        send_for_sign_off(app, review, "baseline")
    import_example(app, review, files_in(tmp_path / "files"))
    with pytest.raises(ActRefused, match="Release the figures first"):
        send_for_sign_off(app, review, "baseline")


def test_standing_says_in_words_who_brought_it_about(app: Flask, released: ReviewWithPeople) -> None:
    def standing() -> tuple[str, str, str | None]:
        with app.app_context():
            found = standing_of(released.id, stage_of("baseline"), stages=app.extensions["stages"])
            db.session.close()
            words = found.in_words.partition(" on ")[0]
            return found.tag, words, found.held_by

    assert standing() == ("Figures released", "Figures released", "HR lead")
    send_for_sign_off(app, released, "baseline")
    assert standing() == ("Sent for sign-off", "Sent for sign-off by Own hr lead", "sponsor")
    move(app, released, "senior_leader", service.return_stage)
    assert standing() == ("Returned", "Returned by Own senior leader", "HR lead")
    move(app, released, "senior_leader", service.leave_stage_incomplete)
    assert standing() == ("Incomplete", "Left incomplete by Own senior leader", None)
    move(app, released, "hr_lead", service.reopen_stage)
    assert standing() == ("Reopened", "Reopened by Own hr lead", "HR lead")
    send_for_sign_off(app, released, "baseline")
    move(app, released, "senior_leader", service.sign_off_stage)
    assert standing() == ("Signed off", "Signed off by Own senior leader", None)
