"""Run by Alembic on the connection that `schema.upgrade_database` hands over."""

from typing import Any, Literal

from alembic import context

from review_toolkit.database import Base, UTCDateTime


def _render(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    """Write our own types as what they are in the database: a migration must outlive the code."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=_render,
)
context.run_migrations()
