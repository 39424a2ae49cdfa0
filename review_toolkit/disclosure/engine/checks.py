"""What is refused before anything is computed: contradictions, lines too small to divide, too few staff."""

from review_toolkit.disclosure.engine.failures import CannotProtect, LinesTooSmall
from review_toolkit.disclosure.engine.filling import contradiction, worked_out
from review_toolkit.disclosure.engine.requirements import is_sensitive
from review_toolkit.disclosure.rules import LOWEST_THRESHOLD
from review_toolkit.disclosure.statements import Coordinates, Statement
from review_toolkit.disclosure.wording import cell_name


def check(one: Statement) -> None:
    """Raise where a publication cannot be protected as it stands, naming what to change."""
    if one.threshold < LOWEST_THRESHOLD:
        raise CannotProtect(
            f"A threshold of {one.threshold} protects too little. Choose {LOWEST_THRESHOLD} or more."
        )
    if found := contradiction(one):
        raise CannotProtect(found)
    _check_lines(one)


def _check_lines(one: Statement) -> None:
    counts = _counts(one)
    least = 2 * one.threshold
    lines: dict[Coordinates, None] = {}
    for table in one.tables:
        for cell in table.cells:
            if is_sensitive(cell.at, one.dimensions):
                lines[tuple(pair for pair in cell.at if one.dimensions[pair[0]].role == "public")] = None
    small = [at for at in lines if 0 < counts.get(at, least) < least]
    if () in small:
        raise CannotProtect(
            f"Too few staff to report: with fewer than {least} people, any division would expose colleagues. "
            "What the review can say at this size comes from listening and from the policy audit."
        )
    if small:
        raise LinesTooSmall([cell_name(at) for at in sorted(small)], least)


def _counts(one: Statement) -> dict[Coordinates, int]:
    given = {known.at: known.count for known in one.known}
    for table in one.tables:
        given |= {cell.at: cell.count for cell in table.cells if cell.count is not None}
    return {**worked_out(one), **given}
