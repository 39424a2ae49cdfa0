"""Groups within the minority: those that can be told of by themselves, and the rest together."""

from collections.abc import Iterator, Mapping

from review_toolkit.disclosure.profile.facts import ProfileFacts

OTHER_MINORITY = "other minority groups"
Groups = Mapping[str, tuple[str, ...]]
"""Each group that is told of, with the counted groups inside it."""


def divisions_of(facts: ProfileFacts) -> Iterator[Groups]:
    """Yield the ways to divide the minority, from the finest that the counts allow to none.

    Each group is at least the threshold. What is smaller is merged into "other minority groups", and what is
    merged is at least the threshold itself, so that no difference from the whole is small.
    """
    if facts.kept.groups:
        if all(sum(map(facts.count, members)) >= facts.threshold for members in facts.kept.groups.values()):
            yield facts.kept.groups
    elif len(facts.minority_groups) > 1:
        counts = {group: facts.count(group) for group in facts.minority_groups}
        alone = [group for group in facts.minority_groups if counts[group] >= facts.threshold]
        while alone:
            rest = [group for group in facts.minority_groups if group not in alone]
            together = sum(counts[group] for group in rest)
            if together >= facts.threshold or (not together and len(alone) > 1):
                yield _named(alone, rest)
            alone.remove(min(alone, key=lambda group: (counts[group], facts.minority_groups.index(group))))
    yield {}


def _named(alone: list[str], rest: list[str]) -> Groups:
    name = rest[0] if len(rest) == 1 else OTHER_MINORITY
    return {group: (group,) for group in alone} | ({name: tuple(rest)} if rest else {})
