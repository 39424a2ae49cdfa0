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

from review_toolkit.exports.word_markup import run_markup
from review_toolkit.reports.wordxml import query

_R, _T, _BREAK, _TAB, _VAL = (qn(f"w:{name}") for name in ("r", "t", "br", "tab", "val"))
_FIELD, _FIELD_TYPE, _INSTRUCTION = qn("w:fldChar"), qn("w:fldCharType"), qn("w:instrText")
_START, _END, _NAME, _ID = (qn(f"w:{name}") for name in ("bookmarkStart", "bookmarkEnd", "name", "id"))

_contents_fields = query(".//w:p[w:r/w:instrText[contains(., 'TOC ') and not(contains(., '\\c'))]]")
_captions = query(".//w:p[.//w:instrText[contains(., 'SEQ ')]]")
_styled = query(".//w:p/w:pPr[w:pStyle]")
_unnumbered = query("w:numPr/w:numId[@w:val = '0']")
_given_numbers = query(".//w:bookmarkStart/@w:id")


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
    field = next(iter(_contents_fields(body)), None)
    spanned = _spanned(field) if field is not None else []
    if field is None or not spanned:
        return
    entries = [_entry_paragraph(entry) for entry in _mark_headings(body, levels, numbered)]
    entries = entries or [parse_xml(f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="TOC1"/></w:pPr></w:p>')]
    properties = next(entries[0].iterchildren(qn("w:pPr")))
    for run in reversed(_opening_runs(field)):
        properties.addnext(run)
    entries[-1].append(parse_xml(f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="end"/></w:r>'))
    for entry in entries:
        field.addprevious(entry)
    for paragraph in spanned:
        paragraph.getparent().remove(paragraph)


def number_captions(body: BaseOxmlElement) -> None:
    """Write 1, 2, 3 and so on into the SEQ fields of each kind of caption."""
    numbers: dict[str, Iterator[int]] = {}
    for paragraph in _captions(body):
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
    number = max((int(str(given)) for given in _given_numbers(body)), default=0)
    for position, properties in enumerate(_styled(body), start=1):
        style = next(properties.iterchildren(qn("w:pStyle"))).get(_VAL, "")
        level = levels.get(style, 0)
        if not 1 <= level <= 3:
            continue
        paragraph = properties.getparent()
        text = " ".join("".join(_reads(part) for part in paragraph.iter(_T, _BREAK, _TAB)).split())
        if not text:
            continue
        label = ""
        if style in numbered and not _unnumbered(properties):
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


def _spanned(first: BaseOxmlElement) -> list[BaseOxmlElement]:
    """The paragraphs from the one that opens the field to the one that closes it.

    Ours is one paragraph; in a template that Word has refreshed and saved, it is one for each entry. Empty
    where the field is never closed.
    """
    depth = 0
    spanned = []
    for paragraph in (first, *first.itersiblings(qn("w:p"))):
        spanned.append(paragraph)
        for mark in paragraph.iter(_FIELD):
            depth += {"begin": 1, "end": -1}.get(mark.get(_FIELD_TYPE, ""), 0)
        if depth == 0:
            return spanned
    return []


def _opening_runs(paragraph: BaseOxmlElement) -> list[BaseOxmlElement]:
    """The runs that open the field, up to its separator."""
    opening = []
    for run in paragraph.iterchildren(_R):
        opening.append(run)
        if any(mark.get(_FIELD_TYPE) == "separate" for mark in run.iter(_FIELD)):
            break
    return opening
