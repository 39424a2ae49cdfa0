"""Small organisations as CSV files, read by the product as it reads any file."""

from collections.abc import Iterable
from datetime import date

from review_toolkit.baseline.indicators import baseline_content
from review_toolkit.baseline.ingest import SourceFile, load_mapping, read_workforce
from review_toolkit.figures import ReleaseContent

DAY = date(2026, 3, 31)
MAPPING = """
ethnicity:
  scheme: own
  values: {White: White, Irish: Irish, Asian: Asian, Black: Black, "": not known, declined: declined}
  groups: {%s}
  comparator: %s
grade:
  ladder: [G1, G2, G3, G4]
  clusters: {Low: [G1, G2], High: [G3%s]}
pay: {basis: %s}
"""
Row = dict[str, object]


def mapping_text(
    *, basis="full_time_equivalent", groups="Minority ethnic: [Asian, Black]", comparator="White", **kw
):
    text = MAPPING % (groups, comparator, ", G4" if kw.get("all_clustered", True) else "", basis)
    if "Irish]" not in groups:
        text = text.replace("Irish: Irish, ", "")
    if kw.get("mixed"):
        text = text.replace("Black: Black,", "Black: Black, Mixed: Mixed,")
    return text if basis else text.replace("pay: {basis: }", "")


def staff(number: int, group: str, grade: str = "G1", pay: object = 30_000, **more: object) -> list[Row]:
    """So many people alike."""
    return [{"ethnicity": group, "grade": grade, "annual_pay": pay, **more} for _ in range(number)]


def workforce(rows: Iterable[Row], **mapping: object):
    rows = list(rows)
    columns = list(dict.fromkeys(key for row in rows for key in row)) or ["ethnicity"]
    lines = [",".join(columns)]
    lines += [",".join(str(row.get(column, "")) for column in columns) for row in rows]
    source = SourceFile(name="staff.csv", content="\n".join(lines).encode())
    rules = load_mapping(mapping_text(**mapping).encode(), name="mapping.yaml")
    return read_workforce(source, rules, snapshot_date=DAY)


def release(
    rows: Iterable[Row], *, threshold: int = 10, exact: bool = False, **mapping: object
) -> ReleaseContent:
    return baseline_content(workforce(rows, **mapping), snapshot_date=DAY, threshold=threshold, exact=exact)
