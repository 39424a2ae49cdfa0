"""What everybody else in a review comes to do, and what they are not offered."""

import io

import docx
import openpyxl
import pytest


def sees_no_import(visitor, review):
    """The HR lead's pages are neither offered nor there."""
    assert not visitor.offers("How the rows of the file were used")
    for page in ("import", "check"):
        visitor.open(f"/reviews/{review.id}/baseline/{page}", expect=404)


def test_the_reviewer_reads_the_figures_writes_the_report_and_takes_it_away(visitor, released):
    visitor.sign_in(released.emails["reviewer"])
    assert "You are its delegated reviewer." in visitor.text
    visitor.open(f"/reviews/{released.id}")
    visitor.follow("Demographic baseline")
    visitor.look()
    sees_no_import(visitor, released)
    visitor.open(f"/reviews/{released.id}/report")
    visitor.press("Write the report")
    visitor.wait_for("the report")
    assert visitor.messages == ["The report is written."]
    document = docx.Document(str(visitor.download("Download version")))
    assert any("people were in post" in paragraph.text for paragraph in document.paragraphs)


@pytest.mark.parametrize("role", ["senior_leader", "network_member"])
def test_leaders_and_the_staff_network_read_and_download_but_do_not_write(
    visitor, visitor_to, released, role
):
    # Given a report that the reviewer has written
    reviewer = visitor_to()
    reviewer.sign_in(released.emails["reviewer"])
    reviewer.open(f"/reviews/{released.id}/report")
    reviewer.press("Write the report")
    reviewer.wait_for("the report")
    # When somebody who may only read comes
    visitor.sign_in(released.emails[role])
    visitor.open(f"/reviews/{released.id}")
    visitor.follow("Demographic baseline")
    # Then they find the figures, and the report to download, and no button that is not theirs
    assert "153 people were in post" in visitor.text
    workbook = visitor.download("Download as an Excel workbook").read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    assert book["Figures"]["A1"].value.startswith("Board confidential")
    assert docx.Document(str(visitor.download("Download as Word tables"))).tables
    sees_no_import(visitor, released)
    visitor.open(f"/reviews/{released.id}")
    visitor.follow("Report")
    assert not visitor.offers("Write the report")
    assert docx.Document(str(visitor.download("Download version"))).paragraphs
    visitor.look()


def test_before_there_is_anything_readers_are_told_who_does_what(visitor, review):
    visitor.sign_in(review.emails["senior_leader"])
    visitor.open(f"/reviews/{review.id}/baseline")
    assert "There is nothing for you to do yet. The HR lead imports a workforce file" in visitor.text
    assert not visitor.offers("Import a workforce file")
    visitor.look()
    visitor.open(f"/reviews/{review.id}/report")
    assert "The HR lead or the reviewer writes it; then you can download it here." in visitor.text
    visitor.look()


def test_an_action_owner_sees_the_task_list_and_no_more(visitor, released):
    visitor.sign_in(released.emails["action_owner"])
    visitor.open(f"/reviews/{released.id}")
    visitor.look()
    assert visitor.page.locator(".nhsuk-task-list__item").count() == 6
    assert visitor.page.locator(".nhsuk-task-list__item a").count() == 0
    for page in ("baseline", "report"):
        visitor.open(f"/reviews/{released.id}/{page}", expect=404)
