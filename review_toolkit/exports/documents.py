"""A release's tables as a plain Word document: the quick path, without a report template."""

import io
from typing import Any

from review_toolkit.exports.xml_text import xml_text
from review_toolkit.figures import ReleaseContent, Table, cell_text, uk_date


class ExactNotForWord(ValueError):
    """Exact figures may not go into a Word document."""


def to_docx(content: ReleaseContent) -> bytes:
    """Return a document with every table, what was withheld, and where the rows went."""
    from docx import Document

    if content.exact:
        raise ExactNotForWord(
            "Exact figures are not written to Word. Leave out --exact, or choose JSON, CSV or XLSX."
        )
    document = Document()
    document.core_properties.title = "Workforce indicators"
    document.core_properties.author = ""
    document.core_properties.language = "en-GB"
    document.add_heading("Workforce indicators", level=0)
    document.add_paragraph(
        f"Staff in post on {uk_date(content.snapshot_date)}. Breakdowns with an ethnic group of "
        f"fewer than {content.threshold} people, and figures from which such a number could be worked out, "
        "are withheld to protect colleagues."
    )
    for table in content.tables:
        _add_table(document, table)
    document.add_heading("What is withheld", level=1)
    if not content.withheld:
        document.add_paragraph("Nothing is withheld.")
    for item in content.withheld:
        document.add_paragraph(xml_text(f"{item.title}. {item.reason}"), style="List Bullet")
    document.add_heading("What the figures rest on", level=1)
    for kind, account in content.rows.items():
        aside = "; ".join(f"{count} {reason}" for reason, count in account.set_aside.items()) or "none"
        document.add_paragraph(
            f"File of {kind}: {account.read} rows read, {account.used} used, set aside: {aside}."
        )
    for note in content.notes:
        document.add_paragraph(xml_text(note))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _add_table(document: Any, table: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement

    document.add_heading(xml_text(table.title), level=1)
    grid = document.add_table(rows=0, cols=len(table.columns) + 1, style="Light Grid Accent 1")
    lines = [(table.row_heading, table.columns)]
    lines += [(row.label, tuple(cell_text(cell) for cell in row.cells)) for row in table.rows]
    for number, (label, texts) in enumerate(lines):
        cells = grid.add_row().cells
        cells[0].text = xml_text(label)
        for cell, text in zip(cells[1:], texts, strict=True):
            cell.text = xml_text(text)
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if number == 0:
            properties = grid.rows[0]._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:tblHeader"))
    if table.note:
        document.add_paragraph(xml_text(table.note))
