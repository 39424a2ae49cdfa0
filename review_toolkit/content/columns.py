"""The canonical column names of extracts and the headers by which they are recognised."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from review_toolkit.content.files import read_content
from review_toolkit.content.labels import fold_label


@dataclass(frozen=True, slots=True, eq=False)
class ColumnNames:
    """`extracts` maps a kind of file to its canonical names; `headers` folded headers to canonical names."""

    version: str
    fingerprint: str
    extracts: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, str]

    @property
    def canonical(self) -> tuple[str, ...]:
        """Every canonical name of every kind of file, once."""
        return tuple(dict.fromkeys(name for names in self.extracts.values() for name in names))


def fold_header(text: str) -> str:
    """Return a header without case, spaces and punctuation: "Emp. No" and "EMP_NO" are one."""
    return fold_label(text).replace(" ", "")


@cache
def column_names(folder: Path | None = None) -> ColumnNames:
    """Read the canonical names and their common synonyms."""
    file = read_content("column-names", folder)
    extracts = {
        kind: file.texts(f"extracts.{kind}", names) for kind, names in file.mapping("extracts").items()
    }
    canonical = {name for names in extracts.values() for name in names}
    headers = {fold_header(name): name for name in canonical}
    for name, synonyms in file.mapping("synonyms").items():
        if name not in canonical:
            raise file.invalid(f"synonyms.{name}", "This is not a canonical name.")
        for synonym in file.texts(f"synonyms.{name}", synonyms):
            if headers.setdefault(fold_header(synonym), name) != name:
                raise file.invalid(
                    f"synonyms.{name}", f"'{synonym}' also stands for '{headers[fold_header(synonym)]}'."
                )
    return ColumnNames(
        version=file.version,
        fingerprint=file.fingerprint,
        extracts=MappingProxyType(extracts),
        headers=MappingProxyType(headers),
    )
