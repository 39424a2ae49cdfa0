"""What an event of the audit trail says in words. Pure.

An event names an act ("release_downloaded") and a thing ("release 1 as xlsx", "account 0b6c..."). Names of
acts and forms of things stay in the trail for good, so a line here is never taken away.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from uuid import UUID

from review_toolkit.access.actions import Role
from review_toolkit.reviews.acts import KINDS
from review_toolkit.reviews.stages import STAGES

_OTHER_ACTS = {
    "account_made": "made an account",
    "signed_in": "signed in",
    "signed_out": "signed out, on all devices",
    "sign_in_failed": "gave a wrong password",
    "sign_ins_paused": "gave a wrong password once too often, so sign-ins pause for a while",
    "role_granted": "gave a role",
    "role_ended": "ended a role",
    "role_changed": "changed the terms of a role",
    "role_expired": "let a role end on its last day",
    "declaration_made": "declared interests and accepted the terms",
    "papers_downloaded": "downloaded working papers",
    "hand_over_downloaded": "downloaded a hand-over pack",
    "invitation_made": "invited somebody",
    "invitation_renewed": "sent an invitation again",
    "invitation_withdrawn": "withdrew an invitation",
    "invitation_accepted": "accepted an invitation",
    "password_changed": "changed their password",
    "password_recovered": "set a new password with a mailed key",
    "recovery_asked": "asked for a key to set a new password",
    "recovery_paused": "asked for such a key once too often",
    "second_step_chosen": "chose a second step",
    "second_step_failed": "gave a wrong code at the second step",
    "second_steps_paused": "gave a wrong code once too often, so second steps pause for a while",
    "passkey_added": "added a passkey",
    "passkey_removed": "removed a passkey",
    "sign_in_reset": "reset somebody’s second step",
    "account_closed": "closed an account",
    "account_opened": "opened an account again",
    "second_step_rule_set": "changed whether a second step is required",
    "provider_linked": "linked an account with the organisation’s own sign-in",
    "notice_not_sent": "could not have somebody told by mail",
    "release_withdrawn": "withdrew a release",
    "release_downloaded": "downloaded figures",
    "report_downloaded": "downloaded a report",
    "working_view_opened": "opened the working view of exact figures",
    "mail_tried_again": "had a mail tried again",
    "mail_given_up": "gave up a mail",
    "trail_downloaded": "downloaded the audit trail",
}
ACTS: Mapping[str, str] = MappingProxyType({name: kind.done for name, kind in KINDS.items()} | _OTHER_ACTS)
"""Completes "Robin Hartsedge …"."""

_ID = r"(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_ACCOUNT = re.compile(f"account {_ID}")
_ROLE = re.compile(f"(?P<role>[a-z_]+) to account {_ID}(?:: (?P<changed>.+))?")
_STAGES = re.compile("(?<=stages )[a-z_, ]+")
_MAIL = re.compile(f"mail {_ID}")
_STAGE = re.compile("stage (?P<key>[a-z_]+)")
_TITLES = {stage.key: stage.title for stage in STAGES}
NOBODY_KNOWN = "an account that is no longer there"


def act_in_words(kind: str) -> str:
    """Return what somebody did; an act that this version does not know is told by its name."""
    return ACTS.get(kind, kind.replace("_", " "))


def accounts_in(subjects: Iterable[str]) -> frozenset[UUID]:
    """Return the ids of the accounts that things name, so that their holders' names can be looked up."""
    found = (_ACCOUNT.fullmatch(subject) or _ROLE.fullmatch(subject) for subject in subjects)
    return frozenset(UUID(match["id"]) for match in found if match)


def thing_in_words(subject: str, names: Mapping[UUID, str]) -> str:
    """Return what an act was done to. `names` are those of the accounts in `accounts_in`."""
    if match := _ACCOUNT.fullmatch(subject):
        return names.get(UUID(match["id"]), NOBODY_KNOWN)
    if (match := _ROLE.fullmatch(subject)) and match["role"] in {role.value for role in Role}:
        who = f"{Role(match['role']).label}: {names.get(UUID(match['id']), NOBODY_KNOWN)}"
        return f"{who} ({_titled(match['changed'])})" if match["changed"] else who
    if match := _STAGE.fullmatch(subject):
        return _TITLES.get(match["key"], subject)
    if _MAIL.fullmatch(subject):
        return "a mail"
    return subject


def _titled(changed: str) -> str:
    """Return what changed of a role with its stages by their titles."""
    return _STAGES.sub(
        lambda found: ", ".join(_TITLES.get(key, key) for key in found[0].split(", ")), changed
    )
