"""The small-organisation profile: the review's questions answered at a size where no grid could be filled.

Below about 500 staff a grid of ethnic groups by grade is mostly holes. The profile asks instead what can be
said truthfully of each question (privacy.md 4, points 1 to 5): a figure, a statement in words, a fact that
everybody can see, or that it cannot be told. Pure: counts in, answers out.

From a workforce file points 1, 2 and 4 can be answered, and the baseline prints these: as figures of its
tables, and in words where there is a verdict or too few staff. Points 3 and 5, and what everybody can see of
a board, wait for their extracts.
"""

from review_toolkit.disclosure.profile.answers import QUESTIONS, TOO_FEW_STAFF, Answer, ProfileFigure
from review_toolkit.disclosure.profile.facts import (
    Casework,
    Outcome,
    PayFacts,
    ProfileFacts,
    PublicFact,
    UnconfirmedFact,
)
from review_toolkit.disclosure.profile.making import Profile, make_profile

__all__ = [
    "QUESTIONS",
    "TOO_FEW_STAFF",
    "Answer",
    "Casework",
    "Outcome",
    "PayFacts",
    "Profile",
    "ProfileFacts",
    "ProfileFigure",
    "PublicFact",
    "UnconfirmedFact",
    "make_profile",
]
