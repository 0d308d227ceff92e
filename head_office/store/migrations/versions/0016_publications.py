"""What is published for the units: catalogues, holidays, regions and bulletins, with their review."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "publications",
        sa.Column("position", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_publications")),
        sa.UniqueConstraint("id", name=op.f("uq_publications_id")),
    )
    op.create_index("ix_publications_state", "publications", ["state", "kind"], unique=False)
    op.create_table(
        "publication_steps",
        sa.Column("position", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("publication", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["publication"], ["publications.id"], name=op.f("fk_publication_steps_publication_publications")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_publication_steps")),
    )
    op.create_index("ix_publication_steps_publication", "publication_steps", ["publication"], unique=False)
    op.create_table(
        "publications_told",
        sa.Column("publication", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication"], ["publications.id"], name=op.f("fk_publications_told_publication_publications")
        ),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_publications_told_unit_units")),
        sa.PrimaryKeyConstraint("publication", "unit", name=op.f("pk_publications_told")),
    )
