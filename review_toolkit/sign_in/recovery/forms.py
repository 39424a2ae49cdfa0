"""Forms of a forgotten password."""

from wtforms.validators import Email  # type: ignore[import-untyped]

from review_toolkit.sign_in.account.forms import NewPasswordForm
from review_toolkit.web.forms import EmailField, Form, Required, StringField


class AskForKeyForm(Form):
    """The address of the account."""

    email = EmailField(
        "Email address",
        validators=[
            Required("Enter your email address"),
            Email("Enter an email address in the format name@example.org"),
        ],
        render_kw={"autocomplete": "username"},
    )


class UseKeyForm(NewPasswordForm):
    """The key from the mail, and the new password."""

    key = StringField(
        "Key from the mail",
        description="Like 7K2MA-9QZ4T-… Capitals, blanks and hyphens make no difference.",
        validators=[Required("Enter the key from the mail")],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
