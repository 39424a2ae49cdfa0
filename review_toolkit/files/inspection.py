"""The whole look at a file that was handed in: its kind, that it is complete, and that it does no harm.

Each refusal says what the file is and what was asked for, or what is wrong with it, as an instruction.
"""

import re
from collections.abc import Sequence

from review_toolkit.files.archives import inspect_package
from review_toolkit.files.kinds import MAX_BYTES, FileKind, Format, listed
from review_toolkit.files.markup import XmlDeclares
from review_toolkit.files.names import safe_name
from review_toolkit.files.packages import PackageDamaged, PackageProtected, PackageTooLarge
from review_toolkit.files.pictures import MAX_PIXELS, has_end, pixels_of
from review_toolkit.files.recognition import recognise

_PACKAGES = frozenset({FileKind.WORKBOOK, FileKind.DOCUMENT, FileKind.ARCHIVE})
_PICTURES = frozenset({FileKind.PNG, FileKind.JPEG})
_ENCRYPTED_PDF = re.compile(rb"/Encrypt(?:\s+\d+\s+\d+\s+R|\s*<<)")
_END_OF_ARCHIVE = b"PK\x05\x06"
_LONGEST_END = 22 + 65_535
_MEGABYTE = 1024 * 1024

_UNLOCK = "Remove the password, save the file and choose it again"
_SAVE_AGAIN = "Save or download it again, then choose it"
_REMEDIES = {
    FileKind.PROTECTED_OFFICE: _UNLOCK,
    FileKind.MACRO_WORKBOOK: "Save it as an Excel workbook (.xlsx), which leaves the macros out",
    FileKind.MACRO_DOCUMENT: "Save it as a Word document (.docx), which leaves the macros out",
    FileKind.DAMAGED_ARCHIVE: _SAVE_AGAIN,
}


class FileRefused(ValueError):
    """A file that is not taken. The message names the file, says why and what to do."""


def inspect_file(
    name: str, content: bytes, formats: Sequence[Format], *, size: int | None = None, limit: int = MAX_BYTES
) -> FileKind:
    """Return the kind of a file in one of these formats; raise `FileRefused` for anything else.

    `size` is how much was sent, where `content` holds only the beginning of it.
    """
    shown = f"‘{safe_name(name)}’"
    size = len(content) if size is None else size
    if size > limit:
        raise FileRefused(
            f"{shown} is {size / _MEGABYTE:.1f} MB. Choose a file of at most {limit / _MEGABYTE:.0f} MB"
        )
    kind = recognise(content)
    if kind is FileKind.EMPTY:
        raise FileRefused(f"{shown} is empty. Choose a file with something in it")
    if kind not in {one.kind for one in formats}:
        remedy = _REMEDIES.get(kind) if _could_have_been(kind, formats) else None
        raise FileRefused(f"{shown} is {kind.value}. {remedy or f'Choose a {listed(formats)} file'}")
    if kind in _PACKAGES:
        _look_into_package(shown, content)
    elif kind is FileKind.PDF:
        _look_at_pdf(shown, content)
    elif kind in _PICTURES:
        _look_at_picture(shown, content, kind)
    if kind not in _PACKAGES and _ends_as_archive(content):
        raise FileRefused(f"{shown} holds a hidden zip archive. {_SAVE_AGAIN}")
    return kind


def _could_have_been(kind: FileKind, formats: Sequence[Format]) -> bool:
    """Say whether a file of this kind, put right, could be what was asked for."""
    asked = {one.kind for one in formats}
    return {
        FileKind.PROTECTED_OFFICE: bool(asked & {FileKind.WORKBOOK, FileKind.DOCUMENT}),
        FileKind.MACRO_WORKBOOK: FileKind.WORKBOOK in asked,
        FileKind.MACRO_DOCUMENT: FileKind.DOCUMENT in asked,
        FileKind.DAMAGED_ARCHIVE: bool(asked & _PACKAGES),
    }.get(kind, False)


def _look_into_package(shown: str, content: bytes) -> None:
    try:
        inspect_package(content)
    except PackageProtected:
        raise FileRefused(f"{shown} is protected by a password. {_UNLOCK}") from None
    except PackageTooLarge:
        raise FileRefused(
            f"{shown} unpacks to far more than its size promises. Copy what is needed into a new file"
        ) from None
    except XmlDeclares:
        raise FileRefused(
            f"{shown} declares XML entities, which no Office program writes. {_SAVE_AGAIN}"
        ) from None
    except PackageDamaged as fault:
        raise FileRefused(f"{shown} is damaged or cut short ({fault}). {_SAVE_AGAIN}") from None


def _look_at_pdf(shown: str, content: bytes) -> None:
    if not content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"%PDF-"):
        raise FileRefused(f"{shown} begins with something that is no PDF. {_SAVE_AGAIN}")
    if b"%%EOF" not in content[-2048:]:
        raise FileRefused(f"{shown} is cut short. {_SAVE_AGAIN}")
    if _ENCRYPTED_PDF.search(content):
        raise FileRefused(f"{shown} is encrypted. {_UNLOCK}")


def _look_at_picture(shown: str, content: bytes, kind: FileKind) -> None:
    if not has_end(content, kind):
        raise FileRefused(f"{shown} is damaged or cut short. {_SAVE_AGAIN}")
    if pixels_of(content, kind) > MAX_PIXELS:
        raise FileRefused(
            f"{shown} has more than {MAX_PIXELS // 1_000_000} million pixels. Make it smaller, then choose it"
        )


def _ends_as_archive(content: bytes) -> bool:
    """Say whether a zip program would take the file for an archive: its directory reaches to the very end."""
    tail = content[-_LONGEST_END:]
    position = tail.rfind(_END_OF_ARCHIVE)
    if position < 0 or len(tail) - position < 22:
        return False
    comment = int.from_bytes(tail[position + 20 : position + 22], "little")
    return position + 22 + comment == len(tail)
