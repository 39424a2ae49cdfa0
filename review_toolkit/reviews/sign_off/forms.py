"""Forms that move a stage. Each carries the number of the last act that the person saw."""

from typing import Any

from wtforms.validators import Length  # type: ignore[import-untyped]

from review_toolkit.access.reasons import FEWEST_REASON_CHARACTERS, MOST_REASON_CHARACTERS
from review_toolkit.web.forms import Form, HiddenField, MaxLength, Optional, Required, TextAreaField

_LENGTH = f"{FEWEST_REASON_CHARACTERS} to {MOST_REASON_CHARACTERS:,} characters."
_READ_BY = (
    "Everybody who may read this record can read it. Do not write about anybody who could be recognised."
)


class MoveForm(Form):
    """The part that every move has. `prefix` tells the fields of several moves on one page apart."""

    prefix = ""
    seen = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix=self.prefix, **kwargs)

    @property
    def seen_number(self) -> int:
        """The act that was seen last; -1, which no act has, where the form does not say."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1

    @property
    def words(self) -> str:
        """What the person wrote."""
        return str(self.data.get("reason") or self.data.get("note") or "")


class SendForm(MoveForm):
    """What goes to the sponsor along with a stage."""

    prefix = "send-"
    note = TextAreaField(
        "Note to the sponsor (optional)",
        description=f"What to look at first, or what is still open. {_READ_BY}",
        validators=[Optional(), MaxLength(MOST_REASON_CHARACTERS)],
    )


class SignOffForm(MoveForm):
    """A sign-off asks for nothing but a decision."""

    prefix = "sign-off-"


def _reason(label: str, *, instruction: str, hint: str = "") -> TextAreaField:
    """A reason that has to be given. `instruction` completes "Enter …"."""
    return TextAreaField(
        label,
        description=" ".join(filter(None, (_LENGTH, hint, _READ_BY))),
        validators=[
            Required(f"Enter {instruction}"),
            Length(
                min=FEWEST_REASON_CHARACTERS,
                message=f"Enter {instruction} in at least {FEWEST_REASON_CHARACTERS} characters",
            ),
            MaxLength(MOST_REASON_CHARACTERS),
        ],
    )


class ReturnForm(MoveForm):
    """Why a stage goes back."""

    prefix = "return-"
    reason = _reason("What needs to be put right", instruction="what needs to be put right")


class ReopenForm(MoveForm):
    """Why a closed stage takes work again."""

    prefix = "reopen-"
    reason = _reason("Why the stage is opened again", instruction="why the stage is opened again")


class LeaveIncompleteForm(MoveForm):
    """Why the review goes on without the rest of a stage."""

    prefix = "leave-"
    reason = _reason(
        "Why the review goes on without finishing this stage",
        instruction="why the review goes on without finishing this stage",
        hint="The report prints it.",
    )
