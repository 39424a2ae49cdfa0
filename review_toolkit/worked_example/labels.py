"""How the HR system has recorded ethnicity over the years: several labels for the same category.

Three systems have fed it (letter codes, an online form, a migrated spreadsheet), so that one category is
written in up to four ways. The first label of each is the commonest.
"""

from types import MappingProxyType
from typing import Final

from review_toolkit.worked_example.composition import DECLINED, NOT_ASKED, NOT_KNOWN

LABELS: Final = MappingProxyType(
    {
        "A": ("White British", "WHITE - BRITISH", "A", "White – British"),
        "B": ("White Irish", "WHITE - IRISH", "B"),
        "C": ("Any other White background", "White Other", "C"),
        "D": ("Mixed - White and Black Caribbean", "D"),
        "E": ("Mixed - White and Black African", "E"),
        "F": ("Mixed – White & Asian", "F"),
        "G": ("Any other Mixed background", "G"),
        "H": ("Asian or Asian British - Indian", "ASIAN - INDIAN", "H"),
        "J": ("Asian or Asian British - Pakistani", "Pakistani", "J"),
        "K": ("Asian or Asian British - Bangladeshi", "K"),
        "L": ("Any other Asian background", "L"),
        "M": ("Black or Black British - Caribbean", "BLACK CARIBBEAN", "M"),
        "N": ("Black or Black British - African", "Black African", "N"),
        "P": ("Any other Black background", "P"),
        "R": ("Chinese", "R"),
        "S": ("Any other ethnic group", "Other", "S"),
        DECLINED: ("Prefer not to say", "Not stated", "Z"),
        NOT_KNOWN: ("", "Unknown"),
        NOT_ASKED: ("Form not yet sent",),
    }
)
