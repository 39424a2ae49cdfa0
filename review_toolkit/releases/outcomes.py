"""What can become of figures that are to be released, as values: each is an answer, none an accident."""

from dataclasses import dataclass

from review_toolkit.releases.models import Release


class ReleaseRefused(ValueError):
    """Content that may not be released. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The figures stand in the ledger."""

    release: Release


@dataclass(frozen=True, slots=True)
class AcceptedWithMoreHiding:
    """The figures stand in the ledger, and hide something that an earlier release showed.

    `hidden` holds titles alone ("Staff by grade and ethnic group"): which cells they are can be seen in the
    tables, and why each is hidden is nobody's to know.
    """

    release: Release
    hidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Nothing was released: the earlier figures stand, and `reason` says since when and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was released. `reason` says why and what to do."""

    reason: str


Outcome = Accepted | AcceptedWithMoreHiding | HeldBack | Refused


def release_of(outcome: Outcome) -> Release:
    """Return the release of an outcome that is one; raise `ReleaseRefused` with the reason otherwise."""
    if isinstance(outcome, HeldBack | Refused):
        raise ReleaseRefused(outcome.reason)
    return outcome.release
