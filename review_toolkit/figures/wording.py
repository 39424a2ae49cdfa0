"""How a figure reads. The only place where a value becomes text, so that it reads alike everywhere."""

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from review_toolkit.figures.prose import Sentence
from review_toolkit.figures.release import Cell, Part
from review_toolkit.figures.values import HIDDEN_MARK, Figure, Hidden, NotCalculable, Shown, Unit

NOT_CALCULABLE = "not calculable"
NOT_GIVEN = "–"
_LONDON = ZoneInfo("Europe/London")


def figure_text(figure: Figure) -> str:
    """Return the value as text, "[c]" where it is hidden, "not calculable" where there is none."""
    return cell_text(Cell(figure))


def cell_text(cell: Cell) -> str:
    """Return one part of a figure as text. A part that the figure does not have reads "–"."""
    figure = cell.figure
    if isinstance(figure.state, Hidden):
        return HIDDEN_MARK
    if isinstance(figure.state, NotCalculable):
        return NOT_CALCULABLE if cell.part == "value" else NOT_GIVEN
    return _part_text(figure.state, cell.part, figure.unit, figure.decimals)


def sentence_text(sentence: Sentence) -> str:
    """Return a sentence as plain text."""
    return "".join(part if isinstance(part, str) else cell_text(part) for part in sentence)


def in_uk(moment: datetime) -> datetime:
    """Return a moment as UK clocks show it. A moment without a zone is refused: datetimes are kept in UTC."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone: datetimes are kept in UTC.")
    return moment.astimezone(UTC).astimezone(_LONDON)


def uk_date(day: date) -> str:
    """Return a date as "31 March 2026"."""
    return f"{day.day} {day:%B %Y}"


def rounded(value: float, decimals: int) -> str:
    """Round half up, as people do by hand and as published statistics do, with thousands separated.

    The decimal text of the float is rounded, not its binary expansion: 2.675 gives 2.68.
    """
    number = _rounded(value, decimals)
    text = f"{abs(number):,.{decimals}f}"
    return f"−{text}" if number < 0 else text


def printed_value(figure: Figure) -> float:
    """Return a shown figure's value as its text gives it: what a picture or a sentence may rest on."""
    if figure.shown is None:
        raise ValueError("Only a shown figure has a printed value.")
    return float(_rounded(figure.shown.value, figure.decimals))


def _part_text(shown: Shown, part: Part, unit: Unit, decimals: int) -> str:
    if part == "verdict":
        return shown.verdict or NOT_GIVEN
    if part == "interval":
        if shown.interval is None:
            return NOT_GIVEN
        low, high = shown.interval
        return f"{_with_unit(low, unit, decimals)} to {_with_unit(high, unit, decimals)}"
    if part == "value":
        return _with_unit(shown.value, unit, decimals)
    count: float | None = getattr(shown, part)
    if count is None:
        return NOT_GIVEN
    return rounded(count, 0 if float(count).is_integer() else 1)


def _rounded(value: float, decimals: int) -> Decimal:
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _with_unit(value: float, unit: Unit, decimals: int) -> str:
    number = rounded(value, decimals)
    if unit == "percent":
        return f"{number}%"
    if unit == "points":
        return f"{number} percentage points"
    return number
