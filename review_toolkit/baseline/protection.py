"""What of the baseline may be shown: measures in, figures out, by way of the disclosure engine.

A larger organisation publishes a grid, a small one the profile; either goes to the engine as one statement,
and the engine's result alone says which figures are shown. With exact figures nothing is withheld; such
content is marked and accepted by no release.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from review_toolkit.analysis.results import Exact, Measure
from review_toolkit.baseline import grid, small_organisation
from review_toolkit.baseline.grid_gaps import with_gaps
from review_toolkit.baseline.measures import BaselineMeasures
from review_toolkit.baseline.pay_gaps import releasable_gap, sides, sizes_may_be_told
from review_toolkit.baseline.showing import Showing, check_shown, of_other_bands
from review_toolkit.baseline.statement import headcounts_alone
from review_toolkit.content.definitions import definitions
from review_toolkit.disclosure.engine.failures import CannotProtect, TooFewStaff
from review_toolkit.disclosure.grids import SMALL_ORGANISATION
from review_toolkit.disclosure.lines import least_people
from review_toolkit.disclosure.moved import Moved
from review_toolkit.disclosure.pay import is_coarse
from review_toolkit.disclosure.profile import TOO_FEW_STAFF, make_profile
from review_toolkit.disclosure.statements import Coordinates, Statement
from review_toolkit.disclosure.unpublished import Proved, Report, attacked, protect_with_unpublished
from review_toolkit.figures import Figure, Hidden, NotCalculable, Shown

if TYPE_CHECKING:
    from review_toolkit.disclosure.attack import AttackReport

HIDDEN_REASON = (
    "Hidden to protect colleagues: this figure, or one that could be worked out from it, is about too few "
    "people."
)


@dataclass(frozen=True, slots=True)
class ProtectedMeasures:
    """What protection made of a baseline: what is shown, what a reader learns from it, and what the attack
    on it found.
    """

    showing: Showing
    statement: Statement
    manifest: Mapping[str, object]
    audit: "AttackReport"
    restored_by: tuple[str, ...] = ()


def protect_measures(
    baseline: BaselineMeasures,
    *,
    snapshot_date: date,
    threshold: int,
    against: Sequence[Statement] = (),
    moved: Sequence[Moved] = (),
    kept: grid.KeptGrid | None = None,
    report: Report | None = None,
) -> ProtectedMeasures:
    """Decide what is shown. Raises `CannotProtect` where no safe form is found.

    `against` is everything released before, `moved` who is known to have joined and left since, `kept` the
    grid of an earlier cycle. Figures that would tell of no group are not worth taking the place of earlier
    ones, so they are refused as well.
    """
    asked = _Asked(baseline, snapshot_date, threshold, tuple(against), tuple(moved), kept, report)
    found = asked.decide()
    check_shown(found.showing, baseline.measures, found.statement)
    if against and not found.showing.counts:
        raise CannotProtect("Beside the earlier figures nothing about ethnic groups could be shown.")
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of protection, and the ways in which it answers."""

    baseline: BaselineMeasures
    snapshot_date: date
    threshold: int
    against: tuple[Statement, ...]
    moved: tuple[Moved, ...]
    kept: grid.KeptGrid | None
    report: Report | None

    def decide(self) -> ProtectedMeasures:
        people, kept = round(self.baseline.overall.total), self.kept
        if not people:
            return self._without_groups(())
        if people < least_people(self.threshold):
            raise TooFewStaff(TOO_FEW_STAFF)
        profile_kept = kept is not None and kept.get("name") == small_organisation.PROFILE
        if (kept and not profile_kept) or (people >= SMALL_ORGANISATION and not kept):
            found = self._as_grid()
            if found:
                return found
            if kept:
                raise CannotProtect(
                    "Beside the earlier figures these tables could show less than half of their counts."
                )
        return self._as_profile()

    def _as_grid(self) -> ProtectedMeasures | None:
        found = grid.choose(
            self.baseline,
            lambda candidate: self._protect(candidate.statement, candidate.unpublished),
            threshold=self.threshold,
            as_of=self.snapshot_date,
            moved=self.moved,
            kept=self.kept,
        )
        if found is None:
            return None
        chosen, its_grid, levels = found
        proved, showing = with_gaps(
            chosen.protected,
            grid.showing_of(self.baseline, its_grid, levels, chosen.protected, self.threshold),
            candidate=chosen.candidate,
            grid=its_grid,
            baseline=self.baseline,
            levels=levels,
            against=self.against,
        )
        return _protected(
            proved,
            showing,
            {"grid": grid.kept_form(its_grid, levels)},
            chosen.told,
        )

    def _as_profile(self) -> ProtectedMeasures:
        facts = small_organisation.profile_facts(
            self.baseline,
            threshold=self.threshold,
            as_of=self.snapshot_date,
            moved=self.moved,
            kept=self.kept,
        )
        profile = make_profile(facts, self._protect)
        if profile.protected is None:
            return self._without_groups(profile.answers[0].words)
        means = not any(each.hidden for each in profile.protected.statement.sums)
        return _protected(
            profile.protected,
            small_organisation.showing_of(self.baseline, facts, profile, means),
            {"grid": small_organisation.kept_form(profile.parts, self.kept)},
            small_organisation.told(facts, profile.parts),
        )

    def _without_groups(self, told: Iterable[str]) -> ProtectedMeasures:
        known = headcounts_alone(self.baseline, threshold=self.threshold, as_of=self.snapshot_date)
        statement = replace(known, movers=tuple(each.told({}) for each in self.moved))
        audit = attacked(statement, against=self.against)
        return ProtectedMeasures(Showing(bands=2), statement, {"grid": self.kept}, audit, tuple(told))

    def _protect(
        self,
        statement: Statement,
        unpublished: Mapping[Coordinates, int],
        must_show: Collection[Coordinates] = (),
    ) -> Proved:
        return protect_with_unpublished(
            statement, unpublished, must_show, against=self.against, report=self.report
        )


def to_figures(
    baseline: BaselineMeasures, showing: Showing | None, *, snapshot_date: date, threshold: int
) -> tuple[Figure, ...]:
    """Return the baseline as figures, hidden where `showing` does not show them; exact without it."""
    made = _Figures(baseline, showing, snapshot_date, threshold)
    return tuple(made.figure(measure) for measure in _measures(baseline, showing))


def _protected(
    protected: Proved, showing: Showing, more: Mapping[str, object], told: Iterable[str]
) -> ProtectedMeasures:
    return ProtectedMeasures(
        showing, protected.statement, {**protected.manifest, **more}, protected.audit, tuple(told)
    )


def _measures(baseline: BaselineMeasures, showing: Showing | None) -> Iterator[Measure]:
    """Yield the measures with one set of pay bands, then what was merged."""
    bands = showing.bands if showing else 4
    for measure in baseline.measures:
        if not of_other_bands(measure, bands):
            yield measure
    if showing:
        yield from showing.extra


@dataclass(frozen=True, slots=True)
class _Figures:
    """Turns measures into figures. How a gap is shown depends on what is shown beside it."""

    baseline: BaselineMeasures
    showing: Showing | None
    snapshot_date: date
    threshold: int

    def figure(self, measure: Measure) -> Figure:
        definition = definitions()[measure.indicator]
        state, coarse = self._state(measure)
        return Figure(
            indicator=measure.indicator,
            group=measure.group,
            unit=measure.unit,
            definition=definition.reference,
            snapshot_date=self.snapshot_date,
            state=state,
            comparator=measure.comparator,
            breakdown=measure.breakdown,
            direction=measure.direction,
            decimals=0 if coarse else definition.decimals,
        )

    def _state(self, measure: Measure) -> tuple[Shown | Hidden | NotCalculable, bool]:
        """Return the state of a figure, and whether it is given in whole percent."""
        showing, paid = self.showing, self.baseline.pay
        nobody = not self.baseline.overall.total
        if showing and not nobody and not showing.shows(measure):
            return Hidden(HIDDEN_REASON), False
        if isinstance(measure.result, NotCalculable):
            return measure.result, False
        if not measure.comparator or paid is None or showing is None:
            return _shown(measure.result), False
        told = sizes_may_be_told(self.baseline, paid, self.threshold, self._with_headcounts(showing))
        # Where pay scales are known, a fine gap is an equation about the hidden counts of each level.
        hides_levels = self._hides_levels(showing)
        coarse = not told or hides_levels or is_coarse(*sides(measure, self.baseline, paid))
        state = releasable_gap(
            measure,
            measure.result,
            self.baseline,
            paid,
            told=told,
            coarse=coarse,
            beside_hidden_levels=hides_levels,
        )
        return state, coarse

    def _with_headcounts(self, showing: Showing) -> dict[str, tuple[str, ...]]:
        """Return the groups whose headcounts are shown, each with the finest groups inside it."""
        grouping = self.baseline.grouping
        every = (*grouping.categories, *grouping.roll_ups, *showing.together)
        return {
            group: tuple(
                leaf for member in showing.together.get(group, (group,)) for leaf in grouping.leaves(member)
            )
            for group in dict.fromkeys(every)
            if showing.shows_group(group)
        }

    def _hides_levels(self, showing: Showing) -> bool:
        return any(
            measure.breakdown and not showing.shows(measure)
            for measure in self.baseline.measures
            if measure.indicator == "representation_by_grade"
        )


def _shown(result: Exact) -> Shown:
    return Shown(
        value=result.value,
        numerator=result.numerator,
        denominator=result.denominator,
        comparator_numerator=result.comparator_numerator,
        comparator_denominator=result.comparator_denominator,
        interval=result.interval,
        p_value=result.p_value,
        verdict=result.verdict,
    )
