"""What administrators do about mails, and the note of it in the audit trail; never commits."""

from review_toolkit.access import audit
from review_toolkit.access.actors import Actor
from review_toolkit.mail import service as mails
from review_toolkit.mail.models import Mail


def try_again(mail: Mail, *, actor: Actor) -> None:
    """Send a mail now that failed or waits; raise `MailBusy` where it is past that."""
    mails.try_again(mail, actor=actor)
    audit.note(kind="mail_tried_again", actor=actor, subject=f"mail {mail.id}")


def give_up(mail: Mail, *, actor: Actor) -> None:
    """Never send a mail, and destroy its text; raise `MailBusy` where it is past that."""
    mails.give_up(mail)
    audit.note(kind="mail_given_up", actor=actor, subject=f"mail {mail.id}")
