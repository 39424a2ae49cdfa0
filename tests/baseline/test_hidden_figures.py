"""What is hidden, listed for the HR lead: each figure once, with a true range and where it can be read."""

from collections import Counter

import pytest

from review_toolkit.baseline.indicators import ProtectedContent, baseline_content, protected_content
from review_toolkit.baseline.ingest import Workforce
from review_toolkit.baseline.line_names import line_label
from review_toolkit.disclosure.moved import Moved
from review_toolkit.disclosure.statements import UNPUBLISHED
from review_toolkit.figures import Figure, Hidden, ReleaseContent
from review_toolkit.releases.manifests import HiddenCell, range_of
from tests.baseline.organisations import DAY, Row, staff, workforce
from tests.baseline.refreshing import staff_of
from tests.baseline.test_protection import drawn

CLUSTERS = {"G1": "Low", "G2": "Low", "G3": "High", "G4": "High"}
GAPS = {"mean_pay_gap": "mean pay gap", "median_pay_gap": "median pay gap"}


def name_of(figure: Figure) -> str:
    """Name a figure of lines that were not put together, as a reader would."""
    group = figure.group[:1].upper() + figure.group[1:]
    if figure.indicator in GAPS:
        return f"{group}, {GAPS[figure.indicator]}"
    if not figure.breakdown:
        return group
    ((dimension, line),) = figure.breakdown
    if dimension == "quarter":
        part = line if "half" in line else f"{line} quarter"
        return f"{group}, {part} of the pay range"
    return f"{group}, {line_label(dimension, line, clusters=CLUSTERS, lines={})}"


def protect(people: Workforce) -> ProtectedContent:
    return protected_content(people, snapshot_date=DAY, threshold=10)


def exact_counts(people: Workforce) -> dict[str, int]:
    """The true number behind each count, by its name."""
    content = baseline_content(people, snapshot_date=DAY, threshold=10, exact=True)
    return {
        name_of(figure): round(figure.shown.numerator)
        for figure in content.figures
        if figure.shown and figure.shown.numerator is not None and figure.indicator != "declaration_rate"
    }


def hidden_of(content: ReleaseContent) -> list[str]:
    return [name_of(each) for each in content.figures if isinstance(each.state, Hidden)]


ORGANISATIONS: dict[str, list[Row]] = {
    **{f"drawn {seed}": drawn(seed) for seed in range(6)},
    "a grid": [dict(row) for row in staff_of(4, 700)],
    "no group": [*staff(26, "White"), *staff(3, "Asian")],
}


@pytest.fixture(scope="module", params=ORGANISATIONS)
def people(request: pytest.FixtureRequest) -> Workforce:
    return workforce(ORGANISATIONS[request.param])


@pytest.fixture(scope="module")
def found(people: Workforce) -> ProtectedContent:
    return protect(people)


def test_every_hidden_figure_is_listed_once(found: ProtectedContent) -> None:
    listed = Counter(line.cell for line in found.hidden)
    assert set(listed.values()) <= {1}
    missing = [name for name in hidden_of(found.content) if name not in listed]
    assert hidden_of(found.content)
    assert missing == []


def test_figures_of_the_tables_come_first_and_name_their_table(found: ProtectedContent) -> None:
    titles = {table.title for table in found.content.tables}
    placed = [line.table for line in found.hidden]
    first_of_none = placed.index(UNPUBLISHED) if UNPUBLISHED in placed else len(placed)
    assert set(placed[:first_of_none]) <= titles
    assert set(placed[first_of_none:]) <= {UNPUBLISHED}
    in_tables = {
        figure.id
        for table in found.content.tables
        for figure in table.figures
        if isinstance(figure.state, Hidden)
    }
    assert first_of_none == len(in_tables)


def test_the_true_number_lies_in_the_range(people: Workforce, found: ProtectedContent) -> None:
    true, tried = exact_counts(people), 0
    for line in found.hidden:
        if line.is_count and line.cell in true:
            tried += 1
            assert (line.at_least or 0) <= true[line.cell], line
            assert line.at_most is None or line.at_most >= true[line.cell], line
    assert tried


def test_a_hidden_figure_is_to_be_read_in_what_is_shown(found: ProtectedContent) -> None:
    hidden = set(hidden_of(found.content))
    for line in found.hidden:
        assert line.shown_in is not None
        assert not hidden & set(line.shown_in), line
        assert line.cell not in line.shown_in


def listed(found: ProtectedContent, name: str) -> HiddenCell:
    (line,) = (each for each in found.hidden if each.cell == name)
    return line


def test_a_group_is_read_where_it_is_counted_together_and_a_line_where_it_is_put_together() -> None:
    rows = [
        *staff(60, "White", "G1"),
        *staff(20, "Asian", "G1"),
        *staff(6, "Black", "G2"),
        *staff(40, "White", "G3"),
        *staff(12, "Asian", "G3"),
        *staff(4, "Black", "G3"),
        *staff(10, "White", "G4"),
    ]
    found = protect(workforce(rows, basis=""))
    assert listed(found, "Black, G3").shown_in == ("Black", "Minority ethnic, High (G3 to G4)")
    assert listed(found, "Black, High (G3 to G4)").range_in_words == "none to 10"
    assert listed(found, "White, G4").shown_in == ("White, High (G3 to G4)",)
    assert listed(found, "White, G4").range_in_words == "none to 10"


def test_ranges_are_those_that_the_attack_found() -> None:
    found = protect(workforce(ORGANISATIONS["a grid"]))
    attacked = {
        (dict(cell.at)["ethnicity"], dict(cell.at).get("level", "").partition(" (")[0]): cell
        for cell in found.audit.cells
    }
    tried = 0
    for line in found.hidden:
        group, _, level = line.cell.partition(", ")
        cell = attacked.get((group, level))
        if cell is not None and line.at_least is not None:
            tried += 1
            assert (line.at_least, line.at_most) == (cell.lower, cell.upper)
    assert tried


def test_what_a_corrected_release_hid_is_told_apart_from_what_this_one_hides() -> None:
    rows = [dict(row) for row in staff_of(1, 150)]
    first = protect(workforce(rows, basis=""))
    second = protected_content(
        workforce(rows, basis=""),
        snapshot_date=DAY,
        threshold=10,
        against=(first.statement,),
        moved=(Moved(DAY, DAY),),
        grid=first.manifest["grid"],  # type: ignore[arg-type]
    )
    own = [line for line in second.hidden if not line.is_earlier]
    earlier = [line for line in second.hidden if line.is_earlier]
    assert max(Counter(line.cell for line in own).values()) == 1
    hidden = {cell.at for table in first.statement.tables for cell in table.cells if cell.hidden}
    assert len(earlier) == len(hidden) > 0
    assert not any(line.is_earlier for line in first.hidden)
    # The attack lists the first release's cells before the second's.
    before = second.audit.cells[: len(hidden)]
    assert [(line.at_least, line.at_most) for line in earlier] == [range_of(cell) for cell in before]


def test_a_gap_is_no_number_of_people_and_is_read_in_the_gap_of_a_larger_group() -> None:
    rows = [
        *staff(60, "White", "G1"),
        *staff(25, "Asian", "G1", 27_000),
        *staff(2, "Black", "G1", 26_000),
    ]
    found = protect(workforce(rows))
    gap = listed(found, "Black, median pay gap")
    assert (gap.range_in_words, gap.is_count) == ("no range told", False)
    assert gap.shown_in == ("Minority ethnic, median pay gap",)


def test_what_a_small_organisation_gives_up_is_told_in_words_for_its_hr_lead() -> None:
    rows = [*staff(60, "White", "G1"), *staff(25, "Asian", "G2"), *staff(40, "White", "G3")]
    rows += [*staff(15, "Asian", "G4"), *staff(4, "Black", "G4", 90_000)]
    said = " ".join(protect(workforce(rows)).restored_by)
    assert "Grades are told apart in two parts, Low and High; ethnic groups on single grades" in said
    assert "Which ethnic groups are in the lower and the upper half of the pay range is not shown." in said
