"""Text and figures as WordprocessingML runs.

Text from outside becomes markup here and nowhere else: cleaned of what XML cannot carry, escaped, and with
braces written as character references, so that nothing downstream can take it for a field.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from review_toolkit.exports.xml_text import xml_text

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


def figure_markup(figure: Mapping[str, str]) -> str:
    """Return a figure as a content control tagged with its id, around a bookmark, around its run.

    Word keeps the control, LibreOffice the bookmark. Bookmarks get their unique names and ids once the
    whole document is known (`marks.name_marks`).
    """
    figure_id = clean(figure["figure"]).translate(_ESCAPES)
    label = _PART_NAMES.get(figure.get("part", "value"), "Figure")
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{label}"/><w:tag w:val="figure:{figure_id}"/></w:sdtPr>'
        f'<w:sdtContent><w:bookmarkStart w:id="0" w:name="figure_{figure_id}"/>{run_markup(figure["text"])}'
        '<w:bookmarkEnd w:id="0"/></w:sdtContent></w:sdt>'
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
