"""Columns with few answers: flags, sex, board roles, and labels such as directorate."""

from review_toolkit.baseline.ingest.problems import Unreadable
from review_toolkit.baseline.ingest.readings import Findings, Reading, read_column
from review_toolkit.baseline.ingest.tables import Cell, Column, as_text
from review_toolkit.content import fold_label

BOARD_ROLES = ("none", "voting", "executive", "voting executive")
_FLAGS = {
    **dict.fromkeys(("yes", "y", "true", "t", "1", "1.0"), True),
    **dict.fromkeys(("no", "n", "false", "f", "0", "0.0"), False),
}
_SEXES = {
    **dict.fromkeys(("f", "female", "woman", "women"), "Female"),
    **dict.fromkeys(("m", "male", "man", "men"), "Male"),
}
_ROLES = {
    "": "none",
    "no": "none",
    "none": "none",
    "voting": "voting",
    "executive": "executive",
    "voting executive": "voting executive",
    "executive voting": "voting executive",
    "voting and executive": "voting executive",
    "executive and voting": "voting executive",
}


def read_flags(column: Column, findings: Findings) -> list[bool | None]:
    """Read yes and no, true and false, 1 and 0; blank is None."""
    return read_column(column, _flag, findings, traits={}, default=None)


def read_board_roles(column: Column, findings: Findings) -> list[str]:
    """Read board roles; blank is none."""
    return read_column(column, _board_role, findings, traits={}, default="none")


def read_sexes(column: Column, findings: Findings) -> list[str | None]:
    """Read F and M as Female and Male, and keep every other label as it stands; blank is None."""
    labels = read_labels(column, findings)
    return [None if label is None else _SEXES.get(label.casefold(), label) for label in labels]


def read_labels(column: Column, findings: Findings) -> list[str | None]:
    """Read labels; spellings that differ in case, spaces or punctuation only become the first one."""
    spellings: dict[str, str] = {}

    def parse(cell: Cell) -> Reading[str | None]:
        text = as_text(cell)
        if not text:
            return Reading(None)
        label = spellings.setdefault(fold_label(text) or text, text)
        return Reading(label, "spelling" if label != text else "", label)

    traits = {"spelling": ("Different spellings were taken together: '{raw}' as '{shown}' ({rows}).", "")}
    return read_column(column, parse, findings, traits=traits, default=None)


def _flag(cell: Cell) -> Reading[bool | None]:
    text = as_text(cell).casefold()
    if not text:
        return Reading(None)
    if text not in _FLAGS:
        raise Unreadable(
            f"'{as_text(cell)}' is neither yes nor no.", "Write yes or no, or leave the cell blank."
        )
    return Reading(_FLAGS[text])


def _board_role(cell: Cell) -> Reading[str]:
    role = _ROLES.get(fold_label(as_text(cell)))
    if role is None:
        raise Unreadable(
            f"'{as_text(cell)}' is not a board role.",
            f"Write {', '.join(BOARD_ROLES[:-1])} or {BOARD_ROLES[-1]}; a blank cell means none.",
        )
    return Reading(role)
