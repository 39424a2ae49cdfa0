"""Forms of the second step."""

from review_toolkit.sign_in.second_step import app_codes, mailed_codes
from review_toolkit.web.forms import (
    Form,
    HiddenField,
    MaxLength,
    OneTimeCodeField,
    Required,
    StringField,
)


class AppCodeForm(Form):
    """The code that an app shows."""

    code = OneTimeCodeField(
        "Code from your app",
        description=f"{app_codes.DIGITS} digits. It changes every half minute.",
        digits=app_codes.DIGITS,
        validators=[Required("Enter the code that your app shows")],
    )


class MailedCodeForm(Form):
    """The code that was mailed."""

    code = OneTimeCodeField(
        "Code from the mail",
        description=f"{mailed_codes.DIGITS} digits. It is good for {mailed_codes.MINUTES} minutes.",
        digits=mailed_codes.DIGITS,
        validators=[Required("Enter the code from the mail")],
    )


class PasskeyForm(Form):
    """What the browser says of a passkey; the script fills it."""

    answer = HiddenField()


class NewPasskeyForm(PasskeyForm):
    """A passkey to add, under a name by which its holder knows it again."""

    label = StringField(
        "Name of this passkey",
        description="By which you know it again, such as “Work laptop”.",
        validators=[Required("Enter a name for this passkey"), MaxLength(60)],
        render_kw={"autocomplete": "off"},
    )
