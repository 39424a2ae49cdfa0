"""What the groups and lines of a workforce file are made of, for the ledger to keep (decision 19). Pure."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from review_toolkit.baseline.ingest.mapping import target_of
from review_toolkit.baseline.small_organisation_pay import OTHER_GROUPS, comparator_root, minority_of
from review_toolkit.content import fold_label
from review_toolkit.disclosure.statements import Statement
from review_toolkit.releases.made_of import MadeOf

if TYPE_CHECKING:
    from review_toolkit.baseline.ingest import Workforce

Tag = Callable[[str], str]
"""Gives a text's keyed fingerprint (`Vault.tag`)."""


def made_of(workforce: "Workforce", *, tag: Tag) -> MadeOf:
    """Return what a file's groups and lines are made of, before anything is merged."""
    grouping, settings, ladder = workforce.grouping, workforce.mapping.ethnicity, workforce.ladder
    people = workforce.people
    grades: list[str] = []
    occupied: tuple[str, ...] = ()
    if "grade" in people:
        grades = [str(grade) for grade in people["grade"].cat.categories]
        held = set(people["grade"].dropna().astype(str))
        occupied = tuple(grade for grade in grades if grade in held)
    clusters = {
        grade: name for name, inside in (ladder.clusters if ladder else {}).items() for grade in inside
    }
    pay = workforce.pay
    return MadeOf(
        groups={category: _above(category, grouping.parent) for category in grouping.categories},
        compared=comparator_root(grouping),
        scheme=settings.scheme,
        british_sub_codes=settings.british_sub_codes,
        values=_values(mapped_values(workforce), tag),
        key=tag(""),
        grades={grade: clusters.get(grade, "") for grade in grades},
        ranked=ladder is not None,
        occupied=occupied,
        pay=pay.basis if pay else "",
        counted_by=workforce.counted_by,
    )


def with_merged(made: MadeOf, workforce: "Workforce", statement: Statement, grid: object) -> MadeOf:
    """Return the same with the groups and lines that were merged so that they can be shown.

    `grid` is what the engine's record says of how the tables are laid out.
    """
    together: dict[str, tuple[str, ...]] = {}
    minority, groups = minority_of(workforce.grouping)
    if minority == OTHER_GROUPS:
        together[minority] = groups
    ways = statement.hierarchies["ethnicity"].children.get(minority, ()) if statement.hierarchies else ()
    told = [name for way in ways for name in way]
    rest = tuple(group for group in groups if group not in told)
    together |= {name: rest for name in told if name not in groups and name not in made.names}
    lines = grid.get("lines") if isinstance(grid, Mapping) else None
    for dimension, merges in lines.items() if isinstance(lines, Mapping) else ():
        for line, members in merges.items():
            if list(members) != [line]:
                together[f"{line} ({dimension})"] = tuple(members)
    return replace(made, together=together)


def mapped_values(workforce: "Workforce") -> dict[str, str]:
    """Return what the mapping itself says of recorded values: the category or reserved word of each."""
    settings = workforce.mapping.ethnicity
    targets = {" ".join(raw.split()): target_of(settings, given) for raw, given in settings.values.items()}
    return {text: target for text, target in targets.items() if target is not None}


def tags_of(text: str, tag: Tag) -> tuple[str, ...]:
    """Return the fingerprints by which a recorded value is looked up: as written, then by its words."""
    written, words = tag(f"recorded as written: {text}"), fold_label(text)
    return (written, tag(f"recorded words: {words}")) if words else (written,)


def _values(values: Mapping[str, str], tag: Tag) -> dict[str, str]:
    """Return values by fingerprint; of two that differ in case or spaces alone, the first gives the words."""
    found: dict[str, str] = {}
    for text, target in values.items():
        for place, fingerprint in enumerate(tags_of(text, tag)):
            if place == 0:
                found[fingerprint] = target
            else:
                found.setdefault(fingerprint, target)
    return found


def _above(label: str, parent: Callable[[str], str]) -> tuple[str, ...]:
    found = []
    while label := parent(label):
        found.append(label)
    return tuple(found)
