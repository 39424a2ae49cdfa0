"""The task list: each stage's state follows what was done, and leads only where the person may go."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from review_toolkit.reviews.stages import STAGES
from tests.clients import CheckedClient
from tests.databases import looked_at_once
from tests.people import ReviewWithPeople
from tests.web.page_checks import parse_page, text_of
from tests.worked_review import files_in, import_example, release_example, write_report

pytestmark = looked_at_once

ClientFor = Callable[[str], CheckedClient]


def task_list(client: CheckedClient, review: ReviewWithPeople) -> dict[str, tuple[str, str, str | None]]:
    """Return each stage's state, its hint and where it leads, by title."""
    page = parse_page(client.get(f"/reviews/{review.id}").text)
    found = {}
    for item in page.iter("li"):
        if "nhsuk-task-list__item" not in item.get("class", "").split():
            continue
        parts = {element.get("class", ""): element for element in item.iter() if element.get("class")}
        name = next(iter(parts["nhsuk-task-list__name-and-hint"]))
        found[text_of(name)] = (
            text_of(parts["nhsuk-task-list__status"]),
            text_of(parts["nhsuk-task-list__hint"]),
            name.get("href"),
        )
    return found


def test_every_stage_of_a_review_is_named_in_order(client_for: ClientFor, review: ReviewWithPeople) -> None:
    assert list(task_list(client_for("hr_lead"), review)) == [stage.title for stage in STAGES]


def test_the_states_follow_what_was_done(
    app: Flask, client_for: ClientFor, review: ReviewWithPeople, tmp_path: Path
) -> None:
    client = client_for("hr_lead")

    def baseline_and_report() -> list[tuple[str, str]]:
        stages = task_list(client, review)
        return [stages[title][:2] for title in ("Demographic baseline", "Report")]

    (baseline, hint), (report, _) = baseline_and_report()
    assert (baseline, report) == ("Not started", "Not started")
    assert "Next: import a workforce file." in hint
    import_example(app, review, files_in(tmp_path / "files"))
    (baseline, hint), _ = baseline_and_report()
    assert baseline == "In progress"
    assert "release the figures" in hint
    release_example(app, review, tmp_path / "again")
    (baseline, hint), _ = baseline_and_report()
    assert baseline == "Figures released"
    assert "Released by Own hr lead." in hint
    write_report(app, review)
    _, (report, hint) = baseline_and_report()
    assert report == "Draft written"
    assert "Version 0.1 was written by Own reviewer." in hint


@pytest.mark.parametrize(
    ("who", "reachable"),
    [
        ("hr_lead", {"Demographic baseline", "Report"}),
        ("reviewer", {"Demographic baseline", "Report"}),
        ("senior_leader", {"Demographic baseline", "Report"}),
        ("network_member", {"Demographic baseline", "Report"}),
        ("action_owner", set()),
    ],
)
def test_a_stage_leads_only_those_who_may_go_there(
    client_for: ClientFor, review: ReviewWithPeople, who: str, reachable: set[str]
) -> None:
    stages = task_list(client_for(who), review)
    assert {title for title, (_, _, link) in stages.items() if link} == reachable


def test_the_front_page_names_only_ones_own_reviews(
    client_for: ClientFor, review: ReviewWithPeople, other_review: ReviewWithPeople
) -> None:
    mine = client_for("reviewer").get("/").text
    assert "Own Organisation" in mine
    assert "You are its delegated reviewer." in mine
    assert "Other Organisation" not in mine
    theirs = client_for(other_review.emails["hr_lead"]).get("/").text
    assert "You are its HR lead." in theirs
    assert "Own Organisation" not in theirs


def test_an_administrator_sees_the_way_to_a_new_review_and_no_review(
    client_for: ClientFor, review: ReviewWithPeople
) -> None:
    page = client_for("administrator").get("/").text
    assert "/reviews/new" in page
    assert "Own review" not in page
