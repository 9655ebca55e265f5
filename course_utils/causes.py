"""The likely cause of a wrong answer, sealed by what that answer does.

A known mistake's sentence is encrypted under a key that is derived from what the mistake returns in
the visible tests: only an answer that does the same opens it. The key takes many rounds of SHA-256,
because some outputs can be guessed. Nothing of right answers or hidden tests goes into it.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import math
import re
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from course_utils.sealing import mixed, sealed, slow_key

_ROUNDS = 20_000
_STEP = 1e-5  # of the asinh of a number: last digits do not matter
_OFFSET = math.sqrt(2) - 1  # no round number lies at an edge between two steps
_SHORT = 8  # bytes of a tag and of a check sum
_MOST = 20_000  # characters of a fingerprint, calls of one test


def fingerprint(source: str, names: Mapping[str, Any], defines: Sequence[str]) -> str:
    """What an answer does in a visible test, up to the first check that fails; empty if none does.

    Args:
        source: of the test.
        names: what the test sees; they stay as they are.
        defines: which of them are the answer.
    """
    seen: list[str] = []
    space = dict(names)
    for name in defines:
        value = space.get(name)
        if callable(value) and not isinstance(value, type):
            space[name] = _recorded(value, seen)
        elif not isinstance(value, type):
            seen.append(f"{name}={_token(value)}")
    with (
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        try:
            exec(compile(source, "<test>", "exec"), space)
        except Exception as error:
            return "\n".join([*seen[-_MOST:], _failure(error)])[-_MOST:]
    return ""


def seal(test: str, seen: str, sentence: str) -> list[str]:
    """A sentence, closed: a tag by which it is found, and its cipher."""
    key = _key(test, seen)
    data = sentence.encode()
    cipher = mixed(key, data)
    return [_short(key, b"tag").hex(), (cipher + _short(key, b"check" + cipher)).hex()]


def unseal(seals: Iterable[Sequence[str]], test: str, seen: str) -> str:
    """The sentence that what was seen opens; empty when none."""
    if not seen:
        return ""
    key = _key(test, seen)
    tag = _short(key, b"tag").hex()
    for found, closed in seals:
        data = bytes.fromhex(closed)
        cipher, check = data[:-_SHORT], data[-_SHORT:]
        if found == tag and check == _short(key, b"check" + cipher):
            return mixed(key, cipher).decode()
    return ""


def seals_of(lesson: str) -> dict[str, list[list[str]]]:
    """The seals of a lesson by the grade id of their test; none where none were made."""
    found: dict[str, list[list[str]]] = sealed(lesson).get("seals", {})
    return found


def _recorded(function: Callable[..., Any], seen: list[str]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        before = _token([args, kwargs])
        try:
            value = function(*args, **kwargs)
        except Exception as error:
            seen.append(f"raised {type(error).__name__}")
            raise
        changed = "" if _token([args, kwargs]) == before else " changed"
        seen.append(_token(value) + changed)
        return value

    call.__name__ = getattr(function, "__name__", "answer")
    call.__wrapped__ = function  # type: ignore[attr-defined]
    return call


def _failure(error: Exception) -> str:
    """The kind of a failure, without its numbers, and what came out."""
    words = re.sub(r"[-+]?[\d.]+(e[-+]?\d+)?", "", getattr(error, "sentence", ""))
    return f"{type(error).__name__} {words} {_token(getattr(error, 'whole', None))}"


def _token(value: Any) -> str:
    """A value as text that does not depend on its last digits."""
    if isinstance(value, (bool, str, type(None))):
        return repr(value)
    if isinstance(value, (list, tuple)):
        return "(" + ",".join(map(_token, value)) + ")"
    if isinstance(value, dict):
        return "{" + ",".join(f"{key!r}:{_token(part)}" for key, part in value.items()) + "}"
    if isinstance(value, (int, float, np.ndarray, np.number, np.bool_)):
        array = np.asarray(value)
        if array.dtype.kind in "biuf":
            return f"{array.shape}[{','.join(map(_number, array.ravel().tolist()))}]"
    return type(value).__name__


def _number(value: float) -> str:
    number = float(value)
    if not math.isfinite(number):
        return str(number)
    return str(math.floor(math.asinh(number) / _STEP + _OFFSET))


def _key(test: str, seen: str) -> bytes:
    return slow_key(f"{test}\0{seen}", _ROUNDS)


def _short(key: bytes, what: bytes) -> bytes:
    return hashlib.sha256(key + what).digest()[:_SHORT]
