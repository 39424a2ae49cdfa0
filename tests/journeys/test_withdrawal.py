"""The HR lead finds that released figures are wrong, withdraws them, and releases corrected ones."""

import csv

from review_toolkit.worked_example import write_files

WHY = "A whole directorate was missing from the file. A corrected one follows."
WIDTHS = (1280, 320)


def look_at_every_width(visitor):
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 800})
        visitor.look_sideways()
    visitor.page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    visitor.look()


def release(lead, files, number, *, dated):
    """Take a file from the import page to the baseline, as an HR lead does."""
    lead.choose("workforce", files.workforce)
    lead.choose("mapping", files.mapping)
    if dated:
        days = [lead.page.get_by_label(part, exact=True).input_value() for part in ("Day", "Month", "Year")]
        assert days == ["31", "3", "2026"]
    lead.press("Read the file")
    lead.wait_for_figures()
    assert lead.heading == "Check the workforce file"
    look_at_every_width(lead)
    lead.tick("I have checked these figures")
    lead.press("Release these figures")
    lead.wait_for("the baseline")
    assert f"Release {number}, " in lead.text


def test_from_wrong_figures_to_corrected_ones(visitor_to, review, files, tmp_path):
    lead, member = visitor_to(), visitor_to()
    member.sign_in(review.emails["network_member"])
    # Given figures that everybody can read
    lead.sign_in(review.emails["hr_lead"])
    lead.open(f"/reviews/{review.id}/baseline/import")
    release(lead, files, 1, dated=False)
    # And a record of how they were checked, in words
    lead.follow("How release 1 was checked")
    assert "It could not work out a single small number." in lead.text
    assert lead.page.get_by_role("table", name="Hidden figures").locator("tbody tr").count() > 5
    look_at_every_width(lead)
    lead.page.get_by_text("Programs, settings and fingerprints").click()
    assert lead.page.get_by_role("table", name="In the ledger (SHA-256)").is_visible()
    look_at_every_width(lead)
    lead.follow("Back to the baseline")
    # When the HR lead withdraws them, first without saying why
    lead.follow("Withdraw these figures")
    look_at_every_width(lead)
    lead.press("Withdraw this release")
    assert lead.problems == [
        "Enter why these figures are withdrawn",
        "Tick the box to show that you understand, or choose Cancel",
    ]
    look_at_every_width(lead)
    lead.fill("Why these figures are withdrawn", WHY)
    lead.tick("I understand that this cannot be undone")
    lead.press("Withdraw this release")
    # Then everybody reads that, and why, and nobody reads the figures any more
    assert lead.messages == ["Release 1 is withdrawn. You can import a corrected file now."]
    look_at_every_width(lead)
    for reader in (lead, member):
        reader.open(f"/reviews/{review.id}/baseline")
        assert "Release 1 was withdrawn on " in reader.text
        assert f"Why: {WHY}" in reader.text
        assert not reader.marked_figures
    look_at_every_width(member)
    # And whoever needs them for the record gets a file that says what it is
    file = member.download("The withdrawn figures as a workbook")
    assert file.read_bytes()[:2] == b"PK"
    # When a corrected file of the same date is released
    lead.follow("Import a corrected file")
    look_at_every_width(lead)
    release(lead, write_files(tmp_path / "corrected", seed=7), 2, dated=True)
    # Then its figures take the place of the others, and the notice stays
    member.open(f"/reviews/{review.id}/baseline")
    assert "Do not use its figures any more; those below take their place." in member.text
    assert member.marked_figures
    look_at_every_width(member)
    rows = list(csv.reader(member.download("Download as plain data").read_text("utf-8-sig").splitlines()))
    assert not [cell for row in rows for cell in row if "WITHDRAWN" in cell]
    lead.follow("How release 2 was checked")
    assert "Release 1 of “" in lead.text
    assert "withdrawn by then" in lead.text
    look_at_every_width(lead)
