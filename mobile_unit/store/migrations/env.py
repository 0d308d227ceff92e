"""Alembic's entry: the connection comes from ``store/schema.py``."""

from alembic import context

from mobile_unit.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
    include_object=lambda _object, name, kind, *_rest: (
        not (kind == "table" and str(name).startswith("application_search"))
    ),
)
context.run_migrations()
