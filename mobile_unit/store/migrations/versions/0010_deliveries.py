"""How far each scan is on its way stands beside the scans, not in their rows."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("acknowledged_at", sa.Text(), nullable=True),
        sa.Column("upload_url", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["sha256"], ["blobs.sha256"], name=op.f("fk_deliveries_sha256_blobs"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_deliveries")),
    )
    op.execute(
        "INSERT INTO deliveries (sha256, bytes, acknowledged_at, upload_url)"
        " SELECT sha256, bytes, acknowledged_at, upload_url FROM blobs ORDER BY sha256"
    )
    op.create_index(
        "ix_deliveries_waiting",
        "deliveries",
        ["sha256", "bytes", "acknowledged_at"],
        sqlite_where=sa.text("acknowledged_at IS NULL"),
    )
    op.drop_index("ix_blobs_waiting", "blobs")
    op.drop_column("blobs", "acknowledged_at")
    op.drop_column("blobs", "upload_url")
