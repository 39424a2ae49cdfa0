"""Seeded streams of chance, one for each topic.

A topic has a stream of its own, so that drawing something new later (recruitment, casework, a second year)
leaves everything drawn before as it was. Only numpy's seed sequence and raw bit stream are used, because
those are promised never to change; its ready-made choices and shuffles may differ between versions.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")

_RAW_VALUES = 2**64


class Stream:
    """The chance of one topic: the same seed and topic always give the same draws, on every machine."""

    def __init__(self, seed: int, topic: str) -> None:
        # Imported here so that the package can be named without loading numpy.
        from numpy.random import PCG64, SeedSequence

        # Python's own hash() differs from process to process.
        key = int.from_bytes(hashlib.sha256(topic.encode("utf-8")).digest()[:8], "big")
        self._bits = PCG64(SeedSequence([seed, key]))

    def below(self, limit: int) -> int:
        """Draw a whole number from 0 up to, but not including, `limit`."""
        # Values beyond the last whole multiple are drawn again: a bare remainder would favour low numbers.
        fair = _RAW_VALUES - _RAW_VALUES % limit
        while True:
            value = int(self._bits.random_raw())
            if value < fair:
                return value % limit

    def between(self, low: int, high: int) -> int:
        """Draw a whole number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def one_of(self, choices: Sequence[T]) -> T:
        """Draw one of several equally likely choices."""
        return choices[self.below(len(choices))]

    def weighted(self, weights: Mapping[T, int]) -> T:
        """Draw one of several choices, each as often as its whole-number weight says."""
        drawn = self.below(sum(weights.values()))
        for choice, weight in weights.items():
            drawn -= weight
            if drawn < 0:
                return choice
        raise AssertionError("A draw below the sum of the weights always meets a choice.")

    def shuffled(self, items: Iterable[T]) -> list[T]:
        """Return the items in a random order."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order
