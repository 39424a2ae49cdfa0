"""What the ledger keeps of how a release was found safe, withdrawals, prepared figures, dates of files."""

import sqlalchemy as sa
from alembic import context, op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "release_withdrawal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=False),
        sa.Column("withdrawn_by_name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("row_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "length(trim(reason)) BETWEEN 10 AND 2000", name=op.f("ck_release_withdrawal_says_why")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_release_withdrawal_release_id_release")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["user.id"], name=op.f("fk_release_withdrawal_withdrawn_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_withdrawal")),
        sa.UniqueConstraint("position", name=op.f("uq_release_withdrawal_position")),
        sa.UniqueConstraint("release_id", name=op.f("uq_release_withdrawal_release_id")),
    )
    op.create_table(
        "prepared_figures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("extract_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("ledger_head", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("prepared_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(outcome = 'ready') = (sealed IS NOT NULL) AND (outcome = 'ready') = (fingerprint IS NOT NULL) "
            "AND (outcome = 'ready') = (reason IS NULL)",
            name=op.f("ck_prepared_figures_figures_or_a_reason"),
        ),
        sa.CheckConstraint(
            "outcome IN ('ready', 'held_back', 'refused')", name=op.f("ck_prepared_figures_known_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["extract_id"], ["extract.id"], name=op.f("fk_prepared_figures_extract_id_extract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prepared_figures")),
        sa.UniqueConstraint("extract_id", name=op.f("uq_prepared_figures_extract_id")),
    )
    _date_extracts()
    with op.batch_alter_table("release") as batch:
        batch.add_column(sa.Column("kind", sa.String(length=20), nullable=True))
        batch.add_column(sa.Column("statement", sa.Text(), nullable=True))
        batch.add_column(sa.Column("manifest", sa.Text(), nullable=True))
        batch.add_column(sa.Column("charts_sha256", sa.String(length=64), nullable=True))
        batch.create_check_constraint(op.f("ck_release_known_kind"), "kind IS NULL OR kind IN ('accepted')")
        batch.create_check_constraint(
            op.f("ck_release_audited_or_from_before"),
            "(kind IS NULL) = (statement IS NULL) AND (kind IS NULL) = (manifest IS NULL) "
            "AND (kind IS NULL) = (charts_sha256 IS NULL)",
        )
    _begin_chain("release_withdrawal", 0, "0" * 64)


def _date_extracts() -> None:
    """Give each file the snapshot date of its review, and its release: until now a review had one of each."""
    op.add_column("extract", sa.Column("snapshot_date", sa.Date(), nullable=True))
    op.add_column("extract", sa.Column("release_id", sa.Uuid(), nullable=True))
    op.execute(
        "UPDATE extract SET "
        "snapshot_date = (SELECT snapshot_date FROM review WHERE review.id = extract.review_id), "
        "release_id = (SELECT id FROM release WHERE release.review_id = extract.review_id)"
    )
    with op.batch_alter_table("extract") as batch:
        batch.alter_column("snapshot_date", existing_type=sa.Date(), nullable=False)
        batch.create_foreign_key(op.f("fk_extract_release_id_release"), "release", ["release_id"], ["id"])


def _begin_chain(table: str, position: int, row_hash: str) -> None:
    heads = sa.table(
        "chain_head", *(sa.column(name) for name in ("table_name", "position", "row_hash", "seal"))
    )
    seal = context.config.attributes["seal_of"](table, position, row_hash)
    op.execute(sa.insert(heads).values(table_name=table, position=position, row_hash=row_hash, seal=seal))
