"""Forms of the baseline."""

import re
from typing import get_args

from wtforms.validators import Length  # type: ignore[import-untyped]

from review_toolkit.access.reasons import FEWEST_REASON_CHARACTERS, MOST_REASON_CHARACTERS
from review_toolkit.baseline.ingest import PayBasis
from review_toolkit.baseline.ingest.mapping import Basis
from review_toolkit.files import CSV, XLSX, YAML
from review_toolkit.web.forms import (
    BooleanField,
    Choice,
    CountedTextField,
    DatePartsField,
    Form,
    HiddenField,
    RadioField,
    Required,
    UploadField,
)

_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_BASES: dict[str, Basis] = {basis: basis for basis in get_args(Basis)}


class ImportForm(Form):
    """A workforce file and, where its columns or labels are its own, a mapping."""

    workforce = UploadField(
        "Workforce file",
        formats=(CSV, XLSX),
        description="CSV or XLSX, one row for each person, up to 50 MB.",
        validators=[Required("Choose the workforce file")],
    )
    snapshot_date = DatePartsField(
        "Snapshot date of the file",
        description="The day on which staff are counted. For example: 31 3 2026",
        called="the snapshot date",
        validators=[Required("Enter the snapshot date of the file")],
    )
    mapping = UploadField(
        "Mapping (optional)",
        formats=(YAML,),
        description=(
            "A YAML file that says which column is which and what the labels mean. Leave it out if the file "
            "uses usual column names and the NHS ethnic categories."
        ),
    )
    pay_basis = RadioField(
        "What does the pay column hold?",
        description=(
            "Without this, no pay gaps are computed. If a mapping file says under pay what the column holds, "
            "the mapping counts and not this answer."
        ),
        choices=[
            Choice("full_time_equivalent", "Full-time salary"),
            Choice("actual", "Pay as actually received"),
            Choice("hourly", "Hourly rate"),
            Choice("not_known", "There is no pay column, or I do not know"),
        ],
        default="not_known",
    )

    @property
    def pay(self) -> PayBasis | None:
        """What the pay column holds, as far as the form says."""
        basis = _BASES.get(self.pay_basis.data)
        return PayBasis(basis) if basis else None


class ReleaseForm(Form):
    """Confirms a release of what was looked at: `seen` is its fingerprint."""

    seen = HiddenField(validators=[Required("Check the figures again, then release them")])
    checked = BooleanField(
        "I have checked these figures",
        description="What was published cannot be unread, even if it is withdrawn later.",
        validators=[Required("Check the figures, then tick the box to release them")],
    )

    @property
    def fingerprint(self) -> str:
        """What was looked at; "" where nothing was sent that could be a fingerprint."""
        sent = self.seen.data or ""
        return sent if _FINGERPRINT.fullmatch(sent) else ""


class WithdrawForm(Form):
    """Why a release is withdrawn. `confirmed` is never ticked beforehand."""

    reason = CountedTextField(
        "Why these figures are withdrawn",
        description=(
            f"{FEWEST_REASON_CHARACTERS} to {MOST_REASON_CHARACTERS:,} characters. Everybody who may read "
            "figures can read it, and it is printed in downloads. Do not write about anybody who could be "
            "recognised, and give no number that was hidden."
        ),
        most=MOST_REASON_CHARACTERS,
        validators=[
            Required("Enter why these figures are withdrawn"),
            Length(
                min=FEWEST_REASON_CHARACTERS,
                message=(
                    f"Enter why these figures are withdrawn in at least {FEWEST_REASON_CHARACTERS} characters"
                ),
            ),
        ],
    )
    confirmed = BooleanField(
        "I understand that this cannot be undone",
        validators=[Required("Tick the box to show that you understand, or choose Cancel")],
    )
