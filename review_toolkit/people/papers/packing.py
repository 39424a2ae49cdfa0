"""Papers in one ZIP file, with a README that says what each is. Pure: the same papers give the same bytes."""

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

README = "README.txt"
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_FILE_OF_ITS_OWNER = 0o600 << 16
_UNIX = 3
"""Said of the file whichever system it was made on, so that its bytes do not tell."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One file of a pack: where it stands in it, its bytes, and what it is, in a few words."""

    path: str
    content: bytes
    about: str


def packed(papers: Sequence[Paper], *, introduction: str, left_out: str) -> bytes:
    """Return a ZIP file of papers in order of their paths, after a README that lists them."""
    ordered = sorted(papers, key=lambda paper: paper.path)
    readme = Paper(README, _readme(ordered, introduction, left_out).encode(), "")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for paper in (readme, *ordered):
            entry = zipfile.ZipInfo(paper.path, date_time=_NO_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _FILE_OF_ITS_OWNER
            entry.create_system = _UNIX
            file.writestr(entry, paper.content)
    return buffer.getvalue()


def _readme(papers: Sequence[Paper], introduction: str, left_out: str) -> str:
    lines = [introduction.strip(), "", "WHAT IS IN IT", ""]
    for paper in papers:
        lines += [
            paper.path,
            f"  {paper.about}",
            f"  SHA-256 {hashlib.sha256(paper.content).hexdigest()}",
            "",
        ]
    if not papers:
        lines += ["Nothing yet.", ""]
    return "\n".join([*lines, "WHAT IS NOT IN IT", "", left_out.strip(), ""])
