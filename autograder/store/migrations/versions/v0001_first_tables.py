"""The tables as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "autograder_aside",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lesson", sa.String(length=128), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("handed_in", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("noticed", sa.DateTime(), nullable=False),
        sa.Column("student", sa.String(length=128), nullable=True),
        sa.Column("settled", sa.DateTime(), nullable=True),
        sa.Column("who", sa.String(length=128), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("lesson", "name", "digest"),
    )
    op.create_index(
        op.f("ix_autograder_aside_lesson"), "autograder_aside", ["lesson"], unique=False
    )
    op.create_table(
        "autograder_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student", sa.String(length=128), nullable=False),
        sa.Column("lesson", sa.String(length=128), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("handed_in", sa.DateTime(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("original_name", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("noticed", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("student", "lesson", "number"),
    )
    op.create_index(
        op.f("ix_autograder_attempt_lesson"), "autograder_attempt", ["lesson"], unique=False
    )
    op.create_index(
        op.f("ix_autograder_attempt_student"), "autograder_attempt", ["student"], unique=False
    )
    op.create_table(
        "autograder_due",
        sa.Column("lesson", sa.String(length=128), nullable=False),
        sa.Column("local", sa.String(length=40), nullable=True),
        sa.Column("timezone", sa.String(length=64), nullable=True),
        sa.Column("late", sa.Text(), nullable=True),
        sa.Column("who", sa.String(length=128), nullable=False),
        sa.Column("changed", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("lesson"),
    )
    op.create_table(
        "autograder_enrolment",
        sa.Column("student", sa.String(length=128), nullable=False),
        sa.Column("lms_id", sa.String(length=255), nullable=True),
        sa.Column("login", sa.String(length=255), nullable=True),
        sa.Column("section", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("changed", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("student"),
    )
    op.create_table(
        "autograder_extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student", sa.String(length=128), nullable=False),
        sa.Column("lesson", sa.String(length=128), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("who", sa.String(length=128), nullable=False),
        sa.Column("given", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_autograder_extension_lesson"), "autograder_extension", ["lesson"], unique=False
    )
    op.create_index(
        op.f("ix_autograder_extension_student"), "autograder_extension", ["student"], unique=False
    )
    op.create_table(
        "autograder_hand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student", sa.String(length=128), nullable=False),
        sa.Column("lesson", sa.String(length=128), nullable=False),
        sa.Column("cell", sa.String(length=128), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("who", sa.String(length=128), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_autograder_hand_lesson"), "autograder_hand", ["lesson"], unique=False)
    op.create_index(
        op.f("ix_autograder_hand_student"), "autograder_hand", ["student"], unique=False
    )
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
    op.create_table(
        "autograder_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student", sa.String(length=128), nullable=False),
        sa.Column("system", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("student", "system", "kind", "value"),
    )
    op.create_index(
        op.f("ix_autograder_identity_student"), "autograder_identity", ["student"], unique=False
    )
    op.create_table(
        "autograder_judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("lesson_digest", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("max_score", sa.Float(), nullable=False),
        sa.Column("verdicts", sa.JSON(), nullable=False),
        sa.Column("judged", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_autograder_judgement_attempt"), "autograder_judgement", ["attempt"], unique=False
    )
    op.create_table(
        "autograder_lesson_source",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("lesson", sa.String(length=128), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kept", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "autograder_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student", sa.String(length=128), nullable=False),
        sa.Column("lesson", sa.String(length=128), nullable=False),
        sa.Column("before", sa.Float(), nullable=True),
        sa.Column("after", sa.Float(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("who", sa.String(length=128), nullable=False),
        sa.Column("noticed", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_autograder_move_lesson"), "autograder_move", ["lesson"], unique=False)
    op.create_index(
        op.f("ix_autograder_move_student"), "autograder_move", ["student"], unique=False
    )
    op.create_table(
        "autograder_total",
        sa.Column("student", sa.String(length=128), nullable=False),
        sa.Column("lesson", sa.String(length=128), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("noticed", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("student", "lesson"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("autograder_total")
    op.drop_index(op.f("ix_autograder_move_student"), table_name="autograder_move")
    op.drop_index(op.f("ix_autograder_move_lesson"), table_name="autograder_move")
    op.drop_table("autograder_move")
    op.drop_table("autograder_lesson_source")
    op.drop_index(op.f("ix_autograder_judgement_attempt"), table_name="autograder_judgement")
    op.drop_table("autograder_judgement")
    op.drop_index(op.f("ix_autograder_identity_student"), table_name="autograder_identity")
    op.drop_table("autograder_identity")
    op.drop_table("autograder_hold")
    op.drop_index(op.f("ix_autograder_hand_student"), table_name="autograder_hand")
    op.drop_index(op.f("ix_autograder_hand_lesson"), table_name="autograder_hand")
    op.drop_table("autograder_hand")
    op.drop_index(op.f("ix_autograder_extension_student"), table_name="autograder_extension")
    op.drop_index(op.f("ix_autograder_extension_lesson"), table_name="autograder_extension")
    op.drop_table("autograder_extension")
    op.drop_table("autograder_enrolment")
    op.drop_table("autograder_due")
    op.drop_index(op.f("ix_autograder_attempt_student"), table_name="autograder_attempt")
    op.drop_index(op.f("ix_autograder_attempt_lesson"), table_name="autograder_attempt")
    op.drop_table("autograder_attempt")
    op.drop_index(op.f("ix_autograder_aside_lesson"), table_name="autograder_aside")
    op.drop_table("autograder_aside")
