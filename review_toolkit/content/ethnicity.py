"""Ethnicity schemes: the categories, codes, labels and roll-ups by which extracts are read.

Codes are read by table, never by their first letter (domain.md 2.2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from review_toolkit.content.files import ContentFile, read_content
from review_toolkit.content.labels import fold_label

RESERVED = ("not known", "declined", "not asked")


@dataclass(frozen=True, slots=True, eq=False)
class EthnicityScheme:
    """One scheme, ready for looking up.

    `categories` are in printing order. `groups` maps each of the five groups to its categories; `minority`
    names the roll-up of all groups but the comparator's, with its members. `codes` maps upper-case codes
    (sub-codes too) to a category or a reserved word, `labels` folded labels likewise. `british_sub_codes`
    are the sub-codes of which published tables disagree whether they count as `british` or as what `codes`
    says. `fingerprints` maps each file read to its SHA-256.
    """

    id: str
    version: str
    categories: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    minority: tuple[str, tuple[str, ...]]
    comparator: str
    codes: Mapping[str, str]
    sub_codes: frozenset[str]
    british_sub_codes: frozenset[str]
    british: str
    labels: Mapping[str, str]
    group_names: frozenset[str]
    fingerprints: Mapping[str, str]


@cache
def ethnicity_scheme(scheme_id: str, folder: Path | None = None) -> EthnicityScheme:
    """Read a scheme ("nhs-16+1" or "ons-19") with its labels and, where it has codes, its sub-codes."""
    file = read_content(scheme_id, folder)
    labels_file = read_content("ethnicity-labels", folder)
    files = [file, labels_file]
    entries = file.mapping("categories")
    categories = tuple(entries)
    codes: dict[str, str] = {}
    for label, code in entries.items():
        if code is not None:
            codes[file.text(f"categories.{label}", code)] = label
    reserved_codes = file.body.get("reserved_codes", {})
    for code, word in reserved_codes.items():
        if word not in RESERVED:
            raise file.invalid(f"reserved_codes.{code}", f"'{word}' is none of {', '.join(RESERVED)}.")
        codes[file.text("reserved_codes", code)] = word
    sub_codes: frozenset[str] = frozenset()
    british: frozenset[str] = frozenset()
    if codes:
        sub_file = read_content("nhs-sub-codes", folder)
        files.append(sub_file)
        sub_codes, british = _add_sub_codes(sub_file, codes)
    groups = {name: file.texts(f"groups.{name}", members) for name, members in file.mapping("groups").items()}
    placed = [label for members in groups.values() for label in members]
    if sorted(placed) != sorted(categories):
        raise file.invalid("groups", "Place every category in exactly one group.")
    minority = file.mapping("minority")
    if len(minority) != 1:
        raise file.invalid("minority", "Name one roll-up.")
    ((minority_name, minority_members),) = minority.items()
    comparator = file.text("comparator", file.body.get("comparator"))
    if comparator not in groups and comparator not in categories:
        raise file.invalid("comparator", f"'{comparator}' is neither a group nor a category.")
    return EthnicityScheme(
        id=file.id,
        version=file.version,
        categories=categories,
        groups=MappingProxyType(groups),
        minority=(minority_name, file.texts(f"minority.{minority_name}", minority_members)),
        comparator=comparator,
        codes=MappingProxyType(codes),
        sub_codes=sub_codes,
        british_sub_codes=british,
        british=codes.get("A", ""),
        labels=MappingProxyType(_labels(file, labels_file, categories)),
        group_names=frozenset(
            fold_label(name)
            for names in labels_file.mapping("group_names").values()
            for name in labels_file.texts("group_names", names)
        ),
        fingerprints=MappingProxyType({item.id: item.fingerprint for item in files}),
    )


@cache
def reserved_labels(folder: Path | None = None) -> Mapping[str, str]:
    """Return folded labels for people whose group is not recorded, each with its reserved word."""
    file = read_content("ethnicity-labels", folder)
    found: dict[str, str] = {}
    for word, names in file.mapping("reserved").items():
        if word not in RESERVED:
            raise file.invalid(f"reserved.{word}", f"Use one of {', '.join(RESERVED)}.")
        found |= {fold_label(name): word for name in file.texts(f"reserved.{word}", names)}
    found |= {fold_label(word): word for word in RESERVED}
    return MappingProxyType(found)


def _add_sub_codes(file: ContentFile, codes: dict[str, str]) -> tuple[frozenset[str], frozenset[str]]:
    """Add the two-character codes to the one-character ones; return all of them, and the British ones."""
    added: set[str] = set()
    for parent, sub_codes in file.mapping("sub_codes").items():
        if parent not in codes:
            raise file.invalid(f"sub_codes.{parent}", "This code is not in the scheme.")
        for code in sub_codes:
            codes[code] = codes[parent]
            added.add(code)
    british = frozenset(file.texts("british", file.body.get("british")))
    if not british <= added:
        raise file.invalid("british", "Name only codes that stand in 'sub_codes'.")
    return frozenset(added), british


def _labels(file: ContentFile, labels_file: ContentFile, categories: tuple[str, ...]) -> dict[str, str]:
    """Return every folded label of the scheme with its category."""
    prefixes = {
        group: labels_file.texts(f"group_names.{group}", names)
        for group, names in labels_file.mapping("group_names").items()
    }
    counted_as = dict(file.body.get("counted_as", {}))
    for known, category in counted_as.items():
        if category not in categories:
            raise file.invalid(f"counted_as.{known}", f"'{category}' is not a category.")
    found: dict[str, str] = {}
    for known, entry in labels_file.mapping("labels").items():
        category = counted_as.get(known, known)
        if category not in categories:
            continue
        names = labels_file.texts(f"labels.{known}.alone", entry.get("alone", []))
        after = labels_file.texts(f"labels.{known}.after_group", entry.get("after_group", []))
        for group in entry["groups"]:
            if group not in prefixes:
                raise labels_file.invalid(f"labels.{known}.groups", f"'{group}' has no group names.")
            names += tuple(f"{prefix} {name}" for prefix in prefixes[group] for name in after)
        for name in (known, *names):
            folded = fold_label(name)
            if found.setdefault(folded, category) != category:
                raise labels_file.invalid(f"labels.{known}", f"'{name}' also stands for '{found[folded]}'.")
    return found
