"""The tables, in a database that nbgrader's tables share; their names begin with `autograder_`.

A change here needs a migration in `migrations/versions`; a test compares the two. Students and
lessons are named as nbgrader names them, without foreign keys: its rows may come later than ours.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

PREFIX = "autograder_"
VERSION_TABLE = "autograder_version"
metadata = MetaData()


def _student(*, primary_key: bool = False, index: bool = False) -> Column:
    return _name("student", primary_key, index)


def _lesson(*, primary_key: bool = False, index: bool = False) -> Column:
    return _name("lesson", primary_key, index)


def _name(of: str, primary_key: bool, index: bool) -> Column:
    """As long as nbgrader's names."""
    kind = String(128)
    return Column(of, kind, nullable=False, primary_key=primary_key, index=index or None)


def _id() -> Column:
    return Column("id", Integer, primary_key=True)


enrolment = Table(
    PREFIX + "enrolment",
    metadata,
    _student(primary_key=True),
    Column("lms_id", String(255)),
    Column("login", String(255)),
    Column("section", String(255)),
    Column("active", Boolean, nullable=False),
    Column("changed", DateTime, nullable=False),
)
identity = Table(
    PREFIX + "identity",
    metadata,
    _id(),
    _student(index=True),
    Column("system", String(32), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("value", String(255), nullable=False),
    UniqueConstraint("student", "system", "kind", "value"),
)
due = Table(
    PREFIX + "due",
    metadata,
    _lesson(primary_key=True),
    Column("local", String(40)),
    Column("timezone", String(64)),
    Column("late", Text),
    Column("who", String(128), nullable=False),
    Column("changed", DateTime, nullable=False),
)
extension = Table(
    PREFIX + "extension",
    metadata,
    _id(),
    _student(index=True),
    _lesson(index=True),
    Column("until", DateTime),
    Column("reason", Text, nullable=False),
    Column("who", String(128), nullable=False),
    Column("given", DateTime, nullable=False),
)
aside = Table(
    PREFIX + "aside",
    metadata,
    _id(),
    _lesson(index=True),
    Column("name", Text, nullable=False),
    Column("kept", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("handed_in", DateTime),
    Column("reason", Text, nullable=False),
    Column("about", JSON, nullable=False),
    Column("noticed", DateTime, nullable=False),
    Column("student", String(128)),
    Column("settled", DateTime),
    Column("who", String(128)),
    UniqueConstraint("lesson", "name", "digest"),
)
attempt = Table(
    PREFIX + "attempt",
    metadata,
    _id(),
    _student(index=True),
    _lesson(index=True),
    Column("number", Integer, nullable=False),
    Column("handed_in", DateTime),
    Column("source", Text, nullable=False),
    Column("original_name", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("kept", Text, nullable=False),
    Column("counts", Boolean, nullable=False),
    Column("about", JSON, nullable=False),
    Column("noticed", DateTime, nullable=False),
    UniqueConstraint("student", "lesson", "number"),
)
judgement = Table(
    PREFIX + "judgement",
    metadata,
    _id(),
    Column("attempt", Integer, nullable=False, index=True),
    Column("seed", BigInteger, nullable=False),
    Column("lesson_digest", String(64), nullable=False),
    Column("score", Float, nullable=False),
    Column("max_score", Float, nullable=False),
    Column("verdicts", JSON, nullable=False),
    Column("judged", DateTime, nullable=False),
)
lesson_source = Table(
    PREFIX + "lesson_source",
    metadata,
    Column("digest", String(64), primary_key=True),
    _lesson(),
    Column("text", Text, nullable=False),
    Column("kept", DateTime, nullable=False),
)
total = Table(
    PREFIX + "total",
    metadata,
    _student(primary_key=True),
    _lesson(primary_key=True),
    Column("score", Float, nullable=False),
    Column("about", JSON, nullable=False),
    Column("noticed", DateTime, nullable=False),
)
move = Table(
    PREFIX + "move",
    metadata,
    _id(),
    _student(index=True),
    _lesson(index=True),
    Column("before", Float),
    Column("after", Float),
    Column("reason", Text, nullable=False),
    Column("who", String(128), nullable=False),
    Column("noticed", DateTime, nullable=False),
)
hand = Table(
    PREFIX + "hand",
    metadata,
    _id(),
    _student(index=True),
    _lesson(index=True),
    Column("cell", String(128), nullable=False),
    Column("what", String(16), nullable=False),
    Column("before", JSON),
    Column("after", JSON),
    Column("why", Text, nullable=False),
    Column("who", String(128), nullable=False),
    Column("at", DateTime, nullable=False),
)
hold = Table(
    PREFIX + "hold",
    metadata,
    _lesson(primary_key=True),
    Column("holder", Text, nullable=False),
)
run = Table(
    PREFIX + "run",
    metadata,
    Column("token", String(32), primary_key=True),
    Column("what", Text, nullable=False),
    Column("who", String(128), nullable=False),
    Column("at", DateTime, nullable=False),
)
answer = Table(
    PREFIX + "answer",
    metadata,
    _student(primary_key=True),
    _lesson(primary_key=True),
    _name("cell", primary_key=True, index=False),
    Column("digest", String(64), nullable=False),
)
returned = Table(
    PREFIX + "return",
    metadata,
    _id(),
    _student(index=True),
    _lesson(index=True),
    Column("form", String(32), nullable=False),
    Column("score", Float, nullable=False),
    Column("max_score", Float, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("place", Text, nullable=False),
    Column("who", String(128), nullable=False),
    Column("at", DateTime, nullable=False),
)
counting = Table(
    PREFIX + "counting",
    metadata,
    _lesson(primary_key=True),
    Column("best", Boolean, nullable=False),
    Column("who", String(128), nullable=False),
    Column("changed", DateTime, nullable=False),
)
