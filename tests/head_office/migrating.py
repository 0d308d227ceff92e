"""One step of head office's migrations by itself, on a database that was made to look as before it."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location

from alembic.migration import MigrationContext
from alembic.operations import Operations

from head_office.store.engine import Connection
from head_office.store.schema import MIGRATIONS


def take_step(connection: Connection, step: str) -> None:
    (file,) = (MIGRATIONS / "versions").glob(f"{step}_*.py")
    spec = spec_from_file_location(f"step_{step}", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    with Operations.context(MigrationContext.configure(connection)):
        module.upgrade()
