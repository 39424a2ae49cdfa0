"""Versioned data that came from outside: code lists, ladders, definitions, with source and date checked.

Pure: a folder in, frozen values out.
"""

from review_toolkit.content.columns import ColumnNames, column_names, fold_header
from review_toolkit.content.ethnicity import EthnicityScheme, ethnicity_scheme, reserved_labels
from review_toolkit.content.files import ContentFile, InvalidContent, read_content
from review_toolkit.content.grades import AGENDA_FOR_CHANGE, LadderPreset, ladder_preset
from review_toolkit.content.labels import fold_label

__all__ = [
    "AGENDA_FOR_CHANGE",
    "ColumnNames",
    "ContentFile",
    "EthnicityScheme",
    "InvalidContent",
    "LadderPreset",
    "column_names",
    "ethnicity_scheme",
    "fold_header",
    "fold_label",
    "ladder_preset",
    "read_content",
    "reserved_labels",
]
