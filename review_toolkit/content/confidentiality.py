"""The terms of confidentiality that a delegated reviewer accepts, in each version that was ever asked for."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from review_toolkit.content.files import read_content


@dataclass(frozen=True, slots=True)
class ConfidentialityTerms:
    """One version of the terms: sentences that somebody says of themselves."""

    version: str
    points: tuple[str, ...]


@cache
def confidentiality_terms(version: str | None = None, folder: Path | None = None) -> ConfidentialityTerms:
    """Return the terms that are asked for now, or an earlier version; raise `InvalidContent` without it."""
    file = read_content("confidentiality", folder)
    wanted = version or file.version
    points = file.texts(f"versions.{wanted}", file.mapping("versions").get(wanted))
    if not points:
        raise file.invalid(f"versions.{wanted}", "Write at least one sentence.")
    return ConfidentialityTerms(wanted, points)
