"""One form for one publication, however its input was ordered, so that it always gives the same pattern."""

from dataclasses import replace

from review_toolkit.disclosure.statements import Dimension, Hierarchy, Statement, Table


def canonical(one: Statement) -> Statement:
    """Return the statement with everything that is a set in sorted order.

    Categories all of whose members are nobody's group are named as nobody's group too.
    """
    return replace(
        one,
        dimensions={
            name: _closed(one.dimensions[name], one.hierarchies[name]) for name in sorted(one.dimensions)
        },
        hierarchies={name: _sorted(one.hierarchies[name]) for name in sorted(one.hierarchies)},
        tables=tuple(sorted(map(_table, one.tables), key=lambda table: (table.name, table.dimensions))),
        known=tuple(sorted(one.known, key=lambda known: known.at)),
        known_by=tuple(
            replace(group, cells=tuple(sorted(group.cells)))
            for group in sorted(one.known_by, key=lambda group: (group.group, sorted(group.cells)))
        ),
        movers=tuple(
            replace(
                movers,
                joined=tuple(sorted(movers.joined, key=lambda known: known.at)),
                left=tuple(sorted(movers.left, key=lambda known: known.at)),
                moved=tuple(sorted(movers.moved, key=lambda move: (move.source, move.target))),
                went=tuple(sorted(movers.went, key=lambda known: known.at)),
                came=tuple(sorted(movers.came, key=lambda known: known.at)),
                regrouped=tuple(sorted(movers.regrouped, key=lambda known: known.at)),
            )
            for movers in sorted(one.movers, key=lambda movers: (movers.earlier, movers.later))
        ),
        sums=tuple(sorted(one.sums, key=lambda each: (each.measure, each.at))),
        relations=tuple(
            sorted(
                (replace(relation, parts=tuple(sorted(relation.parts))) for relation in one.relations),
                key=lambda relation: (relation.whole, relation.parts),
            )
        ),
        bounds=tuple(
            sorted(
                (replace(bound, terms=tuple(sorted(bound.terms))) for bound in one.bounds),
                key=lambda bound: (bound.terms, str(bound.low), str(bound.high)),
            )
        ),
    )


def _closed(dimension: Dimension, hierarchy: Hierarchy) -> Dimension:
    """Return a dimension that names what lies inside its unknown categories, and what they make up alone."""
    never, before = set(dimension.never_primary), -1
    while len(never) > before:
        before = len(never)
        for category, ways in hierarchy.children.items():
            if category in never:
                never.update(member for way in ways for member in way)
            elif category != hierarchy.top and any(never.issuperset(way) for way in ways):
                never.add(category)
    return replace(dimension, never_primary=frozenset(never))


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
