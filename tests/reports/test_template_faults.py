"""A faulty or hostile template ends in a sentence that helps its author, and does nothing else."""

import io
import zipfile

import pytest
from docx import Document

from review_toolkit.reports.context import to_plain
from review_toolkit.reports.render import RenderFault, RenderLimitExceeded, TemplateFault, render, render_here

ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ organisation.__class__ }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__.os.popen('touch ESCAPED').read() }}",
    "{{ lipsum.__globals__['os'].popen('touch ESCAPED').read() }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ config.items() }}",
    "{{ request.application }}",
    "{{ ''|attr('__class__') }}",
    "{{ organisation|attr('\\x5f\\x5fclass\\x5f\\x5f') }}",
    "{{ ('{0.__class__}').format(organisation) }}",
    "{{ '{0.__class__.__init__.__globals__}'.format_map({'0': people}) }}",
    "{{ people.__class__.__base__ }}",
    "{{ notes.__getattribute__('append') }}",
    "{{ people.update({'sponsor': 'x'}) }}",
    "{{ notes.append('x') }}",
    "{{ chapters[0].key_points[0]._parts }}",
    "{{ chapters[0].key_points[0].__init__.__globals__ }}",
    "{{ chapters[0].key_points[0].__html__.__func__.__globals__ }}",
    "{% import 'os' as os %}{{ os.system('touch ESCAPED') }}",
    "{% include '/etc/passwd' %}",
    "{% extends '/etc/passwd' %}",
    "{{ open('/etc/passwd').read() }}",
    "{{ __import__('os').system('touch ESCAPED') }}",
    "{{ range(10) }}",
    "{{ dict(a=1) }}",
    "{{ '<w:p/>'|safe }}",
    "{{ organisation|tojson }}",
    "{{ notes|map('attr', '__class__')|list }}",
    "{{ notes|map(attribute='__class__')|list }}",
    "{{ '%c' % 49 }}",
    "{{ notes }}",
    "{{ people }}",
]
BOMBS = [
    "{{ 'a'*10**8 }}",
    "{{ 10**10**10 }}",
    "{{ 'a' * 100000000 }}",
    "{{ [0] * 100000000 }}",
    "{{ '{:>1000000000}'.format(1) }}",
    "{% set a = 'x' * 99999 %}{% for i in a %}{% for j in a %}{% for k in a %}x"
    "{% endfor %}{% endfor %}{% endfor %}",
    "{% set a = 'x' * 99999 %}{{ a.replace('x', a).replace('x', a) }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
]


@pytest.fixture(scope="module")
def plain(typical):
    return to_plain(typical)


@pytest.mark.parametrize("payload", ESCAPES)
def test_a_template_reaches_nothing_outside_its_context(template_with, plain, payload, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TemplateFault):
        render_here(template_with(("Normal", payload)), plain)
    assert not (tmp_path / "ESCAPED").exists()


@pytest.mark.parametrize("place", ["header", "title"])
@pytest.mark.parametrize("payload", ESCAPES[:5])
def test_headers_and_properties_are_no_way_round(template_with, plain, payload, place):
    with pytest.raises(TemplateFault):
        render_here(template_with(("Normal", "x"), **{place: payload}), plain)


@pytest.mark.parametrize("payload", BOMBS)
def test_a_template_cannot_fill_the_memory_or_run_for_ever(template_with, plain, payload):
    with pytest.raises(RenderFault) as caught:
        render(template_with(("Normal", payload)), plain, name="bomb.docx", seconds=4)
    assert "bomb.docx" in str(caught.value)


def test_too_long_is_said_as_a_limit(template_with, plain):
    with pytest.raises(RenderLimitExceeded, match="repeats or multiplies"):
        render(template_with(("Normal", BOMBS[5])), plain, name="bomb.docx", seconds=2)


def test_a_compressed_bomb_is_stopped(plain):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(1100):
                part.write(b" " * 1024**2)
        archive.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(RenderFault):
        render(buffer.getvalue(), plain, name="bomb.docx", seconds=30)


def test_a_misspelt_field_is_named_with_its_place_and_the_likely_name(template_with, plain):
    template = template_with(
        ("Heading 1", "Scope"),
        ("Normal", "All is well."),
        ("Heading 2", "Who asked"),
        ("Normal", "By {{ organisaton }}."),
    )
    with pytest.raises(TemplateFault) as caught:
        render(template, plain, name="own.docx")
    fault = caught.value
    assert fault.template == "own.docx"
    assert fault.heading == "Who asked"
    assert fault.field == "organisaton"
    assert fault.surroundings == "By {{ organisaton }}."
    assert "Did you mean 'organisation'?" in fault.remedy
    assert str(fault) == (
        "The template 'own.docx' has a fault below the heading 'Who asked', near 'By {{ organisaton }}.': "
        "'organisaton' is undefined. Did you mean 'organisation'? Correct the field in Word and try again."
    )


def test_a_misspelt_field_of_a_field_is_named(template_with, plain):
    with pytest.raises(TemplateFault) as caught:
        render_here(template_with(("Heading 1", "People"), ("Normal", "{{ people.sponser }}")), plain)
    assert caught.value.field == "sponser"
    assert "'sponsor'" in caught.value.remedy


def test_a_misspelt_field_split_over_runs_is_still_named(plain):
    document = Document()
    document.add_heading("Method", level=1)
    paragraph = document.add_paragraph()
    for piece in ("{", "{ org", "anisaton }", "}"):
        paragraph.add_run(piece)
    buffer = io.BytesIO()
    document.save(buffer)
    with pytest.raises(TemplateFault) as caught:
        render_here(buffer.getvalue(), plain)
    assert (caught.value.heading, caught.value.field) == ("Method", "organisaton")


@pytest.mark.parametrize(
    "text",
    [
        "{% for note in notes %}{{ note }}",
        "{% if %}x{% endif %}",
        "{% endfor %}",
        "{{ title",
        "{{ title | upperr }}",
        "{{ title + 1 }}",
        "{% unknown %}",
    ],
)
def test_broken_tags_are_placed_below_their_heading(template_with, plain, text):
    template = template_with(
        ("Heading 1", "First"), ("Normal", "x"), ("Heading 1", "Second"), ("Normal", text)
    )
    with pytest.raises(TemplateFault) as caught:
        render_here(template, plain)
    assert caught.value.heading == "Second"


@pytest.mark.parametrize(
    "text", ["{{ chapters[0].sections[0].tables[0] }}", "{{ chapters[0].key_points[0] }}"]
)
def test_a_table_or_sentence_in_the_wrong_kind_of_field_is_refused(template_with, plain, text):
    template = template_with(("Heading 1", "Figures"), ("Normal", text))
    with pytest.raises(TemplateFault, match="begins with") as caught:
        render_here(template, plain)
    assert caught.value.heading == "Figures"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 not a document", b"PK\x03\x04 cut short"])
def test_a_file_that_is_no_word_document_is_refused(plain, content):
    with pytest.raises(TemplateFault, match="not a Word document"):
        render(content, plain, name="own.docx")


def test_a_spreadsheet_is_refused(plain):
    import openpyxl

    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    with pytest.raises(TemplateFault, match="not a Word document"):
        render_here(buffer.getvalue(), plain)
