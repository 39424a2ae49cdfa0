"""`review-toolkit help-sign-in`: for when nobody can sign in who could help, or mail does not work."""

import click

from review_toolkit.access.reasons import wrong_length


@click.command("help-sign-in")
@click.argument("email")
@click.option("--reset-second-step", "what", flag_value="reset", help="Take the second step away.")
@click.option("--password-key", "what", flag_value="password", help="Print a key to set a new password.")
@click.option("--invitation-key", "what", flag_value="invitation", help="Print new keys of open invitations.")
@click.option("--reason", required=True, help="Why, and how you made sure who asked. It goes on record.")
def command(email: str, what: str | None, reason: str) -> None:
    """Help the holder of EMAIL to sign in. What was done stands in the audit trail.

    A key is for its receiver alone: hand it over in person or by telephone, not by mail.
    """
    from review_toolkit.commands.running import running_app
    from review_toolkit.database import write_transaction

    if what is None:
        raise click.UsageError("Name one of --reset-second-step, --password-key and --invitation-key.")
    if refusal := wrong_length(reason.strip()):
        raise click.BadParameter(refusal, param_hint="--reason")
    acts = {"reset": _reset, "password": _password_key, "invitation": _invitation_keys}
    with running_app(), write_transaction():
        said = acts[what](email, reason.strip())
    click.echo(said)


def _reset(email: str, reason: str) -> str:
    from flask import current_app

    from review_toolkit.access.queries import account_of
    from review_toolkit.sign_in.second_step.service import reset
    from review_toolkit.vault import vault_of

    user = account_of(email)
    if user is None:
        raise click.ClickException(f"There is no account for {email}.")
    reset(user, reason=reason, actor=None, vault=vault_of(current_app))
    return f"{user.name} chooses a new second step at the next sign-in."


def _password_key(email: str, reason: str) -> str:
    from review_toolkit.sign_in.recovery.service import MINUTES, hand_out_key

    key = hand_out_key(email, reason=reason)
    if key is None:
        raise click.ClickException(f"There is no open account for {email}.")
    return f"{key}\nGood for {MINUTES} minutes and one use, on the page /sign-in/new-password."


def _invitation_keys(email: str, reason: str) -> str:
    from review_toolkit.access.invitations import hand_out_keys

    keys = hand_out_keys(email, reason=reason)
    if not keys:
        raise click.ClickException(f"There is no open invitation of {email}.")
    lines = [
        f"{key}  ({invited.role.in_a_sentence}, invited by {invited.invited_by})" for invited, key in keys
    ]
    return "\n".join([*lines, "Good for 14 days, on the page /invitation. Keys mailed before open nothing."])
