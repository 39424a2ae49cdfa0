"""Every page of a review tells its delegated reviewer for whom they act, and in the last week what to do."""

from collections.abc import Callable

import pytest
from flask import Flask

from review_toolkit.figures import uk_date
from tests.clients import CheckedClient
from tests.membership.holding import alter, day, words
from tests.people import ReviewWithPeople

ClientFor = Callable[[str], CheckedClient]
ACTS = "You act here as delegated reviewer for Own Organisation"
ENDS = "nothing of this review is open to you"
PAGES = ("", "/report", "/baseline", "/people", "/people/declaration", "/stages/report")


def test_every_page_of_the_review_says_on_whose_behalf_for_what_where_and_until_when(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    terms = {"purpose": "Draft the report", "stages": "baseline,report", "ends_on": day(40)}
    alter(app, review, "reviewer", **terms)
    client = client_for("reviewer")
    said = (
        f"{ACTS} until {uk_date(day(40))}. What for: Draft the report. Stages: Demographic baseline, Report."
    )
    for page in PAGES:
        page_words = words(client.get(f"/reviews/{review.id}{page}").text)
        assert said in page_words
        assert ENDS not in page_words
    assert ACTS not in words(client.get("/").text)
    assert ACTS not in words(client.get(f"/reviews/{review.id}/stages/listening", expect=404).text)


@pytest.mark.parametrize(
    ("left", "said"),
    [(8, None), (7, "in 7 days"), (2, "in 2 days"), (1, "tomorrow"), (0, "today")],
)
def test_in_the_last_week_it_says_so_with_emphasis_and_what_to_do(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, left: int, said: str | None
) -> None:
    alter(app, review, "reviewer", ends_on=day(left))
    page = words(client_for("reviewer").get(f"/reviews/{review.id}").text)
    assert (ENDS in page) == (said is not None)
    if said:
        assert f"Your role ends {said}" in page
        assert "ask the HR lead (Own hr lead) to extend it" in page
        assert "Take a copy of your working papers" in page


@pytest.mark.parametrize("who", ["hr_lead", "senior_leader", "network_member", "action_owner"])
def test_nobody_else_is_told(review: ReviewWithPeople, client_for: ClientFor, who: str) -> None:
    assert ACTS not in words(client_for(who).get(f"/reviews/{review.id}").text)


def test_a_purpose_is_only_words(app: Flask, review: ReviewWithPeople, client_for: ClientFor) -> None:
    alter(app, review, "reviewer", purpose="<script>alert(1)</script> & {{ 7 * 7 }}")
    page = client_for("reviewer").get(f"/reviews/{review.id}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ 7 * 7 }}." in page
