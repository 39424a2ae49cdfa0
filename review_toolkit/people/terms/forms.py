"""Forms that change a role. Each carries the version of the role that the person saw."""

from typing import Any

from wtforms.validators import Length  # type: ignore[import-untyped]

from review_toolkit.access.actions import Role
from review_toolkit.access.queries import HeldRole
from review_toolkit.access.reasons import FEWEST_REASON_CHARACTERS, MOST_REASON_CHARACTERS
from review_toolkit.people.terms.fields import TermsForm
from review_toolkit.web.forms import CountedTextField, Form, HiddenField, Required

_READ_BY = (
    f"{FEWEST_REASON_CHARACTERS} to {MOST_REASON_CHARACTERS:,} characters. HR leads and senior leaders can "
    "read it in the audit trail."
)


def _reason(label: str, *, instruction: str) -> CountedTextField:
    return CountedTextField(
        label,
        description=_READ_BY,
        most=MOST_REASON_CHARACTERS,
        validators=[
            Required(f"Enter {instruction}"),
            Length(
                min=FEWEST_REASON_CHARACTERS,
                message=f"Enter {instruction} in at least {FEWEST_REASON_CHARACTERS} characters",
            ),
        ],
    )


def _version_in(text: str | None) -> int:
    """The version that was seen; 0, which no role has, where the form does not say."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class ChangeTermsForm(TermsForm):
    """For what, for which stages and for which days a role is held, and why that changes."""

    reason = _reason("Why it changes", instruction="why it changes")
    seen = HiddenField()

    def __init__(self, held: HeldRole, *args: Any, **kwargs: Any) -> None:
        terms = held.terms
        super().__init__(
            *args,
            purpose=terms.purpose,
            stages=list(terms.stages),
            starts_on=terms.starts_on,
            ends_on=terms.ends_on,
            seen=str(held.version),
            **kwargs,
        )
        if held.role is not Role.REVIEWER:
            del self.stages
            self.purpose.label.text = "What they do in the review (optional)"

    @property
    def seen_version(self) -> int:
        return _version_in(self.seen.data)


class ExtendForm(Form):
    """Why a role goes on for another month."""

    reason = _reason("Why the role goes on", instruction="why the role goes on")
    seen = HiddenField()

    def __init__(self, held: HeldRole, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="extend-", seen=str(held.version), **kwargs)

    @property
    def seen_version(self) -> int:
        return _version_in(self.seen.data)
