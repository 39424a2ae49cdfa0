"""What sign-in keeps beside the account itself."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from review_toolkit.database import Base, identifier


class SignInTries(Base):
    """How many sign-ins were tried for an address since a moment. `address_hash` is keyed (`throttle`)."""

    __tablename__ = "sign_in_tries"

    id: Mapped[UUID] = identifier()
    address_hash: Mapped[str] = mapped_column(String(64), unique=True)
    began_at: Mapped[datetime]
    tries: Mapped[int]
