"""Names for the marks around figures, unique in the whole document.

Word cuts or drops a bookmark whose name it has met before or whose name is longer than 40 characters, so
the first mark of a figure is `figure_<id>` and later ones are `figure_<id>_2`, `figure_<id>_3` and so on.
"""

from collections import Counter
from collections.abc import Iterable

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

PREFIX = "figure_"
LONGEST_NAME = 40

_START, _END, _SDT_PR = qn("w:bookmarkStart"), qn("w:bookmarkEnd"), qn("w:sdtPr")
_ID, _NAME, _VAL, _TAG = qn("w:id"), qn("w:name"), qn("w:val"), qn("w:tag")


def name_marks(roots: Iterable[BaseOxmlElement]) -> None:
    """Give each figure's bookmark and content control its own name and number, in reading order."""
    roots = tuple(roots)
    number = _highest_number(roots)
    seen: Counter[str] = Counter()
    for root in roots:
        for start in root.iter(_START):
            name = start.get(_NAME, "")
            if not name.startswith(PREFIX):
                continue
            number += 1
            seen[name] += 1
            start.set(_NAME, numbered(name, seen[name]))
            start.set(_ID, str(number))
            end = next(start.itersiblings(_END), None)
            if end is not None:
                end.set(_ID, str(number))
        for properties in root.iter(_SDT_PR):
            tag = properties.find(_TAG)
            if tag is not None and tag.get(_VAL, "").startswith("figure:") and properties.find(_ID) is None:
                number += 1
                tag.addnext(tag.makeelement(_ID, {_VAL: str(number)}))


def numbered(name: str, occurrence: int) -> str:
    """Return the name of a figure's nth mark, at most 40 characters long.

    Where room lacks, the beginning of the id (the indicator) gives way and its digest stays, which is what
    tells two figures apart.
    """
    suffix = "" if occurrence == 1 else f"_{occurrence}"
    room = LONGEST_NAME - len(PREFIX) - len(suffix)
    return PREFIX + name[len(PREFIX) :][-room:] + suffix


def _highest_number(roots: Iterable[BaseOxmlElement]) -> int:
    """The highest number that the template itself gives to a bookmark or control."""
    numbers = [0]
    for root in roots:
        marks = [*(mark.get(_ID) for mark in root.iter(_START)), *(mark.get(_VAL) for mark in root.iter(_ID))]
        numbers.extend(int(number) for number in marks if number and number.isdigit())
    return max(numbers)
