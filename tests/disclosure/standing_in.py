"""A stand-in for the engine where a test is about something else: it hides what is small and nothing more."""

from dataclasses import dataclass

from review_toolkit.disclosure.statements import Statement


@dataclass
class HidesSmall:
    """Hides counts above nought and below the threshold."""

    statement: Statement

    def is_hidden(self, at) -> bool:
        return any(
            cell.at == at and cell.count is not None and 0 < cell.count < self.statement.threshold
            for table in self.statement.tables
            for cell in table.cells
        )
