"""Which row holds the headers, and which column each header stands for."""

from collections.abc import Sequence
from dataclasses import dataclass

from review_toolkit.baseline.ingest.mapping import Mapping
from review_toolkit.baseline.ingest.mapping_examples import as_mapping
from review_toolkit.baseline.ingest.problems import ExtractRefused, Problem
from review_toolkit.content import column_names, fold_header

SEARCHED_ROWS = 20


@dataclass(frozen=True, slots=True)
class Headers:
    """Recognises the canonical columns of one kind of extract, the mapping's entries first."""

    kind: str
    mapping: Mapping

    def score(self, cells: Sequence[str]) -> int:
        """Return how many different canonical columns a row of cells names."""
        return len(set(self._recognised(cells).values()))

    def find_row(self, records: Sequence[Sequence[str]]) -> int | None:
        """Return the position of the row that names most columns (the first of equals), or None."""
        scores = [self.score(cells) for cells in records[:SEARCHED_ROWS]]
        best = max(scores, default=0)
        return scores.index(best) if best else None

    def match(self, file: str, headers: Sequence[str], row: int) -> dict[str, int]:
        """Return the position of each canonical column; refuse two headers for one."""
        found: dict[str, int] = {}
        refused: list[Problem] = []
        for position, canonical in self._recognised(headers).items():
            if canonical in found:
                refused.append(
                    Problem(
                        file,
                        f"The columns '{headers[found[canonical]]}' and '{headers[position]}' both stand for "
                        f"{canonical}.",
                        row=row,
                        column=headers[position],
                        remedy=f"Rename or remove one, or say in the mapping file which to use: columns: "
                        f"{as_mapping({canonical: headers[found[canonical]]})}.",
                    )
                )
            else:
                found[canonical] = position
        if refused:
            raise ExtractRefused(refused)
        return found

    def _recognised(self, headers: Sequence[str]) -> dict[int, str]:
        """Return the canonical name of each position that has one."""
        names = column_names()
        wanted = names.extracts[self.kind]
        texts = [header.strip() for header in headers]
        folded = [fold_header(text) for text in texts]
        found: dict[int, str] = {}
        for canonical, header in self.mapping.columns.items():
            if canonical not in wanted:
                continue
            exact = [position for position, text in enumerate(texts) if text == header.strip()]
            looked_for = fold_header(header)
            alike = exact or [
                position for position, text in enumerate(texts) if text and folded[position] == looked_for
            ]
            found |= dict.fromkeys(alike, canonical)
        mapped = set(found.values())
        for position, text in enumerate(texts):
            name = names.headers.get(folded[position]) if text else None
            if name in wanted and name not in mapped and position not in found:
                found[position] = name
        return dict(sorted(found.items()))
