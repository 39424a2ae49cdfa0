"""A mapping as a YAML file: read with every mistake named, and written so that it reads back the same."""

import difflib
from typing import Any

import yaml

from review_toolkit.analysis.groups import InvalidGrouping
from review_toolkit.baseline.ingest.mapping import (
    BASES,
    BRITISH_SUB_CODES,
    SCHEMES,
    EthnicitySettings,
    GradeSettings,
    Mapping,
    PayBasis,
    grouping_of,
    ladder_of,
    target_of,
)
from review_toolkit.baseline.ingest.mapping_tree import Node, read_tree
from review_toolkit.baseline.ingest.problems import MappingRefused
from review_toolkit.content import AGENDA_FOR_CHANGE, column_names

_TOP = ("columns", "ethnicity", "grade", "pay")
_ETHNICITY = ("scheme", "values", "groups", "comparator", "british_sub_codes")
_GRADE = ("ladder", "clusters", "leadership")
_PAY = ("basis", "weekly_hours")


def load_mapping(text: str | bytes, *, name: str) -> Mapping:
    """Read a mapping file (interfaces.md 3). Raises `MappingRefused` with every mistake found."""
    root = read_tree(text, name)
    problems = root.problems
    if root.is_blank:
        return Mapping()
    entries = _known(root, _TOP)
    columns = _columns(entries["columns"]) if "columns" in entries else {}
    ethnicity = _ethnicity(entries["ethnicity"]) if "ethnicity" in entries else EthnicitySettings()
    grade = _grade(entries["grade"]) if "grade" in entries else None
    pay = _pay(entries["pay"]) if "pay" in entries else None
    if problems:
        raise MappingRefused(problems)
    return Mapping(columns=columns, ethnicity=ethnicity, grade=grade, pay=pay)


def dump_mapping(mapping: Mapping) -> str:
    """Write a mapping as YAML that `load_mapping` reads back as an equal mapping."""
    document: dict[str, Any] = {}
    if mapping.columns:
        document["columns"] = dict(mapping.columns)
    ethnicity = mapping.ethnicity
    if ethnicity != EthnicitySettings():
        document["ethnicity"] = {"scheme": ethnicity.scheme}
        if ethnicity.values:
            document["ethnicity"]["values"] = dict(ethnicity.values)
        if ethnicity.groups:
            document["ethnicity"]["groups"] = {group: list(of) for group, of in ethnicity.groups.items()}
        if ethnicity.comparator is not None:
            document["ethnicity"]["comparator"] = ethnicity.comparator
        if ethnicity.british_sub_codes != "C":
            document["ethnicity"]["british_sub_codes"] = ethnicity.british_sub_codes
    if mapping.grade is not None:
        ladder = mapping.grade.ladder
        document["grade"] = {"ladder": ladder if isinstance(ladder, str) else list(ladder)}
        if mapping.grade.clusters:
            document["grade"]["clusters"] = {
                cluster: list(of) for cluster, of in mapping.grade.clusters.items()
            }
        if mapping.grade.leadership:
            document["grade"]["leadership"] = list(mapping.grade.leadership)
    if mapping.pay is not None:
        document["pay"] = {"basis": mapping.pay.basis}
        if mapping.pay.weekly_hours is not None:
            document["pay"]["weekly_hours"] = mapping.pay.weekly_hours
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True) if document else ""


def _known(node: Node, keys: tuple[str, ...]) -> dict[str, Node]:
    """Return a mapping's entries; name every key that does not belong, and the one that was meant."""
    found = {}
    for key, child in node.entries().items():
        if key in keys:
            found[key] = child
            continue
        near = difflib.get_close_matches(key, keys, n=1, cutoff=0.5)
        hint = f"Did you mean '{near[0]}'? " if near else ""
        child.refuse("There is no such setting.", f"{hint}Use one of {', '.join(keys)}.")
    return found


def _columns(node: Node) -> dict[str, str]:
    canonical = column_names().canonical
    columns = {
        key: child.text("the header as it stands in the file")
        for key, child in _known(node, canonical).items()
    }
    claimed: dict[str, str] = {}
    for key, header in columns.items():
        first = claimed.setdefault(header, key)
        if first != key and header:
            node.refuse(f"'{header}' is given for both {first} and {key}.", "Give each column one meaning.")
    return columns


def _ethnicity(node: Node) -> EthnicitySettings:
    entries = _known(node, _ETHNICITY)
    scheme = entries["scheme"].choice(SCHEMES) if "scheme" in entries else SCHEMES[0]
    values = entries["values"].text_mapping("the group that it stands for") if "values" in entries else {}
    groups = entries["groups"].list_mapping() if "groups" in entries else {}
    comparator = entries["comparator"].text("the name of a group") if "comparator" in entries else None
    british = (
        entries["british_sub_codes"].choice(BRITISH_SUB_CODES) if "british_sub_codes" in entries else "C"
    )
    if scheme is None or british is None or node.has_problems:
        return EthnicitySettings()
    settings = EthnicitySettings(scheme, values, groups, comparator, british)
    if scheme == "own" and not values:
        node.refuse(
            "An own scheme needs 'values'.",
            'Write each value of the file and the group that it is: values: {"White": White, "": not known}.',
        )
    elif scheme == "own" and comparator is None:
        node.refuse("An own scheme needs a 'comparator'.", "Write comparator: and the group to compare with.")
    else:
        for raw, target in values.items():
            if target_of(settings, target) is None:
                entries["values"].refuse(
                    f"'{raw}' is given the group '{target}', which {scheme} does not have.",
                    "Use a category or code of the scheme, or not known, declined or not asked.",
                )
        try:
            grouping_of(settings)
        except InvalidGrouping as error:
            entries.get("groups", node).refuse(str(error), "Put the groups right.")
    return settings


def _grade(node: Node) -> GradeSettings | None:
    entries = _known(node, _GRADE)
    if "ladder" not in entries:
        node.refuse(
            "The grades need a 'ladder'.", "List the grades from low to high, or write agenda-for-change."
        )
        return None
    given = entries["ladder"]
    if given.value == AGENDA_FOR_CHANGE:
        settings = GradeSettings(
            "agenda-for-change",
            entries["clusters"].list_mapping() if "clusters" in entries else {},
            entries["leadership"].texts() if "leadership" in entries else (),
        )
    else:
        settings = GradeSettings(
            given.texts(),
            entries["clusters"].list_mapping() if "clusters" in entries else {},
            entries["leadership"].texts() if "leadership" in entries else (),
        )
    if not node.has_problems:
        try:
            ladder_of(settings)
        except InvalidGrouping as error:
            node.refuse(str(error), "Put the ladder, clusters or leadership right.")
    return settings


def _pay(node: Node) -> PayBasis | None:
    entries = _known(node, _PAY)
    if "basis" not in entries:
        node.refuse("The pay needs a 'basis'.", f"Write one of {', '.join(BASES)}.")
        return None
    basis = entries["basis"].choice(BASES)
    hours = entries["weekly_hours"].number(low=1, high=60) if "weekly_hours" in entries else None
    return PayBasis(basis, hours) if basis else None
