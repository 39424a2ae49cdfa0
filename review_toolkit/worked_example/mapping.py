"""The mapping file that turns the HR export's headers and labels into canonical ones.

It has the shape that the import wizard writes: columns, ethnicity, grade, pay.
"""

import json
from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from review_toolkit.worked_example.labels import LABELS
from review_toolkit.worked_example.organisation import (
    CLUSTERS,
    GRADES,
    LEADERSHIP,
    ORGANISATION,
    WEEKLY_HOURS,
)

COLUMNS: Final = MappingProxyType(
    {
        "employee_id": "Emp. No",
        "ethnicity": "Ethnic Origin (self-declared)",
        "grade": "Pay Grade",
        "directorate": "Dept",
        "contract_type": "Employment Basis",
        "fte": "FTE",
        "sex": "Legal Sex",
        "age": "Age",
        "start_date": "Date Commenced",
        "leaving_date": "Date Left",
        "annual_pay": "Full-time salary (£)",
        "bonus": "Bonus in year (£)",
    }
)

MINORITY_ETHNIC: Final = "Minority ethnic"
GROUPS: Final = MappingProxyType(
    {
        "White": ("A", "B", "C"),
        # Chinese is counted as Asian, as in the 2021 census, not as Other as in 2001.
        "Asian": ("H", "J", "K", "L", "R"),
        "Black": ("M", "N", "P"),
        "Mixed": ("D", "E", "F", "G"),
        "Other": ("S",),
        MINORITY_ETHNIC: ("Asian", "Black", "Mixed", "Other"),
    }
)
"""Roll-ups of NHS 16+1 letters, from fine to coarse."""
COMPARATOR: Final = "White"


def mapping_text() -> str:
    """Write the mapping as YAML.

    Every label stands in quotes: bare, some of them could be read as a truth value or a number.
    """
    lines = [f"# How {ORGANISATION}'s HR export is read.", "columns:"]
    lines += [f"  {name}: {_quoted(header)}" for name, header in COLUMNS.items()]
    lines += ["ethnicity:", "  scheme: nhs-16+1", "  values:"]
    for code, labels in LABELS.items():
        lines += [f"    {_quoted(label)}: {_quoted(code)}" for label in labels]
    lines += ["  groups:", "    # Chinese is counted as Asian, as in the 2021 census."]
    lines += [f"    {group}: {_listed(members)}" for group, members in GROUPS.items()]
    lines += [f"  comparator: {COMPARATOR}", "grade:", f"  ladder: {_listed(GRADES)}", "  clusters:"]
    lines += [f"    {cluster}: {_listed(grades)}" for cluster, grades in CLUSTERS.items()]
    lines += [f"  leadership: {_listed(LEADERSHIP)}"]
    lines += ["pay:", "  basis: full_time_equivalent", f"  weekly_hours: {WEEKLY_HOURS}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    # A JSON string is a YAML string; letters beyond ASCII stay readable.
    return json.dumps(text, ensure_ascii=False)


def _listed(items: Iterable[str]) -> str:
    return f"[{', '.join(_quoted(item) for item in items)}]"
