"""Names for the marks around figures, unique in the whole document.

Word cuts or drops a bookmark whose name it has met before or whose name is longer than 40 characters, so
the first mark of a figure is `figure_<id>` and later ones are `figure_<id>_2`, `figure_<id>_3` and so on.
"""

from collections import Counter
from collections.abc import Iterable

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from review_toolkit.exports.word_markup import PREFIX, numbered
from review_toolkit.reports.wordxml import query

_END, _ID, _NAME, _VAL, _TAG = (qn(f"w:{name}") for name in ("bookmarkEnd", "id", "name", "val", "tag"))
_figure_marks = query(f".//w:bookmarkStart[starts-with(@w:name, '{PREFIX}')]")
_figure_tags = query(".//w:sdtPr[not(w:id)]/w:tag[starts-with(@w:val, 'figure:')]")
_numbers_given = query(".//w:bookmarkStart[not(@w:id = '0')]/@w:id | .//w:sdtPr/w:id/@w:val")


def name_marks(roots: Iterable[BaseOxmlElement]) -> None:
    """Give each figure's bookmark and content control its own name and number, in reading order."""
    roots = tuple(roots)
    number = _highest_number(roots)
    seen: Counter[str] = Counter()
    for root in roots:
        for start in _figure_marks(root):
            name = start.get(_NAME, "")
            number += 1
            seen[name] += 1
            start.set(_NAME, numbered(name, seen[name]))
            start.set(_ID, str(number))
            end = next(start.itersiblings(_END), None)
            if end is not None:
                end.set(_ID, str(number))
        for tag in _figure_tags(root):
            number += 1
            tag.addnext(tag.makeelement(_ID, {_VAL: str(number)}))


def _highest_number(roots: Iterable[BaseOxmlElement]) -> int:
    """The highest number that the template itself gives to a bookmark or control."""
    given = [str(number) for root in roots for number in _numbers_given(root)]
    return max((int(number) for number in given if number.isdigit()), default=0)
