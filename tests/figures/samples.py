"""Figures and contents made by hand and by chance, for the tests of figures and of what is made of them."""

from datetime import date

from hypothesis import strategies as st

from review_toolkit.figures import (
    Cell,
    Figure,
    Hidden,
    NotCalculable,
    ReleaseContent,
    RowAccount,
    Shown,
    Table,
    TableRow,
    Withheld,
)

DAY = date(2026, 3, 31)
INDICATORS = (
    "representation",
    "representation_by_grade",
    "declaration_rate",
    "shortlisting_likelihood",
    "appointment_likelihood",
    "disciplinary_likelihood",
    "training_likelihood",
    "leaving_likelihood",
    "promotion_likelihood",
    "board_difference",
    "disparity_ratio",
    "mean_pay_gap",
    "median_pay_gap",
    "pay_quarters",
    "mean_bonus_gap",
    "median_bonus_gap",
    "bonus_share",
    "benchmark_difference",
    "headcount",
)
"""Every indicator that interfaces.md 3 names, and headcount."""


def figure(state, *, group="White", indicator="representation", unit="percent", **more):
    return Figure(
        indicator=indicator,
        group=group,
        unit=unit,
        definition=f"{indicator}@1",
        snapshot_date=more.pop("snapshot_date", DAY),
        state=state,
        **more,
    )


def content(*figures, exact=False, **more):
    """A release of these figures, all of them in one table."""
    table = Table(
        name="representation",
        title="Staff by ethnic group",
        row_heading="Ethnic group",
        columns=("Share of all staff",),
        rows=tuple(TableRow(each.group, (Cell(each),)) for each in figures),
    )
    given = {
        "snapshot_date": DAY,
        "threshold": 10,
        "exact": exact,
        "fingerprints": {"workforce": "0" * 64},
        "rows": {"workforce": RowAccount(12, 10, {"blank row": 2})},
        "figures": figures,
        "tables": (table,),
    }
    return ReleaseContent(**(given | more))


numbers = st.floats(-1e15, 1e15)
words = st.text("Aé =<0", max_size=6)
states = st.one_of(
    st.builds(
        Shown,
        value=numbers,
        numerator=st.none() | numbers,
        denominator=st.none() | numbers,
        comparator_numerator=st.none() | numbers,
        comparator_denominator=st.none() | numbers,
        interval=st.none() | st.tuples(numbers, numbers),
        p_value=st.none() | st.floats(0, 1),
        verdict=st.sampled_from([None, "gap", "small gap", "little or no gap", "cannot tell"]),
    ),
    words.map(Hidden),
    words.map(NotCalculable),
)


def _figures(day):
    return st.lists(
        st.builds(
            Figure,
            indicator=st.sampled_from(INDICATORS),
            group=words,
            unit=st.sampled_from(["percent", "points", "ratio", "count"]),
            definition=words,
            snapshot_date=st.just(day),
            state=states,
            comparator=st.none() | words,
            breakdown=st.dictionaries(words, words, max_size=2).map(lambda pairs: tuple(pairs.items())),
            direction=st.none() | words,
            decimals=st.integers(0, 4),
        ),
        max_size=4,
        unique_by=lambda each: each.id,
    ).map(tuple)


@st.composite
def contents(draw):
    """Any content of a release, with every figure in a table and in an order of its own."""
    day = draw(st.dates())
    figures = draw(_figures(day))
    aside = draw(st.dictionaries(words, st.integers(0, 99), max_size=3))
    used = draw(st.integers(0, 999))
    return ReleaseContent(
        snapshot_date=day,
        threshold=draw(st.integers(5, 50)),
        exact=draw(st.booleans()),
        fingerprints=draw(st.dictionaries(words, words, max_size=2)),
        rows={draw(words): RowAccount(used + sum(aside.values()), used, aside)},
        figures=figures,
        tables=(
            Table(
                name=draw(words),
                title=draw(words),
                row_heading=draw(words),
                columns=("A", "B"),
                rows=tuple(TableRow(each.group, (Cell(each), Cell(each, "interval"))) for each in figures),
                note=draw(words),
            ),
        ),
        withheld=tuple(draw(st.lists(st.builds(Withheld, title=words, reason=words), max_size=2))),
        notes=tuple(draw(st.lists(words, max_size=2))),
    )
