"""Which runs wrote, who works on a lesson in one line, and what was answered when it was graded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two tables; a hold is nothing that lasts, so its table is made anew."""
    op.drop_table("autograder_hold")
    op.create_table(
        "autograder_hold",
        sa.Column("lesson", sa.String(length=128), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("lesson"),
    )
    op.create_table(
        "autograder_run",
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("who", sa.String(length=128), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token"),
    )
    op.create_table(
        "autograder_answer",
        sa.Column("student", sa.String(length=128), nullable=False),
        sa.Column("lesson", sa.String(length=128), nullable=False),
        sa.Column("cell", sa.String(length=128), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("student", "lesson", "cell"),
    )


def downgrade() -> None:
    """Drop them, and have the hold as it was."""
    op.drop_table("autograder_answer")
    op.drop_table("autograder_run")
    op.drop_table("autograder_hold")
    op.create_table(
        "autograder_hold",
        sa.Column("lesson", sa.String(length=128), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("process", sa.Integer(), nullable=False),
        sa.Column("boot", sa.String(length=64), nullable=False),
        sa.Column("who", sa.String(length=128), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("lesson"),
    )
