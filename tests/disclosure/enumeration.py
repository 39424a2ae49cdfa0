"""An oracle for tiny publications: try every table of whole people there is. Shares no code with the product.

It knows a publication as a list of facts about sets of finest cells, written by the test, and nothing of how
the product reads hierarchies or builds equations.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

Table = tuple[int, ...]


@dataclass(frozen=True)
class Fact:
    """The finest cells `cells` hold between `low` and `high` people."""

    cells: frozenset[int]
    low: int
    high: int


def every_table(size: int, facts: Sequence[Fact], most: int) -> Iterator[Table]:
    """Yield every way of putting whole people, at most `most` in each, into `size` finest cells."""
    ends: list[list[Fact]] = [[] for _ in range(size)]
    for fact in facts:
        if fact.cells:
            ends[max(fact.cells)].append(fact)
    within: list[list[Fact]] = [[fact for fact in facts if each in fact.cells] for each in range(size)]
    here = [0] * size

    def fill(index: int) -> Iterator[Table]:
        if index == size:
            yield tuple(here)
            return
        room = most
        for fact in within[index]:
            room = min(room, fact.high - sum(here[cell] for cell in fact.cells if cell < index))
        for people in range(room + 1):
            here[index] = people
            if all(sum(here[cell] for cell in fact.cells) >= fact.low for fact in ends[index]):
                yield from fill(index + 1)
        here[index] = 0

    yield from fill(0)


def ranges(
    size: int,
    facts: Sequence[Fact],
    asked: Sequence[frozenset[int]],
    *,
    most: int = 40,
    keep: Callable[[Table], bool] = lambda _: True,
) -> list[tuple[int, int]] | None:
    """Return the least and the most of each sum that is asked for; None where no table fits at all."""
    least = [10**9] * len(asked)
    top = [-1] * len(asked)
    for table in every_table(size, facts, most):
        if keep(table):
            for number, cells in enumerate(asked):
                people = sum(table[cell] for cell in cells)
                least[number], top[number] = min(least[number], people), max(top[number], people)
    return None if top and top[0] < 0 else list(zip(least, top, strict=True))
