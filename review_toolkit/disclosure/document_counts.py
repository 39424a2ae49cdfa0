"""What a document says beside its tables: known counts, insiders, movers, sums, relations, bounds."""

from collections.abc import Mapping
from dataclasses import dataclass

from review_toolkit.disclosure.document_structure import Structure
from review_toolkit.disclosure.document_values import LARGEST_SUM, Node
from review_toolkit.disclosure.statements import (
    Bound,
    Coordinates,
    KnownBy,
    KnownCount,
    Move,
    Movers,
    Relation,
    Sum,
    Table,
)
from review_toolkit.disclosure.wording import cell_name

_COUNT = frozenset({"count"})
_MORE = ("went", "came", "regrouped")


@dataclass(frozen=True, slots=True)
class Counts:
    """Everything in a document that is no table."""

    known: tuple[KnownCount, ...]
    known_by: tuple[KnownBy, ...]
    movers: tuple[Movers, ...]
    sums: tuple[Sum, ...]
    relations: tuple[Relation, ...]
    bounds: tuple[Bound, ...]


def read_counts(fields: Mapping[str, Node], structure: Structure, tables: tuple[Table, ...]) -> Counts:
    """Return it; `tables` say which counts a known one may not contradict."""
    known = _known(fields["known"], structure) if "known" in fields else ()
    told = {cell.at: cell.count for table in tables for cell in table.cells if cell.count is not None}
    for each in known:
        if told.get(each.at, each.count) != each.count:
            named = cell_name(each.at)
            fields["known"].refuse(
                f"the count of {named} differs from the one in the tables", "Correct one of the two"
            )
    movers = (
        tuple(_movers(each, structure) for each in fields["movers"].items()) if "movers" in fields else ()
    )
    if len({(each.earlier, each.later) for each in movers}) < len(movers):
        fields["movers"].refuse("two entries have the same dates", "Put them together")
    return Counts(
        known=known,
        known_by=tuple(_known_by(each, structure) for each in _entries(fields, "known_by")),
        movers=movers,
        sums=_sums(fields, structure),
        relations=tuple(_relation(each, structure) for each in _entries(fields, "relations")),
        bounds=tuple(_bound(each, structure) for each in _entries(fields, "bounds")),
    )


def _entries(fields: Mapping[str, Node], name: str) -> tuple[Node, ...]:
    return tuple(fields[name].items()) if name in fields else ()


def _known(node: Node, structure: Structure) -> tuple[KnownCount, ...]:
    found: dict[Coordinates, int] = {}
    for entry in node.items():
        fields = entry.fields()
        if "count" not in fields:
            entry.refuse('"count" is missing', "Add it")
        at, count = structure.coordinates(entry, beside=_COUNT), fields["count"].count()
        if at in found:
            entry.refuse("this cell stands here twice", "Keep one of the two")
        found[at] = count
    return tuple(KnownCount(at, count) for at, count in found.items())


def _cells(node: Node, structure: Structure) -> tuple[Coordinates, ...]:
    found = tuple(structure.coordinates(each) for each in node.items("cell"))
    if not found:
        node.refuse("no cell is named", "Name at least one")
    if len(set(found)) < len(found):
        node.refuse("a cell is named twice", "Name each once")
    return found


def _known_by(node: Node, structure: Structure) -> KnownBy:
    fields = node.known_fields(("group", "cells"))
    return KnownBy(fields["group"].text(), _cells(fields["cells"], structure))


def _movers(node: Node, structure: Structure) -> Movers:
    fields = node.known_fields(("from", "to"), ("joined", "left", "moved", *_MORE))
    earlier, later = fields["from"].date(), fields["to"].date()
    if earlier > later:
        node.refuse("the dates are not in order", 'Write the earlier one as "from", the later as "to"')
    return Movers(
        earlier,
        later,
        joined=_known(fields["joined"], structure) if "joined" in fields else (),
        left=_known(fields["left"], structure) if "left" in fields else (),
        moved=tuple(_move(each, structure) for each in _entries(fields, "moved")),
        **{name: _known(fields[name], structure) for name in _MORE if name in fields},
    )


def _move(node: Node, structure: Structure) -> Move:
    fields = node.known_fields(("from", "to", "count"))
    source, target = structure.coordinates(fields["from"]), structure.coordinates(fields["to"])
    if source == target:
        node.refuse("it leads from a cell to the same cell", "Correct one end, or take it out")
    return Move(source, target, fields["count"].count())


def _sums(fields: Mapping[str, Node], structure: Structure) -> tuple[Sum, ...]:
    sums: dict[tuple[str, Coordinates], Sum] = {}
    for node in _entries(fields, "sums"):
        found = _sum(node, structure)
        if (found.measure, found.at) in sums:
            node.refuse("this sum stands here twice", "Keep one of the two")
        sums[found.measure, found.at] = found
    return tuple(sums.values())


def _sum(node: Node, structure: Structure) -> Sum:
    fields = node.known_fields(("measure", "cell"), ("sum", "count", "top", "hidden", "status"))
    measure, at = fields["measure"].text(), structure.coordinates(fields["cell"])
    status = fields["status"].one_of("shown", "hidden") if "status" in fields else None
    hidden = fields["hidden"].flag() if "hidden" in fields else status == "hidden"
    if status is not None and hidden != (status == "hidden"):
        node.refuse("hidden and status contradict each other", "Leave one of them out")
    if hidden:
        return Sum(measure, at, hidden=True)
    if "sum" not in fields:
        node.refuse('"sum" is missing', 'Add it, or "hidden": true')
    total = fields["sum"].number()
    count = fields["count"].count() if "count" in fields and fields["count"].value is not None else None
    top = tuple(each.number() for each in fields["top"].items()) if "top" in fields else ()
    if list(top) != sorted(top, reverse=True):
        fields["top"].refuse("the largest contributions are not in order", "Write the largest first")
    if sum(top) > total * (1 + 1e-9) + 1e-6:
        fields["top"].refuse(
            "the largest contributions add up to more than the sum", "Correct one of the two"
        )
    if count is not None and len(top) > count:
        fields["top"].refuse("there are more contributions than people", "Correct one of the two")
    if count == 0 and total > 0:
        node.refuse("nobody contributes to a sum above nothing", "Correct the sum or the count")
    return Sum(measure, at, count, total, top)


def _relation(node: Node, structure: Structure) -> Relation:
    fields = node.known_fields(("sum", "equals"))
    whole = structure.coordinates(fields["equals"])
    parts = _cells(fields["sum"], structure)
    return Relation(parts, whole)


def _bound(node: Node, structure: Structure) -> Bound:
    fields = node.known_fields(("terms", "range"))
    terms: dict[Coordinates, float] = {}
    for each in fields["terms"].items():
        said = each.known_fields(("of", "times"))
        at = structure.coordinates(said["of"])
        if at in terms:
            each.refuse("this cell stands here twice", "Keep one of the two")
        terms[at] = said["times"].number(least=-LARGEST_SUM)
    if not terms:
        fields["terms"].refuse("no cell is named", "Name at least one")
    ends = list(fields["range"].items())
    if len(ends) != 2 or all(end.value is None for end in ends):
        fields["range"].refuse("it has no two ends", "Write [low, high]; null stands for no end")
    low, high = (None if end.value is None else end.number(least=-LARGEST_SUM) for end in ends)
    if low is not None and high is not None and low > high:
        fields["range"].refuse("it ends below its beginning", "Write the lower number first")
    return Bound(tuple(terms.items()), low, high)
