"""The HR lead brings in a workforce file, checks it, releases its figures and writes the report."""

import re

import docx
import pytest
from docx.oxml.ns import qn

from review_toolkit.baseline.ingest import load_mapping

PDF = {"name": "staff.csv", "mimeType": "text/csv", "buffer": b"%PDF-1.7\n1 0 obj\n"}
NO_ETHNICITY = {"name": "no-ethnicity.csv", "mimeType": "text/csv", "buffer": b"Emp No,Grade\n1,A\n2,B\n"}
FEWEST_CLICKS = 8


@pytest.fixture
def lead(visitor, review):
    """The HR lead of a review without data, signed in."""
    visitor.sign_in(review.emails["hr_lead"])
    return visitor


def rows_of_the_check_page(visitor):
    cells = visitor.page.locator("table").first.locator("tbody tr").all_inner_texts()
    return {name: int(number) for name, number in (row.rsplit("\t", 1) for row in cells)}


def figures_in_word(path):
    """Each figure of a document as it reads, by the id of its content control; once for each place."""
    found = set()
    for control in docx.Document(str(path)).element.body.iter(qn("w:sdt")):
        tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        if tag is not None and tag.get(qn("w:val")).startswith("figure:"):
            text = "".join(part.text or "" for part in control.iter(qn("w:t")))
            found.add((tag.get(qn("w:val")).removeprefix("figure:"), text))
    return found


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_signing_in_to_the_report(visitor_to, review, files, scripts):
    lead = visitor_to(java_script_enabled=scripts)

    def look():
        if scripts:
            lead.look()

    # Given a review without data, and a task list that says where to begin
    lead.sign_in(review.emails["hr_lead"])
    assert lead.heading == "Your reviews"
    look()
    lead.follow(lead.page.locator("main h2 a").inner_text())
    assert "Next: import a workforce file." in lead.text
    look()
    # When the HR lead imports the worked example with its mapping
    lead.follow("Demographic baseline")
    assert "No figures have been released yet" in lead.text
    look()
    lead.follow("Import a workforce file")
    lead.choose("workforce", files.workforce)
    lead.choose("mapping", files.mapping)
    look()
    lead.press("Read the file")
    lead.wait_for("the figures", scripts=scripts)
    # Then the page accounts for every row
    assert lead.heading == "Check the workforce file"
    assert "179 rows were read: 153 are used and 26 are set aside." in lead.text
    rows = rows_of_the_check_page(lead)
    assert rows.pop("All rows of the file") == 179 == sum(rows.values())
    assert rows["Used: people in post on 31 March 2026"] == 153
    look()
    # When the figures are released
    lead.tick("I have checked these figures")
    lead.press("Release these figures")
    lead.wait_for("the baseline", scripts=scripts)
    # Then they stand on the baseline's page, with charts, and with what is withheld
    assert lead.messages == [
        "The figures are released. Everyone in the review who may read figures can now see them."
    ]
    assert "On 31 March 2026, 153 people were in post" in lead.text
    assert lead.page.locator("figure svg").count() >= 2
    not_said = lead.page.locator("section", has_text="What we cannot say at this size")
    assert "How many staff of each ethnic group work in each grade" in not_said.inner_text()
    look()
    # When the report is written
    lead.follow("report in Word")
    look()
    lead.press("Write the report")
    lead.wait_for("the report", scripts=scripts)
    assert lead.messages == ["The report is written."]
    clicks_to_the_first_report = lead.clicks
    # Then it opens, and a second writing is a version of its own
    first = figures_in_word(lead.download("Download version 0.1"))
    lead.press("Write the report")
    lead.wait_for("the report", scripts=scripts)
    assert figures_in_word(lead.download("Download version 0.2")) == first
    assert "Download version 0.1" in lead.text
    look()
    # Without scripts, the page of each of the three jobs takes a click to leave
    assert clicks_to_the_first_report == FEWEST_CLICKS + (0 if scripts else 3)


def test_the_figures_in_word_are_those_on_the_page(visitor, released):
    visitor.sign_in(released.emails["hr_lead"])
    visitor.open(f"/reviews/{released.id}/baseline")
    on_the_page = {
        (name, text.removesuffix(" hidden to protect colleagues")) for name, text in visitor.marked_figures
    }
    visitor.follow("report in Word")
    visitor.press("Write the report")
    visitor.wait_for("the report")
    in_word = figures_in_word(visitor.download("Download version"))
    assert len(in_word) > 30
    assert in_word == on_the_page


@pytest.mark.parametrize(
    ("file", "what", "remedy"),
    [
        (PDF, "‘staff.csv’ is a PDF.", "Choose a CSV or Excel (.xlsx) file"),
        (NO_ETHNICITY, "no-ethnicity.csv, row 1: There is no ethnicity column.", "Add the column, or say in"),
    ],
    ids=["a PDF named CSV", "no ethnicity column"],
)
def test_a_file_that_cannot_be_used_is_named_with_the_remedy(lead, review, file, what, remedy):
    lead.open(f"/reviews/{review.id}/baseline/import")
    lead.choose("workforce", file)
    lead.press("Read the file")
    assert len(lead.problems) == 1
    assert lead.problems[0].startswith(what)
    assert remedy in lead.problems[0]
    assert "Nothing of the file was kept. Choose both files again" in lead.text
    lead.look()
    # And the review is as it was
    lead.open(f"/reviews/{review.id}")
    assert "Next: import a workforce file." in lead.text


def test_many_problems_are_listed_in_one_go_and_no_more_than_can_be_read(lead, review):
    rows = "".join(f"{number},Unheard of {number}\n" for number in range(200))
    lead.open(f"/reviews/{review.id}/baseline/import")
    lead.choose(
        "workforce",
        {
            "name": f"{'long-' * 40}.csv",
            "mimeType": "text/csv",
            "buffer": f"Employee id,Ethnicity\n{rows}".encode(),
        },
    )
    lead.press("Read the file")
    assert len(lead.problems) == 21
    assert lead.problems[-1].endswith("and 180 more. Put the ones above right first.")
    for width in (1280, 360, 320):
        lead.page.set_viewport_size({"width": width, "height": 800})
        lead.look()


def test_the_example_of_a_mapping_is_a_mapping(lead, review):
    lead.open(f"/reviews/{review.id}/baseline/import")
    lead.page.get_by_text("What a mapping looks like").click()
    lead.look()
    example = lead.page.locator("pre").inner_text()
    assert load_mapping(example.encode(), name="example").columns["ethnicity"] == "Ethnic origin"


def test_after_the_release_its_file_cannot_be_replaced_and_the_page_says_why(visitor_to, review, files):
    # Given two windows: one stands at the import page, the other releases
    early, late = visitor_to(), visitor_to()
    for window in (early, late):
        window.sign_in(review.emails["hr_lead"])
        window.open(f"/reviews/{review.id}/baseline/import")
        window.choose("workforce", files.workforce)
        window.choose("mapping", files.mapping)
    early.press("Read the file")
    early.wait_for("the figures")
    early.tick("I have checked these figures")
    early.press("Release these figures")
    early.wait_for("the baseline")
    # When the first window sends its file all the same
    late.press("Read the file")
    # Then it is refused in words
    assert "have been released, so their workforce file can no longer be replaced" in late.text
    late.look()
    late.follow("Back to the baseline")
    assert re.search(r"Release 1, .* by ", late.text)
    late.follow("How the rows of the file were used")
    assert not late.offers("Release these figures")
    late.look()
