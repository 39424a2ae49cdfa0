"""What is refused before anything is computed: contradictions, lines too small to divide, too few staff."""

from review_toolkit.disclosure.engine.failures import CannotProtect, LinesTooSmall, TooFewStaff
from review_toolkit.disclosure.engine.filling import Counts, contradiction, counts_given, worked_out
from review_toolkit.disclosure.engine.requirements import is_sensitive
from review_toolkit.disclosure.lines import least_people
from review_toolkit.disclosure.rules import ThresholdTooLow, check_threshold
from review_toolkit.disclosure.statements import Coordinates, Statement
from review_toolkit.disclosure.wording import cell_name


def check(one: Statement) -> None:
    """Raise where a publication cannot be protected as it stands, naming what to change."""
    try:
        check_threshold(one.threshold)
    except ThresholdTooLow as error:
        raise CannotProtect(str(error)) from error
    counts = counts_given(one) | worked_out(one)
    if wrong := contradiction(one, counts):
        raise CannotProtect(wrong)
    _check_lines(one, counts)


def _check_lines(one: Statement, counts: Counts) -> None:
    least = least_people(one.threshold)
    lines: dict[Coordinates, None] = {}
    for table in one.tables:
        for cell in table.cells:
            if not cell.hidden and is_sensitive(cell.at, one.dimensions):
                lines[tuple(pair for pair in cell.at if one.dimensions[pair[0]].role == "public")] = None
    small = [at for at in lines if 0 < counts.get(at, least) < least]
    if () in small:
        raise TooFewStaff(
            f"Too few staff to report: with fewer than {least} people, any division would expose colleagues. "
            "What the review can say at this size comes from listening and from the policy audit."
        )
    if small:
        raise LinesTooSmall([cell_name(at) for at in sorted(small)], least)
