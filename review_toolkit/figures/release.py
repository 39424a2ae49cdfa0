"""The frozen content of a release: figures, and the tables that arrange them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from review_toolkit.figures.values import Figure

Part = Literal["value", "numerator", "denominator", "comparator_denominator", "interval", "verdict"]


class DuplicateFigure(ValueError):
    """Two figures of a release answer to one id."""


class UnknownFigure(LookupError):
    """Something asked a release for a figure that it does not hold."""


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One part of one figure, as a table or a sentence shows it."""

    figure: Figure
    part: Part = "value"


@dataclass(frozen=True, slots=True, eq=False)
class TableRow:
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table of figures: `columns` heads the cells; `row_heading` heads the labels.

    `name` is stable ("representation"), `title` is for reading. `note` says what a reader must know, such
    as why the table's figures are withheld.
    """

    name: str
    title: str
    row_heading: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    note: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ValueError(
                    f"Row '{row.label}' of table '{self.name}' has {len(row.cells)} cells, "
                    f"but the table has {len(self.columns)} columns."
                )

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Each figure of the table once, in reading order."""
        return tuple({cell.figure.id: cell.figure for row in self.rows for cell in row.cells}.values())


@dataclass(frozen=True, slots=True)
class RowAccount:
    """Where the rows of one file went. It balances: `read == used + sum(set_aside.values())`."""

    read: int
    used: int
    set_aside: Mapping[str, int]

    def __post_init__(self) -> None:
        if self.read != self.used + sum(self.set_aside.values()):
            raise ValueError(
                f"The rows do not balance: {self.read} read, {self.used} used, "
                f"{dict(self.set_aside)} set aside."
            )


@dataclass(frozen=True, slots=True)
class Withheld:
    """A breakdown that is not shown, and why, in the same words whatever the cause."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class ReleaseContent:
    """Everything that one release says. `exact` content went through no disclosure control.

    `fingerprints` and `rows` are keyed by the kind of file ("workforce"), for example
    `{"workforce": "<sha256 in hex>"}`. `notes` are sentences about the data, free of small numbers.
    """

    snapshot_date: date
    threshold: int
    exact: bool
    fingerprints: Mapping[str, str]
    rows: Mapping[str, RowAccount]
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        ids: dict[str, Figure] = {}
        for figure in self.figures:
            if figure.id in ids:
                raise DuplicateFigure(f"Two figures answer to '{figure.id}': {ids[figure.id]} and {figure}.")
            ids[figure.id] = figure
        names = [table.name for table in self.tables]
        if len(set(names)) != len(names):
            raise ValueError(f"Two tables share a name: {', '.join(sorted(names))}.")
        for table in self.tables:
            for figure in table.figures:
                if ids.get(figure.id) is not figure:
                    raise UnknownFigure(f"Table '{table.name}' shows '{figure.id}', which the release lacks.")

    def find(self, indicator: str, group: str | None = None, **breakdown: str) -> Figure:
        """Return the one figure of an indicator, group and breakdown; raise `UnknownFigure` otherwise."""
        wanted = tuple(sorted(breakdown.items()))
        found = [
            figure
            for figure in self.figures
            if figure.indicator == indicator
            and (group is None or figure.group == group)
            and tuple(sorted(figure.breakdown)) == wanted
        ]
        if len(found) != 1:
            raise UnknownFigure(
                f"{len(found)} figures match {indicator}, {group}, {breakdown}; expected one."
            )
        return found[0]

    def of(self, indicator: str) -> tuple[Figure, ...]:
        """All figures of an indicator, in the release's order."""
        return tuple(figure for figure in self.figures if figure.indicator == indicator)

    def table(self, name: str) -> Table | None:
        return next((table for table in self.tables if table.name == name), None)
