"""A Word document around a body that is written elsewhere: styles, page header and footer, properties.

The same body and marking always give the same bytes: nothing in the package depends on the clock.
"""

import io
import zipfile
from datetime import datetime
from typing import Any

from review_toolkit.exports.word_markup import run_markup

_LAST_OF_BODY = b"<w:sectPr "
"""All that an empty document's body holds: the page's size, header and footer."""

_NO_DATE = datetime(1980, 1, 1)  # noqa: DTZ001 (the library wants it so)
_INK, _GREY, _RULE, _TINT = "212B32", "4C6272", "AEB7BD", "E8EDEE"
_THUMBNAIL = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail"

_TABLE_STYLE = (
    '<w:style {ns} w:type="table" w:customStyle="1" w:styleId="ReportTable"><w:name w:val="Report Table"/>'
    '<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>'
    f'<w:top w:val="single" w:sz="12" w:space="0" w:color="{_INK}"/>'
    f'<w:bottom w:val="single" w:sz="12" w:space="0" w:color="{_INK}"/>'
    f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{_RULE}"/></w:tblBorders><w:tblCellMar>'
    '<w:top w:w="64" w:type="dxa"/><w:left w:w="100" w:type="dxa"/><w:bottom w:w="64" w:type="dxa"/>'
    '<w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr>'
    f'<w:shd w:val="clear" w:color="auto" w:fill="{_TINT}"/><w:vAlign w:val="bottom"/></w:tcPr>'
    "</w:tblStylePr></w:style>"
)


def document_around(body: str, *, title: str, marking: tuple[str, ...]) -> bytes:
    """Return a Word file with the body's markup; `marking` gives the lines of each page's header."""
    from docx import Document

    document = Document()
    _describe(document, title)
    _set_styles(document)
    _set_page(document, marking)
    buffer = io.BytesIO()
    document.save(buffer)
    return _with_body(buffer, body)


def _with_body(saved: io.BytesIO, body: str) -> bytes:
    """Write the package anew with the body in it: text is quick, thousands of document objects are not."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(saved) as made, zipfile.ZipFile(buffer, "w") as package:
        for name in made.namelist():
            content = made.read(name)
            if name == "word/document.xml":
                start, end = content.split(_LAST_OF_BODY)
                content = start + body.encode() + _LAST_OF_BODY + end
            entry = zipfile.ZipInfo(name, _NO_DATE.timetuple()[:6])
            entry.external_attr = 0o600 << 16
            package.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _describe(document: Any, title: str) -> None:
    properties = document.core_properties
    properties.title, properties.language = title, "en-GB"
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = _NO_DATE
    relationships = document.part.package.rels
    for key in [key for key, each in relationships.items() if each.reltype == _THUMBNAIL]:
        del relationships[key]  # a picture of the library's own empty document


def _set_styles(document: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn
    from docx.shared import Pt, RGBColor

    styles = document.styles
    for name in ("TableText", "TableNote"):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    styles.element.append(parse_xml(_TABLE_STYLE.format(ns=nsdecls("w"))))
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    for name, size, before, after, colour in (
        ("Normal", 10.5, 0, 6, _INK),
        ("Title", 22, 0, 8, _INK),
        ("Subtitle", 13, 0, 10, _GREY),
        ("Heading 1", 16, 22, 6, _INK),
        ("Heading 2", 12, 14, 4, _INK),
        ("Caption", 9.5, 14, 5, _INK),
        ("TableText", 9.5, 0, 0, _INK),
        ("TableNote", 8.5, 4, 12, _GREY),
        ("Header", 8.5, 0, 0, _GREY),
        ("Footer", 8.5, 0, 0, _GREY),
    ):
        style = styles[name]
        style.font.size, style.font.name = Pt(size), "Arial"
        style.font.color.rgb = RGBColor.from_string(colour)
        style.font.italic = False
        fonts = style.element.rPr.rFonts
        for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[theme]
        for stretched in list(style.element.rPr.iter(qn("w:spacing"))):
            stretched.getparent().remove(stretched)
        spacing = style.paragraph_format
        spacing.space_before, spacing.space_after = Pt(before), Pt(after)
    styles["Caption"].paragraph_format.keep_with_next = True
    for border in list(styles["Title"].element.iter(qn("w:pBdr"))):
        border.getparent().remove(border)


def _set_page(document: Any, marking: tuple[str, ...]) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Pt, Twips

    section = document.sections[0]
    section.page_width, section.page_height = Twips(11906), Twips(16838)
    section.left_margin = section.right_margin = Twips(1418)
    header, footer = section.header, section.footer
    for part, style, lines in (
        (header, "Header", [run_markup(line) for line in marking]),
        (footer, "Footer", [_page_number()]),
    ):
        for empty in part.paragraphs:
            empty._p.getparent().remove(empty._p)
        for content in lines:
            part._element.append(
                parse_xml(f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>')
            )
    header.paragraphs[0].runs[0].bold = True
    header.paragraphs[-1].paragraph_format.space_after = Pt(14)  # clear of the text, however many lines


def _page_number() -> str:
    page, pages = (
        f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        for name in ("PAGE", "NUMPAGES")
    )
    return f"{run_markup('Page ')}{page}{run_markup(' of ')}{pages}"
