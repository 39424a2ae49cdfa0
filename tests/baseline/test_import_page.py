"""The import page: what it asks beside the file, and what it says when the file is refused."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from review_toolkit.baseline import queries
from review_toolkit.baseline.ingest import PayBasis
from review_toolkit.figures import uk_date
from tests.clients import CheckedClient
from tests.databases import looked_at_once
from tests.jobs.running import run_due_jobs
from tests.people import ReviewWithPeople, make_review

pytestmark = looked_at_once

ClientFor = Callable[[str], CheckedClient]
HOURLY = b"pay: {basis: hourly, weekly_hours: 37.5}\n"
NO_PAY_GAPS = "This release will have no pay gaps."
STAFF = b"Employee id,Ethnicity,Salary\n" + b"".join(
    b"%d,%b,%d\n" % (number, b"AH"[number % 2 : number % 2 + 1], 25_000 + 100 * number)
    for number in range(120)
)


def send(
    client: CheckedClient,
    review: ReviewWithPeople,
    *,
    mapping: bytes | None = None,
    expect: int = 302,
    **fields: object,
) -> str:
    """Send the import form, and return the page that came back."""
    data: dict[str, object] = {"workforce": (io.BytesIO(STAFF), "staff.csv"), **fields}
    if mapping is not None:
        data["mapping"] = (io.BytesIO(mapping), "mapping.yaml")
    return client.post(f"/reviews/{review.id}/baseline/import", data, expect=expect).text


def pay_of(app: Flask, review: ReviewWithPeople) -> PayBasis | None:
    with app.app_context():
        extract = queries.current_extract(review.id)
        assert extract is not None
        return queries.workforce_of(extract, vault=app.extensions["vault"]).pay


@pytest.mark.parametrize("basis", ["full_time_equivalent", "actual", "hourly"])
def test_the_page_can_say_what_the_pay_column_holds(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, basis: str
) -> None:
    lead = client_for("hr_lead")
    send(lead, review, pay_basis=basis)
    run_due_jobs(app)
    found = pay_of(app, review)
    assert found is not None
    assert found.basis == basis
    # Pay as received needs a column of full-time equivalents as well, which this file lacks.
    assert (NO_PAY_GAPS in lead.get(f"/reviews/{review.id}/baseline/check").text) is (basis == "actual")


def test_what_the_mapping_says_of_pay_stands(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    send(client_for("hr_lead"), review, mapping=HOURLY, pay_basis="actual")
    assert pay_of(app, review) == PayBasis("hourly", 37.5)


def test_a_mapping_without_pay_leaves_it_to_the_page(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    send(client_for("hr_lead"), review, mapping=b"columns: {annual_pay: Salary}\n", pay_basis="actual")
    assert pay_of(app, review) == PayBasis("actual")


@pytest.mark.parametrize("fields", [{}, {"pay_basis": "not_known"}])
def test_nothing_is_taken_for_granted_and_the_check_page_warns(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, fields: dict[str, object]
) -> None:
    lead = client_for("hr_lead")
    send(lead, review, **fields)
    run_due_jobs(app)
    assert pay_of(app, review) is None
    assert NO_PAY_GAPS in lead.get(f"/reviews/{review.id}/baseline/check").text


def test_an_answer_that_is_not_offered_is_refused(review: ReviewWithPeople, client_for: ClientFor) -> None:
    page = send(client_for("hr_lead"), review, pay_basis="monthly", expect=422)
    assert "Choose one of the options in the list" in page


def test_the_page_says_what_to_leave_out(review: ReviewWithPeople, client_for: ClientFor) -> None:
    page = client_for("hr_lead").get(f"/reviews/{review.id}/baseline/import").text
    assert "Leave out names, addresses and notes: nothing needs them." in page


@pytest.mark.parametrize("days", [1, 3_650])
def test_a_file_of_a_day_that_is_still_to_come_is_refused(
    app: Flask, client_for: ClientFor, days: int
) -> None:
    """Once released, it would shut out every true date before it."""
    day = datetime.now(UTC).date() + timedelta(days=days + 1)
    early = make_review(app, prefix="early", snapshot_date=day)
    page = send(client_for(early.emails["hr_lead"]), early, expect=409)
    assert f"{uk_date(day)} is still to come" in page
    with app.app_context():
        assert queries.current_extract(early.id) is None


def test_a_file_of_today_is_taken(app: Flask, client_for: ClientFor) -> None:
    today = datetime.now(UTC).date()
    early = make_review(app, prefix="early", snapshot_date=today)
    send(client_for(early.emails["hr_lead"]), early)
    with app.app_context():
        assert queries.current_extract(early.id) is not None
