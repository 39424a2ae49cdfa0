"""XML inside packages: a declared document type or entity is refused before any parser sees it.

No Office program declares either. They are how a few bytes grow to gigabytes ("billion laughs") and how a
document fetches other files. They are looked for in the bytes while these stream by, in each encoding that a
parser would read; a part in any other encoding is refused as well.
"""

import re
from collections.abc import Iterable, Iterator

_OVERLAP = 40
_BLANKS = b" \t\r\n"
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARED_IN_UTF_16 = re.compile(
    rb"|".join(
        re.escape(word.encode(encoding))
        for word in ("<!DOCTYPE", "<!ENTITY", "<!doctype", "<!entity")
        for encoding in ("utf-16-le", "utf-16-be")
    )
)
_ENCODING = re.compile(rb"""^<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']{1,40})["']""")
_READ_AS_ASCII = frozenset({b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1", b"latin1", b"windows-1252"})
_UTF_16_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_UTF_32_STARTS = (b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"<\0\0\0", b"\0\0\0<")
XML_ENDINGS = (".xml", ".rels", ".vml")


class XmlDeclares(Exception):
    """A part declares a document type or entities, or hides what it declares in an unusual encoding."""


def without_declarations(pieces: Iterable[bytes], *, must_be_xml: bool = False) -> Iterator[bytes]:
    """Yield the pieces of a part as they are; raise `XmlDeclares` where XML declares what it must not.

    A part that does not begin as XML does is let through, unless its name says that it is XML.
    """
    forbidden: re.Pattern[bytes] | None = None
    begun = False
    tail = b""
    for piece in pieces:
        if not begun and piece:
            forbidden = _forbidden_in(piece, must_be_xml=must_be_xml)
            begun = True
        if forbidden is not None:
            # A sheet of a large body has tens of megabytes and next to no "<!": that is quick to see.
            if forbidden.search(tail + piece[:_OVERLAP]) or (
                (forbidden is not _DECLARED or b"<!" in piece) and forbidden.search(piece)
            ):
                raise XmlDeclares
            tail = (tail + piece)[-_OVERLAP:]
        yield piece


def _forbidden_in(start: bytes, *, must_be_xml: bool) -> re.Pattern[bytes] | None:
    """Return what to look for in a part that begins so, or None where it is no XML."""
    if start.startswith(_UTF_32_STARTS):
        raise XmlDeclares
    if start.startswith(_UTF_16_STARTS):
        return _DECLARED_IN_UTF_16
    begins = start.removeprefix(b"\xef\xbb\xbf").lstrip(_BLANKS)
    if not begins.startswith(b"<"):
        if must_be_xml and begins:
            raise XmlDeclares
        return None
    declared = _ENCODING.match(begins)
    if declared and declared[1].lower() not in _READ_AS_ASCII:
        raise XmlDeclares
    return _DECLARED
