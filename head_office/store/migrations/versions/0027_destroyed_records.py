"""What was destroyed may be another record than an application: ``of`` says which kind."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "destroyed_records",
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("destruction", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("scans_gone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["destruction"], ["destructions.id"], name=op.f("fk_destroyed_records_destruction_destructions")
        ),
        sa.PrimaryKeyConstraint("record", "part", name=op.f("pk_destroyed_records")),
    )
    op.execute(
        'INSERT INTO destroyed_records ("of", record, part, destruction, at, statement, signature,'
        " scans_gone)"
        " SELECT 'application', application, part, destruction, at, statement, signature, scans_gone"
        " FROM destroyed"
    )
    op.drop_table("destroyed")
