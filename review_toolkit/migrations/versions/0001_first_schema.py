"""Organisations, people and roles, reviews, the baseline, releases and reports."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
        sa.UniqueConstraint("name", name="uq_organisation_name"),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("is_administrator", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_user"),
        sa.UniqueConstraint("email", name="uq_user_email"),
        sa.UniqueConstraint("fs_uniquifier", name="uq_user_fs_uniquifier"),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("snapshot_date", sa.Date(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_review_has_title")),
        sa.CheckConstraint("threshold >= 5", name=op.f("ck_review_threshold_protects")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_review_organisation_id_organisation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
    )
    op.create_table(
        "extract",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_used", sa.Integer(), nullable=False),
        sa.Column("sealed_file", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_mapping", sa.LargeBinary(), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.Column("imported_by_id", sa.Uuid(), nullable=False),
        sa.Column("imported_by_name", sa.String(length=200), nullable=False),
        sa.CheckConstraint("kind IN ('workforce')", name=op.f("ck_extract_known_kind")),
        sa.CheckConstraint("rows_read >= rows_used AND rows_used >= 0", name=op.f("ck_extract_rows_balance")),
        sa.ForeignKeyConstraint(["imported_by_id"], ["user.id"], name="fk_extract_imported_by_id_user"),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name="fk_extract_review_id_review"),
        sa.PrimaryKeyConstraint("id", name="pk_extract"),
    )
    with op.batch_alter_table("extract", schema=None) as batch_op:
        batch_op.create_index("ix_extract_review_id", ["review_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "role IN ('hr_lead', 'reviewer', 'senior_leader', 'action_owner', 'network_member')",
            name=op.f("ck_membership_known_role"),
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= created_at", name=op.f("ck_membership_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name="fk_membership_review_id_review"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_membership_user_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_membership"),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index("ix_membership_review_id", ["review_id"], unique=False)
        batch_op.create_index(
            "uq_membership_current",
            ["user_id", "review_id", "role"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("snapshot_date", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("released_at", sa.DateTime(), nullable=False),
        sa.Column("released_by_id", sa.Uuid(), nullable=False),
        sa.Column("released_by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["released_by_id"], ["user.id"], name="fk_release_released_by_id_user"),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name="fk_release_review_id_review"),
        sa.PrimaryKeyConstraint("id", name="pk_release"),
        sa.UniqueConstraint("review_id", "number", name="uq_release_review_id_number"),
    )
    op.create_table(
        "report_document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.String(length=100), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("release_sha256", sa.String(length=64), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by_id", sa.Uuid(), nullable=False),
        sa.Column("written_by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name="fk_report_document_review_id_review"),
        sa.ForeignKeyConstraint(["written_by_id"], ["user.id"], name="fk_report_document_written_by_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_report_document"),
        sa.UniqueConstraint(
            "review_id", "template", "version", name="uq_report_document_review_id_template_version"
        ),
    )
    op.create_table(
        "stage_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name="fk_stage_event_actor_id_user"),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name="fk_stage_event_review_id_review"),
        sa.PrimaryKeyConstraint("id", name="pk_stage_event"),
        sa.UniqueConstraint("review_id", "number", name="uq_stage_event_review_id_number"),
    )

    op.create_table(
        "release_chart",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("table_name", sa.String(length=100), nullable=False),
        sa.Column("svg", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name="fk_release_chart_release_id_release"),
        sa.PrimaryKeyConstraint("id", name="pk_release_chart"),
        sa.UniqueConstraint("release_id", "table_name", name="uq_release_chart_release_id_table_name"),
    )
