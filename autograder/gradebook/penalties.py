"""Penalties for lateness, worked out on the whole mark by the plugin that nbgrader is set to use.

nbgrader does it once, when it autogrades; a mark given by hand, a new due date or another rule come
later. Here it is done again whenever one of them may have changed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, update
from traitlets.config import Config

from autograder.common.text import first_line
from autograder.database.place import GradebookError, settings
from autograder.database.tables import submitted_assignment, submitted_notebook
from autograder.gradebook.roll.schedule import policy_of
from autograder.gradebook.states import State, standings, states
from autograder.lesson.course import Course
from autograder.store import dates
from autograder.store.store import version

TYPED = "autograder.gradebook.roll.lateness.TypedLatePolicy"
_SAME = 1e-9
_Rule = Callable[[str, float, float], float | None]  # student, mark, seconds late
_silent = logging.Logger("silent", logging.ERROR)  # nbgrader's own is its commands', too


class Penalties:
    """The rule for lateness that nbgrader_config.py sets.

    Raises GradebookError when its plugin cannot be loaded.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._typed = config.AssignLatePenalties.get("plugin_class") == TYPED
        self._plugin: Any = None if self._typed else _load(config)
        self._ours = False  # whether our tables were there: they stay

    def apply(
        self, connection: Connection, lesson: str, student: str | None = None
    ) -> dict[str, State]:
        """Bring extensions and penalties up to date; returns the states as they then are."""
        found = states(connection, lesson, student)
        self._extend(connection, lesson, found, student)
        _set(connection, found, self._rule(connection, lesson, found))
        return found

    def apply_to(self, connection: Connection, lesson: str, student: str) -> None:
        """As `apply` for one student, whose marks are read only where the work was late."""
        found = standings(connection, lesson, student)
        self._extend(connection, lesson, found, student)
        if any(state.seconds_late > 0 for state in found.values()):
            self.apply(connection, lesson, student)
        else:
            _set(connection, found, lambda *_: None)

    def _rule(self, connection: Connection, lesson: str, found: dict[str, State]) -> _Rule:
        """What to ask for a penalty: nbgrader's plugin only where it is needed."""
        if self._typed:
            policy = policy_of(connection, lesson)
            if policy is not None:
                return lambda _, score, late: policy.penalty(score, late)
            if not any(state.seconds_late > 0 for state in found.values()):
                return lambda *_: None
        if self._plugin is None:
            self._plugin = _load(self._config)
        if hasattr(self._plugin, "use"):
            self._plugin.use(connection, lesson)
        rule: _Rule = self._plugin.late_submission_penalty
        return rule

    def _extend(
        self, connection: Connection, lesson: str, found: dict[str, State], student: str | None
    ) -> None:
        """Give nbgrader the extensions of ours, which may have come before the hand-in."""
        self._ours = self._ours or version(connection) is not None
        if not self._ours:
            return
        history = dates.extension_history(connection, lesson, student)
        latest = {entry.student: entry for entry in history}
        for who in latest.keys() & found.keys():
            state, until = found[who], latest[who].until
            more = None
            if until is not None and state.due is not None:
                more = max(until - state.due, timedelta())
            if more != state.extension:
                same = submitted_assignment.c.id == state.submission
                connection.execute(update(submitted_assignment).where(same).values(extension=more))
                state.extension = more


def _set(connection: Connection, found: dict[str, State], rule: _Rule) -> None:
    """Write the penalties that the rule gives, where they are others."""
    for who, state in found.items():
        penalty = _penalty(rule, who, state)
        if abs((penalty or 0.0) - (state.penalty or 0.0)) > _SAME:
            same = submitted_notebook.c.id == state.notebook
            change = update(submitted_notebook).where(same)
            connection.execute(change.values(late_submission_penalty=penalty))
            state.penalty = penalty


def _penalty(rule: _Rule, student: str, state: State) -> float | None:
    """Between 0 and the whole mark, as nbgrader bounds it; None for who is in time."""
    if state.seconds_late <= 0:
        return None
    try:
        asked = rule(student, state.raw, state.seconds_late)
        return None if asked is None else min(max(float(asked), 0.0), max(state.raw, 0.0))
    except Exception as error:  # the course's own code
        name = type(getattr(rule, "__self__", rule)).__name__
        about = f"the rule for lateness ({name}) fails for {student}"
        raise GradebookError(f"{about}: {first_line(error)}") from error


def _load(config: Config) -> Any:
    from nbgrader.preprocessors import AssignLatePenalties

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
    return step.plugin_inst


def penalties(course: Course) -> Penalties:
    """The course's rule for lateness; raises GradebookError."""
    return Penalties(settings(course))
