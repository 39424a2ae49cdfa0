"""Rows as they stood at each revision of the schema, kept in `tests/data/rows/`, to be upgraded by the tests.

Before a new migration is written, the rows of the revision that it starts from are kept with:

    python -m tests.schema.rows
"""

import base64
import json
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, Table, insert, select, update

from review_toolkit.baseline.models import PreparedFigures
from review_toolkit.baseline.queries import current_extract
from review_toolkit.database import NOTHING_BEFORE, Base, db, write_transaction
from review_toolkit.database.chains import seal_of
from review_toolkit.mail.service import begin_attempt, queue_mail
from review_toolkit.paths import MIGRATIONS
from review_toolkit.releases.service import withdraw
from review_toolkit.reviews.queries import review_of
from review_toolkit.settings import make_demo_keys
from review_toolkit.sign_in.throttle import begin_try
from tests.databases import settings_for, upgraded
from tests.people import make_review
from tests.worked_review import release_example, wait_for_report, write_report

KEPT = Path(__file__).resolve().parent.parent / "data" / "rows"
_LONGEST = 1200
"""Characters of a text, so that the files stay small. What a chain holds stays whole: its hash is of it."""
HEADS = "chain_head"
"""Sealed with a key of the instance, so heads are made anew where the rows are put in."""

Rows = dict[str, list[dict[str, Any]]]


def kept_rows(revision: str) -> Rows:
    """Return the rows that were kept of a revision, by table."""
    rows: Rows = json.loads((KEPT / f"{revision}.json").read_text(encoding="utf-8"))
    return rows


def insert_rows(connection: Connection, rows: Rows) -> None:
    """Put rows into a database at the revision that they come from, and seal the chains that they make."""
    tables = MetaData()
    tables.reflect(connection)
    for table in tables.sorted_tables:
        kept = rows.get(table.name, [])
        for row in kept:
            values = {name: _read(table.columns[name], value) for name, value in row.items()}
            connection.execute(insert(table).values(values))
        if kept and "row_hash" in table.columns and "position" in table.columns:
            newest = max(kept, key=lambda row: int(row["position"]))
            head = (newest["position"], newest["row_hash"])
            sealed = seal_of(connection.engine, table.name, *head)
            heads = tables.tables[HEADS]
            connection.execute(
                update(heads)
                .where(heads.c.table_name == table.name)
                .values(position=head[0], row_hash=head[1], seal=sealed)
            )


def rows_of(connection: Connection) -> Rows:
    """Return every row of a database as it would be kept."""
    tables = MetaData()
    tables.reflect(connection)
    return {table.name: _rows_of(connection, table) for table in tables.sorted_tables if table.name != HEADS}


def _rows_of(connection: Connection, table: Table) -> list[dict[str, Any]]:
    return [
        {name: _plain(value, longest=None if "row_hash" in row else _LONGEST) for name, value in row.items()}
        for row in connection.execute(select(table)).mappings()
    ]


def _plain(value: object, *, longest: int | None) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value[:longest]).decode()
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value[:longest] if isinstance(value, str) else value


def _read(column: Column[Any], value: Any) -> object:
    kind = column.type.python_type
    if value is None or isinstance(value, kind):
        return value
    if kind is bytes:
        return base64.b64decode(value)
    if kind is UUID:
        return UUID(value)
    return kind.fromisoformat(value) if kind in (date, datetime) else kind(value)


def main() -> None:
    """Keep the rows of today's revision: two reviews on their way, and whatever else the tests can make."""
    folder = Path(tempfile.mkdtemp())
    make_demo_keys(folder)
    app = upgraded(settings_for(folder))
    for prefix in ("own", "other"):
        review = make_review(app, prefix=prefix)
        release_example(app, review, folder / prefix)
    write_report(app, review)
    wait_for_report(app, review)
    with app.app_context(), write_transaction():
        withdraw(review_of(review.id), 1, reason="A figure was wrong.", actor=review.actors["hr_lead"])
        extract = current_extract(review.id)
        assert extract is not None
        refused = PreparedFigures(
            extract_id=extract.id, outcome="refused", reason="Too few.", ledger_head=NOTHING_BEFORE
        )
        db.session.add(refused)
        mail = queue_mail(to="ada@example.org", subject="Try", text="Try.", vault=app.extensions["vault"])
        begin_attempt(mail)
        begin_try("ada@example.org", secret="a secret")
    with app.app_context(), db.engine.connect() as connection:
        rows = rows_of(connection)
    for account in rows["user"]:
        account["password"] = "a hash"
    revision = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    KEPT.mkdir(exist_ok=True)
    kept = {name: found for name, found in rows.items() if name in Base.metadata.tables}
    (KEPT / f"{revision}.json").write_text(
        json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
