"""A table of figures as WordprocessingML, written in one piece.

Appending cell by cell through a document object takes time that grows with the square of the rows; a table
of 5,000 rows written as text takes well under a second.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from review_toolkit.exports.word_markup import attribute, figure_markup, paragraph_markup, run_markup

DEFAULT_WIDTH = 9070
"""Twentieths of a point between the margins of an A4 page with 2.5 cm on either side."""

_LABEL_SHARE = (0.30, 0.46)
_KEPT_WHOLE = 12
"""A table of up to this many rows is not divided between pages."""

_LEFT, _RIGHT = '<w:ind w:left="227"/>', '<w:jc w:val="right"/>'
_TEXT_PARTS = frozenset({"verdict"})


class TableBlock:
    """A caption, a table whose header row repeats on each page, and its note, printed with `{{p ... }}`."""

    def __init__(self, table: Mapping[str, Any], *, width: int = DEFAULT_WIDTH) -> None:
        self._table = table
        self._width = width

    @property
    def title(self) -> str:
        return str(self._table["title"])

    def __html__(self) -> str:
        markup = table_markup(self._table, width=self._width, number=0, figure=figure_markup)
        return f"{markup}{_note(self._table['note'])}"


def table_markup(
    table: Mapping[str, Any],
    *,
    width: int = DEFAULT_WIDTH,
    number: int,
    figure: Callable[[Mapping[str, str]], str],
) -> str:
    """Return a numbered caption and the table below it, with `figure` writing what stands in a cell."""
    widths = column_widths(table["columns"], table["rows"], total=width)
    aligned = _alignments(table)
    keep = len(table["rows"]) <= _KEPT_WHOLE
    head = _row(
        [_cell(run_markup(table["row_heading"]), widths[0], keep=True)]
        + [
            _cell(run_markup(column), width, align, keep=True)
            for column, width, align in zip(table["columns"], widths[1:], aligned, strict=True)
        ],
        header=True,
    )
    body = "".join(
        _row(
            [_cell(run_markup(row["label"]), widths[0], keep=keep)]
            + [
                _cell(figure(cell), width, align, keep=keep)
                for cell, width, align in zip(row["cells"], widths[1:], aligned, strict=True)
            ]
        )
        for row in table["rows"]
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f"{_caption(table['title'], number)}"
        f'<w:tbl><w:tblPr><w:tblStyle w:val="ReportTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" '
        'w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{attribute(table["title"])}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>"
    )


_CHARACTER, _MARGINS = 130, 240
"""Twentieths of a point: a wide character of a bold heading, and the space on both sides of a cell's text."""


def column_widths(columns: Sequence[str], rows: Sequence[Mapping[str, Any]], *, total: int) -> list[int]:
    """Share the width out by the longest text of each column, the row labels first."""
    if not columns:
        return [total]
    longest_label = max((len(row["label"]) for row in rows), default=12)
    needs = [
        max(
            [len(word) for word in column.split()]
            + [len(column) // 2]
            + [min(len(row["cells"][index]["text"]), 24) for row in rows]
            + [5]
        )
        for index, column in enumerate(columns)
    ]
    low, high = _LABEL_SHARE
    share = longest_label / (longest_label + 1.4 * sum(needs))
    label = int(total * min(max(share, low), high))
    # No word of a heading may break, as long as the labels keep their least share.
    least = [_MARGINS + _CHARACTER * max(map(len, column.split()), default=1) for column in columns]
    label = max(int(total * low), min(label, total - sum(least)))
    spare = max(0, total - label - sum(least))
    scale = min(1.0, (total - label) / sum(least))
    widths = [
        int(scale * smallest + spare * need / sum(needs)) for smallest, need in zip(least, needs, strict=True)
    ]
    return [total - sum(widths), *widths]


def _alignments(table: Mapping[str, Any]) -> list[str]:
    """Numerals to the right; a column of words, such as verdicts, to the left and clear of the numerals."""
    first = table["rows"][0]["cells"] if table["rows"] else [{}] * len(table["columns"])
    return [_LEFT if cell.get("part") in _TEXT_PARTS else _RIGHT for cell in first]


def _row(cells: list[str], *, header: bool = False) -> str:
    repeat = "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(content: str, width: int, align: str = "", *, keep: bool) -> str:
    stay = "<w:keepNext/>" if keep else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="TableText"/>{stay}{align}</w:pPr>{content}</w:p></w:tc>'
    )


def _note(text: str) -> str:
    """The note below a table, or a narrow gap: Word joins tables that nothing keeps apart."""
    return (
        paragraph_markup(text, "TableNote")
        if text
        else '<w:p><w:pPr><w:pStyle w:val="TableEnd"/></w:pPr></w:p>'
    )


def _caption(title: str, number: int) -> str:
    return (
        '<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr><w:r><w:t xml:space="preserve">Table </w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> SEQ Table \\* ARABIC </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{number}</w:t></w:r>'
        f'<w:r><w:fldChar w:fldCharType="end"/></w:r>{run_markup(". " + title)}</w:p>'
    )
