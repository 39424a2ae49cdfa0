"""A stage goes to the sponsor, comes back with a reason, is sent again, signed off, and reopened."""

import pytest

from tests.journeys.conftest import aside
from tests.worked_review import write_report

REASON = "The foreword and the organisation context are still to be written."


@pytest.fixture
def written(site, review):
    """A review with a report and nothing else: its report stage can be sent."""
    aside(lambda: write_report(site.app, review))
    return review


def page_of(review):
    return f"/reviews/{review.id}/stages/report"


def tag(visitor):
    return visitor.page.locator(".nhsuk-tag").inner_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_sending_a_stage_to_reopening_it(visitor_to, written, scripts):
    lead, leader = visitor_to(java_script_enabled=scripts), visitor_to(java_script_enabled=scripts)

    def look(visitor):
        if scripts:
            visitor.look()

    # Given a report that was written, and an HR lead who comes from the task list
    lead.sign_in(written.emails["hr_lead"])
    lead.open(f"/reviews/{written.id}")
    look(lead)
    lead.follow("State and sign-off of Report")
    assert lead.heading == "Report: state and sign-off"
    look(lead)
    # When the HR lead sends the stage with a note
    lead.fill("Note to the sponsor (optional)", "Please look at the limits first.")
    lead.press("Send for sign-off")
    # Then it is with the sponsor, and takes no new report
    assert lead.messages == ["You sent “Report” for sign-off."]
    assert tag(lead) == "Sent for sign-off"
    look(lead)
    lead.follow("Go to the work of this stage")
    assert not lead.offers("Write the report")
    assert "Reopen it before anything in it is changed." in lead.text
    look(lead)
    # When a senior leader wants to return it without saying why
    leader.sign_in(written.emails["senior_leader"])
    leader.open(page_of(written))
    assert "Please look at the limits first." in leader.text
    look(leader)
    leader.press("Return this stage")
    assert leader.problems == ["Enter what needs to be put right"]
    look(leader)
    # And then says why
    leader.fill("What needs to be put right", REASON)
    leader.press("Return this stage")
    assert leader.messages == ["You returned “Report”."]
    # Then the HR lead reads the reason, and sends it again
    lead.open(page_of(written))
    assert tag(lead) == "Returned"
    assert REASON in lead.text
    lead.press("Send for sign-off")
    # When the senior leader signs off, told first what that means
    leader.open(page_of(written))
    leader.follow("Sign off this stage")
    assert leader.heading == "Sign off “Report”?"
    assert "accept it as finished, as it is now" in leader.text
    look(leader)
    leader.press("Sign off")
    assert leader.messages == ["You signed off “Report”."]
    assert tag(leader) == "Signed off"
    look(leader)
    # Then everybody reads who did, and the HR lead can reopen the stage with a reason
    lead.open(f"/reviews/{written.id}")
    assert f"Signed off by {written.actors['senior_leader'].name} on" in lead.text
    lead.open(page_of(written))
    lead.fill("Why the stage is opened again", "A correction came in.")
    lead.press("Reopen this stage")
    assert tag(lead) == "Reopened"
    look(lead)
    lead.open(f"/reviews/{written.id}/report")
    assert lead.offers("Write the report")


def test_whoever_was_slower_keeps_what_they_wrote(visitor_to, written):
    lead, leader = visitor_to(), visitor_to()
    lead.sign_in(written.emails["hr_lead"])
    lead.open(page_of(written))
    lead.press("Send for sign-off")
    leader.sign_in(written.emails["senior_leader"])
    leader.open(page_of(written))
    leader.fill("What needs to be put right", REASON)
    # When the HR lead takes the stage back in the meantime
    lead.fill("Why the stage is opened again", "A correction came in.")
    lead.press("Reopen this stage")
    leader.press("Return this stage")
    # Then the leader is told so, and the words are still there to be copied
    assert leader.problems == [
        "The page was no longer up to date. "
        f"{written.actors['hr_lead'].name} reopened the stage. Look at the stage again, then decide."
    ]
    assert REASON in leader.text
    leader.look()


def test_the_page_of_a_stage_fits_a_phone(visitor, released):
    visitor.page.set_viewport_size({"width": 320, "height": 800})
    visitor.sign_in(released.emails["hr_lead"])
    for stage in ("baseline", "listening"):
        visitor.open(f"/reviews/{released.id}/stages/{stage}")
        visitor.look()
