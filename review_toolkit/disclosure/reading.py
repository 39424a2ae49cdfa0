"""Read a publication from JSON (interfaces.md 4).

Whatever is wrong with a document is an `InvalidStatement` that says where and what to do; nothing is guessed.
The count of a cell that is marked as hidden is dropped here, so that no later step can lean on it.
"""

import json
from typing import NoReturn

from review_toolkit.disclosure.document_counts import read_counts
from review_toolkit.disclosure.document_structure import Structure
from review_toolkit.disclosure.document_tables import read_tables
from review_toolkit.disclosure.document_values import InvalidStatement, Node
from review_toolkit.disclosure.rules import HIGHEST_THRESHOLD, ThresholdTooLow, check_threshold
from review_toolkit.disclosure.statements import Statement

LARGEST_DOCUMENT = 64 * 1024 * 1024
NOTES = ("audit", "manifest")
"""What a published document carries beside its figures; written back as it was read."""
_OPTIONAL = (
    "as_of",
    "zero",
    "dimensions",
    "hierarchies",
    "known",
    "known_by",
    "movers",
    "sums",
    "relations",
    "bounds",
)

__all__ = ["InvalidStatement", "from_document", "read"]


def read(content: bytes | str, *, name: str = "The document") -> Statement:
    """Return the publication that a JSON text describes; `name` is what messages call it."""
    if len(content) > LARGEST_DOCUMENT:
        raise InvalidStatement(f"{name}: it is larger than 64 MB. Divide it into several.")
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content.removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise InvalidStatement(f"{name}: it is not UTF-8 text. Save it as JSON in UTF-8.") from error
    try:
        document = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except _Repeated as repeated:
        raise InvalidStatement(
            f"{name}: an object names {repeated} twice. Keep one; which of the two is meant cannot be told."
        ) from None
    except _NotANumber as found:
        raise InvalidStatement(f"{name}: {found} is not a number. Write a number, or null.") from None
    except json.JSONDecodeError as error:
        raise InvalidStatement(
            f"{name}: line {error.lineno}, column {error.colno} is not JSON. Mend it there or just before."
        ) from None
    except RecursionError:
        raise InvalidStatement(f"{name}: it is nested too deeply. Use the format of the manual.") from None
    except ValueError:
        raise InvalidStatement(f"{name}: a number has far too many digits. Shorten it.") from None
    return from_document(document, name=name)


def from_document(document: object, *, name: str = "The document") -> Statement:
    """Return the publication that a parsed JSON document describes."""
    node = Node(document, name)
    fields = node.known_fields(("threshold", "tables"), (*_OPTIONAL, *NOTES))
    threshold = _threshold(fields["threshold"])
    as_of = fields["as_of"].date() if _given(fields, "as_of") else None
    structure = Structure.read(fields, node)
    tables = read_tables(fields["tables"], structure)
    counts = read_counts(fields, structure, tables)
    hierarchies = structure.hierarchies()
    return Statement(
        threshold=threshold,
        dimensions=structure.dimensions(hierarchies),
        hierarchies=hierarchies,
        tables=tables,
        as_of=as_of,
        zero="protect" if "zero" in fields and structure.zero(fields["zero"]) == "protect" else "publish",
        known=counts.known,
        known_by=counts.known_by,
        movers=counts.movers,
        sums=counts.sums,
        relations=counts.relations,
        bounds=counts.bounds,
        notes={key: fields[key].value for key in NOTES if key in fields},
    )


def _given(fields: dict[str, Node], key: str) -> bool:
    return key in fields and fields[key].value is not None


def _threshold(node: Node) -> int:
    threshold = node.count()
    try:
        check_threshold(threshold)
    except ThresholdTooLow as low:
        raise InvalidStatement(f"{node.place}: {low}") from None
    if threshold > HIGHEST_THRESHOLD:
        node.refuse(f"the threshold is above {HIGHEST_THRESHOLD}", f"Choose {HIGHEST_THRESHOLD} or less")
    return threshold


class _Repeated(Exception):
    pass


class _NotANumber(Exception):
    pass


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Repeated(json.dumps(next(name for name in names if names.count(name) > 1)[:60]))
    return found


def _refuse_constant(constant: str) -> NoReturn:
    raise _NotANumber(constant)
