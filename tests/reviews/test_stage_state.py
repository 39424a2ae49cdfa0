"""The fold: how a stage stands follows from its record, whatever the order in which people try things."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_toolkit.access.actions import Action, Role, allows
from review_toolkit.access.actors import Actor
from review_toolkit.reviews.acts import (
    KINDS,
    LEFT_INCOMPLETE,
    MOVES,
    OPEN,
    REOPENED,
    RETURNED,
    SENT,
    SIGNED_OFF,
    WORK,
    Act,
    ActKind,
    Condition,
    UnknownAct,
)
from review_toolkit.reviews.stage_state import ImpossibleAct, StageState, fold
from review_toolkit.reviews.stages import STAGES

STAGE = "baseline"
START = datetime(2026, 5, 1, 9, tzinfo=UTC)
IMPORTED = KINDS["extract_imported"]
KINDS_OF_STAGE = [kind for kind in KINDS.values() if kind.stage in (None, STAGE)]
PEOPLE = {
    Actor(UUID(int=number), name): roles
    for number, (name, roles) in enumerate(
        {
            "Lead": {Role.HR_LEAD},
            "Reviewer": {Role.REVIEWER},
            "Leader": {Role.SENIOR_LEADER},
            "Both": {Role.HR_LEAD, Role.SENIOR_LEADER},
            "Member": {Role.NETWORK_MEMBER},
        }.items()
    )
}
LEAD, REVIEWER, LEADER, BOTH, MEMBER = PEOPLE
Attempts = list[tuple[Actor, ActKind]]

people = st.sampled_from(list(PEOPLE))
attempts = st.lists(st.tuples(people, st.sampled_from(KINDS_OF_STAGE)), max_size=30)


def act(number: int, kind: ActKind | str, actor: Actor = LEAD) -> Act:
    name = kind if isinstance(kind, str) else kind.name
    reason = None if isinstance(kind, str) or kind.reason != "required" else "because of a reason"
    return Act(number, name, actor, START + timedelta(days=number), reason)


def acts(*done: tuple[ActKind, Actor]) -> list[Act]:
    return [act(number, kind, actor) for number, (kind, actor) in enumerate(done, start=1)]


def carried_out(tried: Attempts) -> list[Act]:
    """Return the acts on record after people tried these: each is done by those alone who may do it then."""
    state, done = StageState(STAGE), list[Act]()
    for actor, kind in tried:
        may = kind.action is None or allows(PEOPLE[actor], kind.action)
        if may and state.why_not(kind, by=actor.user_id) is None:
            done.append(act(len(done) + 1, kind, actor))
            state = state.after(done[-1])
    return done


@given(attempts)
def test_whatever_people_try_the_record_that_comes_of_it_can_be_read(tried: Attempts) -> None:
    done = carried_out(tried)
    state = fold(STAGE, done)
    assert state.number == len(done)
    assert state.latest == (done[-1] if done else None)
    assert state.begun_at == (done[0].happened_at if done else None)
    assert (state.condition is Condition.NOT_STARTED) == (not done)
    if state.brought_about:
        leads_to = KINDS[state.brought_about.kind].leads_to or Condition.IN_PROGRESS
        assert leads_to is state.condition


@given(attempts)
def test_a_stage_is_signed_off_only_by_somebody_who_may_and_who_did_not_send_it(tried: Attempts) -> None:
    state = StageState(STAGE)
    for done in carried_out(tried):
        before, state = state, state.after(done)
        if state.condition is Condition.SIGNED_OFF and before.condition is not Condition.SIGNED_OFF:
            assert before.condition is Condition.WITH_SPONSOR
            assert before.brought_about is not None
            assert Role.SENIOR_LEADER in PEOPLE[done.actor]
            assert done.actor != before.brought_about.actor


@given(attempts, st.integers(0, 30))
def test_reading_a_part_and_then_the_rest_is_reading_the_whole(tried: Attempts, cut: int) -> None:
    done = carried_out(tried)
    assert fold(STAGE, done[cut:], since=fold(STAGE, done[:cut])) == fold(STAGE, done)


@given(attempts)
def test_a_closed_stage_takes_no_work_and_opens_only_with_a_reason(tried: Attempts) -> None:
    state = StageState(STAGE)
    for done in carried_out(tried):
        before, state = state, state.after(done)
        if not before.is_open:
            assert KINDS[done.kind] not in WORK
            if state.is_open:
                assert done.reason


@given(attempts, people, st.sampled_from(KINDS_OF_STAGE))
def test_an_act_that_cannot_be_done_is_not_read_either(tried: Attempts, who: Actor, kind: ActKind) -> None:
    done = carried_out(tried)
    state = fold(STAGE, done)
    extra = act(len(done) + 1, kind, who)
    refused = state.why_not(kind, by=who.user_id)
    if refused is None:
        assert state.after(extra).latest == extra
    else:
        assert refused.endswith(".")
        with pytest.raises(ImpossibleAct, match=f"Act {extra.number} "):
            fold(STAGE, [*done, extra])


def test_a_stage_goes_to_the_sponsor_and_back_and_its_reason_stands_until_it_is_sent_again() -> None:
    state = fold(STAGE, acts((IMPORTED, LEAD), (SENT, LEAD), (RETURNED, LEADER), (IMPORTED, LEAD)))
    assert state.condition is Condition.RETURNED
    assert state.brought_about == act(3, RETURNED, LEADER)
    assert state.number == 4
    sent = state.after(act(5, SENT, REVIEWER))
    assert (sent.condition, sent.is_open) == (Condition.WITH_SPONSOR, False)


def test_who_sent_a_stage_cannot_sign_it_off_until_somebody_else_sends_it() -> None:
    sent = fold(STAGE, acts((IMPORTED, LEAD), (SENT, BOTH)))
    assert SIGNED_OFF not in sent.possible(by=BOTH.user_id)
    assert {SIGNED_OFF, RETURNED, REOPENED} == set(sent.possible(by=LEADER.user_id))
    assert RETURNED in sent.possible(by=BOTH.user_id)
    again = sent.after(act(3, REOPENED, BOTH)).after(act(4, SENT, LEAD))
    assert SIGNED_OFF in again.possible(by=BOTH.user_id)


@pytest.mark.parametrize(
    ("done", "possible"),
    [
        ([], {LEFT_INCOMPLETE}),
        ([(IMPORTED, LEAD)], {SENT, LEFT_INCOMPLETE}),
        ([(IMPORTED, LEAD), (SENT, LEAD)], {SIGNED_OFF, RETURNED, REOPENED}),
        ([(IMPORTED, LEAD), (SENT, LEAD), (RETURNED, LEADER)], {SENT, LEFT_INCOMPLETE}),
        ([(IMPORTED, LEAD), (SENT, LEAD), (SIGNED_OFF, LEADER)], {REOPENED}),
        ([(IMPORTED, LEAD), (SENT, LEAD), (SIGNED_OFF, LEADER), (REOPENED, LEAD)], {SENT, LEFT_INCOMPLETE}),
        ([(LEFT_INCOMPLETE, LEADER)], {REOPENED}),
    ],
    ids=["not started", "in progress", "sent", "returned", "signed off", "reopened", "incomplete"],
)
def test_each_state_allows_its_own_moves(done: list[tuple[ActKind, Actor]], possible: set[ActKind]) -> None:
    assert set(fold(STAGE, acts(*done)).possible(by=LEADER.user_id)) == possible


@pytest.mark.parametrize("kind", ["tea_made", "report_written", ""])
def test_an_act_that_is_not_known_or_is_another_stages_is_refused_by_name(kind: str) -> None:
    with pytest.raises(UnknownAct, match=f"'{kind}'"):
        fold(STAGE, [act(1, kind)])


def test_a_record_out_of_order_is_refused() -> None:
    with pytest.raises(ImpossibleAct, match="out of order"):
        fold(STAGE, [act(2, IMPORTED), act(1, SENT)])


def test_acts_are_named_in_the_past_and_each_move_has_its_action() -> None:
    assert {kind.leads_to for kind in MOVES} == set(Condition) - OPEN | {
        Condition.RETURNED,
        Condition.REOPENED,
    }
    for name, kind in KINDS.items():
        assert name == kind.name
        assert len(name) <= 40
        assert {
            word for word in name.split("_") if word.endswith(("ed", "written", "sent", "left", "withdrawn"))
        }
    assert {kind.action for kind in MOVES} == {
        Action.SEND_STAGE_FOR_SIGN_OFF,
        Action.SIGN_OFF_STAGE,
        Action.RETURN_STAGE,
        Action.REOPEN_STAGE,
        Action.LEAVE_STAGE_INCOMPLETE,
    }
    assert {kind.stage for kind in WORK} <= {stage.key for stage in STAGES}
