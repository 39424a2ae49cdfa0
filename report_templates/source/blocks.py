"""Paragraphs, lists and tables of a template, as WordprocessingML.

Text here may hold fields ("{{ title }}") and `**strong words**`. Tags that loop or choose (`{%p ... %}`,
`{%tr ... %}`) stand in a paragraph or row of their own, which disappears when the template is filled.
"""

import re
from collections.abc import Sequence
from html import escape

from report_templates.source.furniture import simple_field

WIDTH = 9070

CLEAR = '<w:ind w:left="227"/>'
"""Keeps words clear of the numerals in the column before them."""


def paragraph(text: str, style: str = "BodyText", *, properties: str = "") -> str:
    """Return a paragraph."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{runs(text)}</w:p>'


def runs(text: str) -> str:
    """Return text as runs; `**words**` are strong."""
    made = []
    for index, piece in enumerate(re.split(r"\*\*", text)):
        if piece:
            strong = '<w:rPr><w:rStyle w:val="Strong"/></w:rPr>' if index % 2 else ""
            made.append(f"<w:r>{strong}{_text(piece)}</w:r>")
    return "".join(made)


def heading(text: str, level: int = 1, *, numbered: bool = True, new_page: bool = False) -> str:
    """Return a heading. Front matter and appendices are not numbered."""
    page = "<w:pageBreakBefore/>" if new_page else ""
    plain = "" if numbered else '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
    indent = "" if numbered else '<w:ind w:left="0" w:firstLine="0"/>'
    space = '<w:spacing w:before="0"/>' if new_page else ""
    return paragraph(text, f"Heading{level}", properties=page + plain + space + indent)


def detail(label: str, value: str) -> str:
    """Return one line of the cover's details."""
    return (
        '<w:p><w:pPr><w:pStyle w:val="CoverDetail"/></w:pPr>'
        f'<w:r><w:rPr><w:rStyle w:val="CoverLabel"/></w:rPr>{_text(label)}</w:r>'
        f"<w:r><w:tab/></w:r>{runs(value)}</w:p>"
    )


def tag(statement: str) -> str:
    """Return a loop or choice that stands in a paragraph of its own."""
    return paragraph("{%p " + statement + " %}")


def repeat(loop: str, *content: str) -> str:
    """Return content that is printed once for each member ("note in notes")."""
    return tag(f"for {loop}") + "".join(content) + tag("endfor")


def choose(condition: str, then: str, otherwise: str = "") -> str:
    """Return one of two contents."""
    return tag(f"if {condition}") + then + (tag("else") + otherwise if otherwise else "") + tag("endif")


def table(
    title: str,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[str]],
    *,
    loop: str = "",
    figures: Sequence[int] = (),
    note: str = "",
    keep: bool = False,
) -> str:
    """Return a captioned table. `columns` are headings with widths that add up to `WIDTH`.

    A cell is text or ready-made paragraphs. With a `loop` the rows are printed once for each member.
    `figures` are the columns set to the right. A table that is kept is not divided between pages.
    """
    widths = [width for _, width in columns]
    head = _row([heading for heading, _ in columns], widths, figures, header=True, keep=True)
    body = "".join(_row(row, widths, figures, keep=keep) for row in rows)
    if loop:
        body = _tag_row(f"for {loop}", widths) + body + _tag_row("endfor", widths)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        _caption(title)
        + f'<w:tbl><w:tblPr><w:tblStyle w:val="ReportTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" '
        f'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="{escape(title)}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>"
        + (paragraph(note, "TableNote") if note else paragraph("", "TableEnd"))
    )


def contents() -> str:
    """Return the contents list: a heading and a field, which is filled when the report is written."""
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
        "</w:docPartObj></w:sdtPr><w:sdtContent>"
        + paragraph("Contents", "TOCHeading", properties="<w:pageBreakBefore/>")
        + '<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>'
        + simple_field('TOC \\o "1-3" \\h \\z \\u', "The contents list is made when the report is written.")
        + "</w:p></w:sdtContent></w:sdt>"
    )


def _caption(title: str) -> str:
    number = simple_field("SEQ Table \\* ARABIC", "0")
    return (
        f'<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr>{runs("Table ")}{number}{runs(". " + title)}</w:p>'
    )


def _row(
    cells: Sequence[str], widths: Sequence[int], figures: Sequence[int], *, header: bool = False, keep: bool
) -> str:
    repeated = "<w:tblHeader/>" if header else ""
    stay = "<w:keepNext/>" if keep else ""
    made = []
    for index, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        align = '<w:jc w:val="right"/>' if index in figures else ""
        if index - 1 in figures and index not in figures:
            align = CLEAR
        content = cell if cell.startswith("<w:p>") else paragraph(cell, "TableText", properties=stay + align)
        made.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>')
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(made)}</w:tr>"


def _tag_row(statement: str, widths: Sequence[int]) -> str:
    span = f'<w:tcW w:w="{sum(widths)}" w:type="dxa"/><w:gridSpan w:val="{len(widths)}"/>'
    content = paragraph("{%tr " + statement + " %}", "TableText")
    return f"<w:tr><w:tc><w:tcPr>{span}</w:tcPr>{content}</w:tc></w:tr>"


def _text(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text, quote=False)}</w:t>'
