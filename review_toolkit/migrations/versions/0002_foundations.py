"""Chained tables (the audit trail, the ledger's releases), reasons of acts on stages, jobs and mails."""

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
    _give_reasons()
    _make_jobs()
    _make_mails()


def _make_jobs() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=True),
        sa.Column("requested_by_id", sa.Uuid(), nullable=True),
        sa.Column("requested_by_name", sa.String(length=200), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "done",
                "refused",
                "failed",
                "cancelled",
                name="jobstate",
                native_enum=False,
                length=10,
            ),
            nullable=False,
        ),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("progress_done", sa.Integer(), nullable=False),
        sa.Column("progress_total", sa.Integer(), nullable=False),
        sa.Column("progress_message", sa.String(length=100), nullable=False),
        sa.Column("result_id", sa.Uuid(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("cancel_requested_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'running') = (lease IS NOT NULL) AND (state = 'running') = (lease_until IS NOT NULL)",
            name=op.f("ck_job_leased_while_running"),
        ),
        sa.CheckConstraint(
            "(state IN ('done', 'refused', 'failed', 'cancelled')) = (finished_at IS NOT NULL)",
            name=op.f("ck_job_finished_when_final"),
        ),
        sa.CheckConstraint(
            "(state IN ('refused', 'failed')) = (error IS NOT NULL)", name=op.f("ck_job_says_why_not")
        ),
        sa.CheckConstraint("result_id IS NULL OR state = 'done'", name=op.f("ck_job_result_when_done")),
        sa.CheckConstraint(
            "state <> 'queued' OR attempts < max_attempts", name=op.f("ck_job_queued_may_be_tried")
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'refused', 'failed', 'cancelled')",
            name=op.f("ck_job_known_state"),
        ),
        sa.CheckConstraint(
            "attempts >= 0 AND attempts <= max_attempts", name=op.f("ck_job_attempts_bounded")
        ),
        sa.CheckConstraint(
            "progress_done >= 0 AND progress_done <= progress_total", name=op.f("ck_job_progress_bounded")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(op.f("ix_job_review_id"), "job", ["review_id"])
    op.create_index("ix_job_state_due_at", "job", ["state", "due_at"])
    op.create_index("ix_job_state_lease_until", "job", ["state", "lease_until"])


def _make_mails() -> None:
    op.create_table(
        "mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=True),
        sa.Column("message_id", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_attempt_at", sa.DateTime(), nullable=True),
        sa.Column("trouble", sa.String(length=20), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("queued_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("given_up_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'given_up') = (given_up_at IS NOT NULL)", name=op.f("ck_mail_given_up_at_a_time")
        ),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_mail_sent_at_a_time")),
        sa.CheckConstraint(
            "(state IN ('sent', 'given_up')) = (sealed_text IS NULL)",
            name=op.f("ck_mail_text_until_it_is_over"),
        ),
        sa.CheckConstraint(
            "state <> 'failed' OR trouble IS NOT NULL", name=op.f("ck_mail_failed_for_a_reason")
        ),
        sa.CheckConstraint("state <> 'sent' OR trouble IS NULL", name=op.f("ck_mail_sent_without_trouble")),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'failed', 'given_up')", name=op.f("ck_mail_known_state")
        ),
        sa.CheckConstraint(
            "state NOT IN ('sending', 'sent') OR attempts > 0", name=op.f("ck_mail_sent_by_an_attempt")
        ),
        sa.CheckConstraint(
            "trouble IN ('not_set_up', 'cannot_open', 'unreachable', 'broke_off', 'tls_failed', 'sign_in_refused', 'sender_refused', 'recipient_refused', 'mail_refused', 'asked_to_wait', 'not_written')",
            name=op.f("ck_mail_known_trouble"),
        ),
        sa.CheckConstraint(
            "(attempts = 0) = (last_attempt_at IS NULL)", name=op.f("ck_mail_attempted_at_a_time")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mail_message_id")),
    )
    op.create_index("ix_mail_state_created_at", "mail", ["state", "created_at"])

    op.create_table(
        "mail_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mail_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(step = 'ended') = (outcome IS NOT NULL)", name=op.f("ck_mail_attempt_ends_with_an_outcome")
        ),
        sa.CheckConstraint(
            "outcome IN ('taken', 'interrupted', 'not_set_up', 'cannot_open', 'unreachable', 'broke_off', 'tls_failed', 'sign_in_refused', 'sender_refused', 'recipient_refused', 'mail_refused', 'asked_to_wait', 'not_written')",
            name=op.f("ck_mail_attempt_known_outcome"),
        ),
        sa.CheckConstraint("step IN ('began', 'ended')", name=op.f("ck_mail_attempt_known_step")),
        sa.CheckConstraint("number > 0", name=op.f("ck_mail_attempt_numbered_from_one")),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_mail_attempt_mail_id_mail")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_attempt")),
        sa.UniqueConstraint("mail_id", "number", "step", name=op.f("uq_mail_attempt_mail_id_number_step")),
    )


def _give_reasons() -> None:
    """Let an act on a stage say why, where its kind asks for it."""
    with op.batch_alter_table("stage_event") as batch:
        batch.add_column(sa.Column("reason", sa.Text(), nullable=True))
        batch.create_check_constraint(
            op.f("ck_stage_event_reason_where_needed"),
            "kind NOT IN ('stage_returned', 'stage_reopened', 'stage_left_incomplete') OR (reason IS NOT NULL "
            "AND length(trim(reason)) BETWEEN 10 AND 2000)",
        )
        batch.create_check_constraint(
            op.f("ck_stage_event_reason_only_where_asked"),
            "reason IS NULL OR kind IN ('stage_sent_for_sign_off', 'stage_returned', 'stage_reopened', "
            "'stage_left_incomplete')",
        )


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
