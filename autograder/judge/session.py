"""One submission's process: started when needed, started again and caught up after it stopped.

What was done is kept as a list of events; a fresh process repeats those that went well. A cell
that hung or ended the process is left out from then on. A submission has a time for all of it,
replays included, and what it may show is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from autograder.inside.wire import Channel
from autograder.judge import guard
from autograder.judge.errors import describe_exit
from autograder.judge.guard import CELL_SECONDS, TOTAL_SECONDS
from autograder.judge.leftovers import Leftovers
from autograder.judge.outputs import checked_outputs, error_output
from autograder.judge.proxy import Connection, Gone, pause
from autograder.judge.verdict import Stop, Verdict
from autograder.sandbox.sandbox import Child, Sandbox
from course_utils.notebook.notes import described

MAX_STARTS = 120
_REPLY_SECONDS = 1.0  # that the judge may be busy with an answer which came at the last moment
_MOST_WATCHED = 60.0  # seconds that a submission's leftovers are waited for
_Reply = TypeVar("_Reply")
Answers = Sequence[tuple[str, Callable[..., Any]]]  # functions that are lent, by name
StandIns = Mapping[str, Answers]  # what is lent in the place of whose cell
_MAX_ERROR = 200
_MAX_LINE = 10**6
_MAX_SHOWN = 2**24  # characters, pictures included, that a submission may show in all


@dataclass(eq=False)
class _Event:
    """Something that is done in a process, and again in each fresh one.

    `who` is the exercise whose cell it is; for any other cell, a name of its own.
    """

    do: Callable[[Connection], object]
    who: str = ""


class Session:
    """Runs a submission's cells, and keeps what they showed in `outputs` (by cell position).

    Parameters
    ----------
    sandbox : where its processes come from.
    seconds : for one cell.
    total : seconds for all of it.
    operators : which operators work on the student's objects.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        *,
        seconds: float = CELL_SECONDS,
        total: float = TOTAL_SECONDS,
        operators: frozenset[str] = frozenset(),
    ) -> None:
        self._sandbox = sandbox
        self._seconds = seconds
        self._total, self._end = total, pause(total)
        self._operators = operators
        self._room = _MAX_SHOWN
        self._child: Child | None = None
        self._connection: Connection | None = None
        self._leftovers: Leftovers | None = None
        self._events: list[_Event] = []
        self._of_test: dict[str, str] = {}  # whose test it is that left something behind
        self._leaving: set[str] = set()  # who leaves something behind that was not settled yet
        self._without: StandIns | None = None
        self._starts = 0
        self._given = self._starved = 0.0  # of the deadline: its length, what was waited before
        self._watched = 0.0  # seconds spent on what was left behind
        self.foresees = True  # whether calls may be asked for ahead of the tests
        self.stand_ins: Callable[[], StandIns] = dict
        self.outputs: dict[int, list[dict[str, Any]]] = {}
        self.stopped_at: dict[int, int] = {}  # the line, of cells of which the rest was taken
        self.notes: list[str] = []

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.restart()

    @property
    def current(self) -> Connection:
        """The connection to the running process; starts one when there is none.

        Raises Gone when the submission has had its time or its starts.
        """
        if pause(0) >= self._end:
            self.restart()
            raise Gone(Verdict.TIMEOUT, f"The whole notebook took more than {self._total:g} s.")
        if self._connection is None:
            self._start()
        assert self._connection is not None
        return self._connection

    @property
    def hasty(self) -> bool:
        """Whether the process made calls that no test has made yet."""
        return self._connection is not None and self._connection.hasty

    def connection(self, seconds: float) -> Connection:
        """The current connection, given `seconds` from now on for what follows."""
        connection = self.current
        self._give(connection, seconds)
        return connection

    def _give(self, connection: Connection, seconds: float) -> None:
        connection.deadline = min(pause(seconds), self._end)
        self._given, self._starved = seconds, self._starved_seconds()

    def late(self) -> float:
        """By how many seconds a deadline is put off: what judge and process have waited for a
        processor since it was set, so that a busy machine costs nobody marks. Not without end."""
        waited = self._starved_seconds() - self._starved  # below 0: the process has ended
        return min(max(waited, 0.0), guard.MOST_LATE * self._given)

    def _starved_seconds(self) -> float:
        return self._child.starved_seconds() if self._child is not None else 0.0

    def restart(self) -> None:
        """End the process; the next use starts a fresh one and catches it up."""
        child, self._child, self._connection = self._child, None, None
        if child is not None:
            with child:  # ends it, and lets go of everything it held
                pass

    def run(
        self,
        index: int,
        source: str,
        *,
        exercise: str = "",
        figures: bool = False,
        instead: str = "",
    ) -> Stop | None:
        """Run a cell of the student's; returns why the process stopped, or None.

        `exercise` is the one whose cell it is; `figures` keeps the pictures that the cell draws;
        `instead` completes it when it stops.
        """

        def do(connection: Connection) -> dict[str, Any]:
            return connection.run(source, figures=figures, instead=instead)

        event = _Event(do, exercise or cell_name(index))
        try:
            reply = self._do(do, self.current)
        except Gone as gone:
            self._show_stop(index, gone.stop)
            self.restart()
            return gone.stop
        if self._leftovers is not None and self._leftovers.look(event.who):
            self._leaving.add(event.who)
        self._events.append(event)
        self.outputs[index] = self._shown(reply, figures=figures)
        if reply.get("taken") is True:
            line = reply.get("line")
            self.stopped_at[index] = line if type(line) is int and 0 < line < _MAX_LINE else 0
        return None

    def left_behind(self, exercise: str, test: str) -> frozenset[str]:
        """Which of the two left something behind, the exercise's cell or (from now on) the test."""
        if self._leftovers is None or self._child is None:
            return frozenset()
        if self._leftovers.look(test):
            self._of_test[test] = exercise
        return self._leftovers.who() & {exercise, test}

    def suspects(self, besides: str) -> frozenset[str]:
        """Who else left something behind in the process as it is, or was before it ended."""
        who = self._leftovers.who() if self._leftovers is not None else frozenset()
        who = frozenset(self._of_test.get(each, each) for each in who) - {besides}
        return who & {event.who for event in self._events}

    def leaves(self, who: str) -> bool:
        """Whether something was left behind that nobody has waited for yet."""
        return who in self._leaving

    def lowers_limits(self, who: frozenset[str]) -> bool:
        """Whether they lowered a limit of the process, for all who come after."""
        return self._leftovers is not None and self._leftovers.lowers_limits(who)

    def settle(self, who: frozenset[str]) -> Stop | None:
        """Wait for what they left behind; returns why it is held against them, or None."""
        self._leaving -= who
        if self._leftovers is None:
            return None
        began = pause(0)
        until = min(self._end, began + max(_MOST_WATCHED - self._watched, 0.0))
        stop = self._leftovers.settle(who, until)
        self._watched += pause(0) - began
        return stop

    def take_back(self, index: int, stop: Stop) -> None:
        """Leave a cell of no exercise out, as if it had stopped the process when it was run."""
        self._show_stop(index, stop)
        self.replace(cell_name(index), ())
        self.restart()

    def _show_stop(self, index: int, stop: Stop) -> None:
        self.outputs[index] = [error_output(stop.verdict.value, stop.sentence, "")]

    def replace(self, who: str, answers: Answers) -> None:
        """From the next start on, lend `answers` in the place of a cell."""
        places = [number for number, event in enumerate(self._events) if event.who == who]
        binds = [_Event(_bind(name, answer)) for name, answer in answers]
        for number in reversed(places):
            self._events[number : number + 1] = binds if number == places[0] else []

    @contextmanager
    def without(self, stand_ins: StandIns) -> Iterator[None]:
        """In the block, have a process of its own in which these cells were never run."""
        self._without = stand_ins
        self.restart()
        try:
            yield
        finally:
            self._without = None
            self.restart()

    def error(self, index: int) -> str:
        """The error that the cell at `index` stopped with, in a few words; empty without one."""
        shown = self.outputs.get(index) or [{}]
        if shown[-1].get("output_type") != "error":
            return ""
        text = " ".join(described(shown[-1]["ename"], shown[-1]["evalue"]).split())
        return re.sub(r"\(<[^<>]*>, line (\d+)\)", r"(line \1)", text)[:_MAX_ERROR]

    def lend(self, name: str, answer: Callable[..., Any]) -> None:
        """From here on, `name` in the student's process calls the reference `answer` here."""
        event = _Event(_bind(name, answer))
        self._events.append(event)
        if self._connection is None:
            return  # the next start binds it
        try:
            self._do(event.do, self._connection)
        except Gone:
            self.restart()

    @contextmanager
    def own(self, names: Sequence[str]) -> Iterator[bool]:
        """In the block, have the student's own answers where others were lent; whether there are.

        Raises Gone; the process was restarted then. Nothing is asked for ahead of a test: in a
        fresh process the others would stand there again.
        """
        foresees, self.foresees = self.foresees, False
        try:
            own = [self._do(_swap(name, own=True), self.current) for name in names]
            yield any(own)
            for name in names:
                self._do(_swap(name, own=False), self.current)
        except Gone:
            self.restart()
            raise
        finally:
            self.foresees = foresees

    def _do(self, event: Callable[[Connection], _Reply], connection: Connection) -> _Reply:
        """Have an event done, in a cell's time; raises Gone. So does what the judge itself does
        for it, such as answering calls of a reference answer that was lent."""
        self._give(connection, self._seconds)
        left = max(connection.deadline - pause(0), 0.0) + _REPLY_SECONDS
        try:
            return guard.within(left, lambda: event(connection), late=self.late)
        except guard.TimeUp:
            raise Gone(Verdict.TIMEOUT, "It did not finish within the time limit.") from None
        except (MemoryError, RecursionError):
            raise Gone(Verdict.REFUSED, "It sent more than the judge can take in.") from None

    def _shown(self, reply: dict[str, Any], *, figures: bool) -> list[dict[str, Any]]:
        """A cell's outputs, as long as the submission has not shown too much in all."""
        outputs = checked_outputs(reply, figures=figures)
        size = sum(len(str(output)) for output in outputs)
        if size > self._room:
            self._room = 0
            text = "(This notebook shows too much; from here on nothing is kept.)\n"
            return [{"output_type": "stream", "name": "stderr", "text": text}]
        self._room -= size
        return outputs

    def _start(self) -> None:
        """Start a process and catch it up with what went well.

        What does not go well again has an earlier cell to blame, as a rule: the cells of exercises
        that are judged give way to the reference answers, and only then the one that failed.
        """
        while True:
            self._starts += 1
            if self._starts > MAX_STARTS:
                raise Gone(Verdict.CRASH, "The program was ended too often to go on.")
            if pause(0) >= self._end:
                raise Gone(Verdict.TIMEOUT, f"The whole notebook took more than {self._total:g} s.")
            self._child = self._sandbox.fork()
            channel = Channel(self._child.channel, on_idle=self._watch, late=self.late)
            self._connection = Connection(channel, self._describe_end, self._operators)
            self._leftovers = Leftovers(self._child, self._connection, self._watch)
            events = self._events
            if self._without is not None:
                events = _replaced(events, self._without)
            failed = self._repeat(events, self._connection)
            if failed is None:
                return
            self.restart()
            if self._without is not None:
                raise Gone(Verdict.CRASH, "The program was ended while it was caught up.")
            judged = {e.who for e in self._events} & (stand_ins := self.stand_ins()).keys()
            for who in judged:
                self.replace(who, stand_ins[who])
            if not judged:
                self._events.remove(failed)

    def _repeat(self, events: Sequence[_Event], connection: Connection) -> _Event | None:
        """Do the events; returns the first that does not go well."""
        assert self._leftovers is not None
        for event in events:
            try:
                self._do(event.do, connection)
            except Gone:
                return event
            if event.who in self._leaving:
                self._leftovers.look(event.who)
        self._leftovers.forgive()
        return None

    def _watch(self) -> None:
        """Stop a process (with all it started) that takes more memory than it may."""
        child = self._child
        if child is None:
            return
        child.calm()
        limit = self._sandbox.limits.memory
        if child.memory() > limit:
            raise Gone(Verdict.CRASH, f"It used more than {limit // 2**20} MiB of memory.")

    def _describe_end(self) -> Stop:
        end = self._child.exit(timeout=2.0) if self._child is not None else None
        return describe_exit(end)


def cell_name(index: int) -> str:
    """Who a cell is that belongs to no exercise."""
    return f"cell {index}"


def _bind(name: str, answer: Callable[..., Any]) -> Callable[[Connection], None]:
    return lambda connection: connection.bind(name, answer)


def _swap(name: str, *, own: bool) -> Callable[[Connection], bool]:
    return lambda connection: connection.swap(name, own=own)


def _replaced(events: Sequence[_Event], stand_ins: StandIns) -> list[_Event]:
    """The events with some cells replaced by reference answers."""
    found: list[_Event] = []
    done: set[str] = set()
    for event in events:
        if event.who not in stand_ins:
            found.append(event)
        elif event.who not in done:
            done.add(event.who)
            found += [_Event(_bind(name, answer)) for name, answer in stand_ins[event.who]]
    return found
