"""What must be true of a written report, whatever is in it."""

import io
import itertools
import re
from collections import Counter
from dataclasses import replace

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from review_toolkit.reports.context import to_plain
from review_toolkit.reports.render import render_here


@pytest.fixture(scope="module", params=["typical", "empty"])
def context(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def content(context, written):
    return written(context)


@pytest.fixture(scope="module")
def document(content):
    return Document(io.BytesIO(content))


def test_every_part_is_well_formed(content, parts_of):
    for name, part in parts_of(content).items():
        assert name.endswith((".xml", ".rels"))
        etree.fromstring(part)


def test_no_field_is_left_unprinted(content, parts_of):
    for name, part in parts_of(content).items():
        assert not re.search(rb"\{[{%#]|[}%#]\}", part), name


def test_the_last_paragraph_is_whole(document, context):
    assert document.paragraphs[-1].text == f"End of {context.title}, version {context.version}."


def test_no_heading_level_is_skipped(document):
    levels = [int(p.style.name[-1]) for p in document.paragraphs if p.style.name.startswith("Heading ")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_no_heading_is_empty(document):
    assert all(p.text.strip() for p in document.paragraphs if p.style.name.startswith("Heading "))


def test_every_table_has_a_caption_and_a_header_row_that_repeats(document):
    assert document.tables
    for table in document.tables:
        header = table.rows[0]._tr.trPr
        assert header.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        caption = table._tbl.getprevious()
        assert caption.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val")) == "Caption"


def test_captions_are_numbered_from_one(document):
    captions = [p.text for p in document.paragraphs if p.style.name == "Caption"]
    numbers = [int(re.match(r"Table (\d+)\. ", caption)[1]) for caption in captions]
    assert numbers == list(range(1, len(document.tables) + 1))


def test_the_contents_field_lists_every_heading(document):
    body = document.element.body
    instructions = [text.text for text in body.iter(qn("w:instrText"))]
    assert sum("TOC \\o" in text for text in instructions) == 1
    entries = [
        p for p in body.iter(qn("w:p")) if p.style and p.style.startswith("TOC") and p.style[3:].isdigit()
    ]
    anchors = [link.get(qn("w:anchor")) for p in entries for link in p.iter(qn("w:hyperlink"))]
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading ")]
    assert len(anchors) == len(headings)
    texts = ["".join(t.text for t in p.iter(qn("w:t"))) for p in entries]
    assert all(text.endswith(heading) for text, heading in zip(texts, headings, strict=True))
    marks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    assert set(anchors) <= marks


def test_fields_open_and_close_in_pairs(document):
    kinds = Counter(mark.get(qn("w:fldCharType")) for mark in document.element.body.iter(qn("w:fldChar")))
    assert kinds["begin"] == kinds["separate"] == kinds["end"]


def test_word_refreshes_fields_on_opening(document):
    assert document.settings.element.find(qn("w:updateFields")) is not None


def test_properties_are_the_reports_own(document, context):
    properties = document.core_properties
    assert properties.title == context.title
    assert properties.author == context.organisation
    assert properties.language == "en-GB"
    assert properties.modified.date() == context.date


def test_bookmarks_are_unique_and_short_enough(document):
    starts = list(document.element.body.iter(qn("w:bookmarkStart")))
    names = [start.get(qn("w:name")) for start in starts]
    numbers = [start.get(qn("w:id")) for start in starts]
    ends = [end.get(qn("w:id")) for end in document.element.body.iter(qn("w:bookmarkEnd"))]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 40 for name in names)
    assert len(set(numbers)) == len(numbers)
    assert sorted(numbers) == sorted(ends)


def _figures(plain):
    if isinstance(plain, dict):
        if "figure" in plain:
            return [plain]
        return [figure for inner in plain.values() for figure in _figures(inner)]
    return [figure for inner in plain for figure in _figures(inner)] if isinstance(plain, list) else []


def test_every_figure_stands_in_a_tagged_control_and_in_a_bookmark(typical, typical_document):
    expected = Counter((f["figure"], f["text"]) for f in _figures(to_plain(typical)))
    found = Counter()
    marked = Counter()
    for control in typical_document.element.body.iter(qn("w:sdt")):
        tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        if tag is None:
            continue
        text = "".join(t.text for t in control.iter(qn("w:t")))
        found[tag.get(qn("w:val")).removeprefix("figure:"), text] += 1
        mark, run, end = control.find(qn("w:sdtContent"))
        assert (mark.tag, run.tag, end.tag) == (qn("w:bookmarkStart"), qn("w:r"), qn("w:bookmarkEnd"))
        name = re.sub(r"_\d+$", "", mark.get(qn("w:name")).removeprefix("figure_"))
        marked[name, text] += 1
    assert found == expected
    assert marked == expected


def test_the_first_mark_of_a_figure_has_its_plain_name(typical, typical_document):
    first = next(iter(typical.chapters[0].sections[0].tables[0].figures)).id
    names = [m.get(qn("w:name")) for m in typical_document.element.body.iter(qn("w:bookmarkStart"))]
    own = [name for name in names if name.startswith(f"figure_{first}")]
    assert own == [f"figure_{first}", f"figure_{first}_2"]


def test_a_stage_without_results_says_so(typical_document):
    texts = [p.text for p in typical_document.paragraphs]
    at = texts.index("Policy audit")
    assert texts[at + 1 : at + 3] == [
        "State of this stage on 12 June 2026: not yet begun.",
        "There is nothing to report from this stage yet.",
    ]


def test_each_note_on_the_data_is_printed_once(written, typical):
    document = Document(io.BytesIO(written(replace(typical, notes=("Pay is weekly.", "Pay is weekly.")))))
    assert [p.text for p in document.paragraphs].count("Pay is weekly.") == 1


def test_a_report_without_notes_says_who_holds_them(written, typical):
    texts = [p.text for p in Document(io.BytesIO(written(replace(typical, notes=())))).paragraphs]
    assert texts[texts.index("Notes on the data") + 1].startswith("Notes on how the file was read name")


def test_the_report_claims_no_more_than_was_tried(typical_document):
    text = " ".join(p.text for p in typical_document.paragraphs)
    assert "nobody can work out what is withheld" not in text
    assert "nobody can work out who" not in text
    assert "tried to work out what is withheld, and could not" in text


def test_the_report_sends_nobody_to_check_a_keyed_fingerprint_by_a_plain_one(typical_document):
    texts = [p.text for p in typical_document.paragraphs]
    said = " ".join(texts[texts.index("Appendix C: Sources and fingerprints") :])
    assert "compute its fingerprint" not in said
    assert "made with a secret key of the server" in said
    assert "the plain SHA-256 of the same file is another code" in said
    [sources] = [table for table in typical_document.tables if table.cell(0, 0).text == "File"][1:]
    assert "SHA-256" not in sources.cell(0, 1).text


STAGE_PASSAGES = {
    "listening": ("What staff tell the review", "Answers to a survey stand for people who did not answer"),
    "action_plan": ("A finding belongs to the reviewer who wrote it.",),
}


@pytest.mark.parametrize("stage", STAGE_PASSAGES)
def test_the_report_speaks_of_a_stage_only_where_it_has_results(stage, written, typical, typical_document):
    told = replace(typical.chapters[0], stage=stage, title="Told")
    with_it = Document(io.BytesIO(written(replace(typical, chapters=(*typical.chapters, told)))))
    for passage in STAGE_PASSAGES[stage]:
        assert not any(p.text.startswith(passage) for p in typical_document.paragraphs)
        assert any(p.text.startswith(passage) for p in with_it.paragraphs)


def test_the_glossary_tells_the_kinds_of_missing_ethnicity_apart(typical_document):
    [glossary] = [table for table in typical_document.tables if table.cell(0, 0).text == "Term"]
    terms = [row.cells[0].text for row in glossary.rows][1:]
    assert {"Not known", "Declined", "Not asked"} <= set(terms)
    assert "Relative likelihood" not in terms
    assert terms == sorted(terms, key=str.casefold)


def test_roles_that_one_person_holds_together_are_printed_and_only_where_there_are_some(
    typical, typical_document, written
):
    intro = "Some people hold more than one role in this review:"
    texts = [paragraph.text for paragraph in typical_document.paragraphs]
    assert texts[texts.index(intro) + 1] == typical.people.combined_roles[0]
    without = replace(typical, people=replace(typical.people, combined_roles=()))
    assert intro not in [each.text for each in Document(io.BytesIO(written(without))).paragraphs]


def test_the_foreword_is_marked_as_to_be_written(typical_document):
    texts = [p.text for p in typical_document.paragraphs]
    after = texts[texts.index("Sponsor’s foreword") + 1]
    assert after.startswith("To be written by the sponsor before issue.")


def test_the_same_review_gives_the_same_bytes(written, typical, typical_bytes):
    assert written(typical) == typical_bytes


def test_a_long_table_stays_quick_and_whole(template, typical):
    section = typical.chapters[0].sections[0]
    table = section.tables[0]
    long = replace(table, rows=table.rows * 200)
    chapter = replace(typical.chapters[0], sections=(replace(section, tables=(long,)),))
    content = render_here(template, to_plain(replace(typical, chapters=(chapter,))))
    body = Document(io.BytesIO(content)).element.body
    longest = max(body.iter(qn("w:tbl")), key=lambda tbl: len(tbl))
    assert len(longest.findall(qn("w:tr"))) == 1 + 200 * len(table.rows)
    names = [m.get(qn("w:name")) for m in body.iter(qn("w:bookmarkStart"))]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 40 for name in names)


def _field(kind):
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def test_a_contents_list_that_word_has_refreshed_is_replaced_whole(template_with, typical):
    document = Document(
        io.BytesIO(template_with(("Heading 1", "First"), ("Normal", "x"), ("Heading 2", "Second")))
    )
    page = f"{_field('begin')}<w:r><w:instrText> PAGEREF _Toc1 </w:instrText></w:r>{_field('separate')}"
    line = (
        f"<w:hyperlink><w:r><w:t>Stale</w:t></w:r>{page}<w:r><w:t>1</w:t></w:r>{_field('end')}</w:hyperlink>"
    )
    opening = f"{_field('begin')}<w:r><w:instrText> TOC \\o </w:instrText></w:r>{_field('separate')}"
    for runs in (opening + line, line, _field("end")):
        paragraph = parse_xml(f"<w:p {nsdecls('w')}>{runs}</w:p>")
        document.element.body.insert(len(document.element.body) - 4, paragraph)
    buffer = io.BytesIO()
    document.save(buffer)
    written = Document(io.BytesIO(render_here(buffer.getvalue(), to_plain(typical))))
    assert [p.text for p in written.paragraphs] == ["First", "Second", "First", "x", "Second"]
    kinds = Counter(mark.get(qn("w:fldCharType")) for mark in written.element.body.iter(qn("w:fldChar")))
    assert kinds == {"begin": 1, "separate": 1, "end": 1}
