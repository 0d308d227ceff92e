"""People are found by any word of their name."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    table = op.create_table(
        "name_words",
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.id"], name=op.f("fk_name_words_application_applications")
        ),
        sa.PrimaryKeyConstraint("application", "word", name=op.f("pk_name_words")),
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    last = ""
    while True:
        some = connection.execute(
            sa.text("SELECT id, full_name FROM applications WHERE id > :last ORDER BY id LIMIT 5000"),
            {"last": last},
        ).all()
        if not some:
            break
        last = some[-1].id
        rows = [{"application": row.id, "word": word} for row in some for word in _words_of(row.full_name)]
        if rows:
            op.bulk_insert(table, rows)
    op.create_index("ix_name_words_word", "name_words", ["word", "application"], unique=False)


def _words_of(full_name: str) -> list[str]:
    """As it was when this step was written."""
    later = []
    for word in full_name.split()[1:]:
        plain = unicodedata.normalize("NFKD", word.casefold())
        later.append("".join(letter for letter in plain if letter.isalnum()))
    return list(dict.fromkeys(word for word in later if word))[:12]
