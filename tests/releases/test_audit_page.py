"""How a release was checked, for the HR lead and the reviewer: what came out, and nothing beyond that."""

import json
import re
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from review_toolkit.database import append_to_chain, db, write_transaction
from review_toolkit.disclosure.engine import Options
from review_toolkit.figures import fingerprint_of
from review_toolkit.figures.document import canonical_bytes
from review_toolkit.releases.audits import SETTINGS
from review_toolkit.releases.manifests import (
    KEPT_OF_THE_ATTACK,
    LEFT_OPEN,
    LOOKED_AT,
    MUST_BE_NONE,
    HiddenCell,
)
from review_toolkit.releases.models import Release
from review_toolkit.releases.routes import CELLS_ON_A_PAGE
from review_toolkit.releases.service import prove, withdraw
from review_toolkit.reviews.queries import review_of
from tests.clients import CheckedClient
from tests.databases import looked_at_once
from tests.people import ReviewWithPeople
from tests.releases.publishing import (
    MADE_OF,
    SNAPSHOT,
    Audit,
    Bounds,
    content,
    prepared,
    publish_it,
    statement,
)
from tests.web.page_checks import parse_page, text_of

pytestmark = looked_at_once

ClientFor = Callable[[str], CheckedClient]
WHY = "A whole directorate was missing from the file."


def cell(group: str, lower: float, upper: float | None, table: str = "groups") -> Bounds:
    return Bounds(table, (("ethnicity", group),), SNAPSHOT, lower, upper)  # type: ignore[arg-type]


def release(app: Flask, review: ReviewWithPeople, *cells: Bounds, **summary: float) -> None:
    """Release figures whose audit found this."""
    audit = Audit(cells=cells, summary={"hidden": len(cells), "shown": 2, "exact_small": 0, **summary})
    with app.app_context():
        publish_it(review, prepared(review, audit=audit))


def page_of(review: ReviewWithPeople, number: int = 1, page: str = "") -> str:
    return f"/reviews/{review.id}/releases/{number}/audit{page}"


def table_of(html: str, id_: str) -> dict[str, str]:
    """A table's rows by their headings."""
    (table,) = (each for each in parse_page(html).iter("table") if each.get("id") == id_)
    return {text_of(row[0]): text_of(row[1]) for row in table.iter("tr")}


def test_the_hr_lead_and_the_reviewer_see_it_and_nobody_else(
    app: Flask, review: ReviewWithPeople, other_review: ReviewWithPeople, client_for: ClientFor
) -> None:
    release(app, review, cell("Black", 0, 14))
    for role in ("hr_lead", "reviewer"):
        client_for(role).get(page_of(review))
        client_for(role).get(page_of(review, 2), expect=404)
    for role in ("senior_leader", "network_member", "action_owner", "administrator"):
        client_for(role).get(page_of(review), expect=404)
        assert "/releases/1/audit" not in client_for(role).get("/").text
    stranger = client_for(other_review.emails["hr_lead"])
    stranger.get(page_of(review), expect=404)
    stranger.get(page_of(other_review), expect=404)


def test_hidden_figures_have_a_range_and_never_a_single_number(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    release(
        app,
        review,
        cell("Black", 0, 14.0000001),
        cell("Asian", 7.9999999, 31),
        cell("White", 1_200, None),
        cell("Mixed", 37, 37),
        cell("Other", 41.2, 41.9),
        cell("Arab", 0, 12, table="not published"),
    )
    html = client_for("reviewer").get(page_of(review)).text
    assert table_of(html, "hidden-figures") == {
        "Hidden figure": "Could be",
        "Black": "none to 14",
        "Asian": "8 to 31",
        "White": "1,200 or more",
        "Mixed": "not told here",
        "Other": "not told here",
        "Arab (in no table)": "none to 12",
    }
    with app.app_context():
        (row,) = db.session.scalars(select(Release)).all()
        kept = {each["cell"]: each for each in json.loads(row.manifest or "")["cells"]}
    for told in ("Mixed", "Other"):
        assert set(kept[told]) == {"table", "cell", "as_of"}
    for text in (html, row.manifest or ""):
        assert not re.search(r"\b(37|41|42)\b", text)


LISTED = (
    HiddenCell(
        "Pay gaps", "Asian, mean pay gap", None, None, None, ("Minority ethnic, mean pay gap",), False
    ),
    HiddenCell("Staff by grade", "Asian, G1", SNAPSHOT, 0, 14, ("Asian", "Minority ethnic, G1")),
    HiddenCell("Staff by grade", "Black, G1", SNAPSHOT, None, None, ("Black",)),
    HiddenCell("not published", "Irish", SNAPSHOT, None, 1_204, ("White",)),
    HiddenCell("not published", "Arab", SNAPSHOT, None, 0, ()),
    HiddenCell("groups", "Black", SNAPSHOT, 0, 19, (), is_earlier=True),
)


def test_each_hidden_figure_is_listed_as_a_reader_would_look_for_it_with_what_brings_it_back(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    with app.app_context():
        told = prepared(review)
        text = prove_text(review, {"solver": "none"}, Audit(cells=(cell("Black", 0, 14),)), LISTED)
        publish_it(review, replace(told, proof=replace(told.proof, manifest=text)))
    page = parse_page(client_for("hr_lead").get(page_of(review)).text)
    (table,) = (each for each in page.iter("table") if each.get("id") == "hidden-figures")
    assert [[text_of(part) for part in row] for row in table.iter("tr")] == [
        ["Hidden figure", "Could be", "Can be read in"],
        ["Asian, mean pay gap in “Pay gaps”", "no range told", "Minority ethnic, mean pay gap"],
        ["Asian, G1 in “Staff by grade”", "none to 14", "Asian; Minority ethnic, G1"],
        ["Black, G1 in “Staff by grade”", "not told here", "Black"],
        ["Irish in no table", "at most 1,204", "White"],
        ["Arab in no table", "none", "nothing that is shown"],
        ["Black in an earlier release, 31 March 2026", "none to 19", "see there"],
    ]


def test_which_hidden_cells_are_small_is_told_neither_on_the_page_nor_in_the_row(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    engine = {
        "solver": "HiGHS",
        "options": {"seed": 7},
        "primary": ["Black"],
        "cost": 12.5,
        "bound": 11.5,
        "whole_tables": 4,
        "explained": 4,
        "witnesses": "a" * 64,
        "audit": {"insiders_tried": 3},
    }
    found = dict.fromkeys(KEPT_OF_THE_ATTACK, 0) | {
        "insiders_tried": 3,
        "programmes": 917,
        "seconds": 8.25,
    }
    with app.app_context():
        told = prepared(review)
        proof = replace(
            told.proof,
            manifest=prove_text(review, engine, Audit(cells=(cell("Black", 0, 14),), summary=found)),
        )
        publish_it(review, replace(told, proof=proof))
        kept = json.loads(db.session.scalars(select(Release.manifest)).one() or "")
    assert set(kept["engine"]) == {"solver", "options"}
    assert set(kept["audit"]) == {"ok", *KEPT_OF_THE_ATTACK}
    assert not {"primary", "cost", "whole_tables", "insiders_tried", "programmes", "seconds"} & set(
        names_in(kept)
    )
    html = client_for("hr_lead").get(page_of(review)).text
    for word in ("primary", "primaries", "complementary", "917", "8.25", "12.5", "11.5", "a" * 64):
        # Not as a part of an id or a fingerprint.
        assert not re.search(rf"(?<![0-9a-z]){re.escape(word)}(?![0-9a-z])", html.lower())


def prove_text(
    review: ReviewWithPeople, engine: dict[str, object], audit: Audit, hidden: tuple[HiddenCell, ...] = ()
) -> str:
    """What the ledger would keep of this engine's record and this audit."""
    from review_toolkit.releases.ledger import ledger_of

    return prove(
        content(),
        statement=statement(),
        manifest=engine,
        audit=audit,
        ledger=ledger_of(review_of(review.id).organisation_id),
        restored_by=(),
        made_of=MADE_OF,
        hidden=hidden,
    ).manifest


def names_in(value: object) -> list[str]:
    """Every name of a JSON document, at any depth."""
    if isinstance(value, dict):
        return [*value, *(name for each in value.values() for name in names_in(each))]
    return [name for each in value for name in names_in(each)] if isinstance(value, list) else []


def test_what_came_out_is_told_in_words_and_nothing_is_called_none(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    release(app, review, cell("Black", 3, 14), narrowed=1, dates=2, insiders_pinned=0)
    html = client_for("reviewer").get(page_of(review)).text
    assert table_of(html, "looked-at") == {
        "What": "Number",
        LOOKED_AT["hidden"]: "1",
        LOOKED_AT["shown"]: "2",
        LOOKED_AT["dates"]: "2",
    }
    assert table_of(html, "came-out") == {
        "What": "How many",
        MUST_BE_NONE["exact_small"]: "none",
        MUST_BE_NONE["insiders_pinned"]: "none",
        LEFT_OPEN["narrowed"]: "1",
    }
    said = text_of(parse_page(html))
    assert "be anything from none up to at least 10" in said
    assert "None: it was the first release of the organisation." in said
    assert "Staff by ethnic group: put Asian and Black together." in said
    for jargon in ("linear", "programme", "infeasible", "cell ", "LP"):
        assert jargon not in said


def test_what_groups_and_lines_are_made_of_is_told_without_a_recorded_value(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    release(app, review, cell("Black", 0, 14))
    html = client_for("reviewer").get(page_of(review)).text
    assert table_of(html, "made-of") == {
        "Name": "Made of",
        "Minority ethnic": "Asian, Black",
        "Low (cluster)": "G1, G2",
        "High (cluster)": "G3",
        "other minority groups": "Asian, Black",
    }
    for fingerprint in (*MADE_OF.values, MADE_OF.key):
        assert fingerprint not in html


def test_many_hidden_figures_go_over_several_pages(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    release(app, review, *(cell(f"Group {number:03}", 0, 10 + number) for number in range(250)))
    reviewer = client_for("reviewer")
    found: list[str] = []
    for number, last in ((1, False), (2, False), (3, True)):
        html = reviewer.get(page_of(review, page=f"?page={number}")).text
        rows = list(table_of(html, "hidden-figures"))[1:]
        assert len(rows) == (50 if last else CELLS_ON_A_PAGE)
        assert f"Hidden figures, page {number} of 3" in html
        found += rows
    assert found == [f"Group {number:03}" for number in range(250)]
    for none in ("?page=4", "?page=0", "?page=x", "?page=-1"):
        reviewer.get(page_of(review, page=none), expect=404)


def test_where_nothing_is_hidden_the_page_says_so(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    release(app, review)
    assert "Nothing is hidden in this release." in client_for("reviewer").get(page_of(review)).text


def test_a_withdrawn_releases_record_stays_and_says_that_it_is_withdrawn(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    release(app, review, cell("Black", 0, 14))
    with app.app_context():
        with write_transaction():
            withdraw(review_of(review.id), 1, reason=WHY, actor=review.actors["hr_lead"])
        publish_it(review, prepared(review))
    reviewer = client_for("reviewer")
    assert "It was withdrawn on" in text_of(parse_page(reviewer.get(page_of(review)).text))
    second = text_of(parse_page(reviewer.get(page_of(review, 2)).text))
    assert "It was withdrawn on" not in second
    assert "Release 1 of “Own review”, staff in post on 31 March 2026, withdrawn by then" in second


def test_a_release_from_before_records_were_kept_says_so(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    with app.app_context(), write_transaction() as session:
        old = Release(
            review_id=review.id,
            number=1,
            snapshot_date=SNAPSHOT,
            content=canonical_bytes(content()).decode(),
            sha256=fingerprint_of(content()),
            released_by_id=review.actors["hr_lead"].user_id,
            released_by_name="Own hr lead",
        )
        append_to_chain(session, old)
    html = client_for("reviewer").get(page_of(review)).text
    assert "It is from before the toolkit kept a record of how a release was checked." in html
    assert "Could be" not in html
    assert "be anything from none" not in html


@pytest.mark.parametrize(
    "change",
    [
        "manifest = replace(manifest, '14', '15')",
        "manifest = replace(manifest, '\"exact_small\":0', '\"exact_small\":1')",
        "manifest = manifest || ' '",
        "statement = replace(statement, '40', '41')",
        "charts_sha256 = sha256",
    ],
)
def test_a_record_that_was_tampered_with_is_not_shown(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, change: str
) -> None:
    release(app, review, cell("Black", 0, 14))
    reviewer = client_for("reviewer")
    reviewer.get(page_of(review))
    with app.app_context():
        db.session.close()
    with sqlite3.connect(app.extensions["settings"].instance / "review-toolkit.sqlite3") as connection:
        connection.execute("DROP TRIGGER tr_release_no_update")
        assert connection.execute(f"UPDATE release SET {change}").rowcount == 1  # noqa: S608 (our own words)
    connection.close()
    html = reviewer.get(page_of(review), expect=503).text
    assert "Release 1 is not what was released. Restore a backup." in html
    assert "Could be" not in html


def test_every_setting_of_the_engine_has_its_words_and_is_told(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    assert set(SETTINGS) == {each.name for each in fields(Options)}
    with app.app_context():
        told = prepared(review)
        manifest = prove_text(review, {"solver": "HiGHS 1.11", "options": asdict(Options())}, Audit())
        publish_it(review, replace(told, proof=replace(told.proof, manifest=manifest)))
    made_with = table_of(client_for("reviewer").get(page_of(review)).text, "made-with")
    assert made_with["Solver of equations"] == "HiGHS 1.11"
    assert made_with[SETTINGS["improve_up_to"]] == f"{Options().improve_up_to:,}"
    assert made_with[SETTINGS["work"]] == f"{Options().work:,}"
    assert set(SETTINGS.values()) <= set(made_with)


def test_it_says_what_the_attack_knew_of_movers_only_where_there_was_another_date(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    release(app, review, cell("Black", 0, 14))
    with app.app_context():
        with write_transaction():
            withdraw(review_of(review.id), 1, reason=WHY, actor=review.actors["hr_lead"])
        publish_it(review, prepared(review))
        publish_it(review, prepared(review, SNAPSHOT + timedelta(days=365)))
    for number, has_movers in ((1, False), (2, False), (3, True)):
        said = text_of(parse_page(client_for("reviewer").get(page_of(review, number)).text))
        assert ("joined and left" in said) is has_movers, number
        assert "how many work in each grade or group of grades that the figures name" in said


def test_fingerprints_are_whole_when_they_are_copied(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    release(app, review, cell("Black", 0, 14))
    html = client_for("reviewer").get(page_of(review)).text
    with app.app_context():
        row = db.session.scalars(select(Release)).one()
    told = table_of(html, "fingerprints")
    assert (told["Figures"], told["Row of the ledger"]) == (row.sha256, row.row_hash)
    assert table_of(html, "inputs")["Workforce"] == "f" * 64
