"""A row to write and to count, as our own program does it and as another one would read it."""

from flask import Flask
from sqlalchemy import select

from review_toolkit.database import write_transaction
from review_toolkit.reviews.models import Organisation
from tests.databases import elsewhere


def add_organisation(name: str) -> None:
    with write_transaction() as session:
        session.add(Organisation(name=name))


def organisations(app: Flask) -> list[str]:
    """Return the organisations as another program reads them."""
    with elsewhere(app) as connection:
        return list(connection.scalars(select(Organisation.name).order_by(Organisation.name)))
