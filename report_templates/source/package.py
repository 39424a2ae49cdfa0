"""A Word package: the parts of a .docx, written the same way every time.

Parts are stored, not compressed: compression differs between versions of zlib, and the bytes must not.
"""

import io
import zipfile

from report_templates.source.furniture import FOOTER, HEADER, NUMBERING, SETTINGS, section
from report_templates.source.styles import styles

_DATE = (1980, 1, 1, 0, 0, 0)
_CREATED = "2026-01-01T00:00:00Z"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_PARTS = {  # part name: (content type, relationship from the document)
    "styles": (f"{_WORD_TYPE}.styles+xml", "styles"),
    "settings": (f"{_WORD_TYPE}.settings+xml", "settings"),
    "numbering": (f"{_WORD_TYPE}.numbering+xml", "numbering"),
    "header1": (f"{_WORD_TYPE}.header+xml", "header"),
    "footer1": (f"{_WORD_TYPE}.footer+xml", "footer"),
}


def package(body: str, *, description: str) -> bytes:
    """Return a Word document with this body, our styles and our page furniture."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            [
                (f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
                (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
                (f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
            ]
        ),
        "docProps/core.xml": _core(description),
        "docProps/app.xml": f'<Properties xmlns="{_OFFICE}/extended-properties"><Application/></Properties>',
        "word/document.xml": _root("document", f"<w:body>{body}{section()}</w:body>"),
        "word/styles.xml": _root("styles", styles()),
        "word/settings.xml": _root("settings", SETTINGS),
        "word/numbering.xml": _root("numbering", NUMBERING),
        "word/header1.xml": _root("hdr", HEADER),
        "word/footer1.xml": _root("ftr", FOOTER),
        "word/_rels/document.xml.rels": _relationships(
            [(f"{_OFFICE}/relationships/{kind}", f"{name}.xml") for name, (_, kind) in _PARTS.items()]
        ),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = 0  # or the bytes would tell on which system they were made
            archive.writestr(entry, (_XML + content).encode())
    return buffer.getvalue()


def _root(name: str, content: str) -> str:
    return f'<w:{name} xmlns:w="{_MAIN}" xmlns:r="{_OFFICE}/relationships">{content}</w:{name}>'


def _content_types() -> str:
    overrides = [("/word/document.xml", f"{_WORD_TYPE}.document.main+xml")]
    overrides += [(f"/word/{name}.xml", kind) for name, (kind, _) in _PARTS.items()]
    overrides += [
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        ("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml"),
    ]
    entries = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides)
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{entries}</Types>'
    )


def _relationships(targets: list[tuple[str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _core(description: str) -> str:
    """Core properties. Title and author are fields, filled like any other."""
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        "<dc:title>{{ title }}</dc:title><dc:creator>{{ organisation }}</dc:creator>"
        f"<dc:description>{description}</dc:description><dc:language>en-GB</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{_CREATED}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{_CREATED}</dcterms:modified></cp:coreProperties>'
    )
