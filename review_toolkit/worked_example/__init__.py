"""A fictional membership organisation and the files that it would really have.

The demonstration and the tests drive the product with these files, so that it is always shown at work on
input such as an HR system gives. Every draw is seeded: the same seed gives the same people and the same files
on any machine. New topics draw from streams of their own (chance.py) and leave what was drawn before alone.
Nothing here is a real person or organisation, and nothing here reads or keeps anybody's data.
"""

from review_toolkit.worked_example.files import ExampleFiles, write_files
from review_toolkit.worked_example.organisation import (
    ACCOUNTS,
    ORGANISATION,
    SHORT_NAME,
    SNAPSHOT_DATE,
    SPONSOR,
    Account,
)
from review_toolkit.worked_example.people import Person, draw_population
from review_toolkit.worked_example.truth import Truth, truth

__all__ = [
    "ACCOUNTS",
    "ORGANISATION",
    "SHORT_NAME",
    "SNAPSHOT_DATE",
    "SPONSOR",
    "Account",
    "ExampleFiles",
    "Person",
    "Truth",
    "draw_population",
    "truth",
    "write_files",
]
