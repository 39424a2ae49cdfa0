"""Changes to second steps, and the checking of one. Never commits."""

from uuid import UUID, uuid4

from sqlalchemy import delete, func, select

from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import COMMAND_LINE, NOBODY, note
from review_toolkit.access.models import User
from review_toolkit.access.reasons import wrong_length
from review_toolkit.database import db, now
from review_toolkit.sign_in import letters
from review_toolkit.sign_in.models import Passkey, SecondStepRule
from review_toolkit.sign_in.second_step import mailed_codes
from review_toolkit.sign_in.second_step.app_codes import AppCodes
from review_toolkit.sign_in.second_step.passkeys import NewPasskey, PasskeyRefused
from review_toolkit.sign_in.second_step.queries import lacks_second_step, passkeys_of, rule_in_force
from review_toolkit.vault import Vault

MOST_PASSKEYS = 20


class StepRefused(ValueError):
    """A second step cannot be changed as asked. The message says why and what to do."""


def choose_app(user: User, *, secret: str, counter: int, vault: Vault) -> None:
    """Let the codes of an app be somebody's second step; `counter` is the number of the code they proved."""
    user.second_step, user.totp_secret, user.totp_counter = "app", secret, counter
    _note_choice(user, "the code of an app", vault)


def choose_mail(user: User, *, vault: Vault) -> None:
    """Let codes that are mailed be somebody's second step; they have proved that one reaches them."""
    user.second_step, user.totp_secret, user.totp_counter = "mail", None, None
    _note_choice(user, "a code that is mailed", vault)


def mail_code(user: User, *, secret: str, vault: Vault) -> None:
    """Queue a mail with a new code for somebody."""
    code = mailed_codes.new_code(user.id, secret=secret)
    letters.mail_code(user, code, minutes=mailed_codes.MINUTES, vault=vault)


def is_right(user: User, code: str, *, codes: AppCodes, secret: str) -> bool:
    """Say whether a code is one of somebody's second step; a right one counts no second time."""
    code = "".join(code.split())
    if user.second_step == "mail":
        return mailed_codes.use_code(code, user_id=user.id, secret=secret)
    if user.second_step != "app" or user.totp_secret is None:
        return False
    counter = codes.check(code, secret=user.totp_secret, last=user.totp_counter)
    if counter is None:
        return False
    user.totp_counter = counter
    return True


def note_failure(user: User, *, is_last: bool) -> None:
    """Note that a second step failed after the right password: somebody may know it."""
    kind = "second_steps_paused" if is_last else "second_step_failed"
    note(kind=kind, actor=NOBODY, subject=f"account {user.id}")


def add_passkey(user: User, new: NewPasskey, *, label: str, vault: Vault) -> Passkey:
    """Add a passkey; raise `PasskeyRefused` for one that an account has already."""
    have = passkeys_of(user.id)
    if len(have) >= MOST_PASSKEYS:
        raise PasskeyRefused(f"There are {MOST_PASSKEYS} passkeys already. Remove one first.")
    if db.session.scalar(select(Passkey.id).where(Passkey.credential_id == new.credential_id)):
        raise PasskeyRefused("That passkey is in use already.")
    row = Passkey(
        user_id=user.id,
        credential_id=new.credential_id,
        public_key=new.public_key,
        sign_count=new.sign_count,
        label=label.strip() or f"Passkey {len(have) + 1}",
    )
    db.session.add(row)
    db.session.flush()
    note(kind="passkey_added", actor=_actor(user), subject=f"account {user.id}")
    letters.tell_of_change(user, "A passkey was added to your account.", vault=vault)
    return row


def remove_passkey(user: User, passkey_id: UUID, *, vault: Vault) -> None:
    """Remove a passkey; raise `StepRefused` where somebody has none of that id, or needs it."""
    row = db.session.get(Passkey, passkey_id)
    if row is None or row.user_id != user.id:
        raise StepRefused("That passkey is not among yours any more. Nothing was changed.")
    db.session.delete(row)
    db.session.flush()
    if lacks_second_step(user):
        raise StepRefused("This is your only second step, and your role needs one. Add another one first.")
    note(kind="passkey_removed", actor=_actor(user), subject=f"account {user.id}")
    letters.tell_of_change(user, "A passkey was removed from your account.", vault=vault)


def note_use(passkey_id: UUID, *, count: int, seen: int) -> bool:
    """Keep the new count of a passkey; False where it was used elsewhere since it stood at `seen`."""
    row = db.session.get(Passkey, passkey_id)
    if row is None or row.sign_count != seen:
        return False
    row.sign_count, row.last_used_at = count, now()
    return True


def reset(user: User, *, reason: str, actor: Actor | None, vault: Vault) -> None:
    """Take somebody's second steps away and end their visits: they choose anew when they sign in.

    For help desks, which have made sure who asks; `actor` is None on the command line. Raises `StepRefused`
    for a reason of the wrong length and for one's own account.
    """
    reason = _reason(reason)
    if actor is not None and actor.user_id == user.id:
        raise StepRefused("Nobody resets their own second step. Ask another administrator.")
    db.session.execute(delete(Passkey).where(Passkey.user_id == user.id))
    user.second_step = user.totp_secret = user.totp_counter = None
    end_visits(user)
    note(kind="sign_in_reset", actor=actor, subject=f"account {user.id}", reason=reason)
    letters.tell_of_change(
        user,
        f"{actor.name if actor else COMMAND_LINE} has reset the second step of your account. You choose a "
        "new one when you sign in.",
        vault=vault,
    )


def set_rule(*, is_required: bool, reason: str, actor: Actor) -> None:
    """Switch the second step off or on for everybody; raise `StepRefused` where that changes nothing."""
    reason = _reason(reason)
    if rule_in_force().is_required == is_required:
        raise StepRefused("It is so already. Nothing was changed.")
    last = db.session.scalar(select(func.max(SecondStepRule.number))) or 0
    db.session.add(
        SecondStepRule(
            number=last + 1,
            is_required=is_required,
            reason=reason,
            actor_id=actor.user_id,
            actor_name=actor.name,
        )
    )
    subject = "second step: required" if is_required else "second step: not required"
    note(kind="second_step_rule_set", actor=actor, subject=subject, reason=reason)


def end_visits(user: User) -> None:
    """Make every cookie that names an account worthless."""
    user.fs_uniquifier = uuid4().hex


def _reason(reason: str) -> str:
    reason = reason.strip()
    if refusal := wrong_length(reason):
        raise StepRefused(refusal)
    return reason


def _note_choice(user: User, what: str, vault: Vault) -> None:
    db.session.flush()
    note(kind="second_step_chosen", actor=_actor(user), subject=f"account {user.id}", reason=what)
    letters.tell_of_change(user, f"Your second step when you sign in is now {what}.", vault=vault)


def _actor(user: User) -> Actor:
    return Actor(user_id=user.id, name=user.name)
