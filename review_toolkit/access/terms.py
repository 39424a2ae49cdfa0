"""For which stages, to what end and how long somebody holds a role in a review. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MOST_PURPOSE_CHARACTERS = 500
LONGEST_ROLE = timedelta(days=731)
"""Nobody from outside is let in for longer at once; it can be extended."""
NOTICE = timedelta(days=7)
"""How long before its last day the holder of a role is told that it ends."""


@dataclass(frozen=True, slots=True)
class Terms:
    """First and last day of a role (both inclusive, London time), its purpose, and the keys of its stages.

    Without a day it is open at that end; without stages it opens all of them.
    """

    starts_on: date | None = None
    ends_on: date | None = None
    purpose: str = ""
    stages: tuple[str, ...] = ()

    def is_under_way(self, day: date) -> bool:
        """Say whether a role of these terms counts on a day."""
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_on is None or day <= self.ends_on
        )

    def opens(self, stage: str | None) -> bool:
        """Say whether a role of these terms opens a stage; what belongs to none (None) it opens always."""
        return stage is None or not self.stages or stage in self.stages

    def ends_soon(self, day: date) -> bool:
        """Say whether its last day is within a week, so that its holder should know."""
        return self.ends_on is not None and day <= self.ends_on < day + NOTICE + timedelta(days=1)


OPEN_ENDED = Terms()


def today(moment: datetime) -> date:
    """Return the day that a moment belongs to where the organisations are."""
    return moment.astimezone(LONDON).date()


def joined(stages: Iterable[str]) -> str:
    """Return stages as a column holds them."""
    return ",".join(stages)


def parted(column: str) -> tuple[str, ...]:
    """Return the stages that a column holds."""
    return tuple(filter(None, column.split(",")))
