"""One submission's process: started when needed, started again and caught up after it stopped.

What was done is kept as a list of events; a fresh process repeats those that went well. A cell
that hung or ended the process is left out from then on. A submission has a time for all of it,
replays included, and what it may show is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from autograder.inside.wire import Channel
from autograder.judge import guard
from autograder.judge.pictures import redrawn
from autograder.judge.proxy import Connection, Gone, pause
from autograder.judge.verdict import Stop, Verdict
from autograder.sandbox.sandbox import Child, Exit, Sandbox

CELL_SECONDS = 10.0
TOTAL_SECONDS = 600.0
MAX_STARTS = 40
KILLED = "The program was killed: it used too much memory or time."
_REPLY_SECONDS = 1.0  # that the judge may be busy with an answer which came at the last moment
_SIGXCPU, _SIGKILL = 24, 9
# Control characters but tab and line ends, escape among them, and halves of surrogate pairs.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_Reply = TypeVar("_Reply")
_KINDS = ("stream", "display_data")
_MAX_OUTPUTS = 200
_MAX_TEXT = 40_000
_MAX_ERROR = 200
_MAX_PICTURE = 2**22
_MAX_SHOWN = 2**24  # characters, pictures included, that a submission may show in all


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
        self._events: list[Callable[[Connection], object]] = []
        self._starts = 0
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

    def connection(self, seconds: float) -> Connection:
        """The current connection, given `seconds` from now on for what follows."""
        connection = self.current
        connection.deadline = min(pause(seconds), self._end)
        return connection

    def restart(self) -> None:
        """End the process; the next use starts a fresh one and catches it up."""
        child, self._child, self._connection = self._child, None, None
        if child is not None:
            with child:  # ends it, and lets go of everything it held
                pass

    def run(
        self, index: int, source: str, *, figures: bool = False, instead: str = ""
    ) -> Stop | None:
        """Run a cell of the student's; returns why the process stopped, or None.

        `figures` keeps the pictures that the cell draws; `instead` completes it when it stops.
        """

        def event(connection: Connection) -> dict[str, Any]:
            return connection.run(source, figures=figures, instead=instead)

        try:
            reply = self._do(event, self.current)
        except Gone as gone:
            self.outputs[index] = [_error(gone.stop.verdict.value, gone.stop.sentence, "")]
            self.restart()
            return gone.stop
        self._events.append(event)
        self.outputs[index] = self._shown(reply, figures=figures)
        if reply.get("taken") is True:
            line = reply.get("line")
            self.stopped_at[index] = line if type(line) is int else 0
        return None

    def error(self, index: int) -> str:
        """The error that the cell at `index` stopped with, in a few words; empty without one."""
        shown = self.outputs.get(index) or [{}]
        if shown[-1].get("output_type") != "error":
            return ""
        text = " ".join(f"{shown[-1]['ename']}: {shown[-1]['evalue']}".split())
        return re.sub(r"\(<[^<>]*>, line (\d+)\)", r"(line \1)", text)[:_MAX_ERROR]

    def lend(self, name: str, answer: Callable[..., Any]) -> None:
        """From here on, `name` in the student's process calls the reference `answer` here."""

        def event(connection: Connection) -> None:
            connection.bind(name, answer)

        self._events.append(event)
        if self._connection is None:
            return  # the next start binds it
        try:
            self._do(event, self._connection)
        except Gone:
            self.restart()

    def _do(self, event: Callable[[Connection], _Reply], connection: Connection) -> _Reply:
        """Have an event done, in a cell's time; raises Gone. So does what the judge itself does
        for it, such as answering calls of a reference answer that was lent."""
        connection.deadline = min(pause(self._seconds), self._end)
        left = max(connection.deadline - pause(0), 0.0) + _REPLY_SECONDS
        try:
            return guard.within(left, lambda: event(connection))
        except guard.TimeUp:
            raise Gone(Verdict.TIMEOUT, "It did not finish within the time limit.") from None
        except (MemoryError, RecursionError):
            raise Gone(Verdict.REFUSED, "It sent more than the judge can take in.") from None

    def _shown(self, reply: dict[str, Any], *, figures: bool) -> list[dict[str, Any]]:
        """A cell's outputs, as long as the submission has not shown too much in all."""
        outputs = _checked_outputs(reply, figures=figures)
        size = sum(len(str(output)) for output in outputs)
        if size > self._room:
            self._room = 0
            text = "(This notebook shows too much; from here on nothing is kept.)\n"
            return [{"output_type": "stream", "name": "stderr", "text": text}]
        self._room -= size
        return outputs

    def _start(self) -> None:
        """Start a process and repeat the events that went well; drops those that do not now."""
        while True:
            self._starts += 1
            if self._starts > MAX_STARTS:
                raise Gone(Verdict.CRASH, "The program was ended too often to go on.")
            if pause(0) >= self._end:
                raise Gone(Verdict.TIMEOUT, f"The whole notebook took more than {self._total:g} s.")
            self._child = self._sandbox.fork()
            channel = Channel(self._child.channel, on_idle=self._watch)
            self._connection = Connection(channel, self._describe_end, self._operators)
            failed = self._repeat_events(self._connection)
            if failed is None:
                return
            self._events.remove(failed)
            self.restart()

    def _repeat_events(self, connection: Connection) -> Callable[[Connection], object] | None:
        for event in self._events:
            try:
                self._do(event, connection)
            except Gone:
                return event
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


def describe_exit(end: Exit | None) -> Stop:
    """The verdict on a process that ended while it should have answered."""
    if end is None:
        return Stop(Verdict.REFUSED, "The program cut the connection to the judge.")
    if end.kind == "signalled" and end.code == _SIGXCPU:
        return Stop(Verdict.TIMEOUT, "It used up its computing time.")
    if end.kind == "signalled" and end.code == _SIGKILL:
        return Stop(Verdict.CRASH, KILLED)
    if end.kind == "signalled":
        return Stop(Verdict.CRASH, f"The program crashed (signal {end.code}).")
    return Stop(Verdict.CRASH, f"The program ended itself (exit code {end.code}).")


def _checked_outputs(reply: dict[str, Any], *, figures: bool) -> list[dict[str, Any]]:
    """A cell's outputs rebuilt from what the process said, in known forms and bounded."""
    outputs: list[dict[str, Any]] = []
    items = reply.get("outputs")
    for item in items[:_MAX_OUTPUTS] if type(items) is list else []:
        if type(item) is not dict or item.get("output_type") not in _KINDS:
            continue
        if item["output_type"] == "stream":
            name = "stderr" if item.get("name") == "stderr" else "stdout"
            text = _text(item.get("text"), _MAX_TEXT)
            outputs.append({"output_type": "stream", "name": name, "text": text})
        else:
            outputs.append(_display(item.get("data"), figures=figures))
    error = reply.get("error")
    if type(error) is dict:
        fields = (_text(error.get(key), 8000) for key in ("ename", "evalue", "traceback"))
        outputs.append(_error(*fields))
    return outputs


def _text(value: Any, longest: int) -> str:
    """Text of the process's as text that can be written to a file and shown in a terminal."""
    text = value[:longest] if type(value) is str else ""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def _display(data: Any, *, figures: bool) -> dict[str, Any]:
    """A display output with plain text and, if it is one, a PNG picture, drawn anew."""
    kept: dict[str, str] = {}
    if type(data) is dict:
        kept["text/plain"] = _text(data.get("text/plain"), _MAX_TEXT)
        picture = data.get("image/png") if figures else None
        if type(picture) is str and len(picture) < _MAX_PICTURE and (anew := redrawn(picture)):
            kept["image/png"] = anew
    return {"output_type": "display_data", "data": kept, "metadata": {}}


def _error(name: str, text: str, trace: str) -> dict[str, Any]:
    lines = trace.split("\n") if trace else [f"{name}: {text}"]
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": lines}
