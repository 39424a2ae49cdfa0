"""The ladder as the profile's statement lays it out: two sides, the organisation's clusters, single grades.

Only the two sides are ever published. The rest is there because colleagues know how many people are in each,
so that whoever knows the shares could work out a few people's group on a single grade.
"""

from review_toolkit.disclosure.profile.facts import LOWER, UPPER, Cut, ProfileFacts
from review_toolkit.disclosure.statements import EVERYBODY, Hierarchy

_NO_GRADE = "no grade"


class Lines:
    """Every line of the ladder under one name: a cluster of one grade is no line beside that grade."""

    def __init__(self, facts: ProfileFacts, cut: Cut | None) -> None:
        self._facts = facts
        self._cut = cut
        self._names: dict[tuple[str, ...], str] = {}
        for name, grades in (
            *({cut.name(LOWER): cut.lower, cut.name(UPPER): cut.upper} if cut else {}).items(),
            *((f"{cluster} (cluster)", grades) for cluster, grades in facts.clusters.items()),
            *((grade, (grade,)) for grade in facts.grades),
        ):
            self._names.setdefault(grades, name)

    @property
    def grades(self) -> dict[str, tuple[str, ...]]:
        """The grades of each line, by the line's name."""
        return {name: grades for grades, name in self._names.items()}

    def name_of(self, grade: str) -> str:
        """Return the name of the line that holds this grade alone; "" is nobody's place on the ladder."""
        return self._names[(grade,)] if grade else _NO_GRADE

    @property
    def hierarchy(self) -> Hierarchy:
        """The levels: everybody parted into two sides and, another way, into clusters of grades."""
        facts = self._facts
        no_grade = () if facts.people(facts.grades) == facts.total else (_NO_GRADE,)
        ways: dict[tuple[str, ...], None] = {}
        if self._cut:
            ways[(self._cut.name(LOWER), self._cut.name(UPPER), *no_grade)] = None
        if facts.clusters:
            clustered = {grade for grades in facts.clusters.values() for grade in grades}
            loose = [self.name_of(grade) for grade in facts.grades if grade not in clustered]
            ways[(*(self._names[grades] for grades in facts.clusters.values()), *loose, *no_grade)] = None
        if not ways:
            ways[(*map(self.name_of, facts.grades), *no_grade)] = None
        children: dict[str, tuple[tuple[str, ...], ...]] = {EVERYBODY: tuple(ways)}
        for grades, name in self._names.items():
            if len(grades) > 1:
                children[name] = (tuple(map(self.name_of, grades)),)
        return Hierarchy(EVERYBODY, children)

    @property
    def public_bodies(self) -> dict[str, str]:
        """The grades whose make-up is a confirmed public fact, where they hold that body alone, by line."""
        facts = self._facts
        return {
            self.name_of(fact.grade): fact.grade
            for fact in facts.public_facts
            if fact.grade in facts.grades and facts.people((fact.grade,)) == fact.members
        }
