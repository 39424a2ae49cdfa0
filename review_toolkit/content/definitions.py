"""What each indicator means, how it is computed, and where that definition comes from."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

from review_toolkit.content.files import ContentFile, read_content
from review_toolkit.figures import Unit


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
def definitions(folder: Path | None = None) -> dict[str, Definition]:
    """Return the current definition of every indicator, by id, in the file's order."""
    file = read_content("indicators", folder)
    return {key: _definition(file, key) for key in file.mapping("indicators")}


def definitions_fingerprint(folder: Path | None = None) -> str:
    """Return the SHA-256 of the file of definitions, in hex."""
    return read_content("indicators", folder).fingerprint


def _definition(file: ContentFile, key: str) -> Definition:
    try:
        definition = Definition(id=key, **file.mapping("indicators")[key])
    except TypeError as error:
        raise file.invalid(key, f"A definition is incomplete or has a key too many: {error}.") from error
    if definition.unit not in get_args(Unit):
        raise file.invalid(
            key, f"'{definition.unit}' is not a unit: write one of {', '.join(get_args(Unit))}."
        )
    return definition
