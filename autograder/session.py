"""One submission's process: started when needed, started again and caught up after it stopped.

What was done is kept as a list of events; a fresh process repeats those that went well. A cell
that hung or ended the process is left out from then on.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from autograder.proxy import Connection, Gone, StudentError, pause
from autograder.sandbox import Child, Exit, Sandbox
from autograder.verdict import Stop, Verdict
from autograder.wire import Channel

CELL_SECONDS = 10.0
MAX_STARTS = 16
_SIGXCPU, _SIGKILL = 24, 9
_KINDS = ("stream", "display_data")
_MAX_OUTPUTS = 200
_MAX_TEXT = 40_000
_MAX_PICTURE = 2**22


class Session:
    """Runs a submission's cells, and keeps what they showed in `outputs` (by cell position)."""

    def __init__(
        self, sandbox: Sandbox, *, figures: bool = False, seconds: float = CELL_SECONDS
    ) -> None:
        self._sandbox = sandbox
        self._seconds = seconds
        self._figures = figures
        self._child: Child | None = None
        self._connection: Connection | None = None
        self._events: list[Callable[[Connection], object]] = []
        self._starts = 0
        self._killed_for: Stop | None = None
        self.outputs: dict[int, list[dict[str, Any]]] = {}
        self.notes: list[str] = []

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.restart()

    @property
    def current(self) -> Connection:
        """The connection to the running process; starts one when there is none."""
        if self._connection is None:
            self._start()
        assert self._connection is not None
        return self._connection

    def connection(self, seconds: float) -> Connection:
        """The current connection, given `seconds` from now on for what follows."""
        connection = self.current
        connection.deadline = pause(seconds)
        return connection

    def restart(self) -> None:
        """End the process; the next use starts a fresh one and catches it up."""
        child, self._child, self._connection = self._child, None, None
        if child is not None:
            child.kill()
            child.channel.close()

    def run(self, index: int, source: str) -> Stop | None:
        """Run a cell of the student's; returns why the process stopped, or None."""

        def event(connection: Connection) -> dict[str, Any]:
            connection.deadline = pause(self._seconds)
            return connection.run(source, figures=self._figures)

        try:
            reply = event(self.current)
        except Gone as gone:
            self.outputs[index] = [_error(gone.stop.verdict.value, gone.stop.sentence, "")]
            self.restart()
            return gone.stop
        self._events.append(event)
        self.outputs[index] = _checked_outputs(reply)
        return None

    def lend(self, name: str, answer: Callable[..., Any]) -> None:
        """From here on, `name` in the student's process calls the reference `answer` here."""

        def event(connection: Connection) -> None:
            connection.deadline = pause(self._seconds)
            connection.bind(name, answer)

        self._events.append(event)
        if self._connection is None:
            return  # the next start binds it
        try:
            event(self._connection)
        except (Gone, StudentError):
            self.restart()

    def _start(self) -> None:
        """Start a process and repeat the events that went well; drops those that do not now."""
        while True:
            self._starts += 1
            if self._starts > MAX_STARTS:
                raise Gone(Verdict.CRASH, "The program was ended too often to go on.")
            self._killed_for = None
            self._child = self._sandbox.fork()
            channel = Channel(self._child.channel, on_idle=self._watch)
            self._connection = Connection(channel, self._describe_end)
            failed = self._repeat_events(self._connection)
            if failed is None:
                return
            self._events.remove(failed)
            self.restart()

    def _repeat_events(self, connection: Connection) -> Callable[[Connection], object] | None:
        for event in self._events:
            try:
                event(connection)
            except (Gone, StudentError):
                return event
        return None

    def _watch(self) -> None:
        """Stop a process (with all it started) that takes more memory than it may."""
        child = self._child
        limit = self._sandbox.limits.memory
        if child is not None and child.memory() > limit:
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
        return Stop(Verdict.CRASH, "The program was killed: it used too much memory or time.")
    if end.kind == "signalled":
        return Stop(Verdict.CRASH, f"The program crashed (signal {end.code}).")
    return Stop(Verdict.CRASH, f"The program ended itself (exit code {end.code}).")


def _checked_outputs(reply: dict[str, Any]) -> list[dict[str, Any]]:
    """A cell's outputs rebuilt from what the process said, in known forms and bounded."""
    outputs: list[dict[str, Any]] = []
    items = reply.get("outputs")
    for item in items[:_MAX_OUTPUTS] if type(items) is list else []:
        if type(item) is not dict or item.get("output_type") not in _KINDS:
            continue
        if item["output_type"] == "stream":
            name = "stderr" if item.get("name") == "stderr" else "stdout"
            text = str(item.get("text", ""))[:_MAX_TEXT]
            outputs.append({"output_type": "stream", "name": name, "text": text})
        else:
            outputs.append(_display(item.get("data")))
    error = reply.get("error")
    if type(error) is dict:
        fields = (str(error.get(key, ""))[:8000] for key in ("ename", "evalue", "traceback"))
        outputs.append(_error(*fields))
    return outputs


def _display(data: Any) -> dict[str, Any]:
    """A display output with plain text and, if it is one, a PNG picture: nothing that runs."""
    kept: dict[str, str] = {}
    if type(data) is dict:
        kept["text/plain"] = str(data.get("text/plain", ""))[:_MAX_TEXT]
        picture = data.get("image/png")
        if type(picture) is str and len(picture) < _MAX_PICTURE and _is_png(picture):
            kept["image/png"] = picture
    return {"output_type": "display_data", "data": kept, "metadata": {}}


def _is_png(text: str) -> bool:
    try:
        return base64.b64decode(text, validate=True).startswith(b"\x89PNG\r\n")
    except ValueError:
        return False


def _error(name: str, text: str, trace: str) -> dict[str, Any]:
    lines = trace.split("\n") if trace else [f"{name}: {text}"]
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": lines}
