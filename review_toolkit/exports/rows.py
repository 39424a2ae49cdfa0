"""A figure as a row: one cell for each thing that a figure says, in the same order in every format."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date

from review_toolkit.exports.marked import Export
from review_toolkit.figures import HIDDEN_MARK, Figure, Hidden, Shown, figure_text

Value = str | float | date | None

_SEPARATE = " / "
"""Between the dimensions of a figure that is broken down twice, and between their categories."""

_MADE: Mapping[str, Callable[[Figure], Value]] = {
    "breakdown": lambda figure: _SEPARATE.join(dimension for dimension, _ in figure.breakdown),
    "line": lambda figure: _SEPARATE.join(category for _, category in figure.breakdown),
    "text": lambda figure: HIDDEN_MARK if isinstance(figure.state, Hidden) else figure_text(figure),
    "interval_low": lambda figure: _bound(figure, 0),
    "interval_high": lambda figure: _bound(figure, 1),
    "reason": lambda figure: None if isinstance(figure.state, Shown) else figure.state.reason,
}
"""What stands in no field of its own."""

_OF_SHOWN = frozenset(field.name for field in fields(Shown))

COLUMNS = (
    "id",
    "indicator",
    "group",
    "comparator",
    "breakdown",
    "line",
    "text",
    "value",
    "unit",
    "numerator",
    "denominator",
    "comparator_numerator",
    "comparator_denominator",
    "interval_low",
    "interval_high",
    "p_value",
    "direction",
    "verdict",
    "status",
    "reason",
    "definition",
    "snapshot_date",
    "decimals",
)


def row_of(figure: Figure) -> tuple[Value, ...]:
    """Return a figure's cells in the order of `COLUMNS`; None where it does not say a thing."""
    return tuple(_cell(figure, column) for column in COLUMNS)


ORIGIN_COLUMNS = ("marking", "organisation", "review", "release", "fingerprint")
"""What a row says of where it comes from, where rows may be parted from their file."""


def origin_of(export: Export) -> tuple[Value, ...]:
    """Return the cells of `ORIGIN_COLUMNS`, the same for every row of an export."""
    origin = export.origin
    told = (origin.organisation, origin.review, origin.release) if origin else (None, None, None)
    marking = " – ".join(part for part in (export.readers, export.not_updated) if part)
    return (export.warning or marking, *told, export.fingerprint)


def _cell(figure: Figure, column: str) -> Value:
    if column in _MADE:
        return _MADE[column](figure)
    if column in _OF_SHOWN:
        value: Value = getattr(figure.shown, column) if figure.shown else None
    else:
        value = getattr(figure, column)
    return value


def _bound(figure: Figure, index: int) -> float | None:
    return figure.shown.interval[index] if figure.shown and figure.shown.interval else None
