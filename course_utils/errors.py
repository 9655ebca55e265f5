"""An error in a student's function, said in a line."""

from __future__ import annotations

from course_utils.session.sentences import explain

__all__ = ["explain"]
