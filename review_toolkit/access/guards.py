"""Guards: every endpoint names its action, or is on the short public list; anything else is not there.

What is forbidden and what is absent are answered alike (404), so that nobody learns which reviews exist. An
endpoint belongs to the stage that its address or its declaration names; one that names none belongs to the
review as a whole. A gate (`add_gate`) may ask for something before what is open is shown.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from review_toolkit.access import queries
from review_toolkit.access.actions import Action, allows
from review_toolkit.access.actors import Actor
from review_toolkit.access.queries import Holding

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
Gate = Callable[[], ResponseReturnValue | None]

PUBLIC_ENDPOINTS = frozenset(
    {
        "static",
        "security.login",
        "second_step.ask",
        "second_step.check",
        "second_step.check_passkey",
        "second_step.mail_again",
        "recovery.ask",
        "recovery.send",
        "recovery.ask_key",
        "recovery.set_password",
        "single_sign_on.begin",
        "single_sign_on.come_back",
        "invited.ask_key",
        "invited.take_key",
        "invited.show",
        "invited.accept",
    }
)
SIGNED_IN_ENDPOINTS = frozenset(
    {
        "overview.home",
        "invited.open_mine",
        "security.logout",
        "account.show",
        "account.ask_password",
        "account.confirm_password",
        "account.ask_new_password",
        "account.change_password",
        "own_step.choose",
        "own_step.mail_code",
        "own_step.show_app",
        "own_step.choose_app",
        "own_step.ask_mailed_code",
        "own_step.choose_mail",
        "own_step.new_passkey",
        "own_step.add_passkey",
        "own_step.remove_passkey",
    }
)
"""Open to everybody with an account, whatever their roles."""

_REQUIRED = "_required_action"
_STAGE = "_belongs_to_stage"
_KNOWN_ROLES = "review_toolkit.roles"
_GATES = "gates"


def requires(action: Action, *, stage: str | None = None) -> Callable[[View], View]:
    """Declare the action that a view stands for, and its stage; the guard asks before the view runs."""

    def mark(view: View) -> View:
        setattr(view, _REQUIRED, action)
        setattr(view, _STAGE, stage)
        return view

    return mark


def init_guards(app: Flask) -> None:
    """Close every endpoint that is not opened, and give templates the same question to ask."""
    app.extensions[_GATES] = []
    app.before_request(_guard)
    app.jinja_env.globals["can"] = can


def add_gate(app: Flask, gate: Gate) -> None:
    """Have something asked before any page is shown that is open to the person.

    `gate` returns what is shown in its place, or None where nothing is left to be asked. Gates are asked in
    the order in which they were added.
    """
    app.extensions[_GATES].append(gate)


def can(action: Action | str, review_id: UUID | None = None, stage: str | None = None) -> bool:
    """Say whether the person who is signed in may do something, in a review and a stage where named."""
    if isinstance(action, str):
        action = Action[action]
    if not current_user.is_authenticated:
        return False
    held = current_holdings(review_id) if review_id is not None else ()
    roles = [each.role for each in held if each.terms.opens(stage)]
    return allows(roles, action, is_administrator=current_user.is_administrator and review_id is None)


def current_holdings(review_id: UUID) -> tuple[Holding, ...]:
    """Return the person’s roles in a review, asked once a request: a role that ends, ends with the next."""
    known: dict[tuple[UUID, UUID], tuple[Holding, ...]] = request.environ.setdefault(_KNOWN_ROLES, {})
    key = (review_id, current_user.id)
    if key not in known:
        known[key] = queries.holdings_in(review_id, user_id=current_user.id)
    return known[key]


def current_actor() -> Actor:
    """Return the person who is signed in, as services know them."""
    return Actor(user_id=current_user.id, name=current_user.name)


def required_action(endpoint: str) -> Action | None:
    """Return the action that an endpoint declares, if any."""
    action: Action | None = getattr(current_app.view_functions[endpoint], _REQUIRED, None)
    return action


def stage_of(endpoint: str, view_args: Mapping[str, Any]) -> str | None:
    """Return the stage that an endpoint belongs to, by its address or its declaration."""
    declared: str | None = getattr(current_app.view_functions[endpoint], _STAGE, None)
    return view_args.get("stage") or declared


def is_open(endpoint: str, view_args: Mapping[str, Any]) -> bool:
    """Say whether an endpoint is open to the person who is signed in."""
    action = required_action(endpoint)
    if action is None:
        return endpoint in PUBLIC_ENDPOINTS | SIGNED_IN_ENDPOINTS
    return can(action, view_args.get("review_id"), stage_of(endpoint, view_args))


def _guard() -> ResponseReturnValue | None:
    endpoint = request.endpoint
    if endpoint is None or endpoint in PUBLIC_ENDPOINTS:
        return None
    if required_action(endpoint) is None and endpoint not in SIGNED_IN_ENDPOINTS:
        abort(404)
    if not current_user.is_authenticated:
        unauthorised: ResponseReturnValue = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
        return unauthorised
    view_args = request.view_args or {}
    if not is_open(endpoint, view_args):
        abort(404)
    return what_is_asked_first()


def what_is_asked_first() -> ResponseReturnValue | None:
    """Return what a gate shows in the place of any page; None where nothing is left to be asked."""
    gates: list[Gate] = current_app.extensions[_GATES]
    return next((asked for gate in gates if (asked := gate()) is not None), None)
