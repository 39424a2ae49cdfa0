"""What each indicator means, how it is computed, and where that definition comes from."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args

import yaml

from review_toolkit.figures import Unit

DATA = Path(__file__).parent / "data"


class InvalidDefinition(ValueError):
    """A file of definitions that is incomplete or wrong."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator's definition. `reference` ("representation@1") stands with every figure made by it."""

    id: str
    version: int
    title: str
    unit: Unit
    decimals: int
    text: str
    formula: str
    source: str
    direction: str = ""

    @property
    def reference(self) -> str:
        return f"{self.id}@{self.version}"


@cache
def definitions(folder: Path = DATA) -> dict[str, Definition]:
    """Return the current definition of every indicator, by id, in the file's order."""
    path = folder / "indicators.yaml"
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not document.get("last_checked"):
        raise InvalidDefinition(f"{path.name}: state when the definitions were last checked (last_checked).")
    return {key: _definition(path.name, key, entry) for key, entry in document["indicators"].items()}


def _definition(file: str, key: str, entry: dict[str, Any]) -> Definition:
    try:
        definition = Definition(id=key, **entry)
    except TypeError as error:
        raise InvalidDefinition(f"{file}: indicator '{key}': {error}") from error
    if definition.unit not in get_args(Unit):
        raise InvalidDefinition(f"{file}: indicator '{key}': '{definition.unit}' is not a unit.")
    return definition
