"""What was returned to whom, and which of a student's attempts is to count."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two tables."""
    op.create_table(
        "autograder_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student", sa.String(length=128), nullable=False),
        sa.Column("lesson", sa.String(length=128), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("max_score", sa.Float(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("who", sa.String(length=128), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_autograder_return_lesson"), "autograder_return", ["lesson"], unique=False
    )
    op.create_index(
        op.f("ix_autograder_return_student"), "autograder_return", ["student"], unique=False
    )
    op.create_table(
        "autograder_counting",
        sa.Column("lesson", sa.String(length=128), nullable=False),
        sa.Column("best", sa.Boolean(), nullable=False),
        sa.Column("who", sa.String(length=128), nullable=False),
        sa.Column("changed", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("lesson"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("autograder_counting")
    op.drop_table("autograder_return")
