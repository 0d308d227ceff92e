"""Lists of a unit, a service or a verifier begin with whose turn it is."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    for column in ("unit", "service", "assignee"):
        name = f"ix_applications_{column}"
        op.drop_index(name, table_name="applications")
        op.create_index(name, "applications", [column, "desk", "due_on", "id"], unique=False)
