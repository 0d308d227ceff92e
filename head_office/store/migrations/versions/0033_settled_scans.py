"""Documents are found by scan in two parts of an index: the last days' and all that came before.

An index of all of them in one has every new document on a page of its own: half of the pages that a batch of
entries changed in a large office. What is here already is moved by the nights that follow.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.add_column("documents", sa.Column("settled", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_index("ix_documents_sha256", "documents")
    op.create_index("ix_documents_sha256", "documents", ["settled", "sha256"], unique=False)
