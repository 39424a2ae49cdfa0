"""A YAML document as nodes that know their key path and line, so that a mistake can be shown its place."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import yaml

from review_toolkit.baseline.ingest.problems import MappingRefused, Problem

MAX_CHARACTERS = 100_000
"""More than enough for every label of a large body; longer input only costs time."""
MAX_DEPTH = 20
MAX_TEXT = 1_000
Choice = TypeVar("Choice", bound=str)


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the document. Mistakes are collected in `problems`, which all nodes share."""

    file: str
    path: str
    value: Any
    lines: dict[str, int]
    problems: list[Problem]

    @property
    def is_blank(self) -> bool:
        return self.value is None

    @property
    def has_problems(self) -> bool:
        return bool(self.problems)

    def refuse(self, message: str, remedy: str) -> None:
        """Note a mistake at this place."""
        line = self.lines.get(self.path)
        place = f"line {line}, '{self.path}'" if line and self.path else f"'{self.path}'" if self.path else ""
        self.problems.append(Problem(self.file, f"{place}: {message}" if place else message, remedy=remedy))

    def child(self, key: str, value: Any) -> "Node":
        return Node(self.file, f"{self.path}.{key}" if self.path else key, value, self.lines, self.problems)

    def entries(self) -> dict[str, "Node"]:
        """Return a mapping's entries by key, empty where this is no mapping."""
        if not isinstance(self.value, dict):
            self.refuse("Write 'key: value' lines here.", "See the example in the documentation of mappings.")
            return {}
        found = {}
        for key, value in self.value.items():
            text = self._as_text(key)
            if text is None:
                self.child(str(key), value).refuse(
                    f"The key is read as {key!r}, not as text.", f'Put it in quotation marks: "{key}".'
                )
            else:
                found[text] = self.child(text, value)
        return found

    def text(self, what: str) -> str:
        """Return a text; a number counts as its digits."""
        found = self._as_text(self.value)
        if found is None or not found.strip():
            self.refuse(f"{_shown(self.value)} is not a text.", f"Write {what}, in quotation marks.")
            return ""
        return found.strip()

    def choice(self, choices: Sequence[Choice]) -> Choice | None:
        """Return one of the choices, or None and a mistake."""
        for choice in choices:
            if self.value == choice:
                return choice
        near = difflib.get_close_matches(str(self.value), choices, n=1, cutoff=0.5)
        hint = f"Did you mean '{near[0]}'? " if near else ""
        self.refuse(f"{_shown(self.value)} is not a choice.", f"{hint}Write one of {', '.join(choices)}.")
        return None

    def number(self, *, low: float, high: float) -> float | None:
        """Return a number within bounds, or None and a mistake."""
        if (
            isinstance(self.value, bool)
            or not isinstance(self.value, int | float)
            or not low <= self.value <= high
        ):
            self.refuse(
                f"{_shown(self.value)} is not a number from {low:g} to {high:g}.",
                "Write a number such as 37.5.",
            )
            return None
        return float(self.value)

    def texts(self) -> tuple[str, ...]:
        """Return a list of texts."""
        if not isinstance(self.value, list) or not self.value:
            self.refuse(f"{_shown(self.value)} is not a list.", "Write [first, second, ...].")
            return ()
        return tuple(
            self.child(str(number), item).text("a name") for number, item in enumerate(self.value, start=1)
        )

    def text_mapping(self, what: str) -> dict[str, str]:
        return {key: child.text(what) for key, child in self.entries().items()}

    def list_mapping(self) -> dict[str, tuple[str, ...]]:
        return {key: child.texts() for key, child in self.entries().items()}

    @staticmethod
    def _as_text(value: object) -> str | None:
        if isinstance(value, str):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        return None


def read_tree(text: str | bytes, name: str) -> Node:
    """Parse YAML (text or UTF-8) into its root node; raise `MappingRefused` where it is not a document."""
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise _refused(name, "The mapping file is not UTF-8 text.", "Save it as UTF-8.") from None
    if len(text) > MAX_CHARACTERS:
        raise _refused(name, "The mapping file is far too long.", "Give the mapping file, not the data.")
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    try:
        _check_shape(name, text)
        value = yaml.safe_load(text)
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}: " if mark else ""
        raise _refused(
            name,
            f"{place}This is not valid YAML ({error.problem or error.context}).",
            "Check indentation, colons and quotation marks there.",
        ) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise _refused(name, f"This is not valid YAML ({error}).", "Save it as plain text.") from None
    if tree is not None and (fault := _fault_of_texts(tree)):
        raise _refused(name, *fault)
    if tree is not None:
        _walk(name, tree, "", lines, problems)
    if problems:
        raise MappingRefused(problems)
    return Node(name, "", value, lines, problems)


def _check_shape(name: str, text: str) -> None:
    """Refuse aliases and deep nesting before anything is built: both can make a short text cost minutes."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise _refused(name, "The mapping file uses YAML aliases (*name).", "Write the values out.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise _refused(name, "The mapping file is nested too deeply.", "Write it as the guide shows.")


def _fault_of_texts(node: yaml.Node) -> tuple[str, str] | None:
    """Return what is wrong with the first text that nothing can be done with, and its remedy."""
    if not isinstance(node, yaml.ScalarNode):
        parts = (
            node.value if isinstance(node, yaml.SequenceNode) else [p for pair in node.value for p in pair]
        )
        return next((fault for fault in map(_fault_of_texts, parts) if fault), None)
    line, text = node.start_mark.line + 1, str(node.value)
    if any("\ud800" <= character <= "\udfff" for character in text):
        return (
            f"line {line}: A text holds half of a character (an escape such as \\ud800).",
            "Write the character itself.",
        )
    if len(text) > MAX_TEXT:
        return f"line {line}: A text is longer than {MAX_TEXT} characters.", "Shorten it."
    return None


def _walk(name: str, node: yaml.Node, path: str, lines: dict[str, int], problems: list[Problem]) -> None:
    """Note the line of every key, and every key that stands twice."""
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            place = f"{path}.{key}" if path else key
            if key in seen:
                problems.append(
                    Problem(
                        name,
                        f"line {line}, '{place}': The key stands twice, first on line {seen[key]}.",
                        remedy="Keep one of the two.",
                    )
                )
            seen[key] = line
            lines[place] = line
            _walk(name, value_node, place, lines, problems)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value, start=1):
            place = f"{path}.{number}"
            lines[place] = item.start_mark.line + 1
            _walk(name, item, place, lines, problems)


def _shown(value: object) -> str:
    if value is None:
        return "Nothing"
    if isinstance(value, bool):
        return f"'{'yes' if value else 'no'}', which YAML reads as true or false,"
    if isinstance(value, date):
        return f"'{value.isoformat()}', which YAML reads as a date,"
    return f"'{value}'"


def _refused(name: str, message: str, remedy: str) -> MappingRefused:
    return MappingRefused([Problem(name, message, remedy=remedy)])
