"""Files in forms: which formats they take, and what each file really is (`review_toolkit.files`).

A file that is refused is an error of its field, in a sentence that names the file. What is sound is in
`upload` or `uploads`; views read nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import FileStorage

from review_toolkit.files import (
    MAX_BYTES,
    FileKind,
    FileRefused,
    Format,
    accept_attribute,
    inspect_file,
    safe_name,
)
from review_toolkit.web.field_types import FileField, MultipleFileField
from review_toolkit.web.uploads import sent_size
from review_toolkit.web.validators import ValidationError

MOST_FILES = 20


@dataclass(frozen=True)
class Upload:
    """A file that was looked at: a name that is safe to show and store, its bytes, and what they are."""

    name: str
    content: bytes
    kind: FileKind

    def __repr__(self) -> str:
        return f"Upload({self.kind.name}, {len(self.content)} bytes)"


class UploadField(FileField):  # type: ignore[misc]
    """One file in one of the given formats. `upload` is None where none was chosen."""

    upload: Upload | None = None

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Any] | None = None,
        *,
        formats: Sequence[Format],
        limit: int = MAX_BYTES,
        render_kw: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        shown = {"accept": accept_attribute(formats), **(render_kw or {})}
        super().__init__(label, validators, render_kw=shown, **kwargs)
        self.formats = tuple(formats)
        self.limit = limit

    @property
    def chosen(self) -> Upload:
        """The file of a form that was accepted and requires one."""
        if self.upload is None:
            raise ValueError(f"No file was chosen for ‘{self.label.text}’.")
        return self.upload

    def pre_validate(self, _form: Any) -> None:
        if self.data:
            self.upload = _looked_at(self.data, self.formats, self.limit)


class UploadsField(MultipleFileField):  # type: ignore[misc]
    """Several files in the given formats, together no larger than one file may be."""

    uploads: tuple[Upload, ...] = ()

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Any] | None = None,
        *,
        formats: Sequence[Format],
        most: int = MOST_FILES,
        limit: int = MAX_BYTES,
        render_kw: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        shown = {"accept": accept_attribute(formats), **(render_kw or {})}
        super().__init__(label, validators, render_kw=shown, **kwargs)
        self.formats = tuple(formats)
        self.most = most
        self.limit = limit

    def pre_validate(self, _form: Any) -> None:
        sent = [one for one in self.data or () if one]
        if len(sent) > self.most:
            raise ValidationError(f"Choose at most {self.most} files. There are {len(sent)}")
        total = sum(sent_size(one.stream) for one in sent)
        if total > self.limit:
            megabyte = 1024 * 1024
            raise ValidationError(
                f"Choose files of at most {self.limit / megabyte:.0f} MB together. "
                f"These have {total / megabyte:.1f} MB"
            )
        self.uploads = tuple(_looked_at(one, self.formats, self.limit) for one in sent)


def _looked_at(sent: FileStorage, formats: Sequence[Format], limit: int) -> Upload:
    name = safe_name(sent.filename)
    sent.stream.seek(0)
    content = sent.stream.read()
    try:
        kind = inspect_file(name, content, formats, size=sent_size(sent.stream), limit=limit)
    except FileRefused as refused:
        raise ValidationError(str(refused)) from None
    return Upload(name, content, kind)
