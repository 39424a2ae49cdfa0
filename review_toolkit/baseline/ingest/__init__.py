"""From the file that was handed in to people, or to a list of what must be put right.

Pure: bytes and a mapping in, frozen values out; nothing is stored. Importing this package imports pandas.
"""

from review_toolkit.baseline.ingest.mapping import EthnicitySettings, GradeSettings, Mapping, PayBasis
from review_toolkit.baseline.ingest.mapping_file import dump_mapping, load_mapping
from review_toolkit.baseline.ingest.problems import (
    MAX_BYTES,
    ExtractRefused,
    MappingRefused,
    Problem,
    SourceFile,
)
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
