"""Who acts: handed to every service, so that nothing is done in nobody's name."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """A person as services know them."""

    user_id: UUID
    name: str
