"""Chained tables: the audit trail, and the ledger's releases, each with a sealed head."""

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from alembic import context, op

revision = "0002"
down_revision = "0001"

NOTHING_BEFORE = "0" * 64


def upgrade() -> None:
    op.create_table(
        "chain_head",
        sa.Column("table_name", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("row_hash", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("table_name", name="pk_chain_head"),
    )
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("row_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("length(kind) > 0", name=op.f("ck_audit_event_has_kind")),
        sa.CheckConstraint("length(actor_name) > 0", name=op.f("ck_audit_event_in_somebodys_name")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name="fk_audit_event_actor_id_user"),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name="fk_audit_event_review_id_review"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_event"),
        sa.UniqueConstraint("position", name="uq_audit_event_position"),
    )
    op.create_index("ix_audit_event_review_id", "audit_event", ["review_id"], unique=False)
    _chain_releases()


def _chain_releases() -> None:
    """Chain the releases that there are, in the order in which they were released."""
    for column in (
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=True),
        sa.Column("row_hash", sa.String(length=64), nullable=True),
    ):
        op.add_column("release", column)
    release = sa.table(
        "release",
        sa.column("id", sa.Uuid()),
        sa.column("review_id", sa.Uuid()),
        sa.column("number", sa.Integer()),
        sa.column("snapshot_date", sa.Date()),
        sa.column("content", sa.Text()),
        sa.column("sha256", sa.String()),
        sa.column("released_at", sa.DateTime()),
        sa.column("released_by_id", sa.Uuid()),
        sa.column("released_by_name", sa.String()),
        sa.column("position", sa.Integer()),
        sa.column("previous_hash", sa.String()),
        sa.column("row_hash", sa.String()),
    )
    connection = op.get_bind()
    position, previous = 0, NOTHING_BEFORE
    for row in connection.execute(sa.select(release).order_by("released_at", "id")).mappings().all():
        position += 1
        values = {**row, "position": position, "previous_hash": previous}
        row_hash = _hash_of(values)
        linked = {"position": position, "previous_hash": previous, "row_hash": row_hash}
        connection.execute(sa.update(release).where(release.c.id == row["id"]).values(**linked))
        previous = row_hash
    with op.batch_alter_table("release") as batch:
        for name, kind in (
            ("position", sa.Integer()),
            ("previous_hash", sa.String(64)),
            ("row_hash", sa.String(64)),
        ):
            batch.alter_column(name, existing_type=kind, nullable=False)
        batch.create_unique_constraint("uq_release_position", ["position"])
    _begin_chain("release", position, previous)
    _begin_chain("audit_event", 0, NOTHING_BEFORE)


def _begin_chain(table: str, position: int, row_hash: str) -> None:
    heads = sa.table(
        "chain_head", *(sa.column(name) for name in ("table_name", "position", "row_hash", "seal"))
    )
    seal = context.config.attributes["seal_of"](table, position, row_hash)
    op.execute(sa.insert(heads).values(table_name=table, position=position, row_hash=row_hash, seal=seal))


def _hash_of(values: dict[str, Any]) -> str:
    """Hash a release as `database/chains.py` does: what it says is fixed for ever."""
    told = {
        **values,
        "id": values["id"].hex,
        "review_id": values["review_id"].hex,
        "released_by_id": values["released_by_id"].hex,
        "snapshot_date": values["snapshot_date"].isoformat(),
        "released_at": f"{values['released_at'].isoformat(timespec='microseconds')}+00:00",
    }
    del told["row_hash"]
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
