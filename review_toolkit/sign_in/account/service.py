"""Changes to one's own password. Never commits."""

from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import note
from review_toolkit.access.models import User
from review_toolkit.sign_in import letters
from review_toolkit.sign_in.second_step.service import end_visits
from review_toolkit.vault import Vault


def change_password(user: User, *, password_hash: str, vault: Vault, kind: str = "password_changed") -> None:
    """Give somebody another password and end all their visits; they are told by mail."""
    user.password = password_hash
    end_visits(user)
    note(kind=kind, actor=Actor(user_id=user.id, name=user.name), subject=f"account {user.id}")
    letters.tell_of_change(user, "The password of your account was changed.", vault=vault)
