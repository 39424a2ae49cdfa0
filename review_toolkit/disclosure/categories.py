"""How the categories of a dimension divide up: read from a document, and checked.

What the rest of the package relies on is decided here: one top that holds everybody, no circles, and no
way of dividing a category that counts the same people twice.
"""

from collections.abc import Iterable, Mapping

from review_toolkit.disclosure.document_values import Node, quoted
from review_toolkit.disclosure.statements import Hierarchy

TOP = "All"
"""The top of a dimension for which the document gives no hierarchy."""
MOST_CATEGORIES = 5_000
DEEPEST = 50

Ways = dict[str, tuple[tuple[str, ...], ...]]


def read_hierarchy(node: Node) -> Hierarchy:
    """Return the hierarchy that an object of categories and their children describes."""
    children: Ways = {}
    for name, entry in node.fields().items():
        category = Node(name, f"{node.place}, name of a category").text()
        children[category] = _ways(entry)
    if not children:
        node.refuse("the hierarchy is empty", "Say how everybody divides up, or leave the hierarchy out")
    members = {member for ways in children.values() for way in ways for member in way}
    if len(members | set(children)) > MOST_CATEGORIES:
        node.refuse(f"there are more than {MOST_CATEGORIES:,} categories", "Group them first")
    finest = _finest_members(node, children)
    _refuse_overlaps(node, children, finest)
    return Hierarchy(_top(node, children, finest), children)


def default_hierarchy(categories: Iterable[str]) -> Hierarchy:
    """Return the hierarchy of a dimension about which nothing is said: everybody, and what occurs."""
    members = tuple(dict.fromkeys(categories))
    return Hierarchy(TOP, {TOP: (members,)} if members else {})


def finest_by_category(children: Mapping[str, tuple[tuple[str, ...], ...]]) -> dict[str, frozenset[str]]:
    """Return the finest categories under each category that has children; the hierarchy has no circle."""
    found: dict[str, frozenset[str]] = {}

    def visit(category: str) -> frozenset[str]:
        if category not in children:
            return frozenset((category,))
        if category not in found:
            below = (visit(member) for way in children[category] for member in way)
            found[category] = frozenset().union(*below)
        return found[category]

    for category in children:
        visit(category)
    return found


def _ways(entry: Node) -> tuple[tuple[str, ...], ...]:
    listed = list(entry.items())
    nested = [isinstance(each.value, list) for each in listed]
    if any(nested) and not all(nested):
        entry.refuse(
            "names and lists of names are mixed",
            "Give one list of names, or a list of lists, one for each way",
        )
    ways = [each.texts() for each in listed] if any(nested) else [entry.texts()]
    for way in ways:
        if not way:
            entry.refuse("the category is divided into nothing", "Name its parts, or leave this entry out")
        if len(set(way)) < len(way):
            twice = next(name for name in way if way.count(name) > 1)
            entry.refuse(f"{quoted(twice)} is named twice in one division", "Name each part once")
    if len({frozenset(way) for way in ways}) < len(ways):
        entry.refuse("the same division is given twice", "Give each way of dividing once")
    return tuple(ways)


def _finest_members(node: Node, children: Ways) -> dict[str, frozenset[str]]:
    """Return the finest members of each category; refuse a circle, and what is nested without end."""
    depth: dict[str, int] = {}
    for start in children:
        path: list[tuple[str, list[str]]] = [(start, _members(children, start))]
        on_path = {start}
        while path:
            category, left = path[-1]
            if not left or category in depth:
                on_path.discard(category)
                path.pop()
                deepest = max((depth.get(member, 0) for member in _members(children, category)), default=0)
                depth[category] = deepest + 1
                continue
            member = left.pop()
            if member in on_path:
                node.refuse(
                    f"{quoted(member)} is part of itself, by way of {quoted(category)}",
                    "Take it out of one of the two",
                )
            if member in children and member not in depth:
                path.append((member, _members(children, member)))
                on_path.add(member)
    if max(depth.values()) > DEEPEST:
        node.refuse(f"categories are nested more than {DEEPEST} deep", "Use fewer levels")
    return finest_by_category(children)


def _members(children: Ways, category: str) -> list[str]:
    return [member for way in children.get(category, ()) for member in way]


def _refuse_overlaps(node: Node, children: Ways, finest: Mapping[str, frozenset[str]]) -> None:
    for category, ways in children.items():
        for way in ways:
            met: dict[str, str] = {}
            for member in way:
                for each in finest.get(member, frozenset((member,))):
                    if each in met:
                        node.refuse(
                            f"{quoted(category)} is divided into {quoted(met[each])} and {quoted(member)}, "
                            f"and both hold {quoted(each)}",
                            "Each person must be in exactly one part of a division",
                        )
                    met[each] = member


def _top(node: Node, children: Ways, finest: Mapping[str, frozenset[str]]) -> str:
    members = {member for ways in children.values() for way in ways for member in way}
    everybody = frozenset(member for member in members if member not in children)
    tops = [name for name in children if name not in members and finest[name] == everybody]
    if len(tops) == 1:
        return tops[0]
    if tops:
        named = ", ".join(quoted(name) for name in tops[:5])
        node.refuse(f"several categories hold everybody: {named}", "Leave one, and take the others out")
    return node.refuse(
        "no category holds everybody",
        f"Add one such as {quoted(TOP)}, divided into parts that between them hold every other category",
    )
