"""The ladder as the profile's statement lays it out: two sides, the organisation's clusters, single grades.

Only the two sides are ever published. The rest is there because colleagues know how many people are in each,
so that whoever knows the shares could work out a few people's group on a single grade.
"""

from review_toolkit.disclosure.profile.facts import ProfileFacts
from review_toolkit.disclosure.profile.levels import LOWER, UPPER, Cut
from review_toolkit.disclosure.statements import Hierarchy

EVERYBODY = "everybody"
_NO_GRADE = "no grade"
_NO_CLUSTER = "no cluster"


def hierarchy(facts: ProfileFacts, cut: Cut | None) -> Hierarchy:
    """Return the levels: everybody parted into two sides and, another way, into clusters of grades."""
    no_grade = () if facts.people(facts.grades) == facts.total else (_NO_GRADE,)
    ways: list[tuple[str, ...]] = []
    children: dict[str, tuple[tuple[str, ...], ...]] = {}
    if cut:
        ways.append((LOWER, UPPER, *no_grade))
        children |= {LOWER: (cut.lower,), UPPER: (cut.upper,)}
    if facts.clusters:
        clustered = {grade for grades in facts.clusters.values() for grade in grades}
        loose = tuple(grade for grade in facts.grades if grade not in clustered)
        ways.append((*map(_cluster, facts.clusters), *loose, *no_grade))
        children |= {_cluster(name): (grades,) for name, grades in facts.clusters.items()}
    if not ways:
        ways.append((*facts.grades, *no_grade))
    return Hierarchy(EVERYBODY, {EVERYBODY: tuple(ways), **children})


def lines(facts: ProfileFacts, cut: Cut | None) -> dict[str, tuple[str, ...]]:
    """Return every line of the hierarchy with its grades."""
    sides = {LOWER: cut.lower, UPPER: cut.upper} if cut else {}
    clusters = {_cluster(name): grades for name, grades in facts.clusters.items()}
    return {**sides, **clusters, **{grade: (grade,) for grade in facts.grades}}


def public_bodies(facts: ProfileFacts) -> tuple[str, ...]:
    """Return the grades whose make-up is a confirmed public fact, where they hold that body alone."""
    return tuple(
        fact.grade
        for fact in facts.public_facts
        if fact.grade in facts.grades and facts.people((fact.grade,)) == fact.members
    )


def _cluster(name: str) -> str:
    """A cluster and a grade may bear one name."""
    return f"{name} (cluster)"
