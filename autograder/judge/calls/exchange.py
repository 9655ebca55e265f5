"""Questions to a student's process and their answers, and the calls that come from there meanwhile.

Whatever the process does instead of answering raises Gone, which carries the verdict.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Any

from autograder.inside.wire import Channel, Closed, Decoder, Encoder, WireError
from autograder.judge.calls.heard import Heard
from autograder.judge.calls.lent import Lent
from autograder.judge.errors import UNASKED, Gone, as_student_error
from autograder.judge.handles import Asks, StudentFunction, StudentObject
from autograder.judge.verdict import Stop, Verdict

MAX_CALLBACKS = 200_000
_MAX_OBJECTS = 100_000


class Exchange(Asks):
    """Asks one student's process and waits for its answers until `deadline`.

    Parameters
    ----------
    channel : the wire to the process.
    describe_end : says in a Stop how the process ended, once the channel is closed.
    """

    def __init__(self, channel: Channel, describe_end: Callable[[], Stop]) -> None:
        self._channel = channel
        self._describe_end = describe_end
        self._numbers = itertools.count(1)
        self._lent = Lent()
        self._encoder = Encoder(self._refer)
        self._decoder = Decoder(self._resolve)
        self._argument_decoder = Decoder(self._resolve, generators=True)
        self._objects: dict[int, StudentObject] = {}
        self._ahead: dict[tuple[int, str], Any] = {}  # attributes that came before they were asked
        self.heard = Heard()
        self.armed = False  # whether a timer is set in the process
        self.deadline = float("inf")

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

    def _ask(
        self, request: dict[str, Any], blob: bytes, rest: str = ""
    ) -> tuple[dict[str, Any], bytes]:
        """The reply to a request, the `rest` of which is JSON already; raises Gone."""
        number = next(self._numbers)
        if request["do"] != "get":
            self.heard.leave_out()
        try:
            self._channel.send({"n": number, **request}, blob, self.deadline, rest)
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


def _fields(stop: Stop) -> tuple[Verdict, str]:
    return stop.verdict, stop.sentence


def pause(seconds: float) -> float:
    """The moment `seconds` from now on the clock that deadlines are read from."""
    return time.monotonic() + seconds
