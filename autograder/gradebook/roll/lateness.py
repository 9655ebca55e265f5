"""Late penalties through nbgrader's own mechanism, by the rule that was typed for each lesson."""

from __future__ import annotations

from typing import Any

from nbgrader.plugins import LateSubmissionPlugin
from sqlalchemy import Connection

from autograder.deadlines.late import LatePolicy
from autograder.gradebook.roll.schedule import policy_of
from autograder.store.store import Store


class TypedLatePolicy(LateSubmissionPlugin):
    """Takes off what `autograder dates LESSON --late "…"` says.

    For a lesson without such a rule it does what `c.LateSubmissionPlugin.penalty_method` says.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._given: tuple[LatePolicy | None] | None = None

    def use(self, connection: Connection, lesson: str) -> None:
        """From now on, go by the rule for this lesson."""
        self._given = (policy_of(connection, lesson),)

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """The points to take off; asked only for what was late."""
        policy = self._given[0] if self._given else self._look_up()
        if policy is not None:
            return policy.penalty(score, total_seconds_late)
        found: float | None = super().late_submission_penalty(student_id, score, total_seconds_late)
        return found

    def _look_up(self) -> LatePolicy | None:
        """The rule for the lesson that nbgrader is at, for the step that made this plugin."""
        with Store(self.parent.db_url) as store, store.begin() as connection:
            return policy_of(connection, self.parent.assignment_id)
