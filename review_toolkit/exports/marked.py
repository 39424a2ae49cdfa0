"""A release's content together with what every copy of it says about itself.

A file leaves the place where it was made; whose figures it holds, which release they are and who may read
them must go with it. So the writers of this package take an `Export`, never bare content, and an exact one
is marked NOT FOR RELEASE whatever else is said of it.
"""

from dataclasses import dataclass
from functools import cached_property

from review_toolkit.exports.neutral import neutral
from review_toolkit.figures import ReleaseContent, fingerprint_of, uk_date

SUBJECT = "Workforce indicators"
BOARD_CONFIDENTIAL = "Board confidential"
OUTSIDE_A_REVIEW = "Not released by a review"
WITHDRAWN = "WITHDRAWN"
NOT_FOR_RELEASE = "NOT FOR RELEASE"
EXACT_MARKING = f"{NOT_FOR_RELEASE}: exact figures, without disclosure control"

_LONGEST_TITLE = 255


@dataclass(frozen=True, slots=True)
class Origin:
    """Where released figures come from. `fingerprint` is the ledger's own (SHA-256 in hex).

    `withdrawn` says when and why they were withdrawn ("withdrawn on 5 May 2026: ..."), "" where they stand.
    `not_updated` says why newer ones are held back ("Not updated since ..."), "" where none are.
    """

    organisation: str
    review: str
    release: int
    fingerprint: str
    withdrawn: str = ""
    not_updated: str = ""


@dataclass(frozen=True, eq=False)
class Export:
    """Content to be written to a file. Without an origin it was computed outside any review."""

    content: ReleaseContent
    origin: Origin | None = None

    @property
    def readers(self) -> str:
        """Who may read this, as a marking."""
        if self.content.exact:
            return EXACT_MARKING
        if self.origin is None:
            return OUTSIDE_A_REVIEW
        return f"{WITHDRAWN} – {BOARD_CONFIDENTIAL}" if self.origin.withdrawn else BOARD_CONFIDENTIAL

    @property
    def warning(self) -> str:
        """That the figures were withdrawn, when and why; "" where they stand."""
        if self.origin is None or not self.origin.withdrawn:
            return ""
        return f"{WITHDRAWN}: release {self.origin.release} was {self.origin.withdrawn}"

    @property
    def not_updated(self) -> str:
        """That newer figures are held back, and why; "" where none are."""
        return self.origin.not_updated if self.origin else ""

    @cached_property
    def fingerprint(self) -> str:
        """The ledger's fingerprint, or the content's own where no ledger knows it."""
        return self.origin.fingerprint if self.origin else fingerprint_of(self.content)

    @property
    def source(self) -> str:
        """Whose figures these are: "Harbour Members, Review 2026", or "" outside a review."""
        return f"{self.origin.organisation}, {self.origin.review}" if self.origin else ""

    @property
    def title(self) -> str:
        """What a document's properties call it, harmless and no longer than properties may be."""
        title = neutral(f"{SUBJECT}: {self.source}" if self.source else SUBJECT)
        return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"

    @property
    def identity(self) -> str:
        """What the figures are of, and which release: all that tells two files apart but the fingerprint."""
        release = f"release {self.origin.release}, " if self.origin else ""
        return f"{release}staff in post on {uk_date(self.content.snapshot_date)}"

    @property
    def marking(self) -> str:
        """The whole marking in one line."""
        parts = (
            self.readers,
            self.warning,
            self.not_updated,
            SUBJECT,
            self.source,
            self.identity,
            f"fingerprint {self.fingerprint}",
        )
        return " – ".join(part for part in parts if part)
