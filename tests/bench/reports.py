"""Filling the report's template, against docxtpl on its own in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date

from review_toolkit.baseline.chapter import baseline_chapter
from review_toolkit.baseline.indicators import baseline_content
from review_toolkit.baseline.ingest import SourceFile, load_mapping, read_workforce
from review_toolkit.paths import REPORT_TEMPLATES
from review_toolkit.reports.context import ReportContext, ReportPeople, StageLine, to_plain
from review_toolkit.reports.render import render
from review_toolkit.worked_example import ORGANISATION, SNAPSHOT_DATE, write_files

# The same template with the same plain values, printed as text: no figure controls, no built tables.
_BARE = """
import json, sys
from docxtpl import DocxTemplate
from jinja2 import Environment
class Text(dict):
    def __str__(self):
        return "text"
def plain(value):
    if isinstance(value, dict):
        return Text({key: plain(item) for key, item in value.items()})
    return [plain(item) for item in value] if isinstance(value, list) else value
template = DocxTemplate(sys.argv[1])
template.render(plain(json.load(sys.stdin)), Environment(autoescape=True))
template.save(sys.argv[2])
"""


def filling() -> tuple[Callable[[], object], Callable[[], object]]:
    import tempfile
    from pathlib import Path

    folder = Path(tempfile.mkdtemp())
    files = write_files(folder)
    mapping = load_mapping(files.mapping.read_bytes(), name="mapping")
    source = SourceFile(name=files.workforce.name, content=files.workforce.read_bytes())
    workforce = read_workforce(source, mapping, snapshot_date=SNAPSHOT_DATE)
    content = baseline_content(workforce, snapshot_date=SNAPSHOT_DATE, threshold=10)
    context = to_plain(
        ReportContext(
            organisation=ORGANISATION,
            title="Review",
            status="Draft",
            version="0.1",
            date=date(2026, 4, 30),
            marking="Board confidential",
            snapshot_date=SNAPSHOT_DATE,
            threshold=10,
            people=ReportPeople(sponsor="A. Sponsor", commissioned_by=ORGANISATION),
            stages=(StageLine("baseline", "Demographic baseline", "Figures released"),),
            chapters=(baseline_chapter(content),),
            accounts=dict(content.rows),
        )
    )
    template = REPORT_TEMPLATES / "commissioned-review.docx"

    def bare() -> object:
        command = [sys.executable, "-c", _BARE, str(template), str(folder / "bare.docx")]
        return subprocess.run(command, input=json.dumps(context).encode(), check=True)

    return lambda: render(template, context), bare
