"""Answers to the survey are summed along an index."""

from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    elements = [f"u{number}" for number in range(1, 10)]
    op.create_index(
        "ix_survey_answers_sums",
        "survey_answers",
        ["unit", "month", "place", "family", *elements],
        unique=False,
    )
