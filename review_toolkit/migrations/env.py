"""Run by Alembic on the connection that `schema.upgrade_database` hands over."""

from alembic import context

from review_toolkit.database import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
context.run_migrations()
