"""Where a page leads."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element


def links_of(page: Element) -> Iterator[str]:
    """Yield the addresses that a page's links and pictures name, without fragments."""
    for element in page.iter():
        for name in ("href", "src"):
            address = element.get(name, "").partition("#")[0]
            if address:
                yield address
