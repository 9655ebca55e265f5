"""The judge's side of the wire: the student's functions and objects as the judge sees them.

Calling a proxy sends data to the student's process and returns data; nothing a student made is
ever executed, unpickled or compared here. Whatever the process does instead of answering (hang,
die, talk nonsense) raises Gone, which carries the verdict.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from autograder.inside.wire import Channel, Encoder
from autograder.judge.calls.asked import Asked, Reply, replies_in
from autograder.judge.calls.exchange import Exchange, pause
from autograder.judge.calls.heard import Heard
from autograder.judge.calls.plan import Batch, Plan
from autograder.judge.calls.state import error_state
from autograder.judge.errors import Gone, StudentError
from autograder.judge.handles import StudentFunction, StudentObject
from autograder.judge.verdict import Stop, Verdict
from course_utils.check.calls import name_arguments
from course_utils.check.failure import inputs

__all__ = [
    "MISSING",
    "Connection",
    "Gone",
    "StudentError",
    "StudentFunction",
    "StudentObject",
    "pause",
]

MISSING = object()
_MOST_AT_ONCE = 64  # calls in one message
_HASTE = 2.0  # seconds for calls that are asked for ahead of the test
_MAX_TRACED = 32 * 2**20  # bytes of results that are kept for the diagnosis
_WARNINGS = {
    cls.__name__: cls
    for cls in (RuntimeWarning, UserWarning, DeprecationWarning, FutureWarning, SyntaxWarning)
}


class Connection(Exchange):
    """What a student's process can be asked for, and what it answers.

    Parameters
    ----------
    channel, describe_end : as `Exchange` has them.
    operators : which operators ("add", …) work on the student's objects: those of the lesson's own
        classes. Others would only let an object answer where a number is due.
    """

    def __init__(
        self,
        channel: Channel,
        describe_end: Callable[[], Stop],
        operators: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(channel, describe_end)
        self._operators = operators
        self._traced: set[int] = set()
        self._handles: dict[str, int] = {}  # of the functions that were fetched, by name
        self._asked: Asked | None = None
        self.neutral = False  # whether the student's code runs under NumPy's default error state
        self.trace: list[tuple[Any, ...]] = []
        self._traced_bytes = 0

    def begin_test(self, plan: Plan | None = None) -> None:
        """Forget what the last test was answered, and the functions that it gave away.

        `plan` holds the calls of the next test that can be asked for together.
        """
        self._handles = {}
        self._asked = Asked(plan, self._several) if plan is not None else None
        self.heard = Heard()
        self.trace, self._traced_bytes, self.neutral = [], 0, False
        self._lent.forget()

    def run(self, code: str, *, figures: bool = False, instead: str = "") -> dict[str, Any]:
        """Run a cell; returns its reply, still to be checked by whoever shows it.

        `instead` is what completes the cell when it stops: the lesson's own text of it.
        """
        request = {"do": "run", "code": code, "figures": figures, "instead": instead}
        reply, _ = self._ask(request, b"")
        return reply

    def get(self, name: str) -> Any:
        """The value of a name in the student's namespace: data, a proxy, or MISSING.

        The first calls that the test is known to make are made at once, if that is all they need.
        """
        request = {"do": "get", "name": name}
        names = self._handles.keys() | {name}
        first = self._asked.first(names) if self._asked is not None else None
        if self._asked is not None and first is not None:
            reply, blob = self._get_and_call(self._asked, request, first)
        if first is None or "raised" in reply:  # together they are too large for one message
            reply, blob = self._ask(request, b"")
        if reply.get("missing") is True:
            return MISSING
        value = self._value(reply, blob)
        if isinstance(value, StudentFunction):
            object.__setattr__(value, "__name__", name)
            self._traced.add(value._handle)
            self._handles[name] = value._handle
        self._hear(name, value, reply, blob)
        return value

    def _hear(self, name: str, value: Any, reply: dict[str, Any], blob: bytes) -> None:
        if not isinstance(value, StudentFunction):
            self.heard.add((name, reply.get("value")), blob)
            return
        self.heard.references -= 1  # its number is another one in each process
        same = next(each for each, handle in self._handles.items() if handle == value._handle)
        self.heard.add((name, same, value.type_name, reply.get("replies")), blob)

    def enter(self, *, hidden: bool, statement: int) -> None:
        """Say which statement of a test comes next, and whether it is a hidden one."""
        self.neutral = hidden
        if self._asked is not None:
            self._asked.enter(statement)

    def skip_test(self) -> None:
        """Forget the calls that were asked for: the test is not run, for its end is known."""
        self._asked = None

    @property
    def hasty(self) -> bool:
        """Whether calls were made that the test has not made, or not yet."""
        return self._asked is not None and self._asked.hasty

    def bind(self, name: str, function: Callable[..., Any]) -> None:
        """Make `name` in the student's namespace call `function` on this side."""
        number = self._lent.number(function, keep=True)
        self._ask({"do": "bind", "name": name, "function": number}, b"")

    def swap(self, name: str, *, own: bool) -> bool:
        """Have the student's `own` in the place of what was lent, or that again; False where it
        was not there."""
        reply, blob = self._ask({"do": "swap", "name": name, "own": own}, b"")
        return self._value(reply, blob) is True

    def perform(self, action: str, target: int | None, name: str, arguments: Any) -> Any:
        """Ask for a call, an attribute or an operation on the student's objects."""
        if action == "attribute" and target is not None and self._lent.nesting:
            return self._attribute(target, name)
        return self._perform(action, target, name, arguments)[1]

    def _attribute(self, target: int, name: str) -> Any:
        """An attribute that a lent function asks for.

        The student's code waits meanwhile, so that whole graphs of objects can come at once.
        """
        if (target, name) not in self._ahead:
            _, value = self._perform("attribute", target, name, [], ahead=True)
            if type(value) is not list or len(value) != 2 or type(value[1]) is not list:
                raise Gone(Verdict.REFUSED, "The answer was not accepted: it had an unknown form.")
            self._ahead[target, name] = value[0]
            for pair in value[1]:
                if type(pair) is tuple and len(pair) == 2 and isinstance(pair[0], StudentObject):
                    self._ahead.setdefault((pair[0]._handle, name), pair[1])
        return self._ahead[target, name]

    def operate(self, name: str, operands: list[Any]) -> Any:
        """Apply an operator to operands of which one is the student's object."""
        if name not in self._operators:
            raise TypeError(f"objects of the student's do not {name}")
        return self.perform("operate", None, name, operands)

    def call(self, function: StudentFunction, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a student's function; calls by a fetched name are noted in the trace."""

        def ask() -> Reply:
            return self._reply_to("call", function._handle, function.__name__, (args, kwargs))

        return self._result(function, args, kwargs, ask)

    def _result(
        self,
        function: StudentFunction,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        ask: Callable[[], Reply],
    ) -> Any:
        """What came of a call, which is noted; raises what the call raised."""
        name = function.__name__
        note = self._note if function._handle in self._traced else _forget
        try:
            reply, blob = ask()
            value = self._heard_value(reply, blob)
        except StudentError as error:
            note((name, "raised", error.name))
            error.given = name_arguments(function, args, kwargs)
            raise
        except Gone as gone:
            raise gone.during(inputs(name_arguments(function, args, kwargs))) from None
        said = reply.get("changed")
        places = (*range(len(args)), *kwargs)
        changed = [place for place in places if type(said) is list and place in said]
        object.__setattr__(function, "changed", changed)
        note((name, "returned", value, tuple(changed)))
        return value

    def call_each(self, function: StudentFunction, cases: list[tuple[Any, ...]]) -> list[Any]:
        """Call a student's function with the arguments of each case, as long as none raises.

        More and more calls are asked for in one message: where every call hangs, the first is told.
        """
        found: list[Any] = []
        size = 1
        while len(found) < len(cases):
            part = cases[len(found) : len(found) + size]
            some = self._some(function, part) if size > 1 else []
            if not some:  # it is the first, or they are too large together
                some, size = [self.call(function, part[0], {})], 1
            found += some
            size = min(2 * size, _MOST_AT_ONCE)
        return found

    def _some(self, function: StudentFunction, cases: list[tuple[Any, ...]]) -> list[Any]:
        """The results of the first of several calls, which travel together: of all that fit in."""
        encoder, state = Encoder(self._refer), error_state(neutral=self.neutral) or None
        calls = [[function.__name__, state, encoder.add([list(case), {}])] for case in cases]
        targets = {function.__name__: function._handle}
        request = {"do": "several", "targets": targets, "calls": calls, "stops": True}
        self._ahead.clear()
        reply, blob = self._ask(request, bytes(encoder))
        self._traced_bytes += len(blob)
        found = replies_in(reply.get("replies", []), len(cases))
        return [
            self._result(function, case, {}, lambda each=each: (each, blob))  # type: ignore[misc]
            for case, each in zip(cases, found, strict=False)
        ]

    def _note(self, entry: tuple[Any, ...]) -> None:
        if self._traced_bytes <= _MAX_TRACED:
            self.trace.append(entry)
        else:
            self.trace[-1] = ("…", "too much to keep")

    def _perform(
        self, action: str, target: int | None, name: str, arguments: Any, *, ahead: bool = False
    ) -> tuple[dict[str, Any], Any]:
        reply, blob = self._reply_to(action, target, name, arguments, ahead=ahead)
        return reply, self._heard_value(reply, blob)

    def _reply_to(
        self, action: str, target: int | None, name: str, arguments: Any, *, ahead: bool = False
    ) -> Reply:
        if not ahead:
            self._ahead.clear()  # what runs now may change what was asked before
        state = error_state(neutral=self.neutral)
        asked = self._asked if action == "call" and self._handles.get(name) == target else None
        found = asked.take(name, arguments, state) if asked is not None else None
        if found is None:
            payload, blob = self._encoder.encode(arguments)
            request = {"do": action, "target": target, "name": name, "arguments": payload}
            options = {"ahead": ahead, "state": state}
            found = self._ask(request | {key: says for key, says in options.items() if says}, blob)
            self._traced_bytes += len(found[1])
        return found

    def _heard_value(self, reply: dict[str, Any], blob: bytes) -> Any:
        """A reply's value, once its warnings are given here too."""
        self._repeat_warnings(reply.get("warnings"))
        return self._value(reply, blob)

    def _get_and_call(
        self, asked: Asked, request: dict[str, Any], batch: Batch
    ) -> tuple[dict[str, Any], bytes]:
        found: list[tuple[dict[str, Any], bytes]] = []

        def ask() -> tuple[Any, bytes]:
            found.append(self._hastily(request, batch))
            return found[0][0].get("replies", []), found[0][1]

        asked.bring(0, ask)
        return found[0]

    def _several(self, batch: Batch) -> tuple[Any, bytes]:
        """The replies to the first calls of a batch: to all that fit into one message."""
        if not batch.names <= self._handles.keys():
            return [], b""
        reply, blob = self._hastily({"do": "several"}, batch)
        if "raised" in reply:  # together they are too large for one message
            return [], b""
        return reply.get("replies"), blob

    def _hastily(self, request: dict[str, Any], batch: Batch) -> tuple[dict[str, Any], bytes]:
        """Ask for the calls of a batch. They have little time: what hangs is asked for again, call
        by call."""
        targets = {name: self._handles[name] for name in batch.names & self._handles.keys()}
        deadline, self.deadline = self.deadline, min(self.deadline, pause(_HASTE))
        try:
            reply, blob = self._ask({**request, "targets": targets}, batch.blob, batch.text)
        finally:
            self.deadline = deadline
        self._traced_bytes += len(blob)
        return reply, blob

    def _repeat_warnings(self, seen: Any) -> None:
        if type(seen) is not list:
            return
        for item in seen[:5]:
            if type(item) is list and len(item) == 2 and all(type(part) is str for part in item):
                warnings.warn(item[1][:500], _WARNINGS.get(item[0], UserWarning), stacklevel=5)


def _forget(entry: object) -> None:
    """For calls that the trace leaves out."""
