"""Small files of each kind, and ways to spoil them."""

import io
import struct
import zipfile
import zlib

CONTENT_TYPES = b'<?xml version="1.0" encoding="UTF-8"?><Types/>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def package(members: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def workbook(**more: bytes) -> bytes:
    named = {name.replace("__", "/").replace("_dot_", "."): content for name, content in more.items()}
    return package({"[Content_Types].xml": CONTENT_TYPES, "xl/workbook.xml": b"<workbook/>", **named})


def document(**more: bytes) -> bytes:
    named = {name.replace("__", "/").replace("_dot_", "."): content for name, content in more.items()}
    return package({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": b"<w/>", **named})


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0\0\0" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def jpeg(width: int = 2, height: int = 2) -> bytes:
    def segment(marker: int, data: bytes) -> bytes:
        return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data

    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"
    return (
        b"\xff\xd8" + segment(0xE0, b"JFIF\0") + segment(0xC0, frame) + segment(0xDA, b"\0" * 6) + b"\xff\xd9"
    )


PDF_FILE = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def claiming(content: bytes, stated: int, claimed: int) -> bytes:
    """Return a zip file that states another size of what is in it."""
    return content.replace(stated.to_bytes(4, "little"), claimed.to_bytes(4, "little"))
