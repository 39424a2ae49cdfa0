"""Forms of somebody who was invited."""

from review_toolkit.sign_in.account.forms import NewPasswordForm
from review_toolkit.web.forms import Form, Required, StringField


class KeyForm(Form):
    """The key from the invitation."""

    key = StringField(
        "Key from the mail",
        description="Like 7K2MA-9QZ4T-… Capitals, blanks and hyphens make no difference.",
        validators=[Required("Enter the key from the mail")],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class AcceptForm(Form):
    """Nothing to enter: whoever has an account accepts with a button."""


class NewAccountForm(NewPasswordForm):
    """What a new account needs."""

    name = StringField(
        "Your name",
        description="As colleagues know you. It stands beside what you do in the review.",
        validators=[Required("Enter your name")],
        render_kw={"autocomplete": "name"},
    )
