"""The desk's tables, beside those of `autograder.store.tables`.

An answer goes by lesson, grade id and student.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Float,
    Integer,
    String,
    Table,
    Text,
)

from autograder.store.tables import PREFIX, metadata


def _answer(*, primary_key: bool) -> tuple[Column[str], ...]:
    names = ("lesson", "cell", "student")
    return tuple(
        Column(name, String(128), nullable=False, primary_key=primary_key) for name in names
    )


def _marker(*, primary_key: bool = False) -> Column[str]:
    return Column("marker", String(128), nullable=False, primary_key=primary_key)


account = Table(
    PREFIX + "account",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("password", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("changed", DateTime, nullable=False),
)
session = Table(
    PREFIX + "session",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("name", String(128), nullable=False, index=True),
    Column("role", String(16), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("until", DateTime, nullable=False),
)
rubric_item = Table(
    PREFIX + "rubric_item",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("lesson", String(128), nullable=False, index=True),
    Column("cell", String(128), nullable=False),
    Column("text", Text, nullable=False),
    Column("points", Float, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("who", String(128), nullable=False),
    Column("changed", DateTime, nullable=False),
)
act = Table(
    PREFIX + "act",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("what", Text, nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Column("undone", Boolean, nullable=False),
    Column("who", String(128), nullable=False, index=True),
    Column("at", DateTime, nullable=False),
)
opinion = Table(
    PREFIX + "opinion",
    metadata,
    *_answer(primary_key=True),
    _marker(primary_key=True),
    Column("points", Float, nullable=False),
    Column("comment", Text, nullable=False),
    Column("chosen", JSON, nullable=False),
    Column("act", String(32), nullable=False, index=True),
    Column("at", DateTime, nullable=False),
)
deal = Table(
    PREFIX + "deal",
    metadata,
    *_answer(primary_key=True),
    _marker(),
    Column("second", Boolean, nullable=False),
    Column("until", DateTime, nullable=False),
)
flag = Table(
    PREFIX + "flag",
    metadata,
    *_answer(primary_key=True),
    _marker(),
    Column("note", Text, nullable=False),
    Column("at", DateTime, nullable=False),
)
draft = Table(
    PREFIX + "draft",
    metadata,
    _marker(primary_key=True),
    Column("place", String(255), primary_key=True),
    Column("fields", JSON, nullable=False),
    Column("changed", DateTime, nullable=False),
)
sample = Table(
    PREFIX + "sample",
    metadata,
    Column("lesson", String(128), primary_key=True),
    Column("cell", String(128), primary_key=True),
    Column("percent", Float, nullable=False),
)
