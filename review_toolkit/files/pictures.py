"""Pictures: that they are whole, and not so large that drawing them would fill the memory. Draws nothing."""

from collections.abc import Iterator

from review_toolkit.files.kinds import FileKind

MAX_PIXELS = 50_000_000
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_JPEG_END = b"\xff\xd9"
_JPEG_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
_JPEG_SIZES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_START_OF_SCAN = 0xDA


def has_end(content: bytes, kind: FileKind) -> bool:
    """Say whether a picture reaches to its end, and ends there."""
    if kind is FileKind.PNG:
        last = ""
        end = 0
        for name, start, length in _chunks(content):
            last, end = name, start + length + 4
        return last == "IEND" and end == len(content)
    return content.rstrip(b"\0").endswith(_JPEG_END) and pixels_of(content, kind) > 0


def pixels_of(content: bytes, kind: FileKind) -> int:
    """Return width times height as the picture states them, 0 where it does not."""
    if kind is FileKind.PNG:
        for name, start, length in _chunks(content):
            if name == "IHDR" and length >= 8:
                width, height = content[start : start + 4], content[start + 4 : start + 8]
                return int.from_bytes(width) * int.from_bytes(height)
        return 0
    return next((size for marker, size in _segments(content) if marker in _JPEG_SIZES), 0)


def _chunks(content: bytes) -> Iterator[tuple[str, int, int]]:
    """Yield name, start and length of each whole chunk of a PNG."""
    position = len(_PNG_SIGNATURE) if content.startswith(_PNG_SIGNATURE) else len(content)
    while position + 12 <= len(content):
        length = int.from_bytes(content[position : position + 4])
        start = position + 8
        if start + length + 4 > len(content):
            return
        yield content[position + 4 : start].decode("latin-1"), start, length
        position = start + length + 4


def _segments(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield each segment's marker of a JPEG, up to its first scan, with the pixels if it states a size."""
    position = 2
    while position + 4 <= len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if marker == 0xFF or marker in _JPEG_WITHOUT_LENGTH:
            position += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(content[position + 2 : position + 4])
        size = content[position + 5 : position + 9]
        yield marker, int.from_bytes(size[:2]) * int.from_bytes(size[2:]) if len(size) == 4 else 0
        if marker == _START_OF_SCAN or length < 2:
            return
        position += 2 + length
