"""What the units were told at night that head office holds for good."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "reconciled",
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("correction", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.id"], name=op.f("fk_reconciled_application_applications")
        ),
        sa.PrimaryKeyConstraint("application", name=op.f("pk_reconciled")),
    )
    op.create_table(
        "reconciliations",
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_reconciliations_unit_units")),
        sa.PrimaryKeyConstraint("unit", "day", "part", name=op.f("pk_reconciliations")),
    )
