"""Inside the sandbox: the student's process as it always is, saying how long its own code ran.

Only for measuring: each reply also tells the CPU seconds of the student's code so far, and those of
the whole process since it said that it is there. What was before is part of the fork.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Sequence
from typing import Any

from autograder.inside import student, zygote

_there = [0.0]  # when it said so


class ClockedServer(student.Server):
    """Adds up the CPU time of cells and of calls, what they ask of the judge left out."""

    own = away = 0.0

    def call_judge(
        self, function: int, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        begin = time.thread_time()
        try:
            return super().call_judge(function, name, args, kwargs)
        finally:
            self.away += time.thread_time() - begin

    def _answer(self, message: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], bytes]:
        if message["do"] == "run":
            reply, reply_blob = self._clocked(super()._answer)(message, blob)
        else:
            reply, reply_blob = super()._answer(message, blob)
        return {**reply, "clock": [self.own, time.thread_time() - _there[0]]}, reply_blob

    def _call(
        self, number: int, args: Sequence[Any], kwargs: dict[str, Any]
    ) -> tuple[list[int | str], Any]:
        target = self._objects[number]
        self._objects[number] = self._clocked(target)
        try:
            return super()._call(number, args, kwargs)
        finally:
            self._objects[number] = target

    def _clocked(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            begin, away = time.thread_time(), self.away
            try:
                return function(*args, **kwargs)
            finally:
                self.own += time.thread_time() - begin - (self.away - away)

        return call


def _send(real: Callable[..., None]) -> Callable[..., None]:
    def send(*args: Any) -> None:
        _there[0] = time.thread_time()
        real(*args)

    return send


zygote._send = _send(zygote._send)


def serve(sock: socket.socket) -> None:
    """As `autograder.inside.student.serve`."""
    student.serve(sock, ClockedServer)
