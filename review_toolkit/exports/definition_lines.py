"""The definitions that an export's figures were made by, as they are printed beside the figures."""

from dataclasses import dataclass, fields

from review_toolkit.content.definitions import definitions
from review_toolkit.figures import ReleaseContent

NOT_HELD = "This version of the toolkit does not hold the definition that these figures were made by."


@dataclass(frozen=True, slots=True)
class DefinitionLine:
    """One definition in words. `id` ("representation@1") is what the figures refer to."""

    id: str
    title: str
    text: str
    formula: str = ""
    direction: str = ""
    source: str = ""


DEFINITION_COLUMNS = tuple(field.name for field in fields(DefinitionLine))


def definition_lines(content: ReleaseContent) -> tuple[DefinitionLine, ...]:
    """Return each definition used once: those that are shipped in their own order, then any other.

    A frozen release may be older than the definitions of today. It is still handed out, and says so.
    """
    used = {figure.definition for figure in content.figures}
    shipped = {definition.reference: definition for definition in definitions().values()}
    known = [
        DefinitionLine(
            id=reference,
            title=each.title,
            text=each.text,
            formula=each.formula,
            direction=each.direction,
            source=each.source,
        )
        for reference, each in shipped.items()
        if reference in used
    ]
    return (
        *known,
        *(DefinitionLine(id=each, title=each, text=NOT_HELD) for each in sorted(used - shipped.keys())),
    )
