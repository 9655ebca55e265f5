"""The judge's side of the wire: the student's functions and objects as the judge sees them.

Calling a proxy sends data to the student's process and returns data; nothing a student made is
ever executed, unpickled or compared here. Whatever the process does instead of answering (hang,
die, talk nonsense) raises Gone, which carries the verdict.
"""

from __future__ import annotations

import itertools
import time
import warnings
from collections.abc import Callable
from typing import Any

from autograder.inside.wire import Channel, Closed, Decoder, Encoder, WireError
from autograder.judge.calls.asked import Asked
from autograder.judge.calls.heard import Heard
from autograder.judge.calls.lent import Lent
from autograder.judge.calls.plan import Batch, Plan
from autograder.judge.calls.state import error_state
from autograder.judge.errors import UNASKED, Gone, StudentError, as_student_error
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
MAX_CALLBACKS = 200_000
_MOST_AT_ONCE = 64  # calls in one message
_HASTE = 2.0  # seconds for calls that are asked for ahead of the test
_MAX_OBJECTS = 100_000
_MAX_TRACED = 32 * 2**20  # bytes of results that are kept for the diagnosis
_WARNINGS = {
    cls.__name__: cls
    for cls in (RuntimeWarning, UserWarning, DeprecationWarning, FutureWarning, SyntaxWarning)
}


class Connection:
    """Asks one student's process and waits for its answers until `deadline`.

    Parameters
    ----------
    channel : the wire to the process.
    describe_end : says in a Stop how the process ended, once the channel is closed.
    operators : which operators ("add", …) work on the student's objects: those of the lesson's own
        classes. Others would only let an object answer where a number is due.
    """

    def __init__(
        self,
        channel: Channel,
        describe_end: Callable[[], Stop],
        operators: frozenset[str] = frozenset(),
    ) -> None:
        self._channel = channel
        self._describe_end = describe_end
        self._operators = operators
        self._numbers = itertools.count(1)
        self._lent = Lent()
        self._encoder = Encoder(self._refer)
        self._decoder = Decoder(self._resolve)
        self._argument_decoder = Decoder(self._resolve, generators=True)
        self._objects: dict[int, StudentObject] = {}
        self._traced: set[int] = set()
        self._handles: dict[str, int] = {}  # of the functions that were fetched, by name
        self._asked: Asked | None = None
        self.heard = Heard()
        self._ahead: dict[tuple[int, str], Any] = {}
        self.armed = False  # whether a timer is set in the process
        self.deadline = float("inf")
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
        name = function.__name__
        note = self._note if function._handle in self._traced else _forget
        try:
            reply, value = self._perform("call", function._handle, name, (args, kwargs))
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
            found += [self.call(function, part[0], {})] if size == 1 else self._some(function, part)
            size = min(2 * size, _MOST_AT_ONCE)
        return found

    def _some(self, function: StudentFunction, cases: list[tuple[Any, ...]]) -> list[Any]:
        """The results of several calls that travel together."""
        name = function.__name__
        note = self._note if function._handle in self._traced else _forget
        arguments = [list(case) for case in cases]
        reply, values = self._perform("each", function._handle, name, arguments)
        stopped, said = reply.get("stopped"), reply.get("changed")
        if (
            type(values) is not list
            or type(said) is not list
            or len(said) != len(values)
            or len(values) + (stopped is not None) > len(cases)
            or (stopped is None and len(values) < len(cases))
        ):
            raise Gone(Verdict.REFUSED, "The answer was not accepted: it had an unknown form.")
        for case, value, places in zip(cases, values, said, strict=False):
            changed = [p for p in range(len(case)) if type(places) is list and p in places]
            object.__setattr__(function, "changed", changed)
            note((name, "returned", value, tuple(changed)))
        if stopped is not None:
            error = as_student_error(stopped)
            if isinstance(error, Gone):
                raise error
            note((name, "raised", error.name))
            error.given = name_arguments(function, cases[len(values)], {})
            raise error
        return values

    def _note(self, entry: tuple[Any, ...]) -> None:
        if self._traced_bytes <= _MAX_TRACED:
            self.trace.append(entry)
        else:
            self.trace[-1] = ("…", "too much to keep")

    def _perform(
        self, action: str, target: int | None, name: str, arguments: Any, *, ahead: bool = False
    ) -> tuple[dict[str, Any], Any]:
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
        reply, reply_blob = found
        self._repeat_warnings(reply.get("warnings"))
        return reply, self._value(reply, reply_blob)

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
        """The replies to the first calls of a batch: those made until one raised, or all."""
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
            calls = {"targets": targets, "calls": batch.calls}
            reply, blob = self._ask({**request, **calls}, batch.blob)
        finally:
            self.deadline = deadline
        self._traced_bytes += len(blob)
        return reply, blob

    def _ask(self, request: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], bytes]:
        number = next(self._numbers)
        if request["do"] != "get":
            self.heard.leave_out()
        try:
            self._channel.send({"n": number, **request}, blob, self.deadline)
            for _ in range(MAX_CALLBACKS):
                message, reply_blob = self._channel.receive(self.deadline)
                if type(message) is not dict:
                    raise WireError("a message had an unknown form")
                if "callback" not in message:
                    break
                self._answer_callback(message, reply_blob)
            else:
                raise WireError("it called the judge's functions without end")
            if type(message.get("n")) is not int or message["n"] != number:
                raise WireError(UNASKED)
            self.armed = message.get("armed") is True
        except TimeoutError:
            raise Gone(Verdict.TIMEOUT, "It did not finish within the time limit.") from None
        except Closed:
            raise Gone(*_fields(self._describe_end())) from None
        except WireError as error:
            raise Gone(Verdict.REFUSED, f"The answer was not accepted: {error}.") from None
        except (RecursionError, MemoryError):
            raise Gone(Verdict.REFUSED, "It sent more than the judge can take in.") from None
        return message, reply_blob

    def listen(self, seconds: float) -> None:
        """Ask nothing for so long; raises Gone when the process ends, or speaks unasked."""
        if not self._channel.waits(seconds):
            return
        try:
            self._channel.receive(pause(1.0))
        except Closed:
            raise Gone(*_fields(self._describe_end())) from None
        except (TimeoutError, WireError):
            pass
        raise Gone(Verdict.REFUSED, f"The answer was not accepted: {UNASKED}.")

    def _value(self, reply: dict[str, Any], blob: bytes) -> Any:
        if "raised" in reply:
            raise as_student_error(reply["raised"])
        try:
            return self._decoder.decode(reply.get("value"), blob)
        except WireError as error:
            raise Gone(Verdict.REFUSED, f"The answer was not accepted: {error}.") from None

    def _answer_callback(self, message: dict[str, Any], blob: bytes) -> None:
        arguments = self._argument_decoder.decode(message.get("arguments"), blob)
        self._ahead.clear()
        answer, answer_blob = self._lent.answer(message, arguments, self._encoder)
        self._ahead.clear()
        self._channel.send(answer, answer_blob, self.deadline)

    def _repeat_warnings(self, seen: Any) -> None:
        if type(seen) is not list:
            return
        for item in seen[:5]:
            if type(item) is list and len(item) == 2 and all(type(part) is str for part in item):
                warnings.warn(item[1][:500], _WARNINGS.get(item[0], UserWarning), stacklevel=4)

    def _refer(self, value: Any) -> dict[str, Any]:
        if isinstance(value, StudentObject):
            return {"h": value._handle}
        if not callable(value):
            raise TypeError(f"a {type(value).__name__} cannot be sent to a student's function")
        return {"f": [self._lent.number(value), str(getattr(value, "__name__", "function"))]}

    def _resolve(self, tag: str, payload: Any) -> Any:
        self.heard.references += 1
        if tag == "f" and (function := self._lent.find(payload)) is not None:
            return function
        if tag != "h" or type(payload) is not list or len(payload) != 3:
            raise WireError("a value had an unknown form")
        handle, name, is_callable = payload
        if type(handle) is not int or type(name) is not str:
            raise WireError("a reference had an unknown form")
        if handle not in self._objects:
            if len(self._objects) >= _MAX_OBJECTS:
                raise WireError(f"it named more than {_MAX_OBJECTS} objects")
            cls = StudentFunction if is_callable is True else StudentObject
            self._objects[handle] = cls(self, handle, name[:100])
        return self._objects[handle]


def _forget(entry: object) -> None:
    """For calls that the trace leaves out."""


def _fields(stop: Stop) -> tuple[Verdict, str]:
    return stop.verdict, stop.sentence


def pause(seconds: float) -> float:
    """The moment `seconds` from now on the clock that deadlines are read from."""
    return time.monotonic() + seconds
