"""Statements that are answered on one scale: a row of radios for each, each row a question of its own."""

from collections.abc import Mapping
from typing import Any

from review_toolkit.web.field_types import Choice, FormField, Kind, RadioField
from review_toolkit.web.forms import Form
from review_toolkit.web.validators import Required


class MatrixField(FormField):  # type: ignore[misc]
    """Rows of statements by key, and the scale by value. Its data is each row's value, None where unanswered.

    `required` asks for every row, and names the row that lacks an answer.
    """

    kind: Kind = "matrix"

    def __init__(
        self,
        label: str | None = None,
        *,
        rows: Mapping[str, str],
        scale: Mapping[str, str],
        required: bool = False,
        **kwargs: Any,
    ) -> None:
        questions = {
            key: RadioField(
                statement,
                [Required(f"Choose an answer to ‘{statement}’")] if required else [],
                choices=[Choice(value, words) for value, words in scale.items()],
                validate_choice=True,
            )
            for key, statement in rows.items()
        }
        super().__init__(type("Rows", (_Rows,), questions), label, **kwargs)


class _Rows(Form):
    class Meta(Form.Meta):
        csrf = False
