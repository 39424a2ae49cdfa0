"""A made-up membership body of 150 staff, its review, and documents written from them."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.document import Document as WordDocument

from review_toolkit.figures import (
    Cell,
    Chapter,
    Figure,
    Hidden,
    RowAccount,
    Section,
    Shown,
    Table,
    TableRow,
    sentence,
)
from review_toolkit.paths import REPORT_TEMPLATES
from review_toolkit.reports.context import (
    ChangeLine,
    Definition,
    ReportContext,
    ReportPeople,
    SourceLine,
    StageLine,
    WithheldLine,
    to_plain,
)
from review_toolkit.reports.render import render_here

SNAPSHOT = date(2026, 3, 31)
WITHHELD = "Withheld so that no colleague can be recognised."


def figure(indicator: str, group: str, state: Any, **breakdown: str) -> Figure:
    return Figure(
        indicator,
        group,
        "percent",
        f"{indicator}@1",
        SNAPSHOT,
        state,
        breakdown=tuple(breakdown.items()),
        decimals=1 if "gap" in indicator else 0,
    )


def share(group: str, people: int, total: int, indicator: str = "representation", **breakdown: str) -> Figure:
    return figure(
        indicator, group, Shown(100 * people / total, numerator=people, denominator=total), **breakdown
    )


def _representation() -> tuple[Figure, Table]:
    counts = {"Asian": 15, "Black": 12, "Minority ethnic": 36, "Not known": 7, "White": 107}
    figures = {group: share(group, people, 150) for group, people in counts.items()}
    rows = tuple(TableRow(group, (Cell(f, "numerator"), Cell(f))) for group, f in figures.items())
    note = "Staff in post on 31 March 2026, counted in full. Minority ethnic takes in all groups but White."
    return figures["Minority ethnic"], Table(
        "representation",
        "Staff in post by ethnic group",
        "Ethnic group",
        ("Staff", "Share of all staff"),
        rows,
        note,
    )


def _grades() -> Table:
    rows = []
    for grade, people, total in (
        ("Lower grades", 22, 70),
        ("Middle grades", 11, 52),
        ("Upper grades", 0, 28),
    ):
        hidden = grade.startswith("Upper")
        line = [
            figure("representation_by_grade", group, Hidden(WITHHELD), grade=grade)
            if hidden
            else share(group, count, total, "representation_by_grade", grade=grade)
            for group, count in (("Minority ethnic", people), ("White", total - people))
        ]
        everyone = share("All", total, total, "representation_by_grade", grade=grade)
        rows.append(
            TableRow(
                grade,
                (Cell(everyone, "denominator"), *(Cell(f, p) for f in line for p in ("numerator", "value"))),
            )
        )
    return Table(
        "representation_by_grade",
        "Staff by grade and ethnic group",
        "Grade",
        ("All staff", "Minority ethnic", "Share", "White", "Share"),
        tuple(rows),
        "[c]: withheld so that no colleague can be recognised. Rows are in order of grade, low to high.",
    )


def _pay() -> tuple[Figure, Figure, Table]:
    mean = figure(
        "mean_pay_gap",
        "Minority ethnic",
        Shown(6.24, interval=(1.1, 11.3), verdict="cannot tell", denominator=36),
    )
    median = figure(
        "median_pay_gap",
        "Minority ethnic",
        Shown(8.05, interval=(0.2, 15.4), verdict="cannot tell", denominator=36),
    )
    rows = tuple(
        TableRow(label, (Cell(f), Cell(f, "interval"), Cell(f, "verdict")))
        for label, f in (("Mean hourly pay", mean), ("Median hourly pay", median))
    )
    return (
        mean,
        median,
        Table(
            "pay",
            "Pay gap between White and minority ethnic staff",
            "Measure",
            ("Gap", "Plausible range", "Verdict"),
            rows,
        ),
    )


@pytest.fixture(scope="session")
def typical() -> ReportContext:
    """A review half way through, with a baseline, a stage not yet begun and another under way."""
    minority, table = _representation()
    mean, median, pay = _pay()
    declared = share("All", 143, 150, "declaration_rate")
    baseline = Chapter(
        "baseline",
        "Demographic baseline",
        key_points=(
            sentence(
                "Of 150 staff, ",
                Cell(minority, "numerator"),
                " (",
                minority,
                ") were from minority ethnic groups.",
            ),
            sentence("Ethnicity was recorded for ", declared, " of staff."),
            sentence(
                "The median hourly pay of staff from minority ethnic groups was ",
                median,
                " lower than that of "
                "White staff. With numbers this small the figures fit anything from no gap to a wide one.",
            ),
        ),
        sections=(
            Section(
                "Who works here",
                (
                    (
                        sentence(
                            "On 31 March 2026 ", minority, " of staff were from minority ethnic groups."
                        ),
                        sentence("That is a count of everyone, not an estimate."),
                        sentence("Ordinary turnover alone could shift it by about 4 points either way."),
                    ),
                ),
                (table,),
            ),
            Section(
                "Grades",
                (
                    (
                        sentence(
                            "Representation falls as grade rises. Figures for the upper grades are withheld."
                        ),
                    ),
                ),
                (_grades(),),
            ),
            Section(
                "Pay",
                (
                    (
                        sentence(
                            "Mean hourly pay was ",
                            mean,
                            " lower for staff from minority ethnic groups than for White staff.",
                        ),
                        sentence("These figures neither show nor rule out a gap."),
                    ),
                ),
                (pay,),
            ),
        ),
    )
    return ReportContext(
        organisation="The Alderbrook Federation",
        title="Race equality review 2026",
        status="Draft for factual accuracy",
        version="0.3",
        date=date(2026, 6, 12),
        marking="Confidential: board and reviewers only",
        snapshot_date=SNAPSHOT,
        threshold=10,
        people=ReportPeople(
            sponsor="Dr Ines Farrow, chief executive",
            commissioned_by="The board of trustees",
            reviewers=("Samuel Okonjo-Reid, independent reviewer", "Mairi Calloway, independent reviewer"),
            combined_roles=("Tomos Reede is HR lead and senior leader. Nobody signs their own.",),
        ),
        stages=(
            StageLine(
                "commission", "Commission", "signed off", date(2026, 1, 12), date(2026, 2, 2), reported=False
            ),
            StageLine("baseline", "Demographic baseline", "signed off", date(2026, 4, 7), date(2026, 5, 22)),
            StageLine("listening", "Listening", "in progress", date(2026, 5, 25)),
            StageLine("policy_audit", "Policy audit", "not yet begun"),
            StageLine("action_plan", "Findings and action plan", "not yet begun"),
        ),
        chapters=(baseline,),
        accounts={
            "workforce": RowAccount(
                158, 150, {"the same person listed twice": 5, "left before the snapshot date": 3}
            )
        },
        notes=(
            "Seven ethnicity labels in the extract were matched to the organisation’s list by the HR lead.",
            "Pay is full-time equivalent and leaves out overtime.",
        ),
        definitions=(
            Definition(
                "representation@1",
                "Representation",
                "The share of staff in post on the snapshot date who belong to each ethnic group.",
                "People in the group, divided by all staff in post.",
                "",
                "NHS Workforce Race Equality Standard, indicator 1, applied to an organisation’s own grades.",
            ),
            Definition(
                "median_pay_gap@1",
                "Median pay gap",
                "The difference between the median hourly pay of White staff and of staff from minority "
                "ethnic groups.",
                "(median of White staff − median of the group) ÷ median of White staff.",
                "A positive figure means that White staff are paid more.",
                "Government guidance on ethnicity pay reporting.",
            ),
        ),
        withheld=(WithheldLine("Staff by grade and ethnic group: upper grades", WITHHELD),),
        sources=(SourceLine("workforce.xlsx", "9f" * 32),),
        changes=(ChangeLine("0.2", date(2026, 6, 1), "Baseline chapter added."),),
        scope=("All staff with a contract of employment on the snapshot date, at both offices and at home.",),
        release_number=1,
        release_hash="3ac1" * 16,
    )


@pytest.fixture(scope="session")
def empty() -> ReportContext:
    """A review on its first day: nothing read, nothing begun."""
    return ReportContext(
        organisation="Body",
        title="Review",
        status="Draft",
        version="0.1",
        date=date(2026, 1, 5),
        marking="Draft",
        snapshot_date=SNAPSHOT,
        threshold=10,
        people=ReportPeople("the sponsor", "the board"),
        stages=(),
    )


@pytest.fixture(scope="session")
def template() -> bytes:
    return (REPORT_TEMPLATES / "commissioned-review.docx").read_bytes()


@pytest.fixture(scope="session")
def written(template: bytes) -> Callable[[ReportContext], bytes]:
    """Write a report in this process."""
    return lambda context: render_here(template, to_plain(context), name="commissioned-review.docx")


@pytest.fixture(scope="session")
def typical_bytes(written: Callable[[ReportContext], bytes], typical: ReportContext) -> bytes:
    return written(typical)


@pytest.fixture(scope="session")
def typical_document(typical_bytes: bytes) -> WordDocument:
    return Document(io.BytesIO(typical_bytes))


@pytest.fixture(scope="session")
def template_with() -> Callable[..., bytes]:
    """Make a small template from (style, text) pairs, with optional header, properties or raw parts."""

    def make(*paragraphs: tuple[str, str], header: str = "", title: str = "") -> bytes:
        document = Document()
        for style, text in paragraphs:
            document.add_paragraph(text, style=style)
        if header:
            document.sections[0].header.paragraphs[0].text = header
        document.core_properties.title = title
        buffer = io.BytesIO()
        document.save(buffer)
        return buffer.getvalue()

    return make


@pytest.fixture(scope="session")
def parts_of() -> Callable[[bytes], dict[str, bytes]]:
    """Read the XML parts of a Word file."""

    def read(content: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    return read
