"""A package of Office or of ours, with everything inside it: how much, of what, and under which names."""

import zipfile
from collections import Counter

from review_toolkit.files.markup import XML_ENDINGS, without_declarations
from review_toolkit.files.packages import (
    LOCAL_HEADER,
    MAX_MEMBERS,
    Budget,
    PackageDamaged,
    PackageTooLarge,
    members_of,
    unpacked,
)

MAX_DEPTH = 3
"""A document may hold a workbook (the figures of a chart), and a pack of ours such documents."""


def inspect_package(content: bytes, *, budget: Budget | None = None, depth: int = 1) -> None:
    """Unpack and count everything, packages inside packages too; raise a `PackageFault` or `XmlDeclares`."""
    budget = budget or Budget(len(content))
    members = members_of(content)
    _look_at_directory(members)
    for member in members:
        pieces = without_declarations(
            unpacked(content, member, budget), must_be_xml=member.filename.lower().endswith(XML_ENDINGS)
        )
        start = next(pieces, b"")
        if start.startswith(LOCAL_HEADER):
            if depth == MAX_DEPTH:
                raise PackageTooLarge
            inspect_package(start + b"".join(pieces), budget=budget, depth=depth + 1)
        else:
            for _ in pieces:
                pass


def _look_at_directory(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise PackageTooLarge
    if members and min(member.header_offset for member in members) != 0:
        raise PackageDamaged("something else stands before its beginning")
    names = Counter(member.filename for member in members)
    if any(count > 1 for count in names.values()):
        raise PackageDamaged("two of its parts have one name")
    if any(_leads_elsewhere(name) for name in names):
        raise PackageDamaged("a part's name leads out of the archive")


def _leads_elsewhere(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name.partition("/")[0] or ".." in name.split("/")
