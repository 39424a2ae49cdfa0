"""For which stages, to what end and how long somebody holds a role in a review. Pure."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from review_toolkit.access.actions import Role
from review_toolkit.figures import uk_date

LONDON = ZoneInfo("Europe/London")
MOST_PURPOSE_CHARACTERS = 500
LONGEST_ROLE = timedelta(days=731)
"""Nobody from outside is let in for longer at once; it can be extended."""
NOTICE = timedelta(days=7)
"""How long before its last day the holder of a role is told that it ends."""
_TOLD_AT = time(8)
_ENDED_AT = time(18)
"""On the day after the last. Until then nothing is open, and a role that lapsed can still be extended."""


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

    @property
    def told_at(self) -> datetime | None:
        """When the holder is to be told that the role ends; None where it has no last day."""
        return datetime.combine(self.ends_on - NOTICE, _TOLD_AT, LONDON) if self.ends_on else None

    @property
    def ended_at(self) -> datetime | None:
        """When the role is to be ended on record; None where it has no last day."""
        if self.ends_on is None:
            return None
        return datetime.combine(self.ends_on + timedelta(days=1), _ENDED_AT, LONDON)


OPEN_ENDED = Terms()


@dataclass(frozen=True, slots=True)
class TermsProblem:
    """What is wrong with terms: the name of the part (as in `Terms`) and an instruction."""

    part: str
    instruction: str


def problems_of(terms: Terms, *, role: Role, day: date, is_change: bool = False) -> tuple[TermsProblem, ...]:
    """Return what is wrong with the terms of a role that is offered, or changed, on a day.

    A delegated reviewer comes from outside: for something, for stages, for a time. How far a change may reach
    is counted from today, so that each is a decision about the time ahead.
    """
    found = []
    if role is Role.REVIEWER:
        if not terms.stages:
            found.append(TermsProblem("stages", "Choose at least one stage for the delegated reviewer"))
        if not terms.purpose.strip():
            found.append(TermsProblem("purpose", "Enter what the delegated reviewer is asked to do"))
        if terms.starts_on is None:
            found.append(TermsProblem("starts_on", "Enter the first day of the delegated reviewer’s role"))
        if terms.ends_on is None:
            found.append(TermsProblem("ends_on", "Enter the last day of the delegated reviewer’s role"))
    if len(terms.purpose) > MOST_PURPOSE_CHARACTERS:
        found.append(TermsProblem("purpose", f"Shorten the purpose to {MOST_PURPOSE_CHARACTERS} characters"))
    if terms.ends_on is not None:
        first = terms.starts_on or day
        since = max(first, day) if is_change else first
        if terms.ends_on < first:
            found.append(TermsProblem("ends_on", "Enter a last day that is not before the first day"))
        elif terms.ends_on < day:
            found.append(TermsProblem("ends_on", "Enter a last day that is not past"))
        elif terms.ends_on - since > LONGEST_ROLE:
            found.append(
                TermsProblem(
                    "ends_on",
                    f"Enter a last day that is at most {LONGEST_ROLE.days} days away. It can be moved later",
                )
            )
    return tuple(found)


def what_changed(before: Terms, after: Terms) -> str:
    """Return what of the terms is different, and what it is now: "last day 31 March 2027". "" for nothing.

    The purpose is only named: what it says may be about people.
    """
    days = (("first day", before.starts_on, after.starts_on), ("last day", before.ends_on, after.ends_on))
    found = [f"{name} {uk_date(day) if day else 'none'}" for name, was, day in days if was != day]
    if before.stages != after.stages:
        found.append(f"stages {', '.join(after.stages) or 'all'}")
    if before.purpose != after.purpose:
        found.append("purpose")
    return "; ".join(found)


def a_month_after(day: date) -> date:
    """Return the same day of the next month, or its last day where it is shorter."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def today(moment: datetime) -> date:
    """Return the day that a moment belongs to where the organisations are."""
    return moment.astimezone(LONDON).date()


def joined(stages: Iterable[str]) -> str:
    """Return stages as a column holds them."""
    return ",".join(stages)


def parted(column: str) -> tuple[str, ...]:
    """Return the stages that a column holds."""
    return tuple(filter(None, column.split(",")))
