"""The audit trail as a file to keep elsewhere: CSV or a workbook, the oldest event first.

Each row carries its fingerprint, so that a file that was kept shows later whether the trail was cut short or
written anew: `review-toolkit verify-audit-trail --noted-head` takes the newest one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC

from review_toolkit.exports.lists import list_as_csv, list_as_xlsx
from review_toolkit.trail.queries import Event

MARKING = "Audit trail. Names people: for those who answer for the review, and not for publication."
COLUMNS = ("row", "at_utc", "who", "did", "to_what", "reason", "as_written", "fingerprint")
_WIDTHS = {"at_utc": 22, "who": 26, "did": 34, "to_what": 44, "reason": 50, "fingerprint": 68}


def rows_of(events: Iterable[Event]) -> Iterator[Sequence[str | float]]:
    """Yield the cells of each event in the order of `COLUMNS`."""
    for event in events:
        yield (
            event.row,
            event.happened_at.astimezone(UTC).isoformat(timespec="seconds"),
            event.who,
            event.done,
            event.thing,
            event.reason,
            "yes" if event.as_written else "no",
            event.row_hash,
        )


def _as_xlsx(events: Iterable[Event]) -> bytes:
    return list_as_xlsx("Audit trail", COLUMNS, rows_of(events), marking=MARKING, widths=_WIDTHS)


WRITERS: Mapping[str, Callable[[Iterable[Event]], bytes]] = {
    "csv": lambda events: list_as_csv(COLUMNS, rows_of(events)),
    "xlsx": _as_xlsx,
}
