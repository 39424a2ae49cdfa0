"""What commands that need the application share: making it, and turning refusals into plain messages."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask

from review_toolkit import create_app
from review_toolkit.database import db
from review_toolkit.failures import CannotBeDone
from review_toolkit.schema import WrongSchema, check_schema
from review_toolkit.settings import SettingRefused


@contextmanager
def running_app(*, any_schema: bool = False) -> Iterator[Flask]:
    """Yield the application in its context; leave with exit code 1 and a message where it cannot start.

    No connection to the database outlives the block: a server that is forked afterwards must not share one.
    """
    # What the program writes is for its own account alone.
    os.umask(0o077)
    try:
        app = create_app()
        with app.app_context():
            engine = db.engine
        try:
            with app.app_context():
                if not any_schema:
                    check_schema(engine)
                yield app
        finally:
            engine.dispose()
    except (SettingRefused, WrongSchema, CannotBeDone) as refused:
        raise click.ClickException(str(refused)) from refused
