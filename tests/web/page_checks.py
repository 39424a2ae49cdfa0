"""What must hold of every page, whoever made it. The test client runs this over each page it fetches."""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as PARSE_ERRORS

_LABELLED = ("input", "select", "textarea")
_NEEDS_NO_LABEL = ("hidden", "submit", "button", "image", "reset")
_FETCHES = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src", "use": "href"}
_OUTSIDE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_EXTERNAL = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


def check_page(html: str, status: int) -> None:
    """Raise AssertionError, saying what is wrong and where, unless the page keeps the house rules."""
    page = _parse(html)
    elements = list(page.iter())
    faults = [
        *_faults_of_document(page, elements),
        *_faults_of_ids(elements),
        *_faults_of_forms(elements),
        *_faults_of_policy(elements),
    ]
    assert not faults, f"The page with status {status} breaks {len(faults)} rule(s):\n- " + "\n- ".join(
        faults
    )


def outside_addresses(page: Element) -> list[str]:
    """Return whatever attribute of a page names another site. A namespace (xmlns) is a name, no address."""
    return [
        f"{element.tag} {name}={value}"
        for element in page.iter()
        for name, value in element.attrib.items()
        if _OUTSIDE.match(value) and "xmlns" not in name
    ]


def text_of(element: Element) -> str:
    """Return the words of an element with single spaces."""
    return " ".join("".join(element.itertext()).split())


def parse_page(html: str) -> Element:
    """Return the page's root element, whatever its faults."""
    page: Element = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    return page


def _parse(html: str) -> Element:
    parser = html5lib.HTMLParser(
        tree=html5lib.getTreeBuilder("etree"), strict=False, namespaceHTMLElements=False
    )
    page: Element = parser.parse(html)
    lines = html.splitlines()
    told = [
        f"line {line}: {PARSE_ERRORS.get(code, code) % detail} in {lines[line - 1].strip()[:120]!r}"
        for (line, _column), code, detail in parser.errors
    ]
    assert not told, "The HTML is not well made:\n- " + "\n- ".join(told)
    return page


def _faults_of_document(page: Element, elements: list[Element]) -> Iterator[str]:
    if not page.get("lang"):
        yield "the html element has no lang"
    headings = [text_of(element) for element in elements if element.tag == "h1"]
    if len(headings) != 1:
        yield f"there must be one h1, not {len(headings)}: {headings}"
    title = next((text_of(element) for element in elements if element.tag == "title"), "")
    for heading in headings[:1]:
        if not heading:
            yield "the h1 has no words"
        if not title.startswith((heading, f"Error: {heading}")):
            yield f"the title {title!r} does not begin with the h1 {heading!r}"
    if not any(element.tag == "main" for element in elements):
        yield "there is no main element"
    summary = any("nhsuk-error-summary" in (element.get("class") or "").split() for element in elements)
    if summary != title.startswith("Error: "):
        yield f"an error summary and a title beginning 'Error: ' belong together; the title is {title!r}"


def _faults_of_ids(elements: list[Element]) -> Iterator[str]:
    ids = Counter(element.get("id") for element in elements if element.get("id"))
    yield from (f"the id {name!r} is used {count} times" for name, count in ids.items() if count > 1)
    for element in elements:
        for name in ("aria-describedby", "aria-labelledby", "aria-controls"):
            for target in (element.get(name) or "").split():
                if target not in ids:
                    yield f"{_shown(element)} has {name}={target!r}, which is nowhere"
        if element.tag == "label" and element.get("for") is not None and element.get("for") not in ids:
            yield f"a label is for {element.get('for')!r}, which is nowhere"
        link = element.get("href") or ""
        if element.tag == "a" and link.startswith("#") and link[1:] not in ids:
            yield f"a link leads to {link!r}, which is nowhere"


def _faults_of_forms(elements: list[Element]) -> Iterator[str]:
    labelled = {element.get("for") for element in elements if element.tag == "label" and text_of(element)}
    wrapped = {id(field) for label in elements if label.tag == "label" for field in label.iter()}
    for element in elements:
        if element.tag == "form" and (element.get("method") or "get").lower() == "post":
            tokens = [field for field in element.iter("input") if field.get("name") == "csrf_token"]
            if not any(token.get("value") for token in tokens):
                yield f"{_shown(element)} has no csrf_token"
        if element.tag in _LABELLED and element.get("type") not in _NEEDS_NO_LABEL:
            named = element.get("aria-label") or element.get("aria-labelledby")
            if not (named or element.get("id") in labelled or id(element) in wrapped):
                yield f"{_shown(element)} has no label"
        if element.tag == "button" and not (text_of(element) or element.get("aria-label")):
            yield f"{_shown(element)} has no words"
        if element.tag == "img" and element.get("alt") is None:
            yield f"{_shown(element)} has no alt"


def _faults_of_policy(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag == "style":
            yield "there is an inline style sheet"
        if element.tag == "script" and not element.get("src"):
            yield "there is an inline script"
        for name, value in element.attrib.items():
            if name == "style" or name.lower().startswith("on"):
                yield f"{_shown(element)} has the inline attribute {name!r}"
            if name in ("href", "action", "src") and value.strip().lower().startswith("javascript:"):
                yield f"{_shown(element)} runs a script from {name!r}"
        tag = str(element.tag).rpartition("}")[2]
        address = element.get(_FETCHES.get(tag, "")) or ""
        if _EXTERNAL.match(address):
            yield f"{_shown(element)} fetches {address!r} from elsewhere"


def _shown(element: Element) -> str:
    attributes = "".join(
        f' {name}="{element.get(name)}"' for name in ("id", "name", "class", "action") if element.get(name)
    )
    return f"<{str(element.tag).rpartition('}')[2]}{attributes}>"
