"""Penalties for lateness, worked out on the whole mark by the plugin that nbgrader is set to use.

nbgrader does it once, when it autogrades; a mark given by hand, a new due date or another rule come
later. Here it is done again whenever one of them may have changed.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from nbgrader.api import SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import Connection, update
from traitlets.config import Config

from autograder.common.text import first_line
from autograder.database.place import GradebookError, settings
from autograder.gradebook.roll.lateness import TypedLatePolicy
from autograder.gradebook.states import State, states
from autograder.lesson.course import Course
from autograder.store import dates
from autograder.store.store import version

_SAME = 1e-9
_silent = logging.Logger("silent", logging.ERROR)  # nbgrader's own is its commands', too


class Penalties:
    """The rule for lateness that nbgrader_config.py sets.

    Raises GradebookError when its plugin cannot be loaded.
    """

    def __init__(self, config: Config) -> None:
        try:
            step = AssignLatePenalties(config=config)
            step.log = _silent
            step.init_plugin()
        except Exception as error:  # a plugin is a file of the course's own: importing it runs it
            named = config.AssignLatePenalties.get("plugin_class")
            cause = error.__cause__ or error
            reason = f"{type(cause).__name__}: {first_line(cause)}"
            raise GradebookError(
                f"the late policy {named!r} in nbgrader_config.py cannot be used ({reason}); its"
                " file has to lie beside nbgrader_config.py and hold a subclass of"
                " LateSubmissionPlugin"
            ) from error
        self._plugin: Any = step.plugin_inst

    def apply(
        self, connection: Connection, lesson: str, student: str | None = None
    ) -> dict[str, State]:
        """Bring extensions and penalties up to date; returns the states as they then are."""
        found = states(connection, lesson, student)
        if isinstance(self._plugin, TypedLatePolicy):
            self._plugin.use(connection, lesson)
        _extend(connection, lesson, found)
        for who, state in found.items():
            penalty = self._penalty(who, state)
            if abs((penalty or 0.0) - (state.penalty or 0.0)) > _SAME:
                same = SubmittedNotebook.id == state.notebook
                change = update(SubmittedNotebook).where(same)
                connection.execute(change.values(late_submission_penalty=penalty))
                state.penalty = penalty
        return found

    def _penalty(self, student: str, state: State) -> float | None:
        """Between 0 and the whole mark, as nbgrader bounds it; None for who is in time."""
        if state.seconds_late <= 0:
            return None
        try:
            asked = self._plugin.late_submission_penalty(student, state.raw, state.seconds_late)
            return None if asked is None else min(max(float(asked), 0.0), max(state.raw, 0.0))
        except Exception as error:  # the course's own code
            name = type(self._plugin).__name__
            about = f"the rule for lateness ({name}) fails for {student}"
            raise GradebookError(f"{about}: {first_line(error)}") from error


def penalties(course: Course) -> Penalties:
    """The course's rule for lateness; raises GradebookError."""
    return Penalties(settings(course))


def _extend(connection: Connection, lesson: str, found: dict[str, State]) -> None:
    """Give nbgrader the extensions of ours, which may have come before the hand-in."""
    if version(connection) is None:
        return
    latest = {entry.student: entry for entry in dates.extension_history(connection, lesson)}
    for who in latest.keys() & found.keys():
        state, until = found[who], latest[who].until
        more = None
        if until is not None and state.due is not None:
            more = max(until - state.due, timedelta())
        if more != state.extension:
            same = SubmittedAssignment.id == state.submission
            connection.execute(update(SubmittedAssignment).where(same).values(extension=more))
            state.extension = more
