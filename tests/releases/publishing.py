"""Small publications to be released in tests, with the audit of an engine that is not run."""

from dataclasses import dataclass, field
from datetime import date

from review_toolkit.database import write_transaction
from review_toolkit.disclosure.statements import Cell, Coordinates, Dimension, Hierarchy, Statement, Table
from review_toolkit.figures import Cell as FigureCell
from review_toolkit.figures import Figure, Hidden, ReleaseContent, RowAccount, Shown, TableRow
from review_toolkit.figures import Table as FigureTable
from review_toolkit.releases.ledger import Ledger, ledger_of
from review_toolkit.releases.made_of import MadeOf
from review_toolkit.releases.outcomes import Outcome
from review_toolkit.releases.service import PreparedRelease, prove, publish
from review_toolkit.reviews.queries import review_of
from tests.people import ReviewWithPeople

SNAPSHOT = date(2026, 3, 31)
GROUPS = ("White", "Asian", "Black")
MADE_OF = MadeOf(
    groups={"White": (), "Asian": ("Minority ethnic",), "Black": ("Minority ethnic",)},
    compared="White",
    scheme="own",
    british_sub_codes="C",
    values={"a" * 64: "White", "b" * 64: "Asian", "c" * 64: "Black"},
    key="d" * 64,
    grades={"G1": "Low", "G2": "Low", "G3": "High"},
    ranked=True,
    occupied=("G1", "G3"),
    together={"other minority groups": ("Asian", "Black")},
    pay="hourly",
    counted_by=("employee_id",),
)
REASON = "Hidden to protect colleagues."


@dataclass(frozen=True)
class Bounds:
    table: str
    at: Coordinates
    as_of: date | None
    lower: float
    upper: float


@dataclass(frozen=True)
class Audit:
    ok: bool = True
    cells: tuple[Bounds, ...] = ()
    summary: dict[str, int | float | bool] = field(
        default_factory=lambda: {"hidden": 1, "shown": 2, "exact_small": 0, "seconds": 0.25}
    )


def statement(day: date = SNAPSHOT, *, hidden: tuple[str, ...] = ("Black",)) -> Statement:
    """A publication of three groups."""
    return Statement(
        threshold=10,
        dimensions={"ethnicity": Dimension("ethnicity", "sensitive")},
        hierarchies={"ethnicity": Hierarchy("All", {"All": (GROUPS,)})},
        tables=(
            Table(
                "groups",
                ("ethnicity",),
                tuple(
                    Cell((("ethnicity", group),), hidden=True)
                    if group in hidden
                    else Cell((("ethnicity", group),), 40)
                    for group in GROUPS
                ),
            ),
        ),
        as_of=day,
    )


def content(day: date = SNAPSHOT, *, hidden: tuple[str, ...] = ("Black",)) -> ReleaseContent:
    """Figures of the same three groups."""
    figures = [
        Figure(
            indicator="representation",
            group=group,
            unit="percent",
            definition="representation@1",
            snapshot_date=day,
            state=Hidden(REASON) if group in hidden else Shown(40.0, 40, 100),
        )
        for group in GROUPS
    ]
    rows = tuple(TableRow(each.group, (FigureCell(each),)) for each in figures)
    return ReleaseContent(
        snapshot_date=day,
        threshold=10,
        exact=False,
        fingerprints={"workforce": "f" * 64},
        rows={"workforce": RowAccount(100, 100, {})},
        figures=tuple(figures),
        tables=(FigureTable("representation", "Staff by ethnic group", "Group", ("Share",), rows),),
    )


def prepared(
    review: ReviewWithPeople,
    day: date = SNAPSHOT,
    *,
    hidden: tuple[str, ...] = ("Black",),
    audit: Audit | None = None,
    ledger: Ledger | None = None,
) -> PreparedRelease:
    """Figures that were audited against what stands in the ledger now. Needs an application context."""
    told = content(day, hidden=hidden)
    at = tuple((("ethnicity", group),) for group in hidden)
    proof = prove(
        told,
        statement=statement(day, hidden=hidden),
        manifest={"solver": "none", "options": {"seed": 7}, "cost": 12.5, "whole_tables": 4},
        audit=audit or Audit(cells=tuple(Bounds("groups", each, day, 0, 14) for each in at)),
        ledger=ledger or ledger_of(review_of(review.id).organisation_id),
        restored_by=("Staff by ethnic group: put Asian and Black together.",),
        made_of=MADE_OF,
    )
    return PreparedRelease(told, proof)


def publish_it(review: ReviewWithPeople, release: PreparedRelease) -> Outcome:
    with write_transaction():
        return publish(review_of(review.id), release, actor=review.actors["hr_lead"])
