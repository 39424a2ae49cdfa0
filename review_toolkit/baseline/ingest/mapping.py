"""How one organisation's files are to be read: its headers, ethnic groups, grades and pay basis.

One mapping serves all files of a review: entries whose column a file lacks are ignored for it.
"""

from collections import abc
from dataclasses import dataclass, field
from typing import Literal

from review_toolkit.analysis.groups import UNKNOWN, Grouping, InvalidGrouping, Ladder
from review_toolkit.content import (
    AGENDA_FOR_CHANGE,
    EthnicityScheme,
    ethnicity_scheme,
    fold_label,
    ladder_preset,
)

Scheme = Literal["nhs-16+1", "ons-19", "own"]
SCHEMES: tuple[Scheme, ...] = ("nhs-16+1", "ons-19", "own")
Basis = Literal["actual", "full_time_equivalent", "hourly"]
BASES: tuple[Basis, ...] = ("actual", "full_time_equivalent", "hourly")
BritishSubCodes = Literal["A", "C"]
BRITISH_SUB_CODES: tuple[BritishSubCodes, ...] = ("A", "C")


@dataclass(frozen=True, slots=True)
class EthnicitySettings:
    """How ethnicity is read.

    `values` maps what stands in the file ("" for blank) to a category, an NHS code or a reserved word, and
    wins over everything that is recognised. `groups` are roll-ups from fine to coarse. `british_sub_codes`
    says which national code English, Scottish, Welsh, Northern Irish and Cornish count as: published tables
    disagree, and C (any other White background) is the default.
    """

    scheme: Scheme = "nhs-16+1"
    values: abc.Mapping[str, str] = field(default_factory=dict)
    groups: abc.Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    comparator: str | None = None
    british_sub_codes: BritishSubCodes = "C"


@dataclass(frozen=True, slots=True)
class GradeSettings:
    """The grade ladder from low to high, or the name of a preset, which has its own clusters."""

    ladder: tuple[str, ...] | Literal["agenda-for-change"]
    clusters: abc.Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    leadership: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PayBasis:
    """What the pay column holds: actual pay, full-time-equivalent pay (both a year), or pay by the hour."""

    basis: Basis
    weekly_hours: float | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping; empty, it recognises canonical headers, NHS codes and Agenda for Change labels."""

    columns: abc.Mapping[str, str] = field(default_factory=dict)
    ethnicity: EthnicitySettings = field(default_factory=EthnicitySettings)
    grade: GradeSettings | None = None
    pay: PayBasis | None = None


def scheme_of(settings: EthnicitySettings) -> EthnicityScheme | None:
    """Return the shipped scheme, or None for an organisation's own."""
    return None if settings.scheme == "own" else ethnicity_scheme(settings.scheme)


def target_of(settings: EthnicitySettings, target: str) -> str | None:
    """Return the category or reserved word that a target of `values` names, or None."""
    word = target.strip().casefold()
    if word in UNKNOWN:
        return word
    scheme = scheme_of(settings)
    if scheme is None:
        return target
    if target in scheme.categories:
        return target
    return scheme.codes.get(target.upper()) or scheme.labels.get(fold_label(target))


def grouping_of(settings: EthnicitySettings) -> Grouping:
    """Return the groups of the analysis. They depend on the mapping alone, never on who is in the file.

    An organisation's `groups` replace the scheme's "Minority ethnic" and every one of the five groups from
    which they take a category. Raises `InvalidGrouping` where the settings do not fit together.
    """
    scheme = scheme_of(settings)
    if scheme is None:
        targets = [target_of(settings, target) for target in settings.values.values()]
        categories = tuple(
            dict.fromkeys(target for target in targets if target is not None and target not in UNKNOWN)
        )
        if settings.comparator is None:
            raise InvalidGrouping(
                "An own scheme needs a comparator, the group that others are compared with."
            )
        return Grouping(categories, dict(settings.groups), settings.comparator)
    roll_ups = dict(scheme.groups)
    if settings.groups:
        own = {
            name: tuple(scheme.codes.get(member, member) for member in members)
            for name, members in settings.groups.items()
        }
        claimed = {member for members in own.values() for member in members}
        for name, members in scheme.groups.items():
            if name in own or not claimed.isdisjoint(members):
                del roll_ups[name]
        roll_ups |= own
    else:
        name, members = scheme.minority
        roll_ups[name] = members
    return Grouping(scheme.categories, roll_ups, settings.comparator or scheme.comparator)


def ladder_of(settings: GradeSettings) -> Ladder:
    """Return the ladder; raise `InvalidGrouping` where the settings do not fit together."""
    if settings.ladder == AGENDA_FOR_CHANGE:
        preset = ladder_preset(AGENDA_FOR_CHANGE)
        return Ladder(
            preset.grades,
            dict(settings.clusters or preset.clusters),
            settings.leadership or preset.leadership,
        )
    grades = tuple(settings.ladder)
    folded = [fold_label(grade) for grade in grades]
    for grade, words in zip(grades, folded, strict=True):
        if folded.count(words) > 1:
            raise InvalidGrouping(
                f"'{grade}' differs from another grade only in case, spaces or punctuation."
            )
    return Ladder(grades, dict(settings.clusters), settings.leadership)
