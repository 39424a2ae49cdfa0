"""The fields that say for what, for which stages and for which days somebody holds a role."""

from datetime import UTC, datetime
from typing import Any

from review_toolkit.access.actions import Role
from review_toolkit.access.terms import MOST_PURPOSE_CHARACTERS, Terms, problems_of, today
from review_toolkit.reviews.stages import STAGES
from review_toolkit.web.forms import Choice, CountedTextField, DatePartsField, Form, SelectMultipleField


class TermsForm(Form):
    """The part that inviting and changing share."""

    purpose = CountedTextField(
        "What they are asked to do",
        description=(
            f"At most {MOST_PURPOSE_CHARACTERS} characters. They read it on every page of the review. "
            "For example: Read the figures, and draft the report for the board."
        ),
        most=MOST_PURPOSE_CHARACTERS,
    )
    stages = SelectMultipleField(
        "Stages that they work on",
        description="Choose all that apply. Other stages are not open to them.",
        choices=[Choice(stage.key, stage.title) for stage in STAGES],
    )
    starts_on = DatePartsField(
        "First day", description="For example: 1 9 2026", called="the first day of the role"
    )
    ends_on = DatePartsField(
        "Last day",
        description="For example: 30 11 2026. The role opens nothing after it, and can be extended.",
        called="the last day of the role",
    )

    def terms_of(self, role: Role) -> Terms:
        """Return what was entered, as the terms of a role; only a delegated reviewer has stages."""
        chosen = frozenset(self.stages.data or ()) if role is Role.REVIEWER and "stages" in self else ()
        return Terms(
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            purpose=self.purpose.data or "",
            stages=tuple(stage.key for stage in STAGES if stage.key in chosen),
        )

    def has_sound_terms(self, role: Role, *, is_change: bool = False) -> bool:
        """Say whether the terms that were entered will do, and beside each field why they will not."""
        day = today(datetime.now(UTC))
        problems = problems_of(self.terms_of(role), role=role, day=day, is_change=is_change)
        for problem in problems:
            field: Any = self[problem.part]
            field.errors = (*field.errors, problem.instruction)
        return not problems
