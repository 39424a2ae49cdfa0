"""The worked example from its real files to figures: the exact ones are true, the protected show enough."""

import copy

import pytest

from review_toolkit.analysis.groups import UNKNOWN
from review_toolkit.baseline.indicators import baseline_content
from review_toolkit.baseline.ingest import SourceFile, load_mapping, read_workforce
from review_toolkit.figures import cell_text, to_document
from review_toolkit.worked_example import SNAPSHOT_DATE, truth, write_files
from review_toolkit.worked_example.organisation import CLUSTERS, DIRECTORATES, GRADES, SPINE

GROUPS = ("White", "Minority ethnic")
THRESHOLD = 10


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return write_files(tmp_path_factory.mktemp("example"))


@pytest.fixture(scope="module")
def readings(files):
    rules = load_mapping(files.mapping.read_bytes(), name="mapping.yaml")
    return {
        path.suffix: read_workforce(
            SourceFile(name=path.name, content=path.read_bytes()), rules, snapshot_date=SNAPSHOT_DATE
        )
        for path in (files.workforce, files.workforce_csv)
    }


def content_of(reading, *, exact=False, threshold=THRESHOLD):
    return baseline_content(reading, snapshot_date=SNAPSHOT_DATE, threshold=threshold, exact=exact)


@pytest.fixture(scope="module", params=[".xlsx", ".csv"])
def exact(request, readings):
    return content_of(readings[request.param], exact=True)


@pytest.fixture(scope="module")
def protected(readings):
    return content_of(readings[".xlsx"])


@pytest.fixture(scope="module")
def known():
    return truth()


def counts(content, indicator, groups, **breakdown):
    return [content.find(indicator, group, **breakdown).shown.numerator for group in groups]


def test_workbook_and_csv_give_the_same_figures(readings):
    first, second = (to_document(content_of(readings[kind])) for kind in (".xlsx", ".csv"))
    assert first["fingerprints"] != second["fingerprints"]
    assert {**first, "fingerprints": None} == {**second, "fingerprints": None}


def test_every_row_is_accounted_for_as_it_should_be(exact, known):
    account = exact.rows["workforce"]
    assert (account.read, account.used) == (known.rows_in, known.rows_used)
    assert dict(account.set_aside) == dict(known.set_aside)


def test_headcounts_and_shares_are_the_true_ones(exact, known):
    assert exact.find("headcount", "All staff").shown.value == known.rows_used
    assert counts(exact, "representation", GROUPS) == [known.by_group[group] for group in GROUPS]
    for group, count in known.by_five_groups.items():
        shown = exact.find("representation", group).shown
        assert (shown.numerator, shown.denominator) == (count, known.rows_used)
        assert shown.value == 100 * count / known.rows_used
    assert sum(counts(exact, "representation", UNKNOWN)) == known.by_group["Not recorded"]
    rate = exact.find("declaration_rate", "All staff").shown
    assert (rate.numerator, rate.denominator) == (known.declared, known.rows_used)


def test_categories_are_the_true_ones(exact, known):
    finest = sorted(
        figure.shown.numerator
        for figure in exact.of("representation")
        if figure.group not in (*GROUPS, *known.by_five_groups, *UNKNOWN)
    )
    # "Other" is a group and a category under one name, or under two.
    true = sorted(count for code, count in known.by_category.items() if code.isupper())
    assert finest == true or sorted([*finest, known.by_category["S"]]) == true


def test_levels_are_the_true_ones(exact, known):
    for dimension, lines, table in (
        ("cluster", CLUSTERS, known.by_cluster),
        ("grade", GRADES, known.by_grade),
    ):
        for line in lines:
            where = {dimension: line}
            total = sum(table[line, group] for group in (*GROUPS, "Not recorded"))
            assert exact.find("headcount", "All staff", **where).shown.value == total
            for group in GROUPS:
                shown = exact.find("representation_by_grade", group, **where).shown
                assert (shown.numerator, shown.denominator) == (table[line, group], total)


def test_pay_gaps_are_the_true_ones(exact, known):
    for statistic in ("mean", "median"):
        shown = exact.find(f"{statistic}_pay_gap", "Minority ethnic").shown
        assert shown.value == pytest.approx(getattr(known, f"{statistic}_pay_gap"), abs=1e-9)
        assert (shown.denominator, shown.comparator_denominator) == (
            len(known.pay["Minority ethnic"]),
            len(known.pay["White"]),
        )


def test_the_protected_release_shows_shares_clusters_halves_and_gaps(protected, known):
    assert counts(protected, "representation", GROUPS) == [known.by_group[group] for group in GROUPS]
    for cluster in CLUSTERS:
        true = [known.by_cluster[cluster, group] for group in GROUPS]
        assert counts(protected, "representation_by_grade", GROUPS, cluster=cluster) == true
    for half in ("Lower half", "Upper half"):
        true = [known.by_half[half, group] for group in GROUPS]
        assert counts(protected, "pay_quarters", GROUPS, quarter=half.lower()) == true
    figure = protected.find("median_pay_gap", "Minority ethnic")
    assert figure.decimals == 0
    # Medians are rounded to 500 pounds first, which moves a gap by up to two points.
    assert figure.shown.value == pytest.approx(known.median_pay_gap, abs=2.5)


def test_a_mean_that_tells_of_hidden_grades_is_hidden(protected):
    """Whoever knows the pay scales reads a mean as an equation about how many are on each grade."""
    assert protected.find("mean_pay_gap", "Minority ethnic").status == "hidden"


def test_every_percentage_of_the_small_release_is_whole(protected):
    """One decimal beside whole ones would read as more certain than the others."""
    texts = [cell_text(cell) for table in protected.tables for row in table.rows for cell in row.cells]
    percentages = [text for text in texts if "%" in text]
    assert len(percentages) > 10
    assert not [text for text in percentages if "." in text]


def test_the_largest_minority_group_is_shown_and_the_others_together(protected, known):
    """Black staff would be enough people by themselves, but not beside the table of upper and lower grades:
    there are more of them than minority ethnic staff in upper grades, so some in lower grades would follow.
    """
    five = known.by_five_groups
    assert protected.find("representation", "Asian").shown.numerator == five["Asian"] >= THRESHOLD
    together = protected.find("representation", "other minority groups").shown.numerator
    assert together == five["Black"] + five["Mixed"] + five["Other"] >= THRESHOLD
    upper = known.by_cluster[max(CLUSTERS, key=list(CLUSTERS).index), "Minority ethnic"]
    assert five["Black"] > upper
    for group in ("Black", "Mixed", "Other"):
        assert protected.find("representation", group).status == "hidden"
    (table,) = (each for each in protected.tables if each.title.startswith("Minority ethnic: staff"))
    assert "Other minority groups are: Black, Mixed, Other." in table.note


def test_the_protected_release_withholds_single_grades_and_the_finest_groups(protected, known):
    for figure in protected.figures:
        if figure.indicator == "representation_by_grade" and figure.breakdown[0][0] == "grade":
            assert figure.status == "hidden"
        if figure.indicator == "representation_by_grade" and figure.group in (
            "Asian",
            "Black",
            "Mixed",
            "Other",
        ):
            assert figure.status == "hidden"
    finest = {*known.by_five_groups, *GROUPS, *UNKNOWN, "other minority groups"}
    assert {f.status for f in protected.of("representation") if f.group not in finest} == {"hidden"}
    for grade in GRADES:
        assert protected.find("headcount", "All staff", grade=grade).status == "shown"
    for directorate, people in DIRECTORATES.items():
        assert protected.find("headcount", "All staff", directorate=directorate).shown.value == people


def changed(reading, change):
    """The same organisation after something about one person is different."""
    other = copy.copy(reading)
    people = reading.people.copy()
    change(people)
    object.__setattr__(other, "people", people)
    return other


def minority_in(people, grade):
    """Rows of people from minority ethnic groups: all but the three White categories and the unknown."""
    white = ("White British", "White Irish", "Any other White background")
    minority = ~people["ethnicity"].isin([*white, *UNKNOWN])
    return people.index[minority & (people["grade"] == grade)]


def test_one_person_from_grade_d_to_grade_e_withholds_bands_or_clusters(readings):
    """Ten minority ethnic people lie between the lower half and the lower cluster; then nine do."""

    def promote(people):
        people.loc[minority_in(people, "Grade D")[0], "grade"] = "Grade E"

    content = content_of(changed(readings[".xlsx"], promote))
    assert {figure.status for figure in content.of("pay_quarters")} == {"hidden"}
    clusters = [content.find("representation_by_grade", g, cluster=c) for g in GROUPS for c in CLUSTERS]
    assert {figure.status for figure in clusters} == {"shown"}


def test_one_person_fewer_in_the_upper_cluster_withholds_the_clusters(readings):
    def demote(people):
        row = minority_in(people, "Grade E")[0]
        people.loc[row, ["grade", "annual_pay"]] = ["Grade A", float(SPINE["Grade A"][0])]

    content = content_of(changed(readings[".xlsx"], demote))
    clusters = [content.find("representation_by_grade", g, cluster=c) for g in GROUPS for c in CLUSTERS]
    assert {figure.status for figure in clusters} == {"hidden"}
    assert content.find("representation", "Minority ethnic").status == "shown"


def test_one_white_person_whose_pay_is_missing_withholds_the_bands_and_the_sizes(readings):
    def lose_pay(people):
        row = people.index[
            (people["grade"] == "Grade B") & (people["ethnicity"] == people["ethnicity"].mode()[0])
        ]
        people.loc[row[0], "annual_pay"] = float("nan")

    content = content_of(changed(readings[".xlsx"], lose_pay))
    assert {figure.status for figure in content.of("pay_quarters")} == {"hidden"}
    shown = content.find("mean_pay_gap", "Minority ethnic").shown
    assert (shown.denominator, shown.comparator_denominator) == (None, None)
