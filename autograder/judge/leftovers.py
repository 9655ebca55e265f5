"""What outlives the cell or test that started it: threads, processes, timers, limits.

The kernel tells of threads, processes and limits; the process itself, which is not believed, only
of timers. What was left behind gets a time to come to its end. Whatever ends the process or speaks
in its place meanwhile, or does not stop computing, is held against who left it; an idle thread,
which many a library keeps, is not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from autograder.judge.errors import Gone, StudentError
from autograder.judge.proxy import Connection, pause
from autograder.judge.verdict import Stop, Verdict
from autograder.sandbox.sandbox import Child

SECONDS = 10.0  # that what was left behind is watched
_BUSY = 0.1  # seconds of computing time meanwhile that are more than a thread takes for waiting
_STEP = 0.05
_ASKED = 0.5  # seconds between two questions about a timer: to answer them is computing, too
_ANSWER = 5.0  # seconds that a process may take to say that it is there
_TIMER = 0  # stands for a timer among the numbers of threads
_CPU = "Max cpu time"
ENDED = "What it left running ended the program."


class Leftovers:
    """What is left behind in one process, by who left it (any text)."""

    def __init__(self, child: Child, connection: Connection, watch: Callable[[], None]) -> None:
        """`watch` is called while waiting; it may raise Gone."""
        self._child, self._connection, self._watch = child, connection, watch
        self._limits = child.limits()
        self._known = child.tasks()
        self._by: dict[str, set[int]] = {}
        self._lowered: dict[str, str] = {}

    def look(self, who: str) -> bool:
        """Hold against `who` all that is new since the last look; whether there is anything."""
        now = self._child.tasks()
        new = set(now - self._known)
        self._known |= now
        if self._connection.armed and not any(_TIMER in tasks for tasks in self._by.values()):
            new.add(_TIMER)
        if new:
            self._by.setdefault(who, set()).update(new)
        table = self._child.limits()
        if table and table != self._limits:
            lower = self._child.lowered(self._limits, table)
            self._limits = table
            if lower:
                self._lowered[who] = _CPU if _CPU in lower else lower[0]
        return who in self._by or who in self._lowered

    def forgive(self) -> None:
        """Take all that there is now as given."""
        self._known |= self._child.tasks()

    def who(self) -> frozenset[str]:
        """All who left something behind."""
        return frozenset([*self._by, *self._lowered])

    def lowers_limits(self, who: Collection[str]) -> bool:
        return any(each in self._lowered for each in who)

    def settle(self, who: Collection[str], until: float) -> Stop | None:
        """Wait for the end of what they left; returns why it is held against them, or None.

        What is idle at the end, or at the moment `until`, may stay.
        """
        if any(self._lowered.get(each) == _CPU for each in who):
            sentence = "It leaves a limit of computing time behind, which ends the program later."
            return Stop(Verdict.TIMEOUT, sentence)
        before, end = self._child.processor_seconds(), min(pause(SECONDS), until)
        ask = pause(0)
        try:
            while self._alive(who) and pause(0) < end:
                self._connection.listen(_STEP)
                self._watch()
                if self._connection.armed and pause(0) >= ask:
                    self._ask()
                    ask = pause(_ASKED)
            self._ask()  # it may have ended, or be interrupted just now
        except Gone as gone:
            return Stop(gone.stop.verdict, f"{ENDED} {gone.stop.sentence}")
        except StudentError as error:
            return Stop(Verdict.CRASH, f"What it left running interrupts it ({error.name}).")
        if self._alive(who) and self._child.processor_seconds() - before > _BUSY:
            return Stop(Verdict.TIMEOUT, "It leaves something running that does not end.")
        return None

    def _alive(self, who: Collection[str]) -> bool:
        theirs = set().union(*(self._by.get(each, set()) for each in who))
        timer = _TIMER in theirs and self._connection.armed
        return timer or bool(theirs & self._child.tasks())

    def _ask(self) -> None:
        """Have the process say that it is there, and whether a timer is set."""
        self._connection.deadline = pause(_ANSWER)
        self._connection.get("__name__")
