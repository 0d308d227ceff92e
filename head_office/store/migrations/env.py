"""Alembic's entry: the connection comes from ``store/schema.py``."""

from alembic import context

from head_office.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
