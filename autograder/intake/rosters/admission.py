"""Whose hand-ins are graded: those of students on the roster, where there is one."""

from __future__ import annotations

import difflib
from functools import cached_property

from autograder.store.store import Store


class Admission:
    """The roster in an open gradebook, asked when it is first needed."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def refusal(self, student: str) -> str:
        """Why a hand-in is held aside, and how to admit it; empty where it is graded."""
        if self._admitted is None or student in self._admitted:
            return ""
        close = difflib.get_close_matches(student, self._admitted, n=1, cutoff=0.8)
        meant = f" (is it {close[0]}? then rename the folder)" if close else ""
        return (
            f"held aside, not graded: {student!r} is not on the roster{meant};"
            f" to admit: autograder students add {student!r}"
        )

    @cached_property
    def _admitted(self) -> set[str] | None:
        from autograder.gradebook.roll.classbook import admitted  # it brings nbgrader with it

        with self._store.begin() as connection:
            return admitted(connection)
