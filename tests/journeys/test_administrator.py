"""An administrator opens a review for an organisation, and then sees nothing inside it."""

import pytest

HOSTILE = "<script>alert(1)</script> & “Sons” 'Ltd' {{ 7*7 }}"
ANSWERS = {
    "Name of the organisation": HOSTILE,
    "Title of the review": "Race & <b>equality</b> 2026",
    "Day": "31",
    "Month": "March",
    "Year": "2026",
    "HR lead’s name": 'Siân "Sam" O’Brien-<i>Adeyemi</i>',
}


@pytest.fixture
def administrator(visitor, review):
    """The administrator, at the form."""
    visitor.sign_in(review.emails["administrator"])
    visitor.follow("Set up a review")
    return visitor


def fill_in(visitor, answers):
    for label, text in answers.items():
        visitor.fill(label, text)


def test_an_empty_form_says_what_to_enter_and_leads_to_each_box(administrator):
    administrator.press("Set up the review")
    assert administrator.problems == [
        "Enter the name of the organisation",
        "Enter a title for the review",
        "Enter the snapshot date",
        "Enter the HR lead’s name",
        "Enter the HR lead’s email address",
    ]
    assert administrator.page.title().startswith("Error: Set up a review")
    administrator.look()
    administrator.page.get_by_role("link", name="Enter the snapshot date").click()
    assert administrator.page.evaluate("document.activeElement.name") == "snapshot_date-day"


def test_what_cannot_be_is_refused_and_what_was_typed_stays(administrator, review):
    fill_in(administrator, ANSWERS | {"Day": "31", "Month": "2"})
    administrator.fill("Smallest ethnic group that a breakdown may show", "3")
    administrator.fill("HR lead’s email address", review.emails["hr_lead"])
    administrator.press("Set up the review")
    assert administrator.problems == [
        "Enter the snapshot date as a real date, such as 31 3 2026",
        "Enter the smallest ethnic group that a breakdown may show as a whole number from 5 to 1000",
    ]
    kept = administrator.page.get_by_label("Name of the organisation").input_value()
    assert kept == HOSTILE
    administrator.look()


def test_names_with_markup_in_them_stay_words_from_the_form_to_the_hr_leads_pages(
    administrator, visitor_to, site
):
    # Given an administrator who enters names that look like code
    fill_in(administrator, ANSWERS | {"HR lead’s email address": "sian@hostile.example"})
    # When the review is set up
    administrator.press("Set up the review")
    # Then they are shown as they were typed, and the administrator is not led inside
    assert administrator.messages == [
        '“Race & <b>equality</b> 2026” is open. Siân "Sam" O’Brien-<i>Adeyemi</i> is invited by mail to be '
        "its HR lead."
    ]
    assert "A review begins when its HR lead accepts" in administrator.text
    administrator.look()
    # And the HR lead accepts with the key from the mail, chooses a password, and finds the review
    lead = visitor_to()
    lead.open("/sign-in")
    lead.follow("I was invited and have a key")
    lead.look()
    lead.fill("Key from the mail", site.key_mailed_to("sian@hostile.example"))
    lead.press("Continue")
    assert HOSTILE in lead.text
    lead.look()
    lead.fill("New password", "lantern gravel seven otters")
    lead.press("Make the account and accept")
    assert HOSTILE in lead.text
    lead.follow("Race & <b>equality</b> 2026")
    assert lead.heading == "Race & <b>equality</b> 2026"
    assert lead.page.title().startswith(lead.heading)
    assert f"Review toolkit for {HOSTILE}" in lead.text
    lead.look()


def test_an_administrator_reaches_no_page_of_a_review(visitor, released):
    visitor.sign_in(released.emails["administrator"])
    for path in ("", "/baseline", "/baseline/import", "/baseline/check", "/report"):
        visitor.open(f"/reviews/{released.id}{path}", expect=404)
        assert visitor.heading == "Page not found"
