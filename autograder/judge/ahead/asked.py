"""Results that are there before the test asks for them.

A test makes its calls as ever. The first that was planned brings the next ones with it; each is
given the answer that was made for exactly its arguments, or is asked for by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.judge.ahead.plan import Batch, Plan

Reply = tuple[dict[str, Any], bytes]
_Ask = Callable[[Batch], tuple[list[dict[str, Any]], bytes]]


class Asked:
    """The replies to a plan's calls in one run of its test.

    Parameters
    ----------
    plan : of the test that is run.
    ask : sends a batch; returns the replies to its first calls, up to one that raised.
    """

    def __init__(self, plan: Plan, ask: _Ask) -> None:
        self._plan = plan
        self._ask = ask
        self._replies: dict[int, Reply] = {}
        self._asking = False
        self._next = self._end = 0

    @property
    def hasty(self) -> bool:
        """Whether calls were made that the test has not made, or not yet."""
        return self._asking or bool(self._replies)

    def enter(self, statement: int) -> None:
        """Say which statement of the test comes next."""
        self._next, self._end = self._plan.spans.get(statement, (0, 0))

    def take(self, name: str, form: bytes) -> Reply | None:
        """The reply to the call that the test makes now; None: it has to be asked for."""
        if self._next >= self._end:
            return None
        index, self._next = self._next, self._next + 1
        planned = self._plan.calls[index]
        if planned is None:
            return None
        if (planned.name, planned.form) != (name, form):
            self._next = self._end  # the statement goes another way than planned
            return None
        if index not in self._replies:
            self._fetch(index)
        return self._replies.pop(index, None)

    def _fetch(self, start: int) -> None:
        self._asking = True
        replies, blob = self._ask(self._plan.batch(start))
        self._asking = False
        self._replies |= {start + i: (reply, blob) for i, reply in enumerate(replies)}
