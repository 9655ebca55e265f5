"""Results that are there before the test asks for them.

A test makes its calls as ever. The first that was planned brings the next ones with it; each is
given the answer that was made for exactly its arguments, or is asked for by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from typing import Any

from autograder.judge.calls.plan import Batch, Plan
from autograder.judge.errors import Gone
from autograder.judge.verdict import Verdict

Reply = tuple[dict[str, Any], bytes]
_Ask = Callable[[Batch], tuple[Any, bytes]]


class Asked:
    """The replies to a plan's calls in one run of its test.

    Parameters
    ----------
    plan : of the test that is run.
    ask : sends a batch; returns the replies to its first calls, up to one that raised, and their
        blob.

    Raises Gone: the replies had an unknown form, or the process is of no more use.
    """

    def __init__(self, plan: Plan, ask: _Ask) -> None:
        self._plan = plan
        self._ask = ask
        self._replies: dict[int, Reply] = {}
        self._asking = self._begun = self._over = False
        self._next = self._end = 0

    @property
    def hasty(self) -> bool:
        """Whether calls were made that the test has not made, or not yet."""
        return self._asking or bool(self._replies)

    def first(self, names: Set[str]) -> Batch | None:
        """What the test will ask for first, if it needs no other functions than these."""
        batch = self._plan.batch(0)
        return batch if not self._begun and batch.names and batch.names <= names else None

    def bring(self, start: int, ask: Callable[[], tuple[Any, bytes]]) -> None:
        """Have the calls from `start` on made, and keep the replies."""
        self._asking = self._begun = True
        replies, blob = ask()
        self._asking = False
        due = self._plan.batch(start).count
        found = replies_in(replies, due)
        self._replies |= {start + i: (reply, blob) for i, reply in enumerate(found)}
        self._over = len(found) < due  # they do not fit in; neither may what follows

    def enter(self, statement: int) -> None:
        """Say which statement of the test comes next."""
        self._next, self._end = self._plan.spans.get(statement, (0, 0))

    def take(self, name: str, arguments: Any, state: Mapping[str, str]) -> Reply | None:
        """The reply to the call that the test makes now; None: it has to be asked for."""
        if self._next >= self._end:
            return None
        index, self._next = self._next, self._next + 1
        planned = self._plan.calls[index]
        if planned is None:
            return None
        if not planned.is_call(name, arguments, state):
            self._next = self._end  # the statement goes another way than planned
            return None
        if index not in self._replies and not self._over:
            self.bring(index, lambda: self._ask(self._plan.batch(index)))
        return self._replies.pop(index, None)


def replies_in(found: Any, most: int) -> list[dict[str, Any]]:
    """The replies to several calls, as they came; raises Gone when they are none, or too many."""
    if type(found) is list and len(found) <= most and all(type(each) is dict for each in found):
        return found
    raise Gone(Verdict.REFUSED, "The answer was not accepted: it had an unknown form.")
