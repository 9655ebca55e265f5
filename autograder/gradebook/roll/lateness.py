"""Late penalties through nbgrader's own mechanism, by the rule that was typed for each lesson."""

from __future__ import annotations

from typing import Any

from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties

from autograder.deadlines.late import LatePolicy, read_policy
from autograder.gradebook.roll.classbook import settle_extensions
from autograder.store import dates
from autograder.store.store import Store


class TypedLatePolicy(LateSubmissionPlugin):
    """Takes off what `autograder dates LESSON --late "…"` says.

    For a lesson without such a rule it does what `c.LateSubmissionPlugin.penalty_method` says.
    """

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """The points to take off; nbgrader calls it only for what was late."""
        policy = policy_in(self.parent.db_url, self.parent.assignment_id)
        if policy is None:
            found: float | None = super().late_submission_penalty(
                student_id, score, total_seconds_late
            )
            return found
        return policy.penalty(score, total_seconds_late)


class LatePenalties(AssignLatePenalties):
    """nbgrader's step, after extensions granted before the hand-in have reached nbgrader's row."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        about = resources["nbgrader"]
        with Store(about["db_url"]) as store, store.begin() as connection:
            settle_extensions(connection, about["assignment"], about["student"])
        return super().preprocess(nb, resources)


def policy_in(url: str, lesson: str) -> LatePolicy | None:
    """The rule that was typed for a lesson, in the database at `url`."""
    with Store(url) as store, store.begin() as connection:
        entry = dates.dues(connection).get(lesson)
    return read_policy(entry.late) if entry and entry.late else None
