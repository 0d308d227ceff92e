"""Where laptops left journals that are held further, so that a reply by stick says what is held there."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    op.create_table(
        "journal_ends",
        sa.Column("journal", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("journal", "seq", name=op.f("pk_journal_ends")),
    )
