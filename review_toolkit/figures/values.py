"""A figure and its three states: shown, hidden, not calculable."""

import base64
import hashlib
import json
import math
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NoReturn, final

Unit = Literal["percent", "points", "ratio", "count"]
Verdict = Literal["gap", "small gap", "little or no gap", "cannot tell"]

HIDDEN_MARK = "[c]"
"""What stands in place of every figure withheld for confidentiality, whatever the cause."""


class HiddenFigureUsed(TypeError):
    """Something tried to read, order, add up, print or store a figure that is hidden."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure that may be read.

    `value` is unrounded, in the figure's unit (24.0 for 24 percent). `numerator` and `denominator` count
    people, `comparator_*` likewise for the comparator; each is absent where it does not apply or where it
    would itself disclose a small number. `interval` is in the value's unit. A count of everyone has neither
    interval nor verdict (evidence.md 1).
    """

    value: float
    numerator: float | None = None
    denominator: float | None = None
    comparator_numerator: float | None = None
    comparator_denominator: float | None = None
    interval: tuple[float, float] | None = None
    p_value: float | None = None
    verdict: Verdict | None = None

    def __post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise ValueError(f"A figure's value is a finite number, not {self.value}.")


@final
class Hidden:
    """A figure withheld for confidentiality. It holds a reason in words and no number.

    Every use that could turn it into output, order or arithmetic raises, so that a renderer which forgets
    to ask fails in a test rather than in public.
    """

    __slots__ = ("reason",)

    reason: str

    def __init__(self, reason: str) -> None:
        object.__setattr__(self, "reason", reason)

    def __repr__(self) -> str:
        return "<Hidden>"

    def _refuse(self, *_: object) -> NoReturn:
        raise HiddenFigureUsed("This figure is hidden: show the mark, never a value made from it.")

    __str__ = __format__ = __bytes__ = __bool__ = _refuse
    __float__ = __int__ = __index__ = __round__ = __complex__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refuse
    __truediv__ = __rtruediv__ = __neg__ = __abs__ = _refuse
    __reduce__ = __reduce_ex__ = __getstate__ = __copy__ = __deepcopy__ = _refuse
    __setattr__ = __delattr__ = _refuse
    # pandas writes JSON of any object's attributes, as far as they can be listed.
    __dir__ = _refuse

    def __eq__(self, other: object) -> bool:
        self._refuse()

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class NotCalculable:
    """A figure that has no value, with the reason in a sentence ("Nobody ... , so ...")."""

    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One figure of one indicator, for one group, in one line of one breakdown, on one date.

    `breakdown` holds (dimension, category) pairs and is empty for the whole organisation. `definition` is
    "id@version". `decimals` says how many the text shows; the value itself stays unrounded.

    `id` is a short, stable name: the same question on the same date always gets the same one. It has at most
    31 characters of a-z, 0-9 and _, so that `figure_<id>` and a number for a repeat fit the 40 characters
    that Word allows a bookmark.
    """

    indicator: str
    group: str
    unit: Unit
    definition: str
    snapshot_date: date
    state: Shown | Hidden | NotCalculable
    comparator: str | None = None
    breakdown: tuple[tuple[str, str], ...] = ()
    direction: str | None = None
    decimals: int = 0
    id: str = field(init=False)

    def __post_init__(self) -> None:
        day = self.snapshot_date.isoformat()
        key = json.dumps([self.group, self.comparator, sorted(self.breakdown), day, self.definition])
        digest = base64.b32encode(hashlib.sha256(key.encode()).digest()).decode().lower()
        object.__setattr__(self, "id", f"{self.indicator}_{digest[:7]}")

    @property
    def shown(self) -> Shown | None:
        """What may be read, or None where there is nothing to read."""
        return self.state if isinstance(self.state, Shown) else None

    @property
    def status(self) -> Literal["shown", "hidden", "not calculable"]:
        if isinstance(self.state, Shown):
            return "shown"
        return "hidden" if isinstance(self.state, Hidden) else "not calculable"
