"""The form of the declaration. Nothing is chosen or ticked beforehand."""

from review_toolkit.access.declarations import MOST_INTERESTS_CHARACTERS
from review_toolkit.web.forms import (
    BooleanField,
    Choice,
    CountedTextField,
    Form,
    HiddenField,
    RadioField,
    Required,
)


class DeclarationForm(Form):
    """Interests, and the terms that are accepted."""

    has_interests = RadioField(
        "Do you have an interest that others could see as touching your independence?",
        description=(
            "For example: you worked for the organisation, somebody close to you works there, you sell it "
            "something else, or you took part in what is reviewed."
        ),
        choices=[Choice("yes", "Yes", {"reveals": "interests"}), Choice("no", "No")],
        validators=[Required("Choose whether you have an interest to declare")],
    )
    interests = CountedTextField(
        "What it is, and since when",
        description=(
            f"At most {MOST_INTERESTS_CHARACTERS:,} characters. The HR leads of the review can read it. "
            "Write no more of other people than is needed."
        ),
        most=MOST_INTERESTS_CHARACTERS,
        validators=[Required("Enter what your interest is")],
    )
    accepted = BooleanField(
        "I have read these terms and accept them",
        validators=[Required("Tick the box if you accept the terms. Without it the review stays closed")],
    )
    terms_version = HiddenField()

    @property
    def declared_interests(self) -> str:
        """What was written of interests; "" for none."""
        return str(self.interests.data or "") if self.has_interests.data == "yes" else ""
