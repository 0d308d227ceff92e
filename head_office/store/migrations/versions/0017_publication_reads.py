"""Who read what was published."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "publication_reads",
        sa.Column("publication", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("read_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_publication_reads_unit_units")),
        sa.PrimaryKeyConstraint("publication", "unit", "officer", name=op.f("pk_publication_reads")),
    )
