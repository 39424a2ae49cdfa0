"""One form for one publication, however its input was ordered: so that the same input gives the same pattern."""

from dataclasses import replace

from review_toolkit.disclosure.statements import Hierarchy, Statement, Table


def canonical(one: Statement) -> Statement:
    """Return the statement with everything that is a set in sorted order."""
    return replace(
        one,
        dimensions={name: one.dimensions[name] for name in sorted(one.dimensions)},
        hierarchies={name: _sorted(one.hierarchies[name]) for name in sorted(one.hierarchies)},
        tables=tuple(sorted(map(_table, one.tables), key=lambda table: table.name)),
        known=tuple(sorted(one.known, key=lambda known: known.at)),
        known_by=tuple(sorted(one.known_by, key=lambda group: group.group)),
        movers=tuple(
            replace(
                movers,
                joined=tuple(sorted(movers.joined, key=lambda known: known.at)),
                left=tuple(sorted(movers.left, key=lambda known: known.at)),
                moved=tuple(sorted(movers.moved, key=lambda move: (move.source, move.target))),
            )
            for movers in sorted(one.movers, key=lambda movers: (movers.earlier, movers.later))
        ),
        sums=tuple(sorted(one.sums, key=lambda each: (each.measure, each.at))),
        relations=tuple(sorted(one.relations, key=lambda relation: (relation.whole, relation.parts))),
    )


def _table(table: Table) -> Table:
    cells = tuple(sorted(table.cells, key=lambda cell: cell.at))
    return replace(table, dimensions=tuple(sorted(table.dimensions)), cells=cells)


def _sorted(hierarchy: Hierarchy) -> Hierarchy:
    return Hierarchy(
        hierarchy.top,
        {
            category: tuple(sorted(tuple(sorted(way)) for way in hierarchy.children[category]))
            for category in sorted(hierarchy.children)
        },
    )
