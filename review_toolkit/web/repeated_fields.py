"""Groups of fields that can be added and removed, without JavaScript: the "add another" pattern.

The buttons are submit buttons of the form. A form that was sent by one of them is laid out anew and judged by
nobody: `validate_on_submit` is False and there are no errors.
"""

import re
from collections.abc import Iterator
from typing import Any

from review_toolkit.web.field_types import FieldList, Kind

MOST_GROUPS = 30
_NUMBER = re.compile(r"[0-9]{1,4}")


class RepeatedField(FieldList):  # type: ignore[misc]
    """A list of groups. `called` names one of them ("person"); its buttons read "Add another person"."""

    kind: Kind = "repeated"

    def __init__(
        self,
        unbound_field: Any,
        label: str | None = None,
        validators: Any = None,
        *,
        called: str,
        min_entries: int = 1,
        max_entries: int = MOST_GROUPS,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            unbound_field, label, validators, min_entries=min_entries, max_entries=max_entries, **kwargs
        )
        self.called = called
        self.was_laid_out_anew = False

    @property
    def may_grow(self) -> bool:
        return bool(len(self.entries) < self.max_entries)

    @property
    def may_shrink(self) -> bool:
        return bool(len(self.entries) > self.min_entries)

    @property
    def next_id(self) -> str:
        """The id of the group that "Add another" makes: its button leads there."""
        return f"{self.id}-{len(self.entries)}"

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(formdata, *args, **kwargs)
        if formdata is None:
            return
        if f"{self.name}-add" in formdata:
            self.was_laid_out_anew = True
            if self.may_grow:
                self.append_entry()
        elif f"{self.name}-remove" in formdata:
            self.was_laid_out_anew = True
            self._remove(formdata.get(f"{self.name}-remove"))

    def _remove(self, number: str) -> None:
        """Take a group out; those behind it move up, so that the numbers on the page have no gap."""
        position = int(number) if _NUMBER.fullmatch(number) else len(self.entries)
        if self.may_shrink and position < len(self.entries):
            del self.entries[position]
            self._compact_indices()

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        """Yield the numbers of the groups that were sent; anything but a short number is no group."""
        for name in formdata:
            if name.startswith(f"{prefix}-"):
                number = name[len(prefix) + 1 :].partition("-")[0]
                if _NUMBER.fullmatch(number):
                    yield int(number)
