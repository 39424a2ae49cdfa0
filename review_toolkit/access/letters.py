"""The mail that invites somebody to a role: who invites, to what, until when, the key, and where it goes.

It has no link but the address of one page, written out, and nothing of the review but its name. The subject
says only what kind of mail it is, for administrators can read it.
"""

from collections.abc import Sequence

from review_toolkit.access.actions import Role
from review_toolkit.access.invitations import Invited
from review_toolkit.access.terms import Terms
from review_toolkit.figures import uk_date
from review_toolkit.mail.models import Mail
from review_toolkit.mail.service import queue_mail
from review_toolkit.vault import Vault
from review_toolkit.web.filters import uk_datetime
from review_toolkit.web_address import WebAddress

INVITATION_SUBJECT = "You are invited to take part in a review"
_PAGE = "/invitation"
_TEXT = """Dear {name},

{inviter} invites you to be {role} of “{review}” of {organisation}, in the review toolkit.
{terms}
To accept, open {where}

and enter this key:

    {key}

It is good until {until}, and for one person: do not pass it on. If you get this mail more than once, only the
newest key counts.

If you did not expect it, ask {inviter} in another way than by answering this mail. Without the key nothing
happens.
"""


def mail_invitation(
    invited: Invited,
    *,
    key: str,
    organisation: str,
    review: str,
    stages: Sequence[str],
    web_address: WebAddress | None,
    vault: Vault,
) -> Mail:
    """Queue the mail of an invitation; raise `MailRefused` where its address cannot be mailed to.

    `stages` are the titles of the stages that the role is for; none for all of them.
    """
    text = invitation_text(
        invited, key=key, organisation=organisation, review=review, stages=stages, web_address=web_address
    )
    return queue_mail(to=invited.email, subject=INVITATION_SUBJECT, text=text, vault=vault)


def invitation_text(
    invited: Invited,
    *,
    key: str,
    organisation: str,
    review: str,
    stages: Sequence[str],
    web_address: WebAddress | None,
) -> str:
    """Return what the mail of an invitation says."""
    where = f"{web_address}{_PAGE}" if web_address else _without_address(invited.invited_by)
    said = terms_in_words(invited.terms, role=invited.role, stages=stages)
    return _TEXT.format(
        name=invited.name,
        inviter=invited.invited_by,
        role=invited.role.in_a_sentence,
        review=review,
        organisation=organisation,
        terms="".join(f"\n{line}" for line in said) + ("\n" if said else ""),
        where=where,
        key=key,
        until=uk_datetime(invited.expires_at),
    )


def terms_in_words(terms: Terms, *, role: Role, stages: Sequence[str]) -> tuple[str, ...]:
    """Return the terms of a role as lines of a plain text; none where there is nothing to say."""
    first, last = terms.starts_on, terms.ends_on
    lines = [f"What for: {' '.join(terms.purpose.split())}"] if terms.purpose else []
    if stages or role is Role.REVIEWER:
        lines.append(f"Stages: {', '.join(stages) or 'all'}")
    if first:
        lines.append(f"First day: {uk_date(first)}")
    if last:
        lines.append(f"Last day: {uk_date(last)}")
    return tuple(lines)


def _without_address(inviter: str) -> str:
    return f"the page ‘Accept an invitation’ of the review toolkit; its address you\nget from {inviter},"
