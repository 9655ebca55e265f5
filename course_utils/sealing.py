"""What lies beside the lessons out of sight: read, masked, and opened by a slow key.

`build` writes a file for each lesson; a copy of the workbook without it has nothing to open.
"""

from __future__ import annotations

import hashlib
import json
import linecache
import sys
import zlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from types import FrameType, FunctionType
from typing import Any

FOLDER = Path(__file__).parent / "sealed"
# In the kit, the source of these rooms lies in one file, below the folder of course_utils.
ROOMS_OUT_OF_SIGHT = {"course_utils.explore": "sealed/explore.bin"}
_FOR_ALL = ("show", "render")  # what lessons call begins so


@lru_cache(maxsize=8)
def sealed(lesson: str) -> dict[str, Any]:
    """What is sealed for a lesson, by kind; nothing where nothing was made."""
    path = FOLDER / f"{lesson}.json"
    if not path.is_file():
        return {}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def slow_key(text: str, rounds: int) -> bytes:
    """32 bytes that tell one text from another, after many rounds of SHA-256: guessing is slow."""
    key = hashlib.sha256(text.encode()).digest()
    for _ in range(rounds):
        key = hashlib.sha256(key).digest()
    return key


def mixed(key: bytes, data: bytes) -> bytes:
    """The bytes under a key's mask; mixed again, they are themselves."""
    blocks = range(len(data) // 32 + 1)
    stream = b"".join(hashlib.sha256(key + b"%d" % block).digest() for block in blocks)
    return bytes(a ^ b for a, b in zip(data, stream, strict=False))


def closed(room: str, sources: Mapping[str, str]) -> bytes:
    """The sources of a room's modules under its mask, by the modules' names."""
    text = json.dumps(dict(sources), ensure_ascii=False, sort_keys=True)
    return mixed(room.encode(), zlib.compress(text.encode("utf-8"), 9))


@lru_cache(maxsize=4)
def _opened(room: str) -> dict[str, str]:
    data = (Path(__file__).parent / ROOMS_OUT_OF_SIGHT[room]).read_bytes()
    sources: dict[str, str] = json.loads(zlib.decompress(mixed(room.encode(), data)))
    return sources


def open_module(name: str, space: dict[str, Any]) -> None:
    """Run the source of a module that is out of sight, in its own namespace.

    What it defines works for the course's own modules. Called from elsewhere, all but what lessons
    call raises NotImplementedError.
    """
    room = next(each for each in ROOMS_OUT_OF_SIGHT if f"{name}.".startswith(f"{each}."))
    file = f"<{name}>"
    linecache.cache[file] = (0, None, [], file)
    exec(compile(_opened(room)[name], file, "exec"), space)
    for key, value in list(space.items()):
        if getattr(value, "__module__", None) != name or key.startswith(_FOR_ALL):
            continue
        if isinstance(value, FunctionType):
            space[key] = _for_the_course(value)
        elif isinstance(value, type) and "__init__" in vars(value):
            value.__init__ = _for_the_course(vars(value)["__init__"])  # type: ignore[misc]


def _for_the_course(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        if not _calls(sys._getframe(1)).startswith("course_utils."):
            raise NotImplementedError("what explorables compute is no answer")
        return function(*args, **kwargs)

    call.__name__, call.__qualname__ = function.__name__, function.__qualname__
    call.__module__, call.__doc__ = function.__module__, function.__doc__
    return call


def _calls(frame: FrameType | None) -> str:
    """The module that calls; those of Python itself (`dataclasses.replace`) call for others."""
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name.partition(".")[0] not in sys.stdlib_module_names:
            return name
        frame = frame.f_back
    return ""
