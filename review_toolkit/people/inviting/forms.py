"""The form that invites somebody to a role."""

from wtforms.validators import Email  # type: ignore[import-untyped]

from review_toolkit.access.actions import Role
from review_toolkit.people.terms.fields import TermsForm
from review_toolkit.web.forms import Choice, EmailField, RadioField, Required, StringField


class InviteForm(TermsForm):
    """Whom to invite, to which role, and on which terms."""

    name = StringField("Name", validators=[Required("Enter the name of the person")])
    email = EmailField(
        "Email address",
        description="The invitation is mailed there. Only who reads mail at this address can accept it.",
        validators=[
            Required("Enter an email address"),
            Email("Enter an email address in the format name@example.org"),
        ],
    )
    role = RadioField(
        "Role",
        choices=[
            Choice(role.value, role.label, {"reveals": "stages"} if role is Role.REVIEWER else {})
            for role in Role
        ],
        validators=[Required("Choose a role")],
    )

    def is_sound(self) -> bool:
        """Say whether the form was sent and can be acted on."""
        return bool(self.validate_on_submit()) and self.has_sound_terms(Role(self.role.data))
