"""Exact figures: for the one person who holds the file, on one page, and on no way out of it."""

import copy
import io
import json
import pickle
import re
from collections.abc import Callable
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, template_rendered
from sqlalchemy import select

from review_toolkit.access.models import AuditEvent
from review_toolkit.baseline import service
from review_toolkit.baseline.measures import measure_baseline
from review_toolkit.baseline.working_view import (
    MARKING,
    NotForRelease,
    WorkingNumber,
    WorkingRow,
    WorkingTable,
    working_tables,
)
from review_toolkit.database import db
from review_toolkit.exports.formats import FORMATS
from tests.baseline.organisations import staff, workforce
from tests.clients import CheckedClient
from tests.people import ReviewWithPeople
from tests.web.page_checks import parse_page, text_of
from tests.worked_review import files_in, import_example, release_example, write_report

ClientFor = Callable[[str], CheckedClient]
NUMBER = WorkingNumber(1_234.5, 1, is_small=True)


def table_of(number: WorkingNumber) -> WorkingTable:
    return WorkingTable("groups", "Staff", "Group", ("Staff",), (WorkingRow("Asian", (number,)),))


OTHERS = ("reviewer", "senior_leader", "network_member", "action_owner", "administrator")


@pytest.fixture
def imported(app: Flask, review: ReviewWithPeople, tmp_path: Path) -> ReviewWithPeople:
    """A review whose file was read; nothing is released."""
    import_example(app, review, files_in(tmp_path / "files"))
    return review


def view_of(review: ReviewWithPeople) -> str:
    return f"/reviews/{review.id}/baseline/working-view"


def visits(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        events = db.session.scalars(select(AuditEvent).where(AuditEvent.kind == "working_view_opened"))
        return [(event.actor_name, event.subject) for event in events]


def test_only_the_person_who_holds_the_file_sees_exact_figures(
    app: Flask, imported: ReviewWithPeople, other_review: ReviewWithPeople, client_for: ClientFor
) -> None:
    for role in OTHERS:
        client_for(role).get(view_of(imported), expect=404)
    client_for(other_review.emails["hr_lead"]).get(view_of(imported), expect=404)
    client_for("visitor").get(view_of(imported), expect=302)
    assert visits(app) == []
    client_for("hr_lead").get(view_of(imported))


def test_each_visit_is_noted_and_the_page_is_kept_by_nobody(
    app: Flask, imported: ReviewWithPeople, client_for: ClientFor
) -> None:
    lead = client_for("hr_lead")
    for _ in range(2):
        assert lead.get(view_of(imported)).headers["Cache-Control"] == "no-store"
    assert visits(app) == [("Own hr lead", "workforce file of 2026-03-31")] * 2


def test_a_visit_is_noted_for_good_before_anything_is_shown(
    app: Flask, imported: ReviewWithPeople, client_for: ClientFor
) -> None:
    noted: list[list[tuple[str, str]]] = []

    def look(_sender: Flask, template: Any, **_: Any) -> None:
        if template.name == "baseline/working_view.html":
            noted.append(visits(app))

    lead = client_for("hr_lead")
    with template_rendered.connected_to(look, app):
        lead.get(view_of(imported))
    assert noted == [[("Own hr lead", "workforce file of 2026-03-31")]]


def test_what_cannot_be_noted_is_not_shown(
    app: Flask, imported: ReviewWithPeople, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("No space is left.")

    lead = client_for("hr_lead")
    monkeypatch.setattr(service, "note_visit", full)
    app.testing = False
    page = lead.get(view_of(imported), expect=500).text
    assert MARKING not in page


def test_before_a_file_is_read_there_is_nothing_to_look_at(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    answer = client_for("hr_lead").get(view_of(review), expect=302)
    assert answer.location.endswith("/baseline/import")
    assert visits(app) == []


def test_the_page_is_marked_at_its_top_and_over_each_table_and_leads_to_no_file(
    imported: ReviewWithPeople, client_for: ClientFor
) -> None:
    page = parse_page(client_for("hr_lead").get(view_of(imported)).text)
    captions = [text_of(each) for each in page.iter("caption")]
    assert len(captions) == 4
    assert all(f"({MARKING})" in caption for caption in captions)
    (main,) = page.iter("main")
    assert text_of(main).startswith(f"{MARKING} Working view: exact figures")
    links = [each.get("href", "") for each in page.iter("a")]
    assert not [link for link in links if re.search(r"/releases/|\.(csv|json|xlsx|docx)|download", link)]
    assert [form.get("action", "") for form in main.iter("form")] == []
    assert not list(page.iter("svg"))


def test_a_small_number_is_exact_and_marked(imported: ReviewWithPeople, client_for: ClientFor) -> None:
    page = parse_page(client_for("hr_lead").get(view_of(imported)).text)
    (table,) = (each for each in page.iter("table") if each.get("id") == "working-groups")
    rows = {text_of(row[0]): text_of(row[1]) for row in table.iter("tr")}
    assert rows["Mixed"] == "8 (small)"
    assert rows["White"] == "101"
    # They are nobody's ethnicity, whatever their number.
    assert rows["declined"] == "6"


def test_only_the_hr_leads_pages_lead_to_it(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, tmp_path: Path
) -> None:
    release_example(app, review, tmp_path / "files")
    for role in ("reviewer", "senior_leader", "network_member"):
        for path in ("", "/baseline", "/report"):
            assert "working-view" not in client_for(role).get(f"/reviews/{review.id}{path}").text
    assert "working-view" in client_for("hr_lead").get(f"/reviews/{review.id}/baseline/check").text


@pytest.mark.parametrize(
    "way_out",
    [
        str,
        float,
        int,
        "{}".format,
        "{:.1f}".format,
        "%s".__mod__,
        lambda number: f"{number}",
        json.dumps,
        lambda number: json.dumps(number, default=float),
        lambda number: json.dumps(number, default=str),
        pickle.dumps,
        copy.copy,
        copy.deepcopy,
        asdict,
        astuple,
        lambda number: asdict(table_of(number)),
        lambda number: astuple(table_of(number)),
        lambda number: json.dumps(table_of(number), default=vars),
        lambda number: [0, 1][number],
        lambda number: number + 1,
        lambda number: number < 5,
        lambda number: sum([number]),
        lambda number: print(number, file=io.StringIO()),
        vars,
    ],
)
def test_an_exact_number_refuses_every_way_out(way_out: Callable[[Any], object]) -> None:
    with pytest.raises(TypeError):
        way_out(NUMBER)


def test_an_exact_number_says_nothing_where_programs_quote_it() -> None:
    assert repr(NUMBER) == f"<{MARKING}>"
    assert repr([NUMBER]) == f"[<{MARKING}>]"
    assert "1234" not in repr(WorkingTable("a", "b", "c", ("d",), ()))
    with pytest.raises(NotForRelease, match=re.escape("Use the released figures.")) as refusal:
        str(NUMBER)
    assert "1,234" not in str(refusal.value)
    assert NUMBER.on_page == "1,234.5"


@pytest.fixture
def nothing_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every way of making or reading an exact number fail."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("An exact figure was asked for.")

    monkeypatch.setattr("review_toolkit.baseline.working_view.working_tables", refuse)
    monkeypatch.setattr(WorkingNumber, "on_page", property(refuse))


@pytest.mark.usefixtures("nothing_exact")
def test_no_export_chart_or_report_asks_for_an_exact_number(
    app: Flask,
    review: ReviewWithPeople,
    client_for: ClientFor,
    tmp_path: Path,
) -> None:
    release_example(app, review, tmp_path / "files")
    write_report(app, review)
    lead = client_for("hr_lead")
    for ending in FORMATS:
        assert MARKING.encode() not in lead.get(f"/reviews/{review.id}/releases/1.{ending}").data
    for path in ("", "/baseline", "/baseline/check", "/report", "/releases/1/audit"):
        page = lead.get(f"/reviews/{review.id}{path}").text
        assert MARKING not in page
    with pytest.raises(AssertionError, match="exact figure"):
        lead.get(view_of(review))


def test_a_body_without_anybody_or_without_grades_has_its_tables_all_the_same() -> None:
    nobody = working_tables(
        measure_baseline(workforce(staff(3, "Asian", leaving_date="2020-01-31"))), threshold=10
    )
    assert nobody
    assert {cell.on_page for table in nobody for row in table.rows for cell in row.cells} == {"0"}
    assert not any(cell.is_small for table in nobody for row in table.rows for cell in row.cells)
    people = [{"ethnicity": row["ethnicity"]} for row in [*staff(12, "White"), *staff(9, "Asian")]]
    (groups,) = working_tables(measure_baseline(workforce(people, basis="")), threshold=10)
    small = {row.label: (row.cells[0].on_page, row.cells[0].is_small) for row in groups.rows}
    assert small["White"] == ("12", False)
    assert small["Asian"] == ("9", True)


def test_the_numbers_of_people_beside_a_gap_are_marked_too() -> None:
    people = [*staff(12, "White", pay=30_000), *staff(9, "Asian", pay=27_000)]
    tables = {
        table.name: table for table in working_tables(measure_baseline(workforce(people)), threshold=10)
    }
    gap, of_group, of_comparator = tables["gaps"].rows[0].cells
    assert (gap.on_page, gap.is_small) == ("10.0", False)
    assert (of_group.on_page, of_group.is_small) == ("9", True)
    assert (of_comparator.on_page, of_comparator.is_small) == ("12", False)
