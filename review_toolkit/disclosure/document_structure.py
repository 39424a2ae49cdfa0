"""The dimensions of a document, and what a cell's coordinates mean in them.

A dimension that the document names without a hierarchy gets one from the categories that occur, so
coordinates are read first and hierarchies are asked for last.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from review_toolkit.disclosure.categories import TOP, default_hierarchy, read_hierarchy
from review_toolkit.disclosure.document_values import Node, quoted
from review_toolkit.disclosure.statements import Coordinates, Dimension, Hierarchy, Role, Zero

RESERVED = frozenset({"count", "hidden", "status", "shown_as"})
"""What a cell says beside its coordinates; no dimension can be called so."""
MOST_DIMENSIONS = 30


@dataclass(slots=True)
class Structure:
    """Dimensions and hierarchies while a document is read."""

    names: tuple[str, ...]
    _said: Mapping[str, Node]
    _given: Mapping[str, Hierarchy]
    _categories: Mapping[str, frozenset[str]]
    _met: dict[str, dict[str, None]] = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Mapping[str, Node], whole: Node) -> "Structure":
        """Gather the dimensions that `dimensions`, `hierarchies` and the tables name."""
        said = fields["dimensions"].fields() if "dimensions" in fields else {}
        entries = fields["hierarchies"].fields() if "hierarchies" in fields else {}
        names = dict.fromkeys((*said, *entries))
        for table in fields["tables"].items("table"):
            dimensions = table.fields().get("dimensions")
            names.update(dict.fromkeys(dimensions.texts() if dimensions else ()))
        for name in names:
            if name in RESERVED or Node(name, f"{whole.place}, name of a dimension").text() != name:
                whole.refuse(f"a dimension is called {quoted(name)}, which means something else", "Rename it")
        if len(names) > MOST_DIMENSIONS:
            whole.refuse(f"there are more than {MOST_DIMENSIONS} dimensions", "Leave some out")
        given = {name: read_hierarchy(entry) for name, entry in entries.items()}
        categories = {name: frozenset(each.categories) for name, each in given.items()}
        return cls(tuple(names), said, given, categories)

    def coordinates(
        self, node: Node, *, beside: frozenset[str] = frozenset(), within: tuple[str, ...] | None = None
    ) -> Coordinates:
        """Return where a cell lies.

        `beside` names what else the object holds; `within` are the dimensions of its table.
        """
        at = []
        for name, entry in node.fields().items():
            if name in beside:
                continue
            if name not in self.names:
                node.refuse(
                    f"{quoted(name)} is no dimension of this document",
                    f"Use one of: {', '.join(self.names) or 'none is named'}",
                )
            if within is not None and name not in within:
                node.refuse(
                    f"{quoted(name)} is no dimension of this table", "Add it to the table's dimensions"
                )
            category = entry.text()
            if name in self._given:
                if category not in self._categories[name]:
                    entry.refuse(
                        f"{quoted(category)} is no category of its hierarchy", "Correct it, or add it there"
                    )
                top = self._given[name].top
            else:
                top = TOP
                if category != top:
                    self._met.setdefault(name, {})[category] = None
            if category != top:
                at.append((name, category))
        return tuple(sorted(at))

    def hierarchies(self) -> dict[str, Hierarchy]:
        """Return a hierarchy for every dimension, once all coordinates have been read."""
        return {
            name: self._given.get(name) or default_hierarchy(self._met.get(name, ())) for name in self.names
        }

    def dimensions(self, hierarchies: Mapping[str, Hierarchy]) -> dict[str, Dimension]:
        """Return every dimension, with what is not said filled in (interfaces.md 4)."""
        return {name: self._dimension(name, hierarchies[name]) for name in self.names}

    def _dimension(self, name: str, hierarchy: Hierarchy) -> Dimension:
        role: Role = "sensitive" if name == "ethnicity" else "public"
        if name not in self._said:
            return Dimension(name, role)
        fields = self._said[name].known_fields((), ("role", "never_primary", "zero"))
        if "role" in fields:
            role = cast("Role", fields["role"].one_of("sensitive", "outcome", "public"))
        never = frozenset(fields["never_primary"].texts() if "never_primary" in fields else ())
        if name in self._given:
            for category in sorted(never - frozenset(hierarchy.categories)):
                fields["never_primary"].refuse(
                    f"{quoted(category)} is no category of its hierarchy", "Correct it, or take it out"
                )
        if hierarchy.top in never:
            fields["never_primary"].refuse(
                "it names everybody", "Name the categories that are nobody's group"
            )
        zero = self.zero(fields["zero"]) if "zero" in fields else "publish"
        return Dimension(name, role, never & frozenset(hierarchy.categories), zero)

    @staticmethod
    def zero(node: Node) -> Zero:
        """Return what a count of nobody means."""
        return cast("Zero", node.one_of("publish", "protect"))
