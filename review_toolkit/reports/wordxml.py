"""lxml as the reports use it, typed: one strict parse and queries over WordprocessingML."""

from collections.abc import Callable

from docx.oxml.ns import nsmap
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree  # type: ignore[import-untyped]  # no type information is published


class NotWellFormed(ValueError):
    """Markup that XML does not allow, at a line that counts from 1."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(f"The markup is not well-formed at line {line}.")


def parse_strictly(markup: str) -> BaseOxmlElement:
    """Return the root element; raise `NotWellFormed` rather than repair, and fetch nothing."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root: BaseOxmlElement = etree.fromstring(markup.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise NotWellFormed(error.position[0]) from error
    return root


def query(expression: str) -> Callable[[BaseOxmlElement], list[BaseOxmlElement]]:
    """Compile an XPath over the `w:` namespace. It runs in C, which tells on tables of thousands of rows."""
    compiled: Callable[[BaseOxmlElement], list[BaseOxmlElement]] = etree.XPath(
        expression, namespaces={"w": nsmap["w"]}
    )
    return compiled
