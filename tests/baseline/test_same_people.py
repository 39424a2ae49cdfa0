"""A name in two releases stands for the same people, or the later figures are refused in words."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from review_toolkit.baseline.ingest import SourceFile, Workforce, load_mapping, read_workforce
from review_toolkit.baseline.made_of import made_of, with_merged
from review_toolkit.baseline.same_people import Earlier, why_other_merges, why_other_people
from review_toolkit.disclosure.statements import Hierarchy, Statement
from review_toolkit.releases.made_of import MadeOf, from_document, to_document

DAY = date(2026, 3, 31)
OWN = """
ethnicity:
  scheme: own
  values: {%s}
  groups: {%s}
  comparator: %s
grade: {ladder: [%s], clusters: {%s}}
pay: {basis: %s}
"""
VALUES = 'White: White, Irish: Irish, Asian: Asian, Black: Black, "": not known'
GROUPS = '"White groups": [White, Irish], Minority: [Asian, Black]'
PEOPLE = ("White,G1,30000", "Irish,G2,30000", "Asian,G2,30000", "Black,G3,30000", ",G3,30000")


def tag(text: str) -> str:
    return sha256(f"a key of tests:{text}".encode()).hexdigest()


def own(
    *,
    values: str = VALUES,
    groups: str = GROUPS,
    comparator: str = "White groups",
    ladder: str = "G1, G2, G3",
    clusters: str = "Low: [G1, G2], High: [G3]",
    basis: str = "hourly",
) -> str:
    return OWN % (values, groups, comparator, ladder, clusters, basis)


def read(mapping: str = "", rows: tuple[str, ...] = PEOPLE, more: str = "", each: str = "") -> Workforce:
    """Read a file of these rows; `more` are further columns, filled with `each` for everybody."""
    lines = ["ethnicity,grade,annual_pay" + more, *(row + each for row in rows)]
    file = SourceFile("staff.csv", "\n".join(lines).encode())
    return read_workforce(file, load_mapping(mapping.encode(), name="mapping.yaml"), snapshot_date=DAY)


def kept(workforce: Workforce) -> MadeOf:
    """What the ledger gives back of what a release of this file was made of."""
    text = json.dumps(to_document(made_of(workforce, tag=tag)), sort_keys=True)
    return from_document(json.loads(text))


def told(before: Workforce, now: Workforce, *, same_date: bool = False) -> str | None:
    earlier = Earlier(kept(before), "release 1", same_date)
    return why_other_people(earlier, made_of(now, tag=tag), now, tag=tag)


FIRST = read(own())
GOOD: Mapping[str, Workforce] = {
    "the same": read(own()),
    "a value that is new": read(
        own(values=VALUES + ", Mixed: Mixed", groups=GROUPS[:-1] + ", Mixed]"), (*PEOPLE, "Mixed,G1,30000")
    ),
    "other spaces and letters": read(own(), tuple(row.replace("Irish", " IRISH ") for row in PEOPLE)),
    "another spelling of a value": read(own(values=VALUES + ", I: Irish")),
    "nobody in a group": read(own(), PEOPLE[:1] + PEOPLE[2:]),
    "a grade that is new": read(
        own(ladder="G1, G2, G2a, G3", clusters="Low: [G1, G2, G2a], High: [G3]"),
        (*PEOPLE, "White,G2a,30000"),
    ),
    "nobody on a grade": read(own(), tuple(row.replace("G3", "G2") for row in PEOPLE)),
    "other pay": read(own(basis="full_time_equivalent")),
    "other columns": read(own(), more=",start_date", each=",2020-01-01"),
}
BAD: Mapping[str, tuple[Workforce, str]] = {
    "a category in another group": (
        read(own(groups='"White groups": [White], Minority: [Asian, Black, Irish]')),
        "'Irish' was counted in 'White groups' in release 1, and would now be counted in 'Minority'. Count "
        "'Irish' as before, in 'White groups'. Otherwise whoever subtracts",
    ),
    "a value in another category": (
        read(own(values=VALUES.replace("Irish: Irish", "Irish: Asian, X: Irish"))),
        "'Irish' was counted in 'Irish' in release 1, and would now be counted in 'Asian'",
    ),
    "a value whose letters differ": (
        read(own(values=VALUES.replace("Irish: Irish", "IRISH: Asian, X: Irish"))),
        "'IRISH' was counted in 'Irish'",
    ),
    "a value under another name": (
        read(
            own(
                values=VALUES.replace("Black: Black", "Black: African"),
                groups=GROUPS.replace("Black", "African"),
            )
        ),
        "'Black' was counted in 'Black' in release 1, and would now be counted in 'African'",
    ),
    "a name in other letters": (
        read(
            own(
                values=VALUES.replace("Black: Black", "Black: BLACK"), groups=GROUPS.replace("Black", "BLACK")
            )
        ),
        "'Black' was counted in 'Black' in release 1, and would now be counted in 'BLACK'",
    ),
    "a group under another name": (
        read(own(groups=GROUPS.replace("Minority", "All minorities"))),
        "'Asian' was counted in 'Minority' in release 1, and would now be counted in 'All minorities'",
    ),
    "a blank that is somebody's group": (
        read(own(values=VALUES.replace("not known", "Asian"))),
        "A blank was counted as not known in release 1, and would now be counted in 'Asian'",
    ),
    "a category that is named no more": (
        read(
            own(values=VALUES.replace("Irish: Irish, ", ""), groups=GROUPS.replace(", Irish", "")), PEOPLE[:1]
        ),
        "'Irish' is a group of release 1, and this mapping does not name it",
    ),
    "another comparator": (read(own(comparator="Minority")), "compared with 'White groups' in release 1"),
    "a grade in another cluster": (
        read(own(clusters="Low: [G1], High: [G2, G3]")),
        "The grade 'G2' was counted in the cluster 'Low' in release 1, and would now be counted in the "
        "cluster 'High'",
    ),
    "a cluster under another name": (
        read(own(clusters="Junior: [G1, G2], High: [G3]")),
        "in the cluster 'Low' in release 1, and would now be counted in the cluster 'Junior'",
    ),
    "a grade written otherwise": (
        read(own(ladder="G1, G2, g3", clusters="Low: [G1, G2], High: [g3]")),
        "The grade 'G3' was counted as 'G3' in release 1, and would now be counted as 'g3'",
    ),
    "other grades for the same people": (
        read(
            own(ladder="Junior, Senior", clusters=""),
            tuple(
                row.replace("G1", "Junior").replace("G2", "Senior").replace("G3", "Senior") for row in PEOPLE
            ),
        ),
        "Grades of release 1 on which nobody is left: 'G1', 'G2' and 'G3'. Grades that are new: 'Junior' and "
        "'Senior'",
    ),
    "grades in another order": (
        read(own(ladder="G1, G3, G2")),
        "'G2' stood below 'G3' in release 1, and now stands above it",
    ),
}


@pytest.mark.parametrize("now", GOOD.values(), ids=GOOD)
def test_what_is_new_or_written_otherwise_alone_is_no_other_people(now: Workforce) -> None:
    assert told(FIRST, now) is None


@pytest.mark.parametrize(("now", "words"), BAD.values(), ids=BAD)
def test_what_is_counted_elsewhere_is_refused_with_its_name(now: Workforce, words: str) -> None:
    for same_date in (True, False):
        reason = told(FIRST, now, same_date=same_date)
        assert reason is not None
        assert words in reason


def test_on_one_date_pay_and_who_is_counted_are_decided_alike() -> None:
    reason = told(FIRST, GOOD["other pay"], same_date=True)
    assert reason is not None
    assert "Pay was read as hourly in release 1, and would now be read as full time equivalent" in reason
    reason = told(FIRST, GOOD["other columns"], same_date=True)
    assert reason is not None
    assert "decided who is counted by rows alone, and now by start dates" in reason


def test_codes_and_labels_of_a_shipped_scheme_mean_the_same() -> None:
    codes = read("", ("A,Band 5,1", "B,Band 5,1", "CP,8a,1", "Z,8a,1"))
    labels = read("", ("White British,5,1", "White - Irish,Band 5,1", "Any other White background,Band 8a,1"))
    assert told(codes, labels) is None
    assert told(labels, codes) is None
    more = read("ethnicity: {scheme: ons-19}", ("White British,5,1", "Arab,8a,1"))
    reason = told(labels, more)
    assert reason is not None
    assert reason.startswith("'Arab' was counted in 'Any other ethnic group' in release 1")
    elsewhere = read("ethnicity: {values: {Irish: White British}}", ("White British,5,1", "Irish,8a,1"))
    reason = told(codes, elsewhere)
    assert reason is not None
    assert reason.startswith("'Irish' was counted in 'White Irish' in release 1")
    britons = ("A,5,1", "CA,8a,1")
    assert told(read("", britons), read("ethnicity: {british_sub_codes: A}", britons)) is not None


def test_what_is_kept_tells_neither_what_stands_in_a_file_nor_which_values_occur() -> None:
    mapping = own(values=VALUES + ", Mine own words: Black")
    full, sparse = read(mapping, (*PEOPLE, "Mine own words,G1,30000")), read(mapping)
    document = to_document(made_of(full, tag=tag))
    assert "own words" not in json.dumps(document).lower()
    assert document == to_document(made_of(sparse, tag=tag))
    values = made_of(full, tag=tag).values
    assert set(values.values()) == {"White", "Irish", "Asian", "Black", "not known"}
    assert all(len(fingerprint) == 64 for fingerprint in values)


def test_values_that_were_kept_under_another_key_are_not_taken_for_new_ones() -> None:
    earlier = Earlier(replace(kept(FIRST), key="0" * 64), "release 1", same_date=False)
    reason = why_other_people(earlier, made_of(FIRST, tag=tag), FIRST, tag=tag)
    assert reason is not None
    assert "kept under another DATA_KEY" in reason


def statement_of(*told_of: str) -> Statement:
    return Statement(
        threshold=10,
        dimensions={},
        hierarchies={"ethnicity": Hierarchy("everybody", {"Minority": (told_of,)})},
        tables=(),
    )


def test_groups_counted_together_are_kept_and_stay_together() -> None:
    values = VALUES + ", Mixed: Mixed"
    workforce = read(own(values=values, groups=GROUPS[:-1] + ", Mixed]"))
    made = made_of(workforce, tag=tag)
    one = with_merged(made, workforce, statement_of("Asian", "other groups of them"), None)
    assert one.together == {"other groups of them": ("Black", "Mixed")}
    other = with_merged(made, workforce, statement_of("Black", "other groups of them"), None)
    assert why_other_merges(Earlier(one, "release 1", same_date=False), one) is None
    assert why_other_merges(Earlier(one, "release 1", same_date=False), other) == (
        "'other groups of them' would hold 'Asian' and 'Mixed' in these figures, and held 'Black' and "
        "'Mixed' in release 1. The difference would tell of the groups that changed. Release figures of a "
        "date on which the same can be counted together."
    )


def test_lines_counted_together_are_kept_and_a_new_grade_in_them_is_fine() -> None:
    made = made_of(FIRST, tag=tag)
    grids = [
        {"name": "1", "lines": {"grade": {"G1 to G3": list(members), "G1": ["G1"]}}}
        for members in (("G1", "G2", "G3"), ("G1", "G3"), ("G1", "G2", "G2a", "G3"))
    ]
    one, fewer, more = (with_merged(made, FIRST, statement_of(), grid) for grid in grids)
    assert one.together == {"G1 to G3 (grade)": ("G1", "G2", "G3")}
    earlier = Earlier(one, "release 1", same_date=False)
    assert why_other_merges(earlier, more) is None
    reason = why_other_merges(earlier, fewer)
    assert reason is not None
    assert "'G1 to G3 (grade)' would hold 'G1' and 'G3'" in reason
