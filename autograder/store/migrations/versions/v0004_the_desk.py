"""What the desk keeps: accounts, sessions, rubrics, acts, opinions, deals, flags, drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES = ("account", "session", "rubric_item", "act", "opinion", "deal", "flag", "draft", "sample")


def upgrade() -> None:
    """Add nine tables."""
    op.create_table(
        "autograder_account",
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("changed", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "autograder_session",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index(
        op.f("ix_autograder_session_name"), "autograder_session", ["name"], unique=False
    )
    op.create_table(
        "autograder_rubric_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lesson", sa.String(length=128), nullable=False),
        sa.Column("cell", sa.String(length=128), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("who", sa.String(length=128), nullable=False),
        sa.Column("changed", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_autograder_rubric_item_lesson"), "autograder_rubric_item", ["lesson"], unique=False
    )
    op.create_table(
        "autograder_act",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("who", sa.String(length=128), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(op.f("ix_autograder_act_who"), "autograder_act", ["who"], unique=False)
    op.create_table(
        "autograder_opinion",
        sa.Column("lesson", sa.String(length=128), nullable=False),
        sa.Column("cell", sa.String(length=128), nullable=False),
        sa.Column("student", sa.String(length=128), nullable=False),
        sa.Column("marker", sa.String(length=128), nullable=False),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("lesson", "cell", "student", "marker"),
    )
    op.create_index(op.f("ix_autograder_opinion_act"), "autograder_opinion", ["act"], unique=False)
    op.create_table(
        "autograder_deal",
        sa.Column("lesson", sa.String(length=128), nullable=False),
        sa.Column("cell", sa.String(length=128), nullable=False),
        sa.Column("student", sa.String(length=128), nullable=False),
        sa.Column("marker", sa.String(length=128), nullable=False),
        sa.Column("second", sa.Boolean(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("lesson", "cell", "student"),
    )
    op.create_table(
        "autograder_flag",
        sa.Column("lesson", sa.String(length=128), nullable=False),
        sa.Column("cell", sa.String(length=128), nullable=False),
        sa.Column("student", sa.String(length=128), nullable=False),
        sa.Column("marker", sa.String(length=128), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("lesson", "cell", "student"),
    )
    op.create_table(
        "autograder_draft",
        sa.Column("marker", sa.String(length=128), nullable=False),
        sa.Column("place", sa.String(length=255), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("changed", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("marker", "place"),
    )
    op.create_table(
        "autograder_sample",
        sa.Column("lesson", sa.String(length=128), nullable=False),
        sa.Column("cell", sa.String(length=128), nullable=False),
        sa.Column("percent", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("lesson", "cell"),
    )


def downgrade() -> None:
    """Drop them."""
    for name in reversed(_TABLES):
        op.drop_table(f"autograder_{name}")
