"""Filters of the pages: figures, sentences, dates.

A figure reaches a page through `figure` or `sentence` and in no other way: each leaves its id in the page
(`data-figure`), so that what a reader sees can be traced to the release.
"""

from datetime import datetime

from markupsafe import Markup

from review_toolkit.figures import HIDDEN_MARK, Cell, Figure, Sentence, cell_text, in_uk, uk_date

HIDDEN_IN_WORDS = " hidden to protect colleagues"

_FIGURE = Markup('<span data-figure="{}">{}</span>')
_PART = Markup('<span data-figure="{}" data-part="{}">{}</span>')
# The same for every hidden figure but for its id: how it looks tells nothing about why it is hidden.
_HIDDEN = Markup(
    '<span class="app-hidden" data-figure="{}">{}<span class="nhsuk-u-visually-hidden">{}</span></span>'
)


def figure(value: Figure | Cell) -> Markup:
    """Return a figure, or one part of it, as it stands on a page."""
    cell = value if isinstance(value, Cell) else Cell(value)
    if cell.figure.status == "hidden":
        return _HIDDEN.format(cell.figure.id, HIDDEN_MARK, HIDDEN_IN_WORDS)
    if cell.part == "value":
        return _FIGURE.format(cell.figure.id, cell_text(cell))
    return _PART.format(cell.figure.id, cell.part, cell_text(cell))


def sentence(parts: Sentence) -> Markup:
    """Return a sentence with its figures marked."""
    return Markup("").join(part if isinstance(part, str) else figure(part) for part in parts)


def uk_datetime(moment: datetime) -> str:
    """Return a moment in UK time, as "31 March 2026 at 2:05pm". A moment without a zone is refused."""
    local = in_uk(moment)
    clock = f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"
    return f"{uk_date(local.date())} at {clock}"
