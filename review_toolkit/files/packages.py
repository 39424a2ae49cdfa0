"""Zip packages (workbooks, documents, archives), unpacked in pieces and counted.

The sizes that a zip file states about itself prove nothing, so nothing but the compressed size is believed.
The messages of the faults complete a sentence; whoever asked says what to do about it.
"""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

MAX_UNPACKED = 500 * 1024 * 1024
MAX_RATIO = 200
RATIO_MATTERS_FROM = 20 * 1024 * 1024
MAX_MEMBERS = 10_000

LOCAL_HEADER = b"PK\x03\x04"
ZIP_SIGNATURES = (LOCAL_HEADER, b"PK\x05\x06", b"PK\x07\x08")
_PIECE = 1024 * 1024
_ENCRYPTED = 0x1


class PackageFault(Exception):
    """A package that is not read any further."""


class PackageDamaged(PackageFault):
    """It is damaged or cut short; the message says how."""


class PackageProtected(PackageFault):
    """A part of it is encrypted."""


class PackageTooLarge(PackageFault):
    """It unpacks to more than is reasonable, or has too many parts."""


class Budget:
    """How much a package, with all that is inside it, may unpack to."""

    def __init__(self, packed_size: int) -> None:
        self._packed_size = packed_size
        self._unpacked = 0

    def spend(self, size: int) -> None:
        """Count unpacked bytes; raise `PackageTooLarge` where they are too many."""
        self._unpacked += size
        if self._unpacked > MAX_UNPACKED or (
            self._unpacked > RATIO_MATTERS_FROM and self._unpacked > MAX_RATIO * self._packed_size
        ):
            raise PackageTooLarge


@contextmanager
def faults_named() -> Iterator[None]:
    """Turn what the zip library raises for damaged files into `PackageDamaged`."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, OSError) as error:
        raise PackageDamaged(str(error)) from None


def members_of(content: bytes) -> list[zipfile.ZipInfo]:
    """Return what a package says is in it."""
    with faults_named(), zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.infolist()


def unpacked(content: bytes, member: zipfile.ZipInfo, budget: Budget) -> Iterator[bytes]:
    """Unpack one member piece by piece from its compressed bytes."""
    if member.flag_bits & _ENCRYPTED:
        raise PackageProtected
    with faults_named():
        for piece in _pieces(content, member):
            budget.spend(len(piece))
            yield piece


def _pieces(content: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    header = content[member.header_offset : member.header_offset + 30]
    if len(header) < 30 or not header.startswith(LOCAL_HEADER):
        raise PackageDamaged("a part of the zip archive is missing")
    names = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    start = member.header_offset + 30 + names
    packed = content[start : start + member.compress_size]
    if len(packed) < member.compress_size:
        raise PackageDamaged("a part of the zip archive is cut short")
    if member.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise PackageDamaged("an unusual kind of compression")
    unpacker = zlib.decompressobj(-15)
    while packed and not unpacker.eof:
        yield unpacker.decompress(packed, _PIECE)
        packed = unpacker.unconsumed_tail
    if not unpacker.eof and member.compress_size:
        yield unpacker.flush()
