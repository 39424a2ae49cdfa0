"""How a release was found safe, as the ledger keeps it and as the page of its audit reads it.

Nothing in it tells more than the published figures do: the ranges are what anybody could work out from them,
and which hidden cells are small themselves, and which only protect others, is not in it.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import Any, Protocol

from review_toolkit.disclosure.statements import Coordinates
from review_toolkit.disclosure.wording import cell_name
from review_toolkit.releases import made_of as composition
from review_toolkit.releases.made_of import MadeOf

KEPT = ("solver", "numpy", "python", "options", "hidden", "shown", "grid", "keyed_witnesses")
"""What is kept of the engine's own record. What a pattern costs, and how many cells are small themselves,
would be an equation about what is hidden."""

LOOKED_AT: Mapping[str, str] = {
    "hidden": "Hidden figures that it tried to work out",
    "shown": "Shown figures that it could use",
    "dates": "Sets of figures that it laid side by side",
}
MUST_BE_NONE: Mapping[str, str] = {
    "exact_small": "Hidden small numbers that it could work out exactly",
    "below_threshold": "Hidden numbers that are certain to be small",
    "primaries_narrowed": "Hidden small numbers that cannot be as low as none or as high as the threshold",
    "exact_zero": "Groups in which nobody can have met an outcome",
    "exact_all": "Groups in which everybody must have met an outcome",
    "unlisted_small": "Small numbers that are in no table and that it could work out",
    "sums_pinned": "Hidden totals of pay that it could work out too closely",
    "insiders_pinned": "Small numbers that one or two members of another small group could work out",
    "movers_pinned": "Ethnic groups of people who joined, left or moved that it could work out",
}
LEFT_OPEN: Mapping[str, str] = {
    "narrowed": "Hidden figures that cannot be none, and need not be small",
    "exact_hidden_for_nothing": "Hidden figures, none of them small, that can be worked out",
}
KEPT_OF_THE_ATTACK = (*LOOKED_AT, *MUST_BE_NONE, *LEFT_OPEN)
"""What is kept and told of an attack. How many members of small groups were played, how many questions the
solver was put and how long it took are not: each depends on how many hidden cells are small themselves."""

_TOLERANCE = 1e-6


class Bounds(Protocol):
    """What an outsider can say of one hidden cell (`disclosure.attack.CellBounds`)."""

    @property
    def table(self) -> str: ...
    @property
    def at(self) -> Coordinates: ...
    @property
    def as_of(self) -> date | None: ...
    @property
    def lower(self) -> float: ...
    @property
    def upper(self) -> float | None: ...


class Audit(Protocol):
    """What attacking the figures found (`disclosure.attack.AttackReport`)."""

    @property
    def ok(self) -> bool: ...
    @property
    def cells(self) -> Sequence[Bounds]: ...
    @property
    def summary(self) -> Mapping[str, int | float | bool]: ...


@dataclass(frozen=True, slots=True)
class Against:
    """An earlier release that was part of the audit."""

    review: str
    number: int
    snapshot_date: date
    sha256: str
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class HiddenCell:
    """A hidden cell and between what it could lie. Where only one number fits, neither end is kept.

    Where nothing tried it by itself, `at_most` stands alone: the smallest number of people that holds it.
    `shown_in` names the finest shown figures that hold its people; None in records that did not keep them. A
    figure that is no number of people has no range.
    """

    table: str
    cell: str
    as_of: date | None
    at_least: int | None
    at_most: int | None
    shown_in: tuple[str, ...] | None = None
    is_count: bool = True
    is_earlier: bool = False
    """Whether an earlier release hides it, which was part of the check."""

    @property
    def range_in_words(self) -> str:
        if not self.is_count:
            return "no range told"
        if self.at_least is None and self.at_most is not None:
            return f"at most {self.at_most:,}" if self.at_most else "none"
        if self.at_least is None:
            return "not told here"
        if self.at_most is None:
            return f"{self.at_least:,} or more"
        return f"{f'{self.at_least:,}' if self.at_least else 'none'} to {self.at_most:,}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The record of a release's protection, as it is shown."""

    toolkit: str
    threshold: int
    engine: Mapping[str, object]
    inputs: Mapping[str, str]
    ledger_head: str
    against: tuple[Against, ...]
    summary: Mapping[str, int | float | bool]
    cells: tuple[HiddenCell, ...]
    restored_by: tuple[str, ...]
    made_of: MadeOf | None = None
    """None for a release from before this was kept."""

    @property
    def grid(self) -> Mapping[str, object] | None:
        """How the tables were laid out, for the next cycle to keep."""
        grid = self.engine.get("grid")
        return grid if isinstance(grid, Mapping) else None


def manifest_text(
    *,
    threshold: int,
    engine: Mapping[str, object],
    inputs: Mapping[str, str],
    ledger_head: str,
    against: Sequence[Against],
    audit: Audit,
    restored_by: Sequence[str],
    made_of: MadeOf,
    hidden: Sequence[HiddenCell] = (),
) -> str:
    """Return the record as canonical JSON: sorted keys, no spaces.

    `hidden` lists what is hidden as a reader looks for it; without it, it is listed as it was attacked.
    """
    document = {
        "toolkit": version("review-toolkit"),
        "threshold": threshold,
        "engine": {name: engine[name] for name in KEPT if name in engine},
        "inputs": dict(inputs),
        "ledger_head": ledger_head,
        "against": [
            {
                "review": each.review,
                "number": each.number,
                "snapshot_date": each.snapshot_date.isoformat(),
                "sha256": each.sha256,
                "withdrawn": each.is_withdrawn,
            }
            for each in against
        ],
        "audit": {
            "ok": audit.ok,
            **{name: audit.summary[name] for name in KEPT_OF_THE_ATTACK if name in audit.summary},
        },
        "cells": [_entry(each) for each in hidden or _attacked(audit)],
        "restored_by": list(restored_by),
        "made_of": composition.to_document(made_of),
    }
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def read_manifest(text: str) -> Manifest:
    """Return what `manifest_text` wrote."""
    found: dict[str, Any] = json.loads(text)
    return Manifest(
        toolkit=found["toolkit"],
        threshold=found["threshold"],
        engine=found["engine"],
        inputs=found["inputs"],
        ledger_head=found["ledger_head"],
        against=tuple(
            Against(
                review=each["review"],
                number=each["number"],
                snapshot_date=date.fromisoformat(each["snapshot_date"]),
                sha256=each["sha256"],
                is_withdrawn=each["withdrawn"],
            )
            for each in found["against"]
        ),
        summary=found["audit"],
        cells=tuple(
            HiddenCell(
                table=each["table"],
                cell=each["cell"],
                as_of=date.fromisoformat(each["as_of"]) if each["as_of"] else None,
                at_least=each.get("at_least"),
                at_most=each.get("at_most"),
                shown_in=tuple(each["shown_in"]) if "shown_in" in each else None,
                is_count=each.get("is_count", True),
                is_earlier=each.get("is_earlier", False),
            )
            for each in found["cells"]
        ),
        restored_by=tuple(found["restored_by"]),
        made_of=composition.from_document(found["made_of"]) if "made_of" in found else None,
    )


def range_of(found: Bounds) -> tuple[int | None, int | None]:
    """Return between what a hidden cell could lie, in whole people; neither end where one number fits.

    Such a number can be worked out by whoever likes, and is safe to know. It is still not for us to print.
    """
    at_least = math.ceil(found.lower - _TOLERANCE)
    if found.upper is None or math.isinf(found.upper):
        return at_least, None
    at_most = math.floor(found.upper + _TOLERANCE)
    return (at_least, at_most) if at_least < at_most else (None, None)


def _attacked(audit: Audit) -> list[HiddenCell]:
    return [HiddenCell(each.table, cell_name(each.at), each.as_of, *range_of(each)) for each in audit.cells]


def _entry(cell: HiddenCell) -> dict[str, object]:
    told: dict[str, object] = {
        "table": cell.table,
        "cell": cell.cell,
        "as_of": cell.as_of.isoformat() if cell.as_of else None,
    }
    ends = {"at_least": cell.at_least, "at_most": cell.at_most}
    told |= {name: end for name, end in ends.items() if end is not None}
    if cell.shown_in is not None:
        told["shown_in"] = list(cell.shown_in)
    if not cell.is_count:
        told["is_count"] = False
    return {**told, "is_earlier": True} if cell.is_earlier else told
