"""Made-up organisations, always the same for the same seed, and the publications that tell of them.

Staff are skewed as in life: a large majority group, few people in high grades and small directorates, and
groups that are spread unevenly over grades. A `Population` is people; `statement_of` counts them. Nothing
here knows how figures are protected or attacked.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

import numpy as np
from numpy.typing import NDArray

from review_toolkit.disclosure.statements import (
    Cell,
    Coordinates,
    Dimension,
    Hierarchy,
    KnownCount,
    Movers,
    Statement,
    Sum,
    Table,
    Zero,
)

Codes = NDArray[np.int64]
NOT_KNOWN = "Not known"
FINE = {"White": 4, "Mixed": 4, "Asian": 5, "Black": 3, "Other": 2}
"""18 groups in 5."""


@dataclass(frozen=True)
class Population:
    """People as one array of codes for each dimension; a code is the number of a finest category."""

    dimensions: Mapping[str, Dimension]
    hierarchies: Mapping[str, Hierarchy]
    finest: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, Codes]
    pay: NDArray[np.float64]

    @property
    def staff(self) -> int:
        return len(self.pay)

    @property
    def public(self) -> tuple[str, ...]:
        return tuple(name for name, each in self.dimensions.items() if each.role == "public")

    def taken(self, chosen: NDArray[np.bool_] | Codes) -> "Population":
        """Return some of the people."""
        codes = {name: each[chosen] for name, each in self.codes.items()}
        return dataclasses.replace(self, codes=codes, pay=self.pay[chosen])


def ethnicity(groups: int = 18, *, not_known: bool = True) -> tuple[Hierarchy, tuple[str, ...], list[float]]:
    """Return 18 -> 5 -> 2 groups, 5 -> 2 or 2, with the finest categories and their shares."""
    five = {"White": 0.76, "Mixed": 0.03, "Asian": 0.11, "Black": 0.07, "Other": 0.03}
    minority = tuple(list(five)[1:])
    fine = {name: tuple(f"{name} {n + 1}" for n in range(FINE[name])) for name in five}
    last = (NOT_KNOWN,) if not_known else ()
    children: dict[str, tuple[tuple[str, ...], ...]] = {"All": (("White", "Minority ethnic", *last),)}
    shares: dict[str, float]
    if groups == 2:
        shares = {"White": 0.76, "Minority ethnic": 0.24}
    else:
        children["Minority ethnic"] = (minority,)
        shares = five
    if groups == 18:
        children |= {name: (parts,) for name, parts in fine.items()}
        shares = {
            part: five[name] * 0.55**n / sum(0.55**k for k in range(len(parts)))
            for name, parts in fine.items()
            for n, part in enumerate(parts)
        }
    if not_known:
        shares[NOT_KNOWN] = 0.06
    return Hierarchy("All", children), tuple(shares), list(shares.values())


def make_population(
    staff: int,
    seed: int,
    *,
    groups: int = 18,
    grades: int = 8,
    directorates: int = 0,
    outcome: Zero | None = None,
    not_known: bool = True,
    band: bool = True,
) -> Population:
    """Return an organisation of `staff` people; dimensions with no categories are left out."""
    rng = np.random.default_rng([seed, staff, groups, grades, directorates])
    tree, finest, shares = ethnicity(groups, not_known=not_known)
    dimensions = {
        "ethnicity": Dimension("ethnicity", "sensitive", frozenset({NOT_KNOWN} if not_known else ()))
    }
    hierarchies = {"ethnicity": tree}
    names: dict[str, tuple[str, ...]] = {"ethnicity": finest}
    share = np.array(shares) * rng.uniform(0.7, 1.3, len(shares))
    codes: dict[str, Codes] = {"ethnicity": rng.choice(len(finest), staff, p=share / share.sum())}
    minority = np.array([not name.startswith("White") for name in finest])[codes["ethnicity"]]
    if grades:
        names["grade"] = tuple(f"G{n + 1}" for n in range(grades))
        children = {"All": (names["grade"],)}
        if band and grades > 2:
            children["Upper"] = (names["grade"][grades // 2 :],)
        hierarchies["grade"] = Hierarchy("All", children)
        dimensions["grade"] = Dimension("grade", "public")
        high = np.minimum(rng.geometric(np.where(minority, 0.36, 0.28)) - 1, 2 * grades) % grades
        codes["grade"] = high.astype(np.int64)
    if directorates:
        names["directorate"] = tuple(f"D{n + 1}" for n in range(directorates))
        hierarchies["directorate"] = Hierarchy("All", {"All": (names["directorate"],)})
        dimensions["directorate"] = Dimension("directorate", "public")
        size = (1.0 / np.arange(1, directorates + 1)) * rng.uniform(0.7, 1.3, directorates)
        codes["directorate"] = rng.choice(directorates, staff, p=size / size.sum())
    if outcome is not None:
        names["outcome"] = ("Yes", "No")
        hierarchies["outcome"] = Hierarchy("All", {"All": (names["outcome"],)})
        dimensions["outcome"] = Dimension("outcome", "outcome", zero=outcome)
        codes["outcome"] = (rng.random(staff) > np.where(minority, 0.12, 0.2)).astype(np.int64)
    level = codes["grade"] if grades else np.zeros(staff)
    pay = np.round(rng.lognormal(10.2 + 0.12 * level, 0.12), 0)
    return Population(dimensions, hierarchies, names, codes, pay)


def merged(population: Population, least: int) -> Population:
    """Merge neighbouring public categories until each filled crossing of them holds `least` people.

    This is what a user does before anything sensitive is counted (privacy.md 2).
    """
    while True:
        public = [name for name in population.public if len(population.finest[name]) > 1]
        if not public:
            return population
        crossing = _counts(population, public)
        small = (crossing > 0) & (crossing < least)
        if not small.any():
            return population
        name = max(public, key=lambda each: (len(population.finest[each]), each))
        sizes = np.bincount(population.codes[name], minlength=len(population.finest[name]))
        population = _merge_one(population, name, int(sizes.argmin()))


def _merge_one(population: Population, name: str, smallest: int) -> Population:
    old = population.finest[name]
    first = max(smallest - 1, 0)
    new = (*old[:first], f"{old[first]}+{old[first + 1]}", *old[first + 2 :])
    codes = population.codes[name]
    children: dict[str, tuple[tuple[str, ...], ...]] = {"All": (new,)}
    if "Upper" in population.hierarchies[name].children and len(new) > 2:
        children["Upper"] = (new[len(new) // 2 :],)
    return dataclasses.replace(
        population,
        hierarchies={**population.hierarchies, name: Hierarchy("All", children)},
        finest={**population.finest, name: new},
        codes={**population.codes, name: np.where(codes > first, codes - 1, codes)},
    )


def _counts(population: Population, names: Sequence[str]) -> Codes:
    shape = tuple(len(population.finest[name]) for name in names)
    flat = np.ravel_multi_index(tuple(population.codes[name] for name in names), shape) if names else None
    if flat is None:
        return np.array(population.staff)
    return np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape)


def _memberships(population: Population, name: str) -> tuple[tuple[str, ...], Codes]:
    """Return every category of a dimension, the top first, and which finest categories each holds."""
    tree, finest = population.hierarchies[name], population.finest[name]

    def below(category: str) -> set[str]:
        ways = tree.children.get(category, ())
        return set().union(*(below(each) for each in ways[0])) if ways else {category}

    rows = [[int(each in below(category)) for each in finest] for category in tree.categories]
    return tree.categories, np.array(rows)


def cells_of(population: Population, names: Sequence[str]) -> tuple[Cell, ...]:
    """Return every cell of a table, totals and bands among them."""
    values: NDArray[np.int64] = _counts(population, names)
    labels: list[list[str | None]] = []
    for name in names:
        categories, members = _memberships(population, name)
        values = np.moveaxis(np.tensordot(members, values, axes=(1, len(labels))), 0, len(labels))
        labels.append([None, *categories[1:]])
    return tuple(
        Cell(_at(names, chosen), int(count))
        for chosen, count in zip(product(*labels), values.reshape(-1), strict=True)
    )


def _at(names: Sequence[str], chosen: Iterable[str | None]) -> Coordinates:
    return tuple(sorted((name, each) for name, each in zip(names, chosen, strict=True) if each is not None))


def statement_of(
    population: Population,
    tables: Sequence[Sequence[str]] | None = None,
    *,
    threshold: int = 10,
    as_of: date | None = None,
    movers: Sequence[Movers] = (),
) -> Statement:
    """Return the publication with all counts: the tables named, or one over all dimensions."""
    chosen = [tuple(population.dimensions)] if tables is None else [tuple(each) for each in tables]
    return Statement(
        threshold=threshold,
        dimensions=population.dimensions,
        hierarchies=population.hierarchies,
        tables=tuple(Table(" by ".join(names), names, cells_of(population, names)) for names in chosen),
        as_of=as_of,
        movers=tuple(movers),
    )


def pay_sums(population: Population, name: str) -> tuple[Sum, ...]:
    """Return what each category of a dimension earns together, everybody first."""
    categories, members = _memberships(population, name)
    found = []
    for category, row in zip(categories, members, strict=True):
        pay = np.sort(population.pay[row[population.codes[name]] == 1])[::-1]
        at: Coordinates = () if category == categories[0] else ((name, category),)
        found.append(Sum("pay", at, len(pay), float(pay.sum()), tuple(map(float, pay[:2]))))
    return tuple(found)


@dataclass(frozen=True)
class Change:
    """How many people in a hundred join, leave, move within and declare their group in a period."""

    joining: float = 8.0
    leaving: float = 8.0
    moving: float = 5.0
    declaring: float = 10.0


def later(
    population: Population, change: Change, *, seed: int, dates: tuple[date, date]
) -> tuple[Population, Movers, dict[str, Population]]:
    """Return the organisation at a later date, what is known of its movers, and who they really were."""
    rng = np.random.default_rng([seed, population.staff])
    goes = rng.random(population.staff) < change.leaving / 100
    stays, left = population.taken(~goes), population.taken(goes)
    codes = {name: each.copy() for name, each in stays.codes.items()}
    for name in population.public:
        moves = rng.random(stays.staff) < change.moving / 100
        codes[name][moves] = rng.integers(0, len(population.finest[name]), int(moves.sum()))
    if NOT_KNOWN in population.finest["ethnicity"]:
        groups = codes["ethnicity"]
        declares = (groups == population.finest["ethnicity"].index(NOT_KNOWN)) & (
            rng.random(stays.staff) < change.declaring / 100
        )
        pool = groups[groups != population.finest["ethnicity"].index(NOT_KNOWN)]
        groups[declares] = rng.choice(pool, int(declares.sum())) if len(pool) else groups[declares]
    joined = population.taken(
        rng.integers(0, population.staff, round(population.staff * change.joining / 100))
    )
    together = {name: np.concatenate([codes[name], joined.codes[name]]) for name in codes}
    after = dataclasses.replace(population, codes=together, pay=np.concatenate([stays.pay, joined.pay]))
    known = {side: public_counts(each) for side, each in (("joined", joined), ("left", left))}
    movers = Movers(*dates, joined=known["joined"], left=known["left"])
    return after, movers, {"joined": joined, "left": left}


def public_counts(population: Population) -> tuple[KnownCount, ...]:
    """Return how many of these people there are, altogether and by each public line."""
    return tuple(KnownCount(each.at, each.count or 0) for each in cells_of(population, population.public))


def random_statement(seed: int, *, staff: int | None = None, threshold: int | None = None) -> Statement:
    """Return one date of a random organisation of 50 to 30,000 staff, with its public lines merged."""
    rng = np.random.default_rng(seed)
    people = staff or int(np.exp(rng.uniform(np.log(50), np.log(30_000))))
    least = threshold or int(rng.choice([5, 10]))
    outcomes: list[Zero | None] = [None, None, "publish", "protect"]
    population = make_population(
        people,
        seed,
        groups=int(rng.choice([2, 5, 18])),
        grades=int(rng.integers(2, 9)),
        directorates=int(rng.choice([0, 3, 6])),
        outcome=outcomes[int(rng.integers(4))],
        not_known=bool(rng.integers(2)),
    )
    return statement_of(merged(population, 2 * least), threshold=least)


def history(
    seed: int, *, staff: int, dates: int = 4, threshold: int = 10, change: Change | None = None
) -> list[Statement]:
    """Return yearly publications of one organisation, each but the first with its movers."""
    population = merged(make_population(staff, seed, groups=5, grades=6), 2 * threshold)
    found = [statement_of(population, threshold=threshold, as_of=date(2020, 3, 31))]
    for number in range(1, dates):
        pair = (date(2019 + number, 3, 31), date(2020 + number, 3, 31))
        population, movers, _ = later(population, change or Change(), seed=seed + number, dates=pair)
        found.append(statement_of(population, threshold=threshold, as_of=pair[1], movers=[movers]))
    return found


SIX = ("White British", "White other", "Asian", "Black", "Mixed", "Other")


def wide_grid(staff: int, seed: int = 1, *, threshold: int = 10) -> Statement:
    """Return 704 cells: 6 groups x 10 directorates x 8 grades with all totals, and an overlapping band.

    Every dimension counts as sensitive, as in the measurements of privacy.md 5: at 150 staff most crossings
    of directorate and grade hold one or two people, and would otherwise have to be merged.
    """
    return _grid(staff, seed, threshold, {"directorate": 10, "grade": 8}, {})


def sector(organisations: int = 60, seed: int = 1, *, staff: int = 60_000, threshold: int = 10) -> Statement:
    """Return a roll-up: 60 organisations in 6 regions, 6 groups and a band, 10 grades; 5,896 cells."""
    names = [f"organisation {n + 1}" for n in range(organisations)]
    regions = {f"Region {n + 1}": (tuple(names[n::6]),) for n in range(6)}
    tree = {"All": (tuple(regions),), **regions}
    return _grid(staff, seed, threshold, {"organisation": organisations, "grade": 10}, {"organisation": tree})


def _grid(
    staff: int,
    seed: int,
    threshold: int,
    sizes: Mapping[str, int],
    trees: Mapping[str, Mapping[str, tuple[tuple[str, ...], ...]]],
) -> Statement:
    rng = np.random.default_rng([seed, staff, *sizes.values()])
    names = {name: tuple(f"{name} {n + 1}" for n in range(size)) for name, size in sizes.items()}
    share = np.array([0.7, 0.08, 0.1, 0.06, 0.03, 0.03])
    codes: dict[str, Codes] = {"ethnicity": rng.choice(6, staff, p=share)}
    for number, (name, size) in enumerate(sizes.items()):
        weight = 1.0 / np.arange(1, size + 1) ** (0.5 if name in trees else 0.9)
        drawn = rng.choice(size, staff, p=weight / weight.sum())
        moved = (rng.random(staff) < 0.3) & (codes["ethnicity"] > 1)
        codes[name] = np.where(moved, (drawn + number * codes["ethnicity"]) % size, drawn)
    wide = {"All": (SIX,), "Minority ethnic": (SIX[2:],)}
    hierarchies = {name: Hierarchy("All", trees.get(name, {"All": (names[name],)})) for name in names}
    population = Population(
        {each: Dimension(each, "sensitive") for each in ("ethnicity", *names)},
        {"ethnicity": Hierarchy("All", wide), **hierarchies},
        {"ethnicity": SIX, **names},
        codes,
        np.zeros(staff),
    )
    whole = statement_of(population, threshold=threshold)
    if trees:
        return whole
    (table,) = whole.tables
    band = ("ethnicity", "Minority ethnic")
    kept = tuple(cell for cell in table.cells if band not in cell.at)
    only = tuple(
        cell for cell in table.cells if band in cell.at and not any(name == "grade" for name, _ in cell.at)
    )
    second = Table("minority ethnic staff by directorate", ("ethnicity", "directorate"), only)
    return dataclasses.replace(whole, tables=(dataclasses.replace(table, cells=kept), second))


def count_by_cell(statement: Statement) -> dict[Coordinates, int]:
    """Return the counts of all cells that have one."""
    every = (cell for table in statement.tables for cell in table.cells)
    return {cell.at: cell.count for cell in every if cell.count is not None}
