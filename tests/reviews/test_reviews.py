"""Organisations and reviews: how one is opened, found again and recorded; and the registry of stages."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from review_toolkit.access.actions import Role
from review_toolkit.access.invitations import invite, open_in
from review_toolkit.access.models import User
from review_toolkit.access.queries import people_in
from review_toolkit.database import Absent, db, write_transaction
from review_toolkit.figures import Chapter
from review_toolkit.reviews.leads.queries import invited_leads
from review_toolkit.reviews.models import Organisation, Review
from review_toolkit.reviews.queries import find_review, latest_work, review_of, reviews_in
from review_toolkit.reviews.service import record, set_up_review
from review_toolkit.reviews.stages import (
    NOT_IN_THIS_VERSION,
    STAGES,
    StageProvider,
    StageRegistry,
    StageSummary,
)
from tests.clients import CheckedClient
from tests.people import ReviewWithPeople
from tests.sign_in.devices import mailed_key

ClientFor = Callable[[str], CheckedClient]
DAY = date(2026, 3, 31)
FORM = {
    "organisation": " Harbour Members ",
    "title": "Review & report 2026",
    "snapshot_date-day": "31",
    "snapshot_date-month": "3",
    "snapshot_date-year": "2026",
    "threshold": "5",
    "hr_lead_name": "Ada Field",
    "hr_lead_email": "Ada@harbour.example",
}


def set_up(**values: object) -> Review:
    with write_transaction():
        return set_up_review(**{"organisation": "Harbour", "title": "Review", "snapshot_date": DAY} | values)  # type: ignore[arg-type]


def accept(app: Flask, client: CheckedClient, address: str, **new: str) -> None:
    client.post("/invitation", {"key": mailed_key(app, address)}, token=client.token("/invitation"))
    client.post("/invitation/accept", new, token=client.token("/invitation/accept"))


def test_an_administrator_opens_a_review_and_its_hr_lead_accepts(
    app: Flask, client_for: ClientFor, review: ReviewWithPeople
) -> None:
    administrator = client_for("administrator")
    administrator.post("/reviews/new", FORM)
    page = administrator.get("/invited-hr-leads").text
    assert "“Review &amp; report 2026” is open. Ada Field is invited" in page
    with app.app_context():
        opened = find_review("Review & report 2026")
        assert opened is not None
        assert (opened.organisation.name, opened.snapshot_date, opened.threshold) == (
            "Harbour Members",
            DAY,
            5,
        )
        assert people_in(opened.id, role=Role.HR_LEAD) == ()
    lead = client_for("visitor")
    accept(app, lead, "ada@harbour.example", name="Ada Field", new_password="lantern gravel seven otters")
    lead.get(f"/reviews/{opened.id}")
    administrator.get(f"/reviews/{opened.id}", expect=404)
    assert "Every HR lead who was invited has accepted" in administrator.get("/invited-hr-leads").text


def test_somebody_with_an_account_leads_a_second_review_with_the_password_they_have(
    app: Flask, client_for: ClientFor, review: ReviewWithPeople
) -> None:
    lead = review.emails["hr_lead"]
    with app.app_context():
        people = db.session.scalar(select(func.count()).select_from(User))
    client_for("administrator").post("/reviews/new", FORM | {"hr_lead_email": lead.upper()})
    client = client_for("hr_lead")
    accept(app, client, lead)
    with app.app_context():
        opened = find_review("Review & report 2026")
        assert opened is not None
        assert people_in(opened.id, role=Role.HR_LEAD) == (review.actors["hr_lead"].name,)
        assert db.session.scalar(select(func.count()).select_from(User)) == people
    for review_id in (opened.id, review.id):
        client.get(f"/reviews/{review_id}")


def test_an_hr_lead_who_does_not_answer_is_invited_again_or_another_is(
    app: Flask, client_for: ClientFor, review: ReviewWithPeople
) -> None:
    administrator = client_for("administrator")
    administrator.post("/reviews/new", FORM)
    old = mailed_key(app, "ada@harbour.example")
    with app.app_context():
        (lead,) = invited_leads()
    path = f"/invited-hr-leads/{lead.invited.id}"
    assert "Ada Field" in administrator.get(path).text
    administrator.post(path, {"hr_lead_name": "", "hr_lead_email": "x"}, expect=422)
    administrator.post(path, {"hr_lead_name": "Bea Moor", "hr_lead_email": "bea@harbour.example"})
    administrator.post(path, {"hr_lead_name": "Bea", "hr_lead_email": "bea@harbour.example"}, expect=404)
    visitor = client_for("visitor")
    visitor.post("/invitation", {"key": old}, token=visitor.token("/invitation"), expect=422)
    accept(app, visitor, "bea@harbour.example", name="Bea", new_password="lantern gravel seven otters")
    visitor.get("/")


def test_administrators_choose_no_hr_lead_for_a_review_that_somebody_has_led(
    app: Flask, client_for: ClientFor, review: ReviewWithPeople
) -> None:
    lead = review.actors["hr_lead"]
    with app.app_context(), write_transaction() as session:
        invite(review.id, email="b@own.example", name="B", role=Role.HR_LEAD, actor=lead)
        session.get_one(User, lead.user_id).active = False
    with app.app_context():
        (invited,) = open_in(review.id)
        assert invited_leads() == ()
    administrator = client_for("administrator")
    data = {"hr_lead_name": "Me", "hr_lead_email": "me@elsewhere.example"}
    administrator.post(f"/invited-hr-leads/{invited.id}", data, expect=404)


def test_opening_a_review_is_on_record_in_the_administrators_name(
    app: Flask, client_for: ClientFor, review: ReviewWithPeople
) -> None:
    client_for("administrator").post("/reviews/new", FORM)
    with app.app_context():
        opened = find_review("Review & report 2026")
        assert opened is not None
        event = latest_work(opened.id, stage="commission")
        assert event is not None
        assert (event.number, event.kind, event.actor_name) == (
            1,
            "review_opened",
            review.actors["administrator"].name,
        )


def test_an_organisation_is_one_whatever_the_case_of_its_name(app: Flask) -> None:
    with app.app_context():
        set_up(organisation="Harbour Members", title="2025")
        set_up(organisation=" HARBOUR members ", title="2026")
        assert db.session.scalars(select(Organisation.name)).all() == ["Harbour Members"]


@pytest.mark.parametrize("threshold", [4, 0, -10])
def test_a_threshold_under_five_is_refused(app: Flask, threshold: int) -> None:
    with app.app_context():
        with pytest.raises(ValueError, match="5"):
            set_up(threshold=threshold)
        assert db.session.scalars(select(Review)).all() == []


def test_reviews_are_listed_from_the_newest_snapshot(app: Flask) -> None:
    with app.app_context():
        ids = [set_up(title=str(year), snapshot_date=date(year, 3, 31)).id for year in (2024, 2026, 2025)]
        assert [review.title for review in reviews_in(ids)] == ["2026", "2025", "2024"]
        assert reviews_in([]) == []


def test_a_review_is_found_by_its_id_or_by_a_title_that_only_it_has(app: Flask) -> None:
    with app.app_context():
        review = set_up(title="Review 2026")
        assert find_review(str(review.id)) is find_review("Review 2026") is review
        assert find_review("Review") is find_review(str(uuid4())) is None
        set_up(organisation="Another", title="Review 2026")
        assert find_review("Review 2026") is None
        with pytest.raises(Absent):
            review_of(uuid4())


def test_the_latest_act_on_a_stage_is_the_last_one_recorded(app: Flask, review: ReviewWithPeople) -> None:
    with app.app_context():
        assert latest_work(review.id, stage="baseline") is None
        for kind in ("extract_imported", "figures_released"):
            with write_transaction():
                record(review_of(review.id), stage="baseline", kind=kind, actor=review.actors["hr_lead"])
        event = latest_work(review.id, stage="baseline")
        assert event is not None
        assert (event.kind, event.actor_name) == ("figures_released", "Own hr lead")
        assert latest_work(review.id, stage="report") is None
        assert latest_work(uuid4(), stage="baseline") is None


def test_a_stage_that_is_not_built_says_so_and_one_of_no_review_is_refused() -> None:
    registry = StageRegistry()
    assert registry.summary("listening", uuid4()) is NOT_IN_THIS_VERSION
    with pytest.raises(ValueError, match="no stage called 'lunch'"):
        registry.register("lunch", StageProvider(summarise=lambda _: NOT_IN_THIS_VERSION))


def test_chapters_come_in_the_order_of_the_stages_whatever_the_order_of_registering() -> None:
    registry = StageRegistry()
    for key in ("policy_audit", "baseline", "listening"):
        chapter = None if key == "listening" else Chapter(key, key.title())
        registry.register(
            key,
            StageProvider(
                summarise=lambda _: StageSummary("Open", "blue", ""),
                chapter=lambda _, chapter=chapter: chapter,  # type: ignore[misc]
            ),
        )
    assert [chapter.stage for chapter in registry.chapters(uuid4())] == ["baseline", "policy_audit"]
    assert len({stage.key for stage in STAGES}) == len(STAGES) == 6
