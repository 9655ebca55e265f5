"""What runs inside the sandbox: a student's cells, and the calls the judge makes into them.

It only computes. It holds no test, no reference answer and no mark, and nothing it says is
believed: whoever reads its answers must treat them as hostile, because a student's code shares
this process. It imports nothing of the autograder from outside this folder.
"""

from __future__ import annotations

import contextlib
import itertools
import operator
import socket
import sys
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.inside.errors import as_exception, describe
from autograder.inside.shell import prepare, run_cell, user_namespace
from autograder.inside.timers import armed
from autograder.inside.turn import Turn
from autograder.inside.wire import NUMBERS_AND_TEXT, Channel, Closed, Decoder, Encoder, WireError

_BINARY = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul")
OPERATORS = frozenset((*_BINARY, "neg", "pos", "abs", "getitem", "contains"))
_MAX_WARNINGS = 5
_MAX_WARNING = 2000
_MAX_AHEAD = 10_000  # attributes that are sent along before they are asked for
_MAX_NAME_AHEAD = 40

prepare()  # the zygote imports this module once, before it forks


def serve(sock: socket.socket, server: type[Server] | None = None) -> None:
    """Answer the judge's requests on `sock` until it hangs up, as `server` does it."""
    _import_from_the_working_folder()
    try:
        (server or Server)(Channel(sock)).serve()
    except Closed:
        return


class Server:
    """Executes requests in the student's namespace and keeps the objects the judge may name."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._objects: dict[int, Any] = {}
        self._handles: dict[int, int] = {}
        self._new_handles = itertools.count(1)
        self._calls = itertools.count(1)
        self._turn = Turn()
        self._own_classes: tuple[type, ...] = ()
        self._lent: dict[str, tuple[Any, Any]] = {}  # by name: what is lent, what was there before

    def serve(self) -> None:
        """Answer the judge's requests, one after another, until it hangs up."""
        self._turn.take()
        while True:
            message, blob = self._channel.receive()
            if "do" not in message:
                continue
            self._turn.pass_on()  # to what the student's code may have started
            reply, reply_blob = self._answer(message, blob)
            self._turn.take()
            self._reply(message, reply, reply_blob)

    def call_judge(
        self, function: int, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """Call a function that lives on the judge's side; what it raises is raised here.

        Its arguments travel as copies. Generators are left as if it had drawn from them here.
        """
        with self._turn.mine(name):
            number = next(self._calls)
            payload, blob = self._encoder().encode([args, kwargs])
            self._channel.send({"callback": function, "n": number, "arguments": payload}, blob)
            message, blob = self._answer_within_call(number)
        if "raised" in message:
            raise as_exception(message["raised"])
        value, drawn_from = self._decoder().decode(message["value"], blob)
        own = [a for a in (*args, *kwargs.values()) if type(a).__name__ == "Generator"]
        for mine, theirs in zip(own, drawn_from, strict=True):
            mine.bit_generator.state = theirs.bit_generator.state
        return value

    def _answer_within_call(self, until: int) -> tuple[dict[str, Any], bytes]:
        """Answer requests; return the first answer to our own call number `until`."""
        while True:
            message, blob = self._channel.receive()
            if "do" in message:
                with self._turn.inside():
                    reply, reply_blob = self._answer(message, blob)
                self._reply(message, reply, reply_blob)
            elif message.get("answer") == until:
                return message, blob

    def _reply(self, message: dict[str, Any], reply: dict[str, Any], blob: bytes) -> None:
        if armed():
            reply = {**reply, "armed": True}
        try:
            self._channel.send({"n": message["n"], **reply}, blob)
        except Closed:
            raise
        except WireError as error:  # nothing was sent: it is too large
            self._channel.send({"n": message["n"], "raised": describe(error)})

    def _answer(self, message: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], bytes]:
        action = getattr(self, f"_do_{message['do']}")
        if message["do"] == "run":
            code, instead = message["code"], message.get("instead", "")
            return run_cell(code, figures=message.get("figures", False), instead=instead), b""
        with warnings.catch_warnings(record=True) as caught, _state(message.get("state")):
            try:
                extra, value = action(message, blob)
                if isinstance(value, Encoded):
                    reply, reply_blob = {"value": value.payload, **extra}, value.blob
                else:
                    payload, reply_blob = self._results().encode(value)
                    reply = {"value": payload, **extra}
            except BaseException as error:  # the student's code may raise anything at all
                reply, reply_blob = {"raised": describe(error)}, b""
        return {**reply, "warnings": _heard(caught)}, reply_blob

    def _encoder(self) -> Encoder:
        return Encoder(self._refer, self._own_classes)

    def _results(self) -> Encoder:
        """For what the student's functions return: a random generator is no data there."""
        return Encoder(self._refer, self._own_classes, generators=False)

    def _decoder(self) -> Decoder:
        return Decoder(self._resolve, generators=True)

    def _do_run(self, message: dict[str, Any], blob: bytes) -> Any:
        raise AssertionError("handled by _answer")

    def _do_get(self, message: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], Any]:
        namespace = user_namespace()
        if message["name"] not in namespace:
            return {"missing": True}, None
        value = namespace[message["name"]]
        if isinstance(value, type) and value not in self._own_classes:
            self._own_classes += (value,)  # its objects are no data, whatever it is derived from
        if "calls" not in message or not callable(value):
            return {}, value
        payload, _ = self._results().encode(value)
        handle = payload["h"][0] if "h" in payload else None
        targets = {message["name"]: handle, **message["targets"]}
        extra, made = self._do_several({**message, "targets": targets}, blob)
        return extra, Encoded(payload, made.blob)

    def _do_bind(self, message: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], Any]:
        name, namespace = message["name"], user_namespace()
        lent = JudgeFunction(self, message["function"], name)
        if name in namespace:
            self._lent[name] = lent, namespace[name]
        namespace[name] = lent
        return {}, None

    def _do_swap(self, message: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], Any]:
        """Put the student's own in the place of what was lent, or the other way round."""
        name, namespace = message["name"], user_namespace()
        lent, own = self._lent.get(name, (None, None))
        there, instead = (lent, own) if message["own"] else (own, lent)
        if name not in self._lent or namespace.get(name) is not there:
            return {}, False
        namespace[name] = instead
        return {}, True

    def _do_call(self, message: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], Any]:
        args, kwargs = self._decoder().decode(message["arguments"], blob)
        changed, value = self._call(message["target"], args, kwargs)
        return {"changed": changed}, value

    def _do_each(self, message: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], Any]:
        """Several calls, up to the first that raises; each result as it is when its call ends."""
        encoder, payloads = self._results(), list[Any]()
        changed: list[list[int | str]] = []
        extra: dict[str, Any] = {"changed": changed}
        for args in self._decoder().decode(message["arguments"], blob):
            try:
                places, value = self._call(message["target"], args, {})
                payloads.append(encoder.add(value))
                changed.append(places)
            except BaseException as error:  # as in `_answer`
                extra["stopped"] = describe(error)
                break
        return extra, Encoded({"l": payloads}, bytes(encoder))

    def _do_several(self, message: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], Encoded]:
        """Calls of several functions, each as `_do_call` would make it, with a reply for each: up
        to the first whose result does not fit in."""
        encoder, decoder, replies = self._results(), self._decoder(), list[dict[str, Any]]()
        for name, state, arguments in message["calls"]:
            args, kwargs = decoder.decode(arguments, blob)
            with warnings.catch_warnings(record=True) as caught, _state(state):
                try:
                    changed, value = self._call(message["targets"][name], args, kwargs)
                    reply = {"value": encoder.add(value), "changed": changed}
                except WireError:
                    break
                except BaseException as error:  # as in `_answer`
                    reply = {"raised": describe(error)}
            replies.append({**reply, "warnings": _heard(caught)})
        return {"replies": replies}, Encoded(None, bytes(encoder))

    def _call(
        self, number: int, args: Sequence[Any], kwargs: dict[str, Any]
    ) -> tuple[list[int | str], Any]:
        """Which arguments a call changed, and what it returned."""
        target = self._objects[number]
        before = [self._snapshot(value) for value in (*args, *kwargs.values())]
        value = target(*args, **kwargs)
        after = [self._snapshot(value) for value in (*args, *kwargs.values())]
        places = [*range(len(args)), *kwargs]
        return [p for p, b, a in zip(places, before, after, strict=True) if b != a], value

    def _do_attribute(self, message: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], Any]:
        target, name = self._objects[message["target"]], message["name"]
        value = getattr(target, name)
        if message.get("ahead"):
            return {}, [value, _ahead(type(target), name, value)]
        return {}, value

    def _do_assign(self, message: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], Any]:
        (value,) = self._decoder().decode(message["arguments"], blob)
        setattr(self._objects[message["target"]], message["name"], value)
        return {}, None

    def _do_operate(self, message: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], Any]:
        if message["name"] not in OPERATORS:
            raise WireError("this operator is not offered")
        operands = self._decoder().decode(message["arguments"], blob)
        return {}, getattr(operator, message["name"])(*operands)

    def _snapshot(self, value: Any) -> Any:
        """The encoded form of an argument; what cannot change needs none, and a random generator
        is meant to change."""
        kind = type(value)
        if kind in NUMBERS_AND_TEXT or kind.__name__ == "Generator":
            return None
        if kind is np.ndarray and not value.dtype.hasobject:
            return value.dtype.str, value.shape, value.tobytes()
        return self._encoder().encode(value)

    def _refer(self, value: Any) -> dict[str, Any]:
        if isinstance(value, JudgeFunction):
            return {"f": value.number}
        handle = self._handles.get(id(value))
        if handle is None:
            handle = next(self._new_handles)
            self._objects[handle] = value
            handle = self._handles.setdefault(id(value), handle)  # another thread may be quicker
        return {"h": [handle, _kind(value)[:100], callable(value)]}

    def _resolve(self, tag: str, payload: Any) -> Any:
        if tag == "h":
            return self._objects[payload]
        if tag == "f":
            return JudgeFunction(self, payload[0], payload[1])
        raise WireError(f"unknown reference {tag!r}")


@dataclass(frozen=True)
class Encoded:
    """A value that was made ready for the wire already."""

    payload: Any
    blob: bytes


class JudgeFunction:
    """A function of the judge's, called over the wire; it looks like a plain function."""

    def __init__(self, server: Server, number: int, name: str) -> None:
        self._server = server
        self.number = number
        self.__name__ = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._server.call_judge(self.number, self.__name__, args, kwargs)

    def __copy__(self) -> JudgeFunction:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> JudgeFunction:
        return self

    def __reduce__(self) -> Any:
        raise TypeError(
            f"`{self.__name__}` cannot be sent to another process while work is marked:"
            " call it in this one, or from threads"
        )


def _import_from_the_working_folder() -> None:
    """As a kernel does: before what is installed, after Python's own."""
    places = [i for i, folder in enumerate(sys.path) if folder.endswith("site-packages")]
    sys.path.insert(min(places, default=len(sys.path)), "")


def _ahead(cls: type, name: str, value: Any) -> list[tuple[Any, Any]]:
    """The same attribute of the objects that were found in it, of those found there, and so on."""
    found: dict[int, tuple[Any, Any]] = {}
    todo = [value] if len(cls.__name__) <= _MAX_NAME_AHEAD else []
    while todo and len(found) < _MAX_AHEAD:
        part = todo.pop()
        if type(part) in (list, tuple):
            todo += part[:_MAX_AHEAD]
        elif type(part) is cls and id(part) not in found:
            found[id(part)] = (part, getattr(part, name))
            todo.append(found[id(part)][1])
    return list(found.values())


@contextlib.contextmanager
def _state(state: dict[str, Any] | None) -> Iterator[None]:
    """Warnings and NumPy's error state as a test has set them; None: as the notebook left them."""
    if state is None:
        yield
        return
    warnings.simplefilter("always")
    with np.errstate(**state):
        yield


def _heard(caught: list[warnings.WarningMessage]) -> list[list[str]]:
    seen = [[type(w.message).__name__, str(w.message)[:_MAX_WARNING]] for w in caught]
    return seen[:_MAX_WARNINGS]


def _kind(value: Any) -> str:
    """What a value is called where it cannot be shown."""
    if type(value) is np.ndarray:
        return f"array of dtype {value.dtype}"
    return type(value).__name__
