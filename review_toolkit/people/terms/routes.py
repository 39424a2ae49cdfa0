"""A role's page, and the changes to it. Whoever changes what another changed meanwhile is shown both."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from review_toolkit.access import service
from review_toolkit.access.actions import Action
from review_toolkit.access.declarations import declaration_of
from review_toolkit.access.guards import current_actor, requires
from review_toolkit.access.queries import HeldRole, held_role
from review_toolkit.access.service import RoleRefused, TermsOvertaken
from review_toolkit.access.terms import Terms, a_month_after
from review_toolkit.figures import uk_date
from review_toolkit.people.terms.forms import ChangeTermsForm, ExtendForm
from review_toolkit.reviews.queries import review_of
from review_toolkit.reviews.stages import titles_of
from review_toolkit.web.writes import writes

blueprint = Blueprint("terms", __name__, url_prefix="/reviews/<uuid:review_id>/people/<uuid:membership_id>")


@dataclass(frozen=True, slots=True)
class Compared:
    """One part of a role's terms: as it stands now, and as somebody entered it."""

    part: str
    stands: str
    entered: str


@blueprint.get("")
@requires(Action.CHANGE_ROLES)
def show(review_id: UUID, membership_id: UUID) -> ResponseReturnValue:
    """Show a role with its terms, and the ways to change it."""
    return _page(review_id, membership_id)


@blueprint.post("")
@requires(Action.CHANGE_ROLES)
@writes
def change(review_id: UUID, membership_id: UUID) -> ResponseReturnValue:
    """Change the terms of a role, at once."""
    held = held_role(review_id, membership_id)
    form = ChangeTermsForm(held)
    is_sound = form.validate_on_submit() and form.has_sound_terms(held.role, is_change=True)
    # Where nothing can be changed at all, there is no point in asking for better words.
    if _may_change(held) and not is_sound:
        return _page(review_id, membership_id, form=form), 422
    terms = form.terms_of(held.role)
    try:
        service.change_terms(
            review_id,
            membership_id,
            terms=terms,
            reason=form.reason.data,
            seen=form.seen_version,
            actor=current_actor(),
        )
    except RoleRefused as refused:
        form.form_errors.append(str(refused))
        overtaken = isinstance(refused, TermsOvertaken)
        if overtaken:
            form.seen.data = str(held.version)
        return _page(review_id, membership_id, form=form, entered=terms if overtaken else None), 409
    flash(f"The role of {held.name} as {held.role.in_a_sentence} is changed. It counts from now on.")
    return redirect(url_for("terms.show", review_id=review_id, membership_id=membership_id))


@blueprint.post("/extend")
@requires(Action.CHANGE_ROLES)
@writes
def extend(review_id: UUID, membership_id: UUID) -> ResponseReturnValue:
    """Move the last day of a role by a month."""
    held = held_role(review_id, membership_id)
    form = ExtendForm(held)
    if _may_change(held) and held.terms.ends_on and not form.validate_on_submit():
        return _page(review_id, membership_id, extending=form), 422
    try:
        changed = service.extend_role(
            review_id,
            membership_id,
            reason=form.reason.data,
            seen=form.seen_version,
            actor=current_actor(),
        )
    except RoleRefused as refused:
        form.form_errors.append(str(refused))
        if isinstance(refused, TermsOvertaken):
            form.seen.data = str(held.version)
        return _page(review_id, membership_id, extending=form), 409
    last = uk_date(changed.ends_on) if changed.ends_on else ""
    flash(f"The role of {held.name} as {held.role.in_a_sentence} goes on until {last}.")
    return redirect(url_for("terms.show", review_id=review_id, membership_id=membership_id))


def _page(
    review_id: UUID,
    membership_id: UUID,
    *,
    form: ChangeTermsForm | None = None,
    extending: ExtendForm | None = None,
    entered: Terms | None = None,
) -> str:
    """A role's page; `form` or `extending` was sent and came back, `entered` beside what stands by now."""
    held = held_role(review_id, membership_id)
    # A draft that is shown again belongs to both; what was sent just now to one of them.
    sent = form is not None or extending is not None
    untouched = {"formdata": None} if sent else {}
    form = form or ChangeTermsForm(held, **untouched)
    extending = extending or ExtendForm(held, **untouched)
    last = held.terms.ends_on
    return render_template(
        "people/role.html",
        review=review_of(review_id),
        held=held,
        titles=titles_of(held.terms.stages),
        declared=declaration_of(held.id),
        may_change=_may_change(held),
        is_own=_is_own(held),
        change_form=form,
        extend_form=extending if last else None,
        extended_to=a_month_after(last) if last else None,
        forms=[form, extending],
        compared=_compared(held.terms, entered) if entered else (),
    )


def _is_own(held: HeldRole) -> bool:
    return held.user_id == current_actor().user_id


def _may_change(held: HeldRole) -> bool:
    return held.ended_at is None and not _is_own(held)


def _compared(stands: Terms, entered: Terms) -> tuple[Compared, ...]:
    told = [
        (
            ("What they are asked to do", terms.purpose or "nothing entered"),
            ("Stages", ", ".join(titles_of(terms.stages)) or "all"),
            ("First day", uk_date(terms.starts_on) if terms.starts_on else "none"),
            ("Last day", uk_date(terms.ends_on) if terms.ends_on else "none"),
        )
        for terms in (stands, entered)
    ]
    return tuple(Compared(part, now, new) for (part, now), (_, new) in zip(*told, strict=True))
