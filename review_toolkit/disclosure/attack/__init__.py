"""An attacker, on a code path of its own: what can a reader work out of everything that was published?

It sees published values, common knowledge and the rules, never a hidden count, and shares no equation with
the engine that chose what to hide. A release that it can break is not made.
"""

from review_toolkit.disclosure.attack.attacking import attack
from review_toolkit.disclosure.attack.failures import AttackTooSlow, Contradiction
from review_toolkit.disclosure.attack.report import AttackReport, CellBounds, SumBounds

__all__ = ["AttackReport", "AttackTooSlow", "CellBounds", "Contradiction", "SumBounds", "attack"]
