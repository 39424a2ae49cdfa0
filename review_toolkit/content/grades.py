"""Grade ladders that ship with the product. A preset only: every organisation may give its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from review_toolkit.content.files import read_content
from review_toolkit.content.labels import fold_label

AGENDA_FOR_CHANGE = "agenda-for-change"


@dataclass(frozen=True, slots=True, eq=False)
class LadderPreset:
    """A ladder from low to high, with clusters, leadership and the labels by which its grades are known.

    `labels` maps folded labels to grades after `ignored_words` are taken out. `telling` are the folded
    labels and words that no other ladder is likely to use.
    """

    id: str
    version: str
    provenance: str
    fingerprint: str
    grades: tuple[str, ...]
    clusters: Mapping[str, tuple[str, ...]]
    leadership: tuple[str, ...]
    labels: Mapping[str, str]
    ignored_words: frozenset[str]
    telling: frozenset[str]

    def grade_of(self, text: str) -> str | None:
        """Return the grade that a label stands for, or None."""
        words = [word for word in fold_label(text).split() if word not in self.ignored_words]
        return self.labels.get(" ".join(words))

    def is_telling(self, text: str) -> bool:
        """Say whether a label can hardly belong to another ladder ("Band 5", "8a", not "5")."""
        folded = fold_label(text)
        return folded in self.telling or not self.telling.isdisjoint(folded.split())


@cache
def ladder_preset(preset_id: str, folder: Path | None = None) -> LadderPreset:
    """Read a ladder preset ("agenda-for-change")."""
    file = read_content(preset_id, folder)
    ignored = frozenset(file.texts("ignored_words", file.body.get("ignored_words")))
    grades = tuple(file.mapping("grades"))
    labels: dict[str, str] = {}
    for grade, names in file.mapping("grades").items():
        for name in (grade, *file.texts(f"grades.{grade}", names)):
            words = " ".join(word for word in fold_label(name).split() if word not in ignored)
            if labels.setdefault(words, grade) != grade:
                raise file.invalid(f"grades.{grade}", f"'{name}' also stands for '{labels[words]}'.")
    clusters = {
        name: file.texts(f"clusters.{name}", members) for name, members in file.mapping("clusters").items()
    }
    leadership = file.texts("leadership", file.body.get("leadership"))
    for key, members in (*clusters.items(), ("leadership", leadership)):
        for member in members:
            if member not in grades:
                raise file.invalid(key, f"'{member}' is not on the ladder.")
    return LadderPreset(
        id=file.id,
        version=file.version,
        provenance=file.text("provenance", file.body.get("provenance")),
        fingerprint=file.fingerprint,
        grades=grades,
        clusters=MappingProxyType(clusters),
        leadership=leadership,
        labels=MappingProxyType(labels),
        ignored_words=ignored,
        telling=frozenset(file.texts("telling", file.body.get("telling"))),
    )
