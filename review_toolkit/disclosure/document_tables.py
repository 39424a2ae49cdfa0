"""The tables of a document and their cells."""

from review_toolkit.disclosure.document_structure import RESERVED, Structure
from review_toolkit.disclosure.document_values import LARGEST_COUNT, Node, quoted
from review_toolkit.disclosure.statements import Cell, Coordinates, ShownAs, Table

MOST_CELLS = 500_000


def read_tables(node: Node, structure: Structure) -> tuple[Table, ...]:
    """Return the tables; refuse one cell with two counts, wherever the two stand."""
    tables: dict[str, Table] = {}
    counts: dict[Coordinates, int] = {}
    cells = 0
    for entry in node.items("table"):
        fields = entry.known_fields(("name", "dimensions", "cells"))
        name = fields["name"].text()
        table = Node(entry.value, f"{node.place}, table {quoted(name)}")
        if name in tables:
            table.refuse("another table has the same name", "Give each table its own")
        dimensions = fields["dimensions"].texts()
        if len(set(dimensions)) < len(dimensions):
            table.refuse("a dimension is named twice", "Name each once")
        listed = Node(fields["cells"].value, f"{table.place}, cells")
        found = _cells(listed, table.place, structure, dimensions, counts)
        cells += len(found)
        if cells > MOST_CELLS:
            node.refuse(f"there are more than {MOST_CELLS:,} cells", "Divide the document")
        tables[name] = Table(name, dimensions, found)
    if not tables:
        node.refuse("there is no table", "Add one")
    return tuple(tables.values())


def _cells(
    listed: Node,
    place: str,
    structure: Structure,
    dimensions: tuple[str, ...],
    counts: dict[Coordinates, int],
) -> tuple[Cell, ...]:
    found: dict[Coordinates, Cell] = {}
    for number, entry in enumerate(listed.items(), start=1):
        numbered = Node(entry.value, f"{place}, cell {number}")
        at = structure.coordinates(numbered, beside=RESERVED, within=dimensions)
        named = Node(entry.value, f"{numbered.place} ({', '.join(each for _, each in at) or 'everybody'})")
        cell = _cell(named, at, structure)
        if at in found:
            named.refuse("the same cell stands twice in this table", "Keep one of the two")
        if cell.count is not None and counts.setdefault(at, cell.count) != cell.count:
            named.refuse("the same cell has another count in another table", "Correct one of the two")
        found[at] = cell
    return tuple(found.values())


def _cell(node: Node, at: Coordinates, structure: Structure) -> Cell:
    fields = node.fields()
    hidden = fields["hidden"].flag() if "hidden" in fields else False
    status = fields["status"].one_of("shown", "hidden") if "status" in fields else None
    if status is not None and "hidden" in fields and hidden != (status == "hidden"):
        node.refuse("hidden and status contradict each other", "Leave one of them out")
    if hidden or status == "hidden":
        if fields.get("shown_as", Node(None, "")).value is not None:
            node.refuse("the cell is hidden and shown_as something", "Choose one of the two")
        return Cell(at, hidden=True)
    count = fields["count"].count() if "count" in fields and fields["count"].value is not None else None
    shown_as = _shown_as(fields["shown_as"], structure) if "shown_as" in fields else None
    if count is None and shown_as is None:
        node.refuse("the cell has no count", 'Add "count", "shown_as", or "hidden": true')
    return Cell(at, count, shown_as=shown_as)


def _shown_as(node: Node, structure: Structure) -> ShownAs:
    fields = node.known_fields((), ("percent", "round", "of", "range"))
    if ("percent" in fields) == ("range" in fields):
        node.refuse(
            "it needs a percent or a range, and not both",
            'Write {"percent": 37, "round": 1} or {"range": [50, null]}',
        )
    if "range" in fields:
        if "round" in fields or "of" in fields:
            node.refuse("a range has neither round nor of", "Take them out")
        ends = list(fields["range"].items("end"))
        if len(ends) != 2:
            fields["range"].refuse("a range has two ends", "Write two numbers; null for an open end")
        low, high = (None if end.value is None else end.number(most=LARGEST_COUNT) for end in ends)
        if low is None and high is None:
            fields["range"].refuse("both ends are open, which says nothing", "Give one end, or hide the cell")
        if low is not None and high is not None and low > high:
            fields["range"].refuse("the range is upside down", "Write the lower end first")
        return ShownAs(low=low, high=high)
    if "round" not in fields:
        node.refuse('"round" is missing', "Say to how much the percentage is rounded, such as 1")
    percent = fields["percent"].number(most=100)
    of = structure.coordinates(fields["of"]) if "of" in fields else None
    return ShownAs(percent=percent, round=fields["round"].number(most=100), of=of)
