"""The wire between the judge and a student's process: values as data, never as code.

A frame is two lengths, a JSON text and the raw bytes of the arrays it mentions. Reading a frame
builds only numbers, strings, containers, NumPy arrays and opaque references; nothing is unpickled,
imported or evaluated, and every size, depth and count has a bound. This module is mounted into the
sandbox, so it imports no other room of the autograder.
"""

from __future__ import annotations

import json
import math
import re
import select
import socket
import struct
import time
from collections import defaultdict
from collections.abc import Callable
from copy import deepcopy
from functools import lru_cache, partial
from typing import Any

import numpy as np

from course_utils.check.plain_types import BASES, base_of

MAX_TEXT = 4 * 2**20
MAX_BLOB = 64 * 2**20
MAX_DEPTH = 60
MAX_NODES = 500_000
_IDLE_SECONDS = 0.1
_IDLE = struct.pack("ll", 0, int(_IDLE_SECONDS * 1e6))  # a struct timeval
_READ_AHEAD = 2**16  # bytes, so that a frame is not fetched in three pieces
_HEADER = struct.Struct("!II")
_JSON = json.JSONEncoder(separators=(",", ":"), check_circular=False)
_PARSE = json.JSONDecoder().raw_decode
_DTYPE = re.compile(r"[<>|=]?(b1|[iu][1248]|f(2|4|8|16)|c(8|16|32)|[SU]\d{1,6})\Z")

_NO_JSON = (
    "what was sent cannot be read (not valid JSON); the code may have changed what Python itself"
    " needs, such as a function of builtins"
)


class WireError(Exception):
    """A message that cannot be sent or understood; the text says what was wrong with it."""


class Closed(WireError):
    """The other side closed the connection."""


class Channel:
    """Frames over a stream socket, with a deadline for every read and write.

    Parameters
    ----------
    sock : a connected stream socket; the channel owns it.
    on_idle : called about ten times a second while reading or writing, whether or not there is
        traffic; may raise to stop it.
    late : asked when a deadline has passed: by how many seconds it is put off.
    """

    def __init__(
        self,
        sock: socket.socket,
        on_idle: Callable[[], None] | None = None,
        late: Callable[[], float] = float,
    ) -> None:
        self._sock = sock
        self._on_idle = on_idle
        self._late = late
        self._idle_at = 0.0
        self._sock.settimeout(None)
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):  # half the calls that polling takes
            self._sock.setsockopt(socket.SOL_SOCKET, option, _IDLE)
        self._come = bytearray()  # what came and was not read yet: a frame in one go, as a rule

    def send(
        self, message: Any, blob: bytes = b"", deadline: float = math.inf, rest: str = ""
    ) -> None:
        """Send a JSON-able `message` and its `blob`; raises Closed, TimeoutError or WireError.

        `rest` holds more of the message's items as JSON, made by `as_items` beforehand.
        """
        said = _JSON.encode(message)
        text = (f"{said[:-1]},{rest}}}" if rest else said).encode()
        if len(text) > MAX_TEXT or len(blob) > MAX_BLOB:
            size = (len(text) + len(blob)) / 2**20
            raise WireError(f"the value is too large to send ({size:.0f} MiB)")
        view = memoryview(_HEADER.pack(len(text), len(blob)) + text + blob)
        while True:
            self._look(deadline)
            try:
                view = view[self._sock.send(view[: 2**20]) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise Closed("the connection was closed") from error
            if not view:
                return

    def receive(self, deadline: float = math.inf) -> tuple[Any, bytes]:
        """Read one frame; raises Closed, TimeoutError, or WireError when it is malformed."""
        self._fill(_HEADER.size, deadline)
        text_size, blob_size = _HEADER.unpack_from(self._come)
        if text_size > MAX_TEXT or blob_size > MAX_BLOB:
            raise WireError("a message was larger than allowed")
        middle = _HEADER.size + text_size
        self._fill(middle + blob_size, deadline)
        text = self._come[_HEADER.size : middle]
        blob = bytes(self._come[middle : middle + blob_size])
        del self._come[: middle + blob_size]
        try:
            decoded = text.decode("utf-8", "surrogatepass")
            message, end = _PARSE(decoded)
        except (ValueError, RecursionError, MemoryError) as error:
            raise WireError(_NO_JSON) from error
        if end != len(decoded):
            raise WireError(_NO_JSON)
        return message, blob

    def waits(self, seconds: float) -> bool:
        """Whether within so long something came that nobody has read, or the other side is gone."""
        heard = select.poll()
        heard.register(self._sock, select.POLLIN)
        return bool(self._come) or bool(heard.poll(seconds * 1000))

    def close(self) -> None:
        self._sock.close()

    def _fill(self, size: int, deadline: float) -> None:
        """Wait until so many bytes have come that nobody has read."""
        while len(self._come) < size:
            self._look(deadline)
            missing = size - len(self._come)
            try:
                part = self._sock.recv(min(max(missing, _READ_AHEAD), 2**20))
            except BlockingIOError:
                continue
            except OSError as error:
                raise Closed("the connection was closed") from error
            if not part:
                raise Closed("the connection was closed")
            self._come += part

    def _look(self, deadline: float) -> None:
        """Raise TimeoutError when no time is left; call `on_idle` when it is due."""
        now = time.monotonic()
        if now >= deadline and now >= deadline + self._late():
            raise TimeoutError("no answer in time")
        if self._on_idle is not None and now >= self._idle_at:
            self._idle_at = now + _IDLE_SECONDS  # by the clock: a busy channel is watched too
            self._on_idle()


def as_items(some: dict[str, Any]) -> str:
    """Items of a message as JSON, for a message that is sent again and again."""
    return _JSON.encode(some)[1:-1]


_PLAIN = frozenset((float, bool, str, type(None)))
NUMBERS_AND_TEXT = _PLAIN | {int}
_TAGS: dict[type, str] = {list: "l", tuple: "t", set: "s", frozenset: "z"}


class Encoder:
    """Turns values into JSON with a blob; what is not data goes through `refer`.

    A subclass of a container or a number travels as the plain thing that it holds, unless it can
    be called.

    Args:
        refer: returns the reference (a one-key dict) under which the other side may name a value
            later, or raises WireError when such a value must not travel.
        opaque: classes whose objects are no data, whatever they are derived from.
        generators: whether random generators travel as data, as arguments do.
    """

    def __init__(
        self,
        refer: Callable[[Any], dict[str, Any]],
        opaque: tuple[type, ...] = (),
        *,
        generators: bool = True,
    ) -> None:
        self._refer = refer
        self._opaque = opaque
        self._generators = generators
        self._blob = bytearray()
        self._nodes = 0

    def encode(self, value: Any) -> tuple[Any, bytes]:
        """JSON form and blob of `value`; raises WireError when it is too large or too deep."""
        self._blob = bytearray()
        self._nodes = 0
        return self.add(value), bytes(self._blob)

    def add(self, value: Any) -> Any:
        """JSON form of one more value; `bytes()` is the blob of all so far."""
        return self._encode(value, 0)

    def __bytes__(self) -> bytes:
        return bytes(self._blob)

    def _encode(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind is np.ndarray:
            return self._encode_array(value)
        if kind is int:
            return value if value.bit_length() < 4096 else self._refer(value)
        if kind in _TAGS:
            self._enter(len(value), depth)
            within = depth + 1
            return {
                _TAGS[kind]: [
                    item if type(item) in _PLAIN else self._encode(item, within) for item in value
                ]
            }
        if kind is dict:
            return {"d": self._pairs(value, depth)}
        if kind is complex:
            return {"c": [value.real, value.imag]}
        if kind is range:
            return {"r": [value.start, value.stop, value.step]}
        if issubclass(kind, self._opaque) or callable(value):
            return self._refer(value)
        if issubclass(kind, np.generic):
            return self._encode_array(value)
        if kind is np.random.Generator and self._generators:
            return self._encode_generator(value)
        if issubclass(kind, defaultdict) and value.default_factory is not None:
            default = self._encode(value.default_factory(), depth + 1)
            return {"m": [self._pairs(BASES[dict](value), depth), default]}
        base = base_of(value)
        return self._refer(value) if base is None else self._encode(BASES[base](value), depth)

    def _enter(self, parts: int, depth: int) -> None:
        """Count the parts of a container at this depth."""
        if depth >= MAX_DEPTH:
            raise WireError(f"the value is nested more than {MAX_DEPTH} levels deep")
        self._nodes += parts
        if self._nodes > MAX_NODES:
            raise WireError(f"the value has more than {MAX_NODES} parts")

    def _pairs(self, value: dict[Any, Any], depth: int) -> list[Any]:
        self._enter(2 * len(value), depth)
        return [(self._encode(k, depth + 1), self._encode(v, depth + 1)) for k, v in value.items()]

    def _encode_array(self, value: Any) -> Any:
        text = value.dtype.str
        if _dtype(text) is None:
            return self._refer(value)
        start, size = len(self._blob), value.nbytes
        if start + size > MAX_BLOB:  # before anything is copied
            raise WireError(f"the value is too large to send ({(start + size) / 2**20:.0f} MiB)")
        self._blob += value.tobytes()
        tag = "a" if type(value) is np.ndarray else "n"
        return {tag: [text, list(value.shape), start, size]}

    def _encode_generator(self, value: np.random.Generator) -> Any:
        state: Any = value.bit_generator.state
        if state.get("bit_generator") != "PCG64":
            raise WireError("only generators made by numpy.random.default_rng can be sent")
        return {"g": state}


class Decoder:
    """Builds values from JSON and blob; `resolve(tag, payload)` answers references.

    The input may be hostile: whatever does not fit the format raises WireError, and nothing else.
    """

    def __init__(self, resolve: Callable[[str, Any], Any], *, generators: bool = False) -> None:
        self._resolve = resolve
        self._generators = generators
        self._nodes = 0

    def decode(self, message: Any, blob: bytes) -> Any:
        self._nodes = 0
        try:
            return self._decode(message, blob, 0)
        except WireError:
            raise
        except _UNREADABLE as error:
            raise WireError(f"a value could not be read ({type(error).__name__})") from error

    def _decode(self, message: Any, blob: bytes, depth: int) -> Any:
        if type(message) in NUMBERS_AND_TEXT:
            return message
        if type(message) is not dict or len(message) != 1:
            raise WireError("a value had an unknown form")
        ((tag, payload),) = message.items()
        if tag == "a":
            return _array(payload, blob)
        if tag in _CONTAINERS:
            parts, within = self._enter(_items(payload), depth), depth + 1
            if tag in ("s", "z"):
                # One by one: a set made at once of numbers that collide could not be interrupted.
                return _CONTAINERS[tag](self._decode(part, blob, within) for part in parts)
            made = [
                part if type(part) in NUMBERS_AND_TEXT else self._decode(part, blob, within)
                for part in parts
            ]
            return made if tag == "l" else tuple(made)
        if tag == "d":
            return self._dict({}, payload, blob, depth)
        if tag == "m":
            pairs, default = self._enter(_items(payload, 2), depth)
            value = self._decode(default, blob, depth + 1)
            return self._dict(defaultdict(partial(deepcopy, value)), pairs, blob, depth)
        if tag == "n":
            array = _array(payload, blob)
            if array.shape:
                raise WireError("a scalar had a shape")
            return array[()]
        if tag == "c":
            real, imag = _items(payload, 2)
            return complex(float(real), float(imag))
        if tag == "r":
            return range(*(_integer(part) for part in _items(payload, 3)))
        if tag == "g" and self._generators:
            return _generator(payload)
        return self._resolve(tag, payload)

    def _enter(self, parts: list[Any], depth: int) -> list[Any]:
        """Count the parts of a container at this depth; returns them."""
        self._nodes += len(parts)
        if depth >= MAX_DEPTH or self._nodes > MAX_NODES:
            raise WireError("a value was nested too deep or had too many parts")
        return parts

    def _dict(self, made: dict[Any, Any], pairs: Any, blob: bytes, depth: int) -> dict[Any, Any]:
        for pair in self._enter(_items(pairs), depth):
            key, value = _items(pair, 2)
            made[self._decode(key, blob, depth + 1)] = self._decode(value, blob, depth + 1)
        return made


_UNREADABLE = (TypeError, ValueError, KeyError, OverflowError, MemoryError, RecursionError)
_CONTAINERS: dict[str, Callable[[Any], Any]] = {
    "l": list,
    "t": tuple,
    "s": set,
    "z": frozenset,
}


def _items(payload: Any, count: int | None = None) -> list[Any]:
    if type(payload) is not list or (count is not None and len(payload) != count):
        raise WireError("a value had an unknown form")
    return payload


def _integer(value: Any) -> int:
    if type(value) is not int:
        raise WireError("a whole number was expected in a message")
    return value


def _array(payload: Any, blob: bytes) -> np.ndarray[Any, Any]:
    text, shape, start, size = _items(payload, 4)
    dtype = _dtype(text) if type(text) is str else None
    if dtype is None:
        raise WireError("an array had a type that is not allowed")
    count = 1
    for length in _items(shape):
        if _integer(length) < 0:
            raise WireError("an array had an impossible shape")
        count *= length
    if len(shape) > 32 or _integer(start) < 0:
        raise WireError("an array had an impossible shape")
    if count * dtype.itemsize != _integer(size) or start + size > len(blob):
        raise WireError("an array did not come with its bytes")
    array: np.ndarray[Any, Any] = np.ndarray(shape, dtype, blob, start)
    # A truth value may come as any byte; as 2 it would be equal to True and still count as two.
    return np.asarray(array.view("u1") != 0) if dtype.kind == "b" else array.copy()


@lru_cache(maxsize=256)
def _dtype(text: str) -> np.dtype[Any] | None:
    """The type of an array that may be sent; None for all others."""
    dtype = np.dtype(text) if _DTYPE.match(text) else None
    return dtype if dtype is not None and dtype.itemsize else None


def _generator(state: Any) -> np.random.Generator:
    bits = np.random.PCG64(0)  # of any seed: without one, it would ask the system for one
    bits.state = state
    return np.random.Generator(bits)
