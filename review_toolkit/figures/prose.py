"""Sentences, sections and chapters that carry figures, so that a number in a sentence stays traceable."""

from dataclasses import dataclass

from review_toolkit.figures.release import Cell, Table
from review_toolkit.figures.values import Figure

Sentence = tuple[str | Cell, ...]
"""Words and figures in reading order: ("Of all staff, ", Cell(figure), " were ...")."""

Paragraph = tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A heading, what is said under it, and its tables."""

    title: str
    paragraphs: tuple[Paragraph, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Chapter:
    """What one stage puts into the report. `key_points` also stand in the summary."""

    stage: str
    title: str
    key_points: tuple[Sentence, ...] = ()
    sections: tuple[Section, ...] = ()


def sentence(*parts: str | Cell | Figure) -> Sentence:
    """Make a sentence; a bare figure stands for its value."""
    return tuple(Cell(part) if isinstance(part, Figure) else part for part in parts)
