"""Forms about one's own account."""

from review_toolkit.sign_in.passwords import FEWEST_PASSWORD_CHARACTERS
from review_toolkit.web.forms import Form, PasswordField, Required


class ConfirmPasswordForm(Form):
    """The password once more, before how somebody signs in is changed."""

    password = PasswordField("Your password", validators=[Required("Enter your password")])


class NewPasswordForm(Form):
    """A new password. What it must be is judged by `passwords.why_weak`."""

    new_password = PasswordField(
        "New password",
        description=f"At least {FEWEST_PASSWORD_CHARACTERS} characters. Four words that have nothing to do "
        "with each other are a good one. A password manager may make and keep it.",
        validators=[Required("Enter a new password")],
        render_kw={"autocomplete": "new-password"},
    )
