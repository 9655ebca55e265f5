"""nbgrader's tables, as far as ours read and write them, without starting nbgrader itself.

Importing nbgrader takes a second and brings JupyterLab's server with it; a look at the gradebook
needs neither. The names are those of nbgrader 0.9; a test compares them with nbgrader's own.
"""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Interval,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()


def _key() -> Column[str]:
    return Column("id", String(32), primary_key=True, default=lambda: uuid4().hex)


course = Table("course", metadata, Column("id", String(128), primary_key=True))
assignment = Table(
    "assignment",
    metadata,
    _key(),
    Column("name", String(128), nullable=False),
    Column("duedate", DateTime()),
    Column("course_id", String(128), ForeignKey("course.id"), nullable=False),
)
notebook = Table(
    "notebook",
    metadata,
    _key(),
    Column("assignment_id", String(32), ForeignKey("assignment.id")),
)
base_cell = Table(
    "base_cell",
    metadata,
    _key(),
    Column("name", String(128), nullable=False),
    Column("notebook_id", String(32), ForeignKey("notebook.id")),
    Column("type", String(50)),
)
student = Table(
    "student",
    metadata,
    Column("id", String(128), primary_key=True),
    Column("first_name", String(128)),
    Column("last_name", String(128)),
    Column("email", String(128)),
    Column("lms_user_id", String(128)),
)
submitted_assignment = Table(
    "submitted_assignment",
    metadata,
    _key(),
    Column("assignment_id", String(32), ForeignKey("assignment.id")),
    Column("student_id", String(128), ForeignKey("student.id")),
    Column("timestamp", DateTime()),
    Column("extension", Interval()),
)
submitted_notebook = Table(
    "submitted_notebook",
    metadata,
    _key(),
    Column("assignment_id", String(32), ForeignKey("submitted_assignment.id")),
    Column("late_submission_penalty", Float()),
)
grade = Table(
    "grade",
    metadata,
    _key(),
    Column("notebook_id", String(32), ForeignKey("submitted_notebook.id")),
    Column("cell_id", String(32), ForeignKey("base_cell.id")),
    Column("auto_score", Float()),
    Column("manual_score", Float()),
    Column("extra_credit", Float()),
    Column("needs_manual_grade", Boolean()),
)
comment = Table(
    "comment",
    metadata,
    _key(),
    Column("notebook_id", String(32), ForeignKey("submitted_notebook.id")),
    Column("cell_id", String(32), ForeignKey("base_cell.id")),
    Column("manual_comment", Text()),
)
