"""Hash-chained tables: each row carries the hash of the row before it, so that none can be changed, removed,
slipped in or moved without a trace. The database's triggers forbid it (`safeguards`); the chain tells where
somebody went round them.

A chain alone cannot tell that its end was cut off, nor that all of it was written anew. So the newest row's
hash stands a second time, in `chain_head`, sealed with a key that is not in the database. What nothing inside
the database can tell: that all of it was put back to an earlier state, as a restored backup would be. Whoever
noted a head outside can: `verify_chain` looks for it.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, String, Table, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from review_toolkit.database.declarations import Base
from review_toolkit.database.safeguards import append_only

NOTHING_BEFORE = "0" * 64
"""Stands for the row before the first one."""
_PURPOSE = b"review-toolkit chain head 1"
_ROWS_AT_A_TIME = 50
"""A release with its statement can be a megabyte."""

_chained: dict[str, type["Chained"]] = {}
_keys: WeakKeyDictionary[Engine, bytes] = WeakKeyDictionary()


class ChainHead(Base):
    """The newest row of a chained table, sealed. Changed with each row that is added."""

    __tablename__ = "chain_head"

    table_name: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int]
    row_hash: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))


class Chained:
    """Mixed into a model whose rows are chained. Add rows with `append_to_chain` and in no other way."""

    position: Mapped[int] = mapped_column(unique=True)
    previous_hash: Mapped[str] = mapped_column(String(64))
    row_hash: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True, slots=True)
class ChainFault:
    """Something that is not as it was written. `position` is where it was found, 1 for the first row."""

    table: str
    position: int
    what: str

    def __str__(self) -> str:
        return f"{self.table}, row {self.position}: {self.what}"


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What verifying a chain found: its rows, the newest one's hash, which noted heads it holds, faults."""

    table: str
    rows: int
    head: str
    noted: frozenset[str]
    faults: tuple[ChainFault, ...]


def chained(model: type["Chained"], *, because: str) -> None:
    """Declare a model's table as chained and only added to. Called beside the model."""
    table = _table_of(model)
    append_only(table.name, because=because)
    _chained[table.name] = model


def chained_tables() -> tuple[str, ...]:
    """Return the names of the tables that are chained."""
    return tuple(sorted(_chained))


def remember_key(engine: Engine, key: bytes) -> None:
    """Keep the key that seals the heads of an engine's chains, outside the database."""
    _keys[engine] = hmac.new(key, _PURPOSE, hashlib.sha256).digest()


def append_to_chain(session: Session, row: "Chained") -> None:
    """Add a row at the end of its table's chain, within a write transaction (writers take turns)."""
    table = _table_of(type(row))
    head = session.get(ChainHead, table.name)
    if head is None:
        raise RuntimeError(f"The chain of {table.name} has no head. Run: review-toolkit upgrade-database")
    _fill_defaults(row, table)
    row.position = head.position + 1
    row.previous_hash = head.row_hash
    row.row_hash = hash_of(table, {column.key: getattr(row, column.key) for column in table.columns})
    session.add(row)
    head.position, head.row_hash = row.position, row.row_hash
    head.seal = seal_of(_engine_of(session), table.name, head.position, head.row_hash)
    session.flush()


def seal_of(engine: Engine, table: str, position: int, row_hash: str) -> str:
    """Return the seal of a head: only who has the key can make it."""
    return hmac.new(_keys[engine], f"{table}:{position}:{row_hash}".encode(), hashlib.sha256).hexdigest()


def hash_of(table: Table, values: Mapping[str, object]) -> str:
    """Return a row's hash: SHA-256 over all its columns but the hash itself, as canonical JSON.

    An empty column is left out, so that a chained table can gain columns which may be empty, and no others.
    """
    told = {
        column.key: _told(value)
        for column in table.columns
        if column.key != "row_hash" and (value := values[column.key]) is not None
    }
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def is_as_written(row: "Chained") -> bool:
    """Say whether a row is what its own hash covers; whether it is in its place, `verify_chain` tells."""
    table = _table_of(type(row))
    return hash_of(table, {column.key: getattr(row, column.key) for column in table.columns}) == row.row_hash


def verify_chain(connection: Connection, name: str, *, noted: frozenset[str] = frozenset()) -> ChainReport:
    """Read a chained table from its first row to its last and report everything that is not as written.

    `noted` are heads that were noted outside the database; the report tells which of them the chain holds.
    """
    table = _table_of(_chained[name])
    faults: list[ChainFault] = []
    held = {NOTHING_BEFORE} & noted
    position, previous, rows = 0, NOTHING_BEFORE, 0
    try:
        for row in _rows(connection, table):
            expected = position + 1
            if row.position != expected:
                faults.append(ChainFault(name, expected, f"is missing; the next one is row {row.position}"))
            elif row.previous_hash != previous:
                faults.append(ChainFault(name, row.position, "does not follow from the row before it"))
            if hash_of(table, row.values) != row.row_hash:
                faults.append(ChainFault(name, row.position, "was changed after it was written"))
            position, previous, rows = row.position, row.row_hash, rows + 1
            held |= {previous} & noted
    except (TypeError, ValueError):
        # SQLite keeps whatever it is given: a word where a date should be cannot even be read.
        told = "it, or a row soon after it, holds what cannot be read; the rest was not checked"
        faults.append(ChainFault(name, position + 1, told))
    faults += _faults_of_head(connection, name, position, previous)
    return ChainReport(name, rows, previous, frozenset(held), tuple(faults))


def _faults_of_head(connection: Connection, name: str, position: int, row_hash: str) -> Iterator[ChainFault]:
    heads = Base.metadata.tables[ChainHead.__tablename__]
    head = connection.execute(select(heads).where(heads.c.table_name == name)).mappings().one_or_none()
    if head is None:
        yield ChainFault(name, position, "the chain has no head, which every chain has from the beginning")
        return
    sealed = seal_of(connection.engine, name, head["position"], head["row_hash"])
    if not hmac.compare_digest(str(head["seal"]).encode(), sealed.encode()):
        yield ChainFault(
            name,
            position,
            "the head’s seal was not made with this SIGNING_KEY: it was forged, or the key changed",
        )
    if head["position"] != position or head["row_hash"] != row_hash:
        yield ChainFault(name, position, f"the chain ends here, but its head says row {head['position']}")


@dataclass(frozen=True, slots=True)
class _Row:
    position: int
    previous_hash: str
    row_hash: str
    values: Mapping[str, object]


def _rows(connection: Connection, table: Table) -> Iterator[_Row]:
    """Yield the rows in the order of their positions, some at a time."""
    query = select(table).order_by(table.c.position).execution_options(yield_per=_ROWS_AT_A_TIME)
    for row in connection.execute(query).mappings():
        values = {column.key: row[column.name] for column in table.columns}
        yield _Row(row["position"], row["previous_hash"], row["row_hash"], values)


def _fill_defaults(row: "Chained", table: Table) -> None:
    """Give the row what the database layer would give it on saving: the hash covers that as well."""
    for column in table.columns:
        if getattr(row, column.key) is None and column.default is not None:
            default = column.default
            setattr(row, column.key, default.arg(None) if default.is_callable else default.arg)  # type: ignore[attr-defined]


def _told(value: object) -> object:
    """Return a value as it stands in the JSON that is hashed: the same before saving and after reading."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, str | int):
        return value
    raise TypeError(f"A chained table has no column of {type(value).__name__}.")


def _table_of(model: type["Chained"]) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


def _engine_of(session: Session) -> Engine:
    bind = session.get_bind()
    return bind if isinstance(bind, Engine) else bind.engine
