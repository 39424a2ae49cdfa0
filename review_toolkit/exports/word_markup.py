"""Text and figures as WordprocessingML runs.

Text from outside becomes markup here and nowhere else: cleaned of what XML cannot carry, escaped, and with
braces written as character references, so that nothing downstream can take it for a field.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from review_toolkit.exports.xml_text import xml_text

PREFIX = "figure_"
LONGEST_NAME = 40

_ESCAPES = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "{": "&#123;",
        "}": "&#125;",
        "\n": '</w:t><w:br/><w:t xml:space="preserve">',
        "\t": '</w:t><w:tab/><w:t xml:space="preserve">',
    }
)
_PART_NAMES = {
    "value": "Figure",
    "numerator": "Figure: people counted",
    "denominator": "Figure: people in all",
    "comparator_denominator": "Figure: people in the comparison group",
    "interval": "Figure: interval",
    "verdict": "Figure: verdict",
}


def clean(text: str) -> str:
    """Return the text with what XML cannot carry replaced by U+FFFD and every line ending as a newline."""
    return xml_text(text.replace("\r\n", "\n").replace("\r", "\n"))


def text_markup(text: str) -> Markup:
    """Return text as it may stand inside `<w:t>`; newlines break the line, tabs stay tabs."""
    return Markup(clean(text).translate(_ESCAPES))  # noqa: S704 - the one place where text is escaped


def run_markup(text: str) -> str:
    """Return text as a run."""
    return f'<w:r><w:t xml:space="preserve">{text_markup(text)}</w:t></w:r>'


def paragraph_markup(text: str, style: str) -> str:
    """Return text as a paragraph of a style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run_markup(text)}</w:p>'


def figure_markup(figure: Mapping[str, str]) -> str:
    """Return a figure as a content control tagged with its id, around a bookmark, around its run.

    Word keeps the control, LibreOffice the bookmark. Bookmarks get their unique names and ids once the
    whole document is known (`reports.marks`).
    """
    figure_id = clean(figure["figure"]).translate(_ESCAPES)
    label = _PART_NAMES.get(figure.get("part", "value"), "Figure")
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{label}"/><w:tag w:val="figure:{figure_id}"/></w:sdtPr>'
        f"<w:sdtContent>{_bookmarked(figure, name=f'{PREFIX}{figure_id}', number=0)}</w:sdtContent></w:sdt>"
    )


class FigureMarks:
    """Figures in bookmarks that have their names and numbers at once, for a document written in one go.

    Without content controls: programs that read tables pass over what stands in one.
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._number = 0

    def markup(self, figure: Mapping[str, str]) -> str:
        """Return the figure's run in the document's next bookmark."""
        figure_id = figure["figure"]
        self._seen[figure_id] += 1
        self._number += 1
        name = attribute(numbered(f"{PREFIX}{figure_id}", self._seen[figure_id]))
        return _bookmarked(figure, name=name, number=self._number)


def numbered(name: str, occurrence: int) -> str:
    """Return the name of a figure's nth mark, at most 40 characters long.

    Word cuts or drops a bookmark whose name it has met before or whose name is longer. Where room lacks, the
    beginning of the id (the indicator) gives way and its digest stays, which is what tells two figures apart.
    """
    suffix = "" if occurrence == 1 else f"_{occurrence}"
    room = LONGEST_NAME - len(PREFIX) - len(suffix)
    return PREFIX + name[len(PREFIX) :][-room:] + suffix


def _bookmarked(figure: Mapping[str, str], *, name: str, number: int) -> str:
    return (
        f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{run_markup(figure["text"])}'
        f'<w:bookmarkEnd w:id="{number}"/>'
    )


class SentenceRuns:
    """A sentence or paragraph of words and figures, printed with `{{r ... }}`."""

    def __init__(self, parts: Iterable[str | Mapping[str, str]]) -> None:
        self._parts = tuple(parts)

    def __html__(self) -> str:
        return "".join(
            run_markup(part) if isinstance(part, str) else figure_markup(part) for part in self._parts
        )

    def __str__(self) -> str:
        """The sentence as plain text, for a template that prints it without `r`."""
        return "".join(part if isinstance(part, str) else part["text"] for part in self._parts)


def attribute(value: Any) -> str:
    """Return a value as it may stand inside an XML attribute."""
    return clean(str(value)).translate(_ESCAPES | {ord("\n"): " ", ord("\t"): " "})
