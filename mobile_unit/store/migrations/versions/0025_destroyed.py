"""What head office destroyed goes from this laptop too; what an older program heard of it and could not read
is carried out now."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "destroyed",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_destroyed")),
    )
    op.execute(
        'INSERT INTO destroyed (seq, "of", record)'
        " SELECT seq, json_extract(CAST(raw AS TEXT), '$.body.of'),"
        " json_extract(CAST(raw AS TEXT), '$.body.id')"
        " FROM feed WHERE parked AND kind = 'feed.destroyed'"
        " AND json_type(CAST(raw AS TEXT), '$.body.of') = 'text'"
        " AND json_type(CAST(raw AS TEXT), '$.body.id') = 'text'"
    )
