"""One organisation's figures under two mappings: what a subtraction would tell is never released."""

import json

from flask import Flask
from sqlalchemy import select

from review_toolkit.baseline.preparation import Ready
from review_toolkit.baseline.service import withdraw_figures
from review_toolkit.database import db, write_transaction
from review_toolkit.releases.audits import audit_of
from review_toolkit.releases.models import Release
from review_toolkit.releases.outcomes import Refused
from review_toolkit.reviews.queries import review_of
from tests.baseline.organisations import staff
from tests.baseline.refreshing import Row, hand_in, release_them, worked_out
from tests.people import ReviewWithPeople

MAPPING = """
ethnicity:
  scheme: own
  values: {White: White, Irish: Irish, Asian: Asian, Black: Black, "": not known}
  groups: {%s}
  comparator: %s
grade:
  ladder: [%s]
"""
TOGETHER = '"White groups": [White, Irish], "Minority ethnic": [Asian, Black]'
APART = '"Minority ethnic": [Asian, Black, Irish]'


def people() -> list[Row]:
    """151 staff, four of them Irish."""
    rows = [
        *staff(60, "White"),
        *staff(4, "Irish"),
        *staff(20, "Asian"),
        *staff(15, "Black"),
        *staff(40, "White", "G2"),
        *staff(12, "Asian", "G2"),
    ]
    return [{**row, "employee_id": number} for number, row in enumerate(rows)]


def first_release(app: Flask, review: ReviewWithPeople, mapping: str) -> None:
    hand_in(app, review, people(), mapping_file=mapping)
    assert isinstance(worked_out(app, review), Ready)
    release_them(app, review)
    with app.app_context(), write_transaction():
        withdraw_figures(
            review_of(review.id), 1, reason="Grades were mixed up.", actor=review.actors["hr_lead"]
        )


def test_the_same_file_under_another_grouping_is_refused_and_under_the_same_released(
    app: Flask, review: ReviewWithPeople
) -> None:
    together = MAPPING % (TOGETHER, "White groups", "G1, G2")
    first_release(app, review, together)
    hand_in(app, review, people(), mapping_file=MAPPING % (APART, "White", "G1, G2"))
    found = worked_out(app, review)
    assert isinstance(found, Refused)
    assert (
        "'Irish' was counted in 'White groups' in release 1 of “Own review” (staff in post on 31 March "
        "2026), and would now be counted in 'Minority ethnic'. Count 'Irish' as before, in 'White groups'."
    ) in found.reason
    hand_in(app, review, people(), mapping_file=together)
    assert isinstance(worked_out(app, review), Ready)
    assert release_them(app, review) == 2
    with app.app_context():
        lines = dict(audit_of(review.id, 2).made_of)
        assert lines["White groups"] == "White, Irish"
        assert lines["Minority ethnic"] == "Asian, Black"
        for text in db.session.scalars(select(Release.manifest)):
            assert ["Irish", ["White groups"]] in json.loads(text or "")["made_of"]["groups"]


def test_the_same_people_on_other_grades_are_refused(app: Flask, review: ReviewWithPeople) -> None:
    first_release(app, review, MAPPING % (TOGETHER, "White groups", "G1, G2"))
    names = {"G1": "Junior", "G2": "Senior"}
    renamed = [{**row, "grade": names[str(row["grade"])]} for row in people()]
    hand_in(app, review, renamed, mapping_file=MAPPING % (TOGETHER, "White groups", "Junior, Senior"))
    found = worked_out(app, review)
    assert isinstance(found, Refused)
    assert "Grades that are new: 'Junior' and 'Senior'" in found.reason
