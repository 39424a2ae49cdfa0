"""Ethnicity: each value of the column to a category of the scheme or a reserved word.

The mapping's values win; then national codes by table, labels, and words for people whose group is not
recorded. What is not recognised is refused, never counted as unknown.
"""

from dataclasses import dataclass, field

from review_toolkit.analysis.groups import DECLINED, NOT_ASKED, NOT_KNOWN, UNKNOWN, Grouping
from review_toolkit.baseline.ingest.mapping import EthnicitySettings, grouping_of, scheme_of, target_of
from review_toolkit.baseline.ingest.mapping_examples import as_mapping
from review_toolkit.baseline.ingest.problems import Unreadable, listed_rows
from review_toolkit.baseline.ingest.readings import Findings, Reading, all_rows, read_column
from review_toolkit.baseline.ingest.tables import Cell, Column, as_text
from review_toolkit.content import EthnicityScheme, fold_label, reserved_labels

_TRAITS = {
    "blank": (
        "Blank cells were read as not known ({rows}).",
        'If blank means something else here, write under ethnicity: values: {"": not asked}.',
    ),
    "sub-code": (
        "Two-character codes were counted with their national code: '{raw}' as {shown} ({rows}).",
        "",
    ),
}


@dataclass(slots=True)
class EthnicityReader:
    """Reads ethnicity by one mapping's settings."""

    settings: EthnicitySettings
    grouping: Grouping = field(init=False)
    _scheme: EthnicityScheme | None = field(init=False)
    _exact: dict[str, str] = field(init=False)
    _folded: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.grouping = grouping_of(self.settings)
        self._scheme = scheme_of(self.settings)
        self._exact = {}
        self._folded = {}
        for raw, given in self.settings.values.items():
            target = target_of(self.settings, given)
            if target is None:
                raise ValueError(f"'{given}' is not a group of {self.settings.scheme}.")
            text = " ".join(raw.split())
            self._exact[text] = target
            if fold_label(text):
                self._folded.setdefault(fold_label(text), target)
        if self._scheme is None:
            for category in self.grouping.categories:
                self._folded.setdefault(fold_label(category), category)

    def read(self, column: Column, findings: Findings) -> list[str]:
        """Return the category or reserved word of each of the column's values."""
        values = read_column(column, self._reading, findings, traits=_TRAITS, default=NOT_KNOWN)
        self._note_british(column, findings)
        return values

    def reads(self, text: str) -> str | None:
        """Return the category or reserved word of one value; None where it is not recognised."""
        try:
            return self._reading(text).value
        except Unreadable:
            return None

    def _reading(self, cell: Cell) -> Reading[str]:
        text = as_text(cell)
        folded = fold_label(text)
        if text in self._exact:
            return Reading(self._exact[text])
        if folded and folded in self._folded:
            return Reading(self._folded[folded])
        if not text:
            return Reading(NOT_KNOWN, "blank")
        scheme = self._scheme
        if scheme is not None:
            if text.upper() in scheme.codes:
                return self._coded(text.upper(), scheme)
            if folded in scheme.labels:
                return Reading(scheme.labels[folded])
            labelled = self._code_and_label(text, scheme)
            if labelled is not None:
                return labelled
        if not folded and set(text) <= set("-–—.?"):
            return Reading(NOT_KNOWN)
        if folded in reserved_labels():
            return Reading(reserved_labels()[folded])
        raise self._unrecognised(text, folded)

    def _coded(self, code: str, scheme: EthnicityScheme) -> Reading[str]:
        if code not in scheme.sub_codes:
            return Reading(scheme.codes[code])
        if code in scheme.british_sub_codes and self.settings.british_sub_codes == "A":
            return Reading(scheme.british)
        category = scheme.codes[code]
        return Reading(category, "" if code in scheme.british_sub_codes else "sub-code", category)

    def _code_and_label(self, text: str, scheme: EthnicityScheme) -> Reading[str] | None:
        """Read "A - White British": a code followed by a label that says the same."""
        code, _, rest = text.replace("-", " ", 1).replace(":", " ", 1).partition(" ")
        code, folded = code.upper(), fold_label(rest)
        if code not in scheme.codes or not folded:
            return None
        category = scheme.codes[code]
        said = scheme.labels.get(folded) or reserved_labels().get(folded)
        if said is None:
            # A sub-code's own label ("CP - Polish") is finer than any label of the scheme.
            return self._coded(code, scheme) if code in scheme.sub_codes else None
        if code in scheme.british_sub_codes or said == category:
            return self._coded(code, scheme)
        return Reading(category) if category in UNKNOWN and said in UNKNOWN else None

    def _unrecognised(self, text: str, folded: str) -> Unreadable:
        if self._scheme is not None and folded in self._scheme.group_names:
            return Unreadable(
                f"'{text}' is a group, not a category of {self._scheme.id}.",
                "If the file holds groups only, write a mapping file with ethnicity: {scheme: own, values: "
                f"{as_mapping({text: text, '...': '...'})}, comparator: White}}.",
            )
        choice = "a group" if self._scheme is None else f"a category of {self._scheme.id}"
        return Unreadable(
            f"'{text}' is not an ethnicity that is recognised.",
            f"Correct it, or map it in the mapping file to {choice}, {NOT_KNOWN}, {DECLINED} or {NOT_ASKED}: "
            f"ethnicity: {{values: {as_mapping({text: '...'})}}}.",
        )

    def _note_british(self, column: Column, findings: Findings) -> None:
        scheme = self._scheme
        if scheme is None:
            return
        found = [
            code
            for code, cell in enumerate(column.values)
            if (text := as_text(cell)) not in self._exact
            and text.replace("-", " ").replace(":", " ").upper().split(" ")[0] in scheme.british_sub_codes
        ]
        if not found:
            return
        rows = all_rows(column, found)
        counted_as = scheme.british if self.settings.british_sub_codes == "A" else scheme.codes["C"]
        codes = ", ".join(sorted(scheme.british_sub_codes))
        findings.note(
            f"The codes {codes} (English, Scottish, Welsh, Northern Irish, Cornish) were counted as "
            f"{counted_as} ({listed_rows(rows)}); published tables disagree about them.",
            row=rows[0],
            column=column.header,
            remedy="Choose in the mapping file: ethnicity: {british_sub_codes: A} or C.",
        )
