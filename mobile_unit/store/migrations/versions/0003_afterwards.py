"""Corrections, requests for them, and what the unit did to an application after sealing it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("applications", sa.Column("own_state", sa.Text(), nullable=True))
    for name in ("corrects", "request", "reason"):
        op.add_column("drafts", sa.Column(name, sa.Text(), nullable=True))
    op.create_index(
        "ix_drafts_corrects",
        "drafts",
        ["corrects"],
        unique=True,
        sqlite_where=sa.text("corrects IS NOT NULL"),
    )
    op.create_table(
        "past_documents",
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.id"], name=op.f("fk_past_documents_application_applications")
        ),
        sa.ForeignKeyConstraint(["sha256"], ["blobs.sha256"], name=op.f("fk_past_documents_sha256_blobs")),
        sa.PrimaryKeyConstraint("application", "sha256", name=op.f("pk_past_documents")),
    )
    op.create_index("ix_past_documents_sha256", "past_documents", ["sha256"], unique=False)
    op.create_table(
        "requests",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.id"], name=op.f("fk_requests_application_applications")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
    )
    op.create_index("ix_requests_application", "requests", ["application"], unique=False)
    op.create_index("ix_requests_open", "requests", ["asked_at"], sqlite_where=sa.text("closed_at IS NULL"))
