"""Roles, actions, and the one table that says which role may do what. Nothing else compares role names."""

from collections.abc import Iterable, Mapping
from enum import Enum, StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What somebody is in a review."""

    HR_LEAD = "hr_lead"
    REVIEWER = "reviewer"
    SENIOR_LEADER = "senior_leader"
    ACTION_OWNER = "action_owner"
    NETWORK_MEMBER = "network_member"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def in_a_sentence(self) -> str:
        """The label with a small first letter, unless it begins with an abbreviation."""
        return self.label if self.label[1].isupper() else self.label[0].lower() + self.label[1:]


class Action(Enum):
    """Something that can be done. The value is its description, in one sentence."""

    SET_UP_REVIEW = "Create an organisation's review and its HR lead's account."
    SEE_OUTBOX = "See which mails wait or failed, never what they say."
    MANAGE_ACCOUNTS = "See how people sign in, reset a second step, and close or open accounts."
    READ_SERVICE_TRAIL = "Read and download what was done outside any review: accounts, sign-ins and mails."
    VIEW_REVIEW = "See a review's task list."
    SEE_PEOPLE = "See who has which role in a review, and since when."
    END_ROLES = "End somebody's role in a review, with a reason."
    INVITE_PEOPLE = "Invite somebody to a role in a review, send the invitation again or withdraw it."
    CHANGE_ROLES = (
        "Change for what, for which stages and until when somebody else holds a role, with a reason."
    )
    DECLARE_INTERESTS = "Declare interests and accept the terms of confidentiality, once for a role."
    TAKE_OWN_PAPERS = "Download one's own working papers while one's role lasts."
    TAKE_HAND_OVER = "Download a delegated reviewer's working papers, also after the role has ended."
    SEE_FIGURES = "Read the released figures."
    EXPORT_FIGURES = "Download the released figures as a workbook, a Word file or data."
    IMPORT_DATA = "Bring in HR extracts and see how their rows were used."
    RELEASE_FIGURES = "Freeze the protected figures for everyone in the review."
    WITHDRAW_FIGURES = "Withdraw a release that is wrong, with a reason that everybody can read."
    SEE_RELEASE_AUDIT = "See how a release was found safe, and what an outsider could still tell from it."
    SEE_WORKING_VIEW = "See exact figures that are not for release; each visit is noted."
    WRITE_REPORT = "Fill a report template from the released figures."
    READ_REPORT = "Download a report."
    READ_AUDIT_TRAIL = "Read and download who did what in a review, downloads and visits among it."
    SEE_STAGE_RECORD = "Read the record of a stage: who did what, when and why."
    SEND_STAGE_FOR_SIGN_OFF = "Send a stage to the sponsor for sign-off."
    SIGN_OFF_STAGE = "Accept a stage as finished."
    RETURN_STAGE = "Return a stage that was sent for sign-off, with a reason."
    REOPEN_STAGE = "Open a stage for work again, with a reason."
    LEAVE_STAGE_INCOMPLETE = "Let the review go on without finishing a stage, for a reason that is printed."


_LABELS: Mapping[Role, str] = MappingProxyType(
    {
        Role.HR_LEAD: "HR lead",
        Role.REVIEWER: "Delegated reviewer",
        Role.SENIOR_LEADER: "Senior leader",
        Role.ACTION_OWNER: "Action owner",
        Role.NETWORK_MEMBER: "Staff-network member",
    }
)

ALLOWED: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        Role.HR_LEAD: frozenset(
            {
                Action.VIEW_REVIEW,
                Action.SEE_PEOPLE,
                Action.END_ROLES,
                Action.INVITE_PEOPLE,
                Action.CHANGE_ROLES,
                Action.TAKE_HAND_OVER,
                Action.SEE_FIGURES,
                Action.EXPORT_FIGURES,
                Action.IMPORT_DATA,
                Action.RELEASE_FIGURES,
                Action.WITHDRAW_FIGURES,
                Action.SEE_RELEASE_AUDIT,
                Action.SEE_WORKING_VIEW,
                Action.WRITE_REPORT,
                Action.READ_REPORT,
                Action.READ_AUDIT_TRAIL,
                Action.SEE_STAGE_RECORD,
                Action.SEND_STAGE_FOR_SIGN_OFF,
                Action.REOPEN_STAGE,
            }
        ),
        Role.REVIEWER: frozenset(
            {
                Action.VIEW_REVIEW,
                Action.SEE_PEOPLE,
                Action.DECLARE_INTERESTS,
                Action.TAKE_OWN_PAPERS,
                Action.SEE_FIGURES,
                Action.EXPORT_FIGURES,
                Action.SEE_RELEASE_AUDIT,
                Action.WRITE_REPORT,
                Action.READ_REPORT,
                Action.SEE_STAGE_RECORD,
                Action.SEND_STAGE_FOR_SIGN_OFF,
            }
        ),
        Role.SENIOR_LEADER: frozenset(
            {
                Action.VIEW_REVIEW,
                Action.SEE_PEOPLE,
                Action.SEE_FIGURES,
                Action.EXPORT_FIGURES,
                Action.READ_REPORT,
                Action.READ_AUDIT_TRAIL,
                Action.SEE_STAGE_RECORD,
                Action.SIGN_OFF_STAGE,
                Action.RETURN_STAGE,
                Action.REOPEN_STAGE,
                Action.LEAVE_STAGE_INCOMPLETE,
            }
        ),
        Role.NETWORK_MEMBER: frozenset(
            {
                Action.VIEW_REVIEW,
                Action.SEE_PEOPLE,
                Action.SEE_FIGURES,
                Action.EXPORT_FIGURES,
                Action.READ_REPORT,
                Action.SEE_STAGE_RECORD,
            }
        ),
        Role.ACTION_OWNER: frozenset({Action.VIEW_REVIEW, Action.SEE_PEOPLE}),
    }
)
ADMINISTRATOR_ALLOWED = frozenset(
    {Action.SET_UP_REVIEW, Action.SEE_OUTBOX, Action.MANAGE_ACCOUNTS, Action.READ_SERVICE_TRAIL}
)
"""An administrator sees no review's content (design.md 2)."""


def roles_that_allow(action: Action) -> tuple[Role, ...]:
    """Return the roles that allow an action, in the table's order."""
    return tuple(role for role, allowed in ALLOWED.items() if action in allowed)


def allows(roles: Iterable[Role], action: Action, *, is_administrator: bool = False) -> bool:
    """Say whether any of the roles, or being an administrator, allows an action."""
    if is_administrator and action in ADMINISTRATOR_ALLOWED:
        return True
    return any(action in ALLOWED[role] for role in roles)
