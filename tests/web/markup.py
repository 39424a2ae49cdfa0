"""Markup compared as trees: spaces, the order of attributes and of classes do not matter."""

from typing import Any
from xml.etree.ElementTree import Element

import html5lib


def tree(html: str) -> Any:
    """Return the markup as nested tuples."""
    fragment = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return [_normal(child) for child in fragment]


def _normal(element: Element) -> Any:
    attributes = dict(element.attrib)
    classes = frozenset(attributes.pop("class", "").split())
    words = [" ".join((element.text or "").split())]
    words += [" ".join((child.tail or "").split()) for child in element]
    return element.tag, classes, attributes, words, [_normal(child) for child in element]
