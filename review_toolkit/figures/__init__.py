"""What may leave the toolkit: figures as frozen values, and the tables and sentences made of them.

Pure: no database, no web, no pandas. Pages, exports, charts and Word documents accept these values and
nothing else, so a number that is not a `Figure` has no way out. A figure that must not be shown holds a
`Hidden`, which carries no number at all: there is nothing in it to leak.
"""

from review_toolkit.figures.document import InvalidDocument, fingerprint_of, from_document, to_document
from review_toolkit.figures.prose import Chapter, Paragraph, Section, Sentence, sentence
from review_toolkit.figures.release import (
    Cell,
    DuplicateFigure,
    Part,
    ReleaseContent,
    RowAccount,
    Table,
    TableRow,
    UnknownFigure,
    Withheld,
)
from review_toolkit.figures.values import (
    HIDDEN_MARK,
    Figure,
    Hidden,
    HiddenFigureUsed,
    NotCalculable,
    Shown,
    Unit,
    Verdict,
)
from review_toolkit.figures.wording import cell_text, figure_text, in_uk, sentence_text, uk_date

__all__ = [
    "HIDDEN_MARK",
    "Cell",
    "Chapter",
    "DuplicateFigure",
    "Figure",
    "Hidden",
    "HiddenFigureUsed",
    "InvalidDocument",
    "NotCalculable",
    "Paragraph",
    "Part",
    "ReleaseContent",
    "RowAccount",
    "Section",
    "Sentence",
    "Shown",
    "Table",
    "TableRow",
    "Unit",
    "UnknownFigure",
    "Verdict",
    "Withheld",
    "cell_text",
    "figure_text",
    "fingerprint_of",
    "from_document",
    "in_uk",
    "sentence",
    "sentence_text",
    "to_document",
    "uk_date",
]
