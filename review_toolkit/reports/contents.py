"""The contents list and the numbers of captions, written into their fields.

Word fills fields when it opens a document and the reader agrees; LibreOffice, previewers and readers who
decline would see them empty. So the entries are there from the start: the field stays a field, and Word
replaces what stands in it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement

from review_toolkit.reports.markup import run_markup

_P, _R, _STYLE, _VAL = qn("w:p"), qn("w:r"), qn("w:pStyle"), qn("w:val")
_BREAK, _TAB = qn("w:br"), qn("w:tab")
_NUMBERED = f"{qn('w:numPr')}/{qn('w:numId')}"
_FIELD, _FIELD_TYPE, _INSTRUCTION = qn("w:fldChar"), qn("w:fldCharType"), qn("w:instrText")
_START, _END, _NAME, _ID, _T = (
    qn(f"w:{name}") for name in ("bookmarkStart", "bookmarkEnd", "name", "id", "t")
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the contents list."""

    level: int
    number: str
    text: str
    anchor: str


def fill_contents(body: BaseOxmlElement, levels: Mapping[str, int], *, numbered: Collection[str]) -> None:
    """Write an entry for each heading into the contents field, if the body has one.

    `levels` maps the id of each heading style to its level, `numbered` holds those that Word numbers. The
    field's own paragraph gives way to the entries, which use the styles TOC1 to TOC3.
    """
    field = next((p for p in body.iter(_P) if _instruction(p).startswith("TOC ")), None)
    if field is None:
        return
    entries = list(_mark_headings(body, levels, numbered))
    paragraphs = [_entry_paragraph(entry) for entry in entries] or [parse_xml(f"<w:p {nsdecls('w')}/>")]
    opening, closing = _field_ends(field)
    first = paragraphs[0]
    place = first.find(qn("w:pPr"))
    for offset, run in enumerate(opening):
        first.insert((0 if place is None else 1) + offset, run)
    paragraphs[-1].extend(closing)
    for paragraph in paragraphs:
        field.addprevious(paragraph)
    field.getparent().remove(field)


def number_captions(body: BaseOxmlElement) -> None:
    """Write 1, 2, 3 and so on into the SEQ fields of each kind of caption."""
    numbers: dict[str, Iterator[int]] = {}
    for paragraph in body.iter(_P):
        kind = ""
        in_result = False
        for run in paragraph.iter(_R):
            instruction = "".join(text.text or "" for text in run.iter(_INSTRUCTION)).split()
            if instruction[:1] == ["SEQ"] and len(instruction) > 1:
                kind = instruction[1]
            for mark in run.iter(_FIELD):
                in_result = mark.get(_FIELD_TYPE) == "separate"
            text = run.find(_T)
            if kind and in_result and text is not None:
                text.text = str(next(numbers.setdefault(kind, count(1))))
                kind = ""


def _mark_headings(
    body: BaseOxmlElement, levels: Mapping[str, int], numbered: Collection[str]
) -> Iterator[Entry]:
    counts = [0] * 4
    number = max((int(mark.get(_ID, "0")) for mark in body.iter(_START)), default=0)
    for position, paragraph in enumerate(list(body.iter(_P)), start=1):
        style = paragraph.find(f"{qn('w:pPr')}/{_STYLE}")
        level = levels.get(style.get(_VAL, ""), 0) if style is not None else 0
        text = " ".join("".join(_reads(part) for part in paragraph.iter(_T, _BREAK, _TAB)).split())
        if not 1 <= level <= 3 or not text:
            continue
        properties = style.getparent()
        label = ""
        if style.get(_VAL) in numbered and properties.find(f"{_NUMBERED}[@{_VAL}='0']") is None:
            counts[level] += 1
            counts[level + 1 :] = [0] * (len(counts) - level - 1)
            label = ".".join(str(count) for count in counts[1 : level + 1])
        number += 1
        anchor = f"_Toc{position:08d}"
        start = paragraph.makeelement(_START, {_ID: str(number), _NAME: anchor})
        properties.addnext(start)
        paragraph.append(paragraph.makeelement(_END, {_ID: str(number)}))
        yield Entry(level, label, text, anchor)


def _reads(part: BaseOxmlElement) -> str:
    return str(part.text or "") if part.tag == _T else " "


def _entry_paragraph(entry: Entry) -> BaseOxmlElement:
    """A linked entry, without a page number: only a program that lays out the pages knows it."""
    label = f"{run_markup(entry.number)}<w:r><w:tab/></w:r>" if entry.number else ""
    return parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="TOC{entry.level}"/></w:pPr>'
        f'<w:hyperlink w:anchor="{entry.anchor}" w:history="1">{label}{run_markup(entry.text)}'
        "</w:hyperlink></w:p>"
    )


def _field_ends(paragraph: BaseOxmlElement) -> tuple[list[BaseOxmlElement], list[BaseOxmlElement]]:
    """The runs that open the field (up to its separator) and those that close it."""
    opening: list[BaseOxmlElement] = []
    closing: list[BaseOxmlElement] = []
    state = "opening"
    for run in paragraph.findall(_R):
        kinds = [mark.get(_FIELD_TYPE) for mark in run.iter(_FIELD)]
        if "end" in kinds:
            state = "closing"
        if state == "opening":
            opening.append(run)
        elif state == "closing":
            closing.append(run)
        if "separate" in kinds:
            state = "result"
    return opening, closing


def _instruction(paragraph: BaseOxmlElement) -> str:
    return "".join(text.text or "" for text in paragraph.iter(_INSTRUCTION)).strip()
