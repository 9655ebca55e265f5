"""What runs inside the sandbox: a student's cells, and the calls the judge makes into them.

It only computes. It holds no test, no reference answer and no mark, and nothing it says is
believed: whoever reads its answers must treat them as hostile, because a student's code shares
this process. It imports no other room of the autograder but `wire` and `shell`.
"""

from __future__ import annotations

import operator
import socket
import traceback
import warnings
from typing import Any

from autograder.inside.shell import CELL, prepare, run_cell, user_namespace
from autograder.inside.wire import NUMBERS_AND_TEXT, Channel, Closed, Decoder, Encoder, WireError

_BINARY = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul")
OPERATORS = frozenset((*_BINARY, "neg", "pos", "abs", "getitem", "contains"))
_MAX_WARNINGS = 5
_MAX_MESSAGE = 2000

prepare()  # the zygote imports this module once, before it forks


def serve(sock: socket.socket) -> None:
    """Answer the judge's requests on `sock` until it hangs up."""
    server = Server(Channel(sock))
    try:
        server.serve(until=None)
    except Closed:
        return


class Server:
    """Executes requests in the student's namespace and keeps the objects the judge may name."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._objects: dict[int, Any] = {}
        self._handles: dict[int, int] = {}
        self._calls = 0
        self._encoder = Encoder(self._refer)
        self._decoder = Decoder(self._resolve, generators=True)

    def serve(self, until: int | None) -> tuple[dict[str, Any], bytes]:
        """Answer requests; return the first answer to our own call number `until`."""
        while True:
            message, blob = self._channel.receive()
            if "do" not in message:
                if message.get("answer") == until:
                    return message, blob
                continue
            reply, reply_blob = self._answer(message, blob)
            try:
                self._channel.send({"n": message["n"], **reply}, reply_blob)
            except Closed:
                raise
            except WireError as error:  # nothing was sent: it is too large
                self._channel.send({"n": message["n"], "raised": describe(error)})

    def call_judge(self, function: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a function that lives on the judge's side; what it raises is raised here.

        Its arguments travel as copies. Generators are left as if it had drawn from them here.
        """
        self._calls += 1
        number = self._calls
        payload, blob = self._encoder.encode([args, kwargs])
        self._channel.send({"callback": function, "n": number, "arguments": payload}, blob)
        message, blob = self.serve(until=number)
        if "raised" in message:
            raise _exception(message["raised"])
        value, drawn_from = self._decoder.decode(message["value"], blob)
        own = [a for a in (*args, *kwargs.values()) if type(a).__name__ == "Generator"]
        for mine, theirs in zip(own, drawn_from, strict=True):
            mine.bit_generator.state = theirs.bit_generator.state
        return value

    def _answer(self, message: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], bytes]:
        action = getattr(self, f"_do_{message['do']}")
        if message["do"] == "run":
            return run_cell(message["code"], figures=message.get("figures", False)), b""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                extra, value = action(message, blob)
                payload, reply_blob = self._encoder.encode(value)
                reply = {"value": payload, **extra}
            except BaseException as error:  # the student's code may raise anything at all
                reply, reply_blob = {"raised": describe(error)}, b""
        seen = [[type(w.message).__name__, str(w.message)[:_MAX_MESSAGE]] for w in caught]
        return {**reply, "warnings": seen[:_MAX_WARNINGS]}, reply_blob

    def _do_run(self, message: dict[str, Any], blob: bytes) -> Any:
        raise AssertionError("handled by _answer")

    def _do_get(self, message: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], Any]:
        namespace = user_namespace()
        if message["name"] not in namespace:
            return {"missing": True}, None
        return {}, namespace[message["name"]]

    def _do_bind(self, message: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], Any]:
        name = message["name"]
        user_namespace()[name] = JudgeFunction(self, message["function"], name)
        return {}, None

    def _do_call(self, message: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], Any]:
        target = self._objects[message["target"]]
        args, kwargs = self._decoder.decode(message["arguments"], blob)
        before = [self._snapshot(value) for value in (*args, *kwargs.values())]
        value = target(*args, **kwargs)
        after = [self._snapshot(value) for value in (*args, *kwargs.values())]
        places = [*range(len(args)), *kwargs]
        changed = [p for p, b, a in zip(places, before, after, strict=True) if b != a]
        return {"changed": changed}, value

    def _do_attribute(self, message: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], Any]:
        return {}, getattr(self._objects[message["target"]], message["name"])

    def _do_assign(self, message: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], Any]:
        (value,) = self._decoder.decode(message["arguments"], blob)
        setattr(self._objects[message["target"]], message["name"], value)
        return {}, None

    def _do_operate(self, message: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], Any]:
        if message["name"] not in OPERATORS:
            raise WireError("this operator is not offered")
        operands = self._decoder.decode(message["arguments"], blob)
        return {}, getattr(operator, message["name"])(*operands)

    def _snapshot(self, value: Any) -> Any:
        """The encoded form of an argument; what cannot change needs none, and a random generator
        is meant to change."""
        if type(value) in NUMBERS_AND_TEXT or type(value).__name__ == "Generator":
            return None
        return self._encoder.encode(value)

    def _refer(self, value: Any) -> dict[str, Any]:
        if isinstance(value, JudgeFunction):
            return {"f": value.number}
        handle = self._handles.get(id(value))
        if handle is None:
            handle = len(self._objects) + 1
            self._objects[handle] = value
            self._handles[id(value)] = handle
        return {"h": [handle, type(value).__name__[:100], callable(value)]}

    def _resolve(self, tag: str, payload: Any) -> Any:
        if tag == "h":
            return self._objects[payload]
        if tag == "f":
            return JudgeFunction(self, payload[0], payload[1])
        raise WireError(f"unknown reference {tag!r}")


class JudgeFunction:
    """A function of the judge's, called over the wire; it looks like a plain function."""

    def __init__(self, server: Server, number: int, name: str) -> None:
        self._server = server
        self.number = number
        self.__name__ = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._server.call_judge(self.number, args, kwargs)


def describe(error: BaseException) -> dict[str, Any]:
    """An exception as data: its classes' names, its text, and where in the student's cell."""
    try:
        text = str(error)[:_MAX_MESSAGE]
    except BaseException:
        text = ""
    bases = [cls.__name__ for cls in type(error).__mro__]
    return {"bases": bases[:20], "text": text, "line": _line_in_cell(error)}


def _line_in_cell(error: BaseException) -> str:
    """The source line of the student's cell that raised, or an empty string."""
    try:
        frames = [
            f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(CELL)
        ]
        return (frames[-1].line or "")[:200] if frames else ""
    except BaseException:
        return ""


def _exception(raised: dict[str, Any]) -> Exception:
    builtin = {cls.__name__: cls for cls in (ValueError, TypeError, IndexError, KeyError)}
    for base in raised["bases"]:
        if base in builtin:
            return builtin[base](raised["text"])
    return RuntimeError(raised["text"])
