"""A publication as the text that the ledger keeps (interfaces.md 4), and back."""

import json
from dataclasses import replace

from review_toolkit.disclosure.reading import read
from review_toolkit.disclosure.statements import Statement
from review_toolkit.disclosure.writing import to_document


class HoldsHiddenCounts(ValueError):
    """A publication in which a hidden cell still has its count: a fault of ours, and never stored."""


class DoesNotReadBack(ValueError):
    """A publication that the ledger could not give back as it was; later ones would be judged by another."""


def text_of(statement: Statement) -> str:
    """Return what was published as JSON without spaces. Its order is the publication's own.

    What the writer would leave out is refused here all the same, so that no later change of the writer can
    put a hidden count into a row that is never changed.
    """
    hidden = [cell for table in statement.tables for cell in table.cells if cell.hidden]
    sums = [each for each in statement.sums if each.hidden]
    if any(cell.count is not None or cell.shown_as for cell in hidden) or any(
        each.count is not None or each.total is not None for each in sums
    ):
        raise HoldsHiddenCounts("A hidden cell still has a count. Nothing was stored.")
    if any(each.top for each in statement.sums):
        raise HoldsHiddenCounts("A sum still names its largest parts. Nothing was stored.")
    # What the document carries beside its figures stands in the manifest.
    published = replace(statement, notes={})
    text = json.dumps(to_document(published), separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    if statement_from(text, name="the publication") != published:
        raise DoesNotReadBack("The publication does not read back as it was written. Nothing was stored.")
    return text


def statement_from(text: str, *, name: str) -> Statement:
    """Return the publication that the ledger keeps; `name` is what a message calls it."""
    return read(text, name=name)
