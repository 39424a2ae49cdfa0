"""Fill one template: print the fields, then number marks, captions and the contents list.

Strict where docxtpl is lenient: markup that is not well-formed, a field that is unknown and text that XML
cannot carry are errors or are mended here, never silently dropped. Imports no docxtpl; `render` hands its
class over, inside the child.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from jinja2 import TemplateSyntaxError

from review_toolkit.exports.word_markup import SentenceRuns, clean
from review_toolkit.exports.word_tables import DEFAULT_WIDTH, TableBlock
from review_toolkit.reports.contents import fill_contents, number_captions
from review_toolkit.reports.faults import (
    RenderFault,
    RenderLimitExceeded,
    TemplateFault,
    fault_at,
    not_a_template,
)
from review_toolkit.reports.marks import name_marks
from review_toolkit.reports.sandbox import environment, plain_environment
from review_toolkit.reports.wordxml import NotWellFormed, parse_strictly, query

_LARGEST_PART = 64 * 1024**2
_LONGEST_PROPERTY = 255
_EMU_IN_TWENTIETH = 635
_PARAGRAPH = re.compile(r"<w:p(?=[ >])")
_markup_in_text = query(".//w:t[*]")
_MISPLACED = (
    "A field stands where its text cannot stand. A table needs a field that begins with {{p, in a paragraph "
    "of its own; a sentence needs one that begins with {{r; a loop over paragraphs begins and ends with {%p."
)
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)


def fill(name: str, content: bytes, context: Mapping[str, Any], *, template_class: type[Any]) -> bytes:
    """Return the filled document's bytes; the same template and context give the same bytes."""
    strict = _strict(template_class)(io.BytesIO(content))
    strict.open_as(name)
    fields = _wrapped(context, width=_text_width(strict.docx))
    strict.known = lambda: frozenset(_names(context))
    try:
        strict.render(fields, environment())
    except (RenderFault, MemoryError, RecursionError):
        raise
    except Exception as error:
        raise not_a_template(name, f"It cannot be filled ({type(error).__name__}).") from error
    _finish(strict.docx, context)
    buffer = io.BytesIO()
    strict.save(buffer)
    return _with_fixed_dates(buffer.getvalue())


def _strict(template_class: type[Any]) -> type[Any]:
    """Derive the strict template from docxtpl's class."""

    class StrictTemplate(template_class):  # type: ignore[misc]
        name = ""
        headings: Mapping[str, int] = {}
        known: Callable[[], frozenset[str]] = frozenset
        _checked: Any = None
        _widens_tables = False

        def open_as(self, name: str) -> None:
            self.name = name
            try:
                self.init_docx()
                self.headings = _heading_levels(self.docx)
            except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
                raise not_a_template(name, "It is not a Word document.") from error

        def patch_xml(self, src_xml: str) -> str:
            self._widens_tables = "{%tc " in re.sub(r"<[^>]+>", "", src_xml)
            return str(super().patch_xml(src_xml))

        def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:  # noqa: ARG002 - docxtpl's signature
            source = _by_paragraph(src_xml)
            try:
                filled = _printed(jinja_env.from_string(source).generate(context))
            except (RenderFault, MemoryError, RecursionError):
                raise
            except Exception as error:
                raise self._fault(error, source) from error
            filled = filled.replace("\n<w:p", "<w:p")
            self._checked = self._parsed(filled)
            return filled

        def fix_tables(self, xml: str) -> Any:
            # Only a loop over cells can make rows wider than their table; everything else is parsed already.
            return super().fix_tables(xml) if self._widens_tables else self._checked

        def render_properties(self, context: Any, jinja_env: Any = None) -> None:  # noqa: ARG002 - as above
            printer = plain_environment()
            properties = self.docx.core_properties
            for field in ("author", "category", "comments", "keywords", "language", "subject", "title"):
                source = getattr(properties, field)
                try:
                    text = _printed(printer.from_string(source).generate(context))
                except (RenderFault, MemoryError, RecursionError):
                    raise
                except Exception as error:
                    raise self._fault(error, source) from error
                setattr(properties, field, clean(text)[:_LONGEST_PROPERTY])

        def _fault(self, error: Exception, source: str) -> TemplateFault:
            return fault_at(
                self.name,
                message=_message(error),
                line=_line_of(error),
                source=source,
                headings=self.headings,
                known=self.known(),
            )

        def _parsed(self, filled: str) -> Any:
            """Refuse markup that is not well-formed, which docxtpl would repair by losing text."""
            try:
                root = parse_strictly(filled)
            except NotWellFormed:
                raise self._misplaced(filled) from None
            if _markup_in_text(root):
                raise self._misplaced(filled)
            return root

        def _misplaced(self, filled: str) -> TemplateFault:
            source = _by_paragraph(filled)
            try:
                line = _markup_in_text(parse_strictly(source))[0].sourceline
            except NotWellFormed as fault:
                line = fault.line
            return fault_at(
                self.name,
                message=_MISPLACED,
                line=line,
                source=source,
                headings=self.headings,
                known=self.known(),
            )

    return StrictTemplate


def _by_paragraph(markup: str) -> str:
    """The markup with each paragraph on a line of its own, so that a line number says which it is."""
    return _PARAGRAPH.sub("\n<w:p", markup)


def _printed(chunks: Any) -> str:
    """Join what a template prints, up to the largest part that a document may have."""
    pieces: list[str] = []
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > _LARGEST_PART:
            raise RenderLimitExceeded("The template prints more than a document may hold.")
        pieces.append(chunk)
    return "".join(pieces)


def _wrapped(value: Any, *, width: int) -> Any:
    """Turn the plain context's sentences and tables into what prints itself as markup."""
    if isinstance(value, Mapping):
        if value.keys() == {"sentence"}:
            return SentenceRuns(value["sentence"])
        if value.keys() == {"table"} and isinstance(value["table"], Mapping):
            return TableBlock(value["table"], width=width)
        return {key: _wrapped(inner, width=width) for key, inner in value.items()}
    if isinstance(value, list):
        return [_wrapped(inner, width=width) for inner in value]
    return value


def _names(value: Any) -> set[str]:
    if isinstance(value, Mapping):
        return set(value).union(*(_names(inner) for inner in value.values())) if value else set()
    return set().union(*(_names(inner) for inner in value)) if isinstance(value, list) and value else set()


def _finish(document: Any, context: Mapping[str, Any]) -> None:
    """Do what needs the whole document: names of marks, numbers of captions, contents, dates."""
    body = document.element.body
    roots = [body]
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/header", "/footer")):
            roots.append(relation.target_part._element)
    name_marks(roots)
    number_captions(body)
    fill_contents(body, _heading_levels(document), numbered=_numbered_styles(document))
    if issued_on := context.get("issued_on"):
        day = datetime.fromisoformat(issued_on).replace(tzinfo=UTC)
        document.core_properties.created = day
        document.core_properties.modified = day


def _heading_levels(document: Any) -> dict[str, int]:
    """Heading styles by id, with their level. Word keeps the English name whatever its language."""
    levels = {}
    for style in document.styles:
        found = re.fullmatch(r"heading (\d)", (style.name or "").lower())
        if found:
            levels[style.style_id] = int(found[1])
    return levels


def _numbered_styles(document: Any) -> frozenset[str]:
    """The styles whose paragraphs Word numbers by themselves."""
    return frozenset(
        style.style_id
        for style in document.styles
        if style.element.pPr is not None and style.element.pPr.numPr is not None
    )


def _text_width(document: Any) -> int:
    """The width between the first section's margins, in twentieths of a point."""
    section = document.sections[0]
    if None in (section.page_width, section.left_margin, section.right_margin):
        return DEFAULT_WIDTH
    return int((section.page_width - section.left_margin - section.right_margin) // _EMU_IN_TWENTIETH)


def _line_of(error: Exception) -> int | None:
    """The template's line at which an error arose."""
    if isinstance(error, TemplateSyntaxError):
        return error.lineno
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _message(error: Exception) -> str:
    return getattr(error, "message", None) or str(error) or type(error).__name__


def _with_fixed_dates(content: bytes) -> bytes:
    """Write the package again with the same date on every part."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _FIXED_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return buffer.getvalue()
