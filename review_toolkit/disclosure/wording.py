"""How a cell is named in a message."""

from review_toolkit.disclosure.statements import Coordinates


def cell_name(at: Coordinates) -> str:
    """Return "Asian, Grade 1", or "everybody"."""
    return ", ".join(category for _, category in at) or "everybody"
