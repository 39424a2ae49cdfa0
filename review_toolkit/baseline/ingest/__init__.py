"""From the file that was handed in to people, or to a list of what must be put right.

Pure: bytes and a mapping in, frozen values out; nothing is stored. Naming the package is cheap: the reader
itself, and pandas with it, loads when it is first asked for.
"""

from typing import TYPE_CHECKING, Any

from review_toolkit.baseline.ingest.mapping import EthnicitySettings, GradeSettings, Mapping, PayBasis
from review_toolkit.baseline.ingest.mapping_file import dump_mapping, load_mapping
from review_toolkit.baseline.ingest.problems import (
    MAX_BYTES,
    ExtractRefused,
    MappingRefused,
    Problem,
    SourceFile,
)

if TYPE_CHECKING:
    from review_toolkit.baseline.ingest.workforce import Workforce, read_workforce

__all__ = [
    "MAX_BYTES",
    "EthnicitySettings",
    "ExtractRefused",
    "GradeSettings",
    "Mapping",
    "MappingRefused",
    "PayBasis",
    "Problem",
    "SourceFile",
    "Workforce",
    "dump_mapping",
    "load_mapping",
    "read_workforce",
]


def __getattr__(name: str) -> Any:
    """Load the reader when it is named (PEP 562)."""
    if name not in ("Workforce", "read_workforce"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from review_toolkit.baseline.ingest import workforce

    return getattr(workforce, name)
