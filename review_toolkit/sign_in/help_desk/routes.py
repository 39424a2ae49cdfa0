"""Pages on which administrators help people to sign in."""

from collections.abc import Callable, Mapping
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review_toolkit.access.actions import Action
from review_toolkit.access.guards import current_actor, requires
from review_toolkit.sign_in.help_desk import queries, service
from review_toolkit.sign_in.help_desk.forms import ReasonForm, RuleForm
from review_toolkit.sign_in.second_step import service as steps
from review_toolkit.sign_in.second_step.queries import rule_in_force
from review_toolkit.sign_in.second_step.service import StepRefused
from review_toolkit.vault import vault_of
from review_toolkit.web.pagination import Page
from review_toolkit.web.writes import transaction

blueprint = Blueprint("help_desk", __name__, url_prefix="/accounts")

ACCOUNTS_ON_A_PAGE = 50


@blueprint.get("")
@requires(Action.MANAGE_ACCOUNTS)
def show() -> ResponseReturnValue:
    """Show the accounts, how each signs in, and the rule on second steps."""
    total = queries.count_of_accounts()
    page = Page.asked_for(request.args.get("page"), size=ACCOUNTS_ON_A_PAGE, total=total)
    accounts = queries.accounts(offset=page.offset, size=page.size)
    return render_template("help_desk/show.html", accounts=accounts, page=page, rule=rule_in_force())


@blueprint.get("/<uuid:account_id>/reset")
@requires(Action.MANAGE_ACCOUNTS)
def ask_reset(account_id: UUID) -> ResponseReturnValue:
    """Say what a reset does, and ask for the reason."""
    return _page("reset", account_id, ReasonForm(formdata=None))


@blueprint.post("/<uuid:account_id>/reset")
@requires(Action.MANAGE_ACCOUNTS)
def reset(account_id: UUID) -> ResponseReturnValue:
    """Reset somebody's second step."""

    def act(reason: str) -> str:
        user = queries.user_of(account_id)
        steps.reset(user, reason=reason, actor=current_actor(), vault=vault_of(current_app))
        return f"{user.name} chooses a new second step at the next sign-in, and is told by mail."

    return _do("reset", account_id, act)


@blueprint.get("/<uuid:account_id>/open")
@requires(Action.MANAGE_ACCOUNTS)
def ask_open(account_id: UUID) -> ResponseReturnValue:
    """Say what closing or opening an account does, and ask for the reason."""
    return _page("open", account_id, ReasonForm(formdata=None))


@blueprint.post("/<uuid:account_id>/open")
@requires(Action.MANAGE_ACCOUNTS)
def set_open(account_id: UUID) -> ResponseReturnValue:
    """Close an account that is open, or open one that is closed."""

    def act(reason: str) -> str:
        user, wanted = queries.user_of(account_id), _chosen({"open": True, "closed": False})
        service.set_open(user, is_open=wanted, reason=reason, actor=current_actor())
        return f"The account of {user.name} is {'open again' if wanted else 'closed'}."

    return _do("open", account_id, act)


@blueprint.get("/second-step")
@requires(Action.MANAGE_ACCOUNTS)
def ask_rule() -> ResponseReturnValue:
    """Say what the rule on second steps is, and ask for the reason to change it."""
    return _rule_page(RuleForm(formdata=None))


@blueprint.post("/second-step")
@requires(Action.MANAGE_ACCOUNTS)
def set_rule() -> ResponseReturnValue:
    """Switch the rule on second steps off, or on again."""
    form = RuleForm()
    if not form.validate_on_submit():
        return _rule_page(form), 422
    try:
        wanted = _chosen({"required": True, "open": False})
        with transaction():
            steps.set_rule(is_required=wanted, reason=form.reason.data or "", actor=current_actor())
    except StepRefused as refused:
        form.form_errors.append(str(refused))
        return _rule_page(form), 409
    flash(f"A second step is {'required again' if wanted else 'not required any more'}.")
    return redirect(url_for("help_desk.show"))


def _chosen(values: Mapping[str, bool]) -> bool:
    """Return what the page's button stands for; raise `StepRefused` where the form does not say it."""
    to = request.form.get("to", "")
    if to not in values:
        raise StepRefused("The form did not say what to do. Reload the page and send it again.")
    return values[to]


def _do(page: str, account_id: UUID, act: Callable[[str], str]) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(page, account_id, form), 422
    try:
        with transaction():
            said = act(form.reason.data or "")
    except StepRefused as refused:
        form.form_errors.append(str(refused))
        return _page(page, account_id, form), 409
    flash(said)
    return redirect(url_for("help_desk.show"))


def _page(page: str, account_id: UUID, form: ReasonForm) -> str:
    return render_template(f"help_desk/{page}.html", form=form, account=queries.account(account_id))


def _rule_page(form: RuleForm) -> str:
    return render_template("help_desk/rule.html", form=form, rule=rule_in_force())
