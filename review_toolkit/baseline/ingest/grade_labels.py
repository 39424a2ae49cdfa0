"""Grades: the mapping's ladder, Agenda for Change where it is plainly that, or else plain labels."""

from dataclasses import dataclass

from review_toolkit.analysis.groups import Ladder
from review_toolkit.baseline.ingest.mapping import GradeSettings, ladder_of
from review_toolkit.baseline.ingest.problems import Unreadable
from review_toolkit.baseline.ingest.readings import Findings, Reading, read_column
from review_toolkit.baseline.ingest.tables import Cell, Column, ErrorCell, as_text
from review_toolkit.content import AGENDA_FOR_CHANGE, fold_label, ladder_preset

_BLANKS = frozenset(("", "-", "--", "–", "—", "n/a", "na", "none", "null", "not applicable"))
_MARKER = {"marker": ("'{raw}' was read as blank ({rows}).", "")}


@dataclass(frozen=True, slots=True)
class Grades:
    """The grade of each of the column's values (None for blank), the categories and the ladder."""

    values: list[str | None]
    categories: tuple[str, ...]
    ladder: Ladder | None


def read_grades(column: Column, findings: Findings, settings: GradeSettings | None) -> Grades:
    """Read grades. Without a ladder, labels are kept as they stand and have no order."""
    if settings is not None:
        return _on_ladder(column, findings, ladder_of(settings))
    labels = [as_text(cell) for cell in column.values if not _is_blank(cell)]
    preset = ladder_preset(AGENDA_FOR_CHANGE)
    strange = [label for label in labels if preset.grade_of(label) is None]
    if labels and not strange and any(preset.is_telling(label) for label in labels):
        return _on_ladder(column, findings, ladder_of(GradeSettings("agenda-for-change")))
    if any(preset.grade_of(label) and preset.is_telling(label) for label in labels):
        named = ", ".join(f"'{label}'" for label in strange[:5])
        why = f"Some grades are not Agenda for Change bands ({named}), so grades have no order."
    else:
        why = "The grades are not on a known ladder, so they have no order and no clusters."
    if labels:
        findings.note(
            why,
            column=column.header,
            remedy="List them from low to high in the mapping file: grade: {ladder: [...], clusters: {...}}.",
        )
    values = read_column(column, _plain, findings, traits=_MARKER, default=None)
    spellings: dict[str, str] = {}
    merged = [
        None if value is None else spellings.setdefault(fold_label(value) or value, value) for value in values
    ]
    return Grades(merged, tuple(sorted(set(spellings.values()))), None)


def _on_ladder(column: Column, findings: Findings, ladder: Ladder) -> Grades:
    preset = ladder_preset(AGENDA_FOR_CHANGE)
    known = {fold_label(grade): grade for grade in ladder.grades}

    def parse(cell: Cell) -> Reading[str | None]:
        if _is_blank(cell):
            return Reading(None, "marker" if cell != "" else "")
        text = as_text(cell)
        grade = known.get(fold_label(text)) or preset.grade_of(text)
        if grade not in ladder.grades:
            raise Unreadable(
                f"'{text}' is not a grade on the ladder.",
                "Correct the cell, or add the grade to the ladder in the mapping file.",
            )
        return Reading(grade)

    values = read_column(column, parse, findings, traits=_MARKER, default=None)
    return Grades(values, ladder.grades, ladder)


def _plain(cell: Cell) -> Reading[str | None]:
    return Reading(None, "marker" if cell != "" else "") if _is_blank(cell) else Reading(as_text(cell))


def _is_blank(cell: Cell) -> bool:
    return not isinstance(cell, ErrorCell) and as_text(cell).casefold() in _BLANKS
