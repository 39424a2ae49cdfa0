"""Mails that tell of a role's last day a week before: to its holder, and to the HR leads who can extend it.

They name the review, the role and the day; no figure, no reason, and no link, which would teach people to
trust links. What an invitation's mail says is in `access.letters`, which packages below may use.
"""

from review_toolkit.access.actions import Role
from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import TOOLKIT, note
from review_toolkit.access.queries import HeldRole, addresses_in, people_in
from review_toolkit.figures import uk_date
from review_toolkit.mail.service import MailRefused, queue_mail
from review_toolkit.reviews.models import Review
from review_toolkit.vault import Vault

TO_HOLDER = "Your role in a review ends soon"
TO_LEADS = "Somebody’s role in a review ends soon"
_TO_HOLDER = """Dear {name},

your role as {role} of “{review}” of {organisation} ends on {day}. After
that day nothing of it is open to you.

If your work is not done by then, ask {leads} to extend your role.{papers}

To see what is left, sign in to the review toolkit as you always do. This mail has no link, so that nobody
needs to trust one.
"""
_PAPERS = """

Take a copy of your working papers before: every page of the review says where."""
_TO_LEADS = """The role of {name} as {role} of “{review}” of {organisation} ends on {day}. After
that day nothing of it is open to them.

If they are still needed, extend it: sign in to the review toolkit as you always do, choose “People” on the
review's task list, and look at the role. If not, you need do nothing.{papers}

This mail has no link, so that nobody needs to trust one. You get it as HR lead of this review.
"""
_PACK = """ Their working papers are on the same page, as
a hand-over pack."""


def tell_of_last_day(review: Review, held: HeldRole, *, vault: Vault) -> None:
    """Queue the mails of a role that ends soon, in the caller's transaction."""
    is_reviewer = held.role is Role.REVIEWER
    said = {
        "name": held.name,
        "role": held.role.in_a_sentence,
        "review": review.title,
        "organisation": review.organisation.name,
        "day": uk_date(held.terms.ends_on) if held.terms.ends_on else "",
        "leads": " or ".join(people_in(review.id, role=Role.HR_LEAD)) or "an HR lead",
    }
    mails = []
    if not held.is_closed:
        text = _TO_HOLDER.format(**said, papers=_PAPERS if is_reviewer else "")
        mails.append((held.email, TO_HOLDER, text))
    text = _TO_LEADS.format(**said, papers=_PACK if is_reviewer else "")
    holder = Actor(user_id=held.user_id, name=held.name)
    mails += [(to, TO_LEADS, text) for to in addresses_in(review.id, roles=(Role.HR_LEAD,), but=holder)]
    for to, subject, text in mails:
        try:
            queue_mail(to=to, subject=subject, text=text, vault=vault)
        except MailRefused:
            # The day counts all the same; the pages say it, too.
            about = f"{held.role.value} to account {held.user_id}"
            note(kind="notice_not_sent", actor=TOOLKIT, subject=about, review_id=review.id)
