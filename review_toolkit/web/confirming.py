"""Forms that ask before something is done that cannot be undone (`layouts/confirm.html`).

A box to tick is for what concerns one's own work; words to type are for what destroys or publishes the work
of others. Neither is ever ticked or filled beforehand.
"""

from typing import Any

from review_toolkit.web.forms import BooleanField, Form, Required, StringField, ValidationError


class ConfirmForm(Form):
    """A box to tick."""

    confirmed = BooleanField(
        "I understand that this cannot be undone",
        validators=[Required("Tick the box to show that you understand, or choose Cancel")],
    )


def typed_confirmation(words: str) -> type[Form]:
    """Return a form that asks for these words; capitals and outer blanks do not matter."""

    def check(_form: Any, field: Any) -> None:
        if (field.data or "").casefold() != words.casefold():
            raise ValidationError(f"Type ‘{words}’ exactly as it stands, or choose Cancel")

    class TypedConfirmForm(Form):
        confirmed = StringField(
            f"To confirm, type ‘{words}’", validators=[check], render_kw={"autocomplete": "off"}
        )

    return TypedConfirmForm
