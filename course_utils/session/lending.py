"""Working functions for exercises that are not done, so that the next ones can be.

They lie masked in `course_utils/lent/`: out of sight, not secret. Where work is marked there are
none, and an answer that uses one earns nothing.
"""

from __future__ import annotations

import json
import linecache
from collections.abc import Callable, MutableMapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from course_utils.sealing import mixed

FOLDER = Path(__file__).parent.parent / "lent"
_REPLACED: dict[str, Any] = {}  # name → what it was before something was lent under it
NOT_HERE = "This copy of the workbook lends no functions."


class UsesStandIn(NotImplementedError):
    """What is called is lent, and there is nothing to lend where work is marked."""


def masked(lesson: str, data: bytes) -> bytes:
    """The bytes under the lesson's mask; masked again, they are themselves."""
    return mixed(f"{lesson}/".encode(), data)


@lru_cache(maxsize=8)
def _sources(lesson: str) -> dict[str, str]:
    path = FOLDER / f"{lesson}.bin"
    if not path.is_file():
        return {}
    sources: dict[str, str] = json.loads(masked(lesson, path.read_bytes()))
    return sources


def can_lend(lesson: str, exercise: str) -> bool:
    """Whether there is a stand-in for an exercise."""
    return exercise in _sources(lesson)


def stand_in(lesson: str, exercise: str, names: tuple[str, ...]) -> dict[str, Any]:
    """What the answer of an exercise binds, working: name → function, class or number.

    Raises:
        KeyError: there is none.
    """
    source = _sources(lesson)[exercise]
    file = f"<stand-in for {exercise}>"
    linecache.cache[file] = (0, None, [], file)
    space: dict[str, Any] = {"__name__": "course_utils.lent"}
    exec(compile(source, file, "exec"), space)
    return {name: space[name] for name in names}


def put(
    lesson: str, exercise: str, names: tuple[str, ...], space: MutableMapping[str, Any]
) -> bool:
    """Put the stand-in of an exercise in place, if there is one; returns whether there is."""
    if not can_lend(lesson, exercise):
        return False
    _REPLACED.update({name: space[name] for name in names if name in space})
    space.update(stand_in(lesson, exercise, names))
    return True


def exchange(names: tuple[str, ...], space: MutableMapping[str, Any]) -> None:
    """Put back what `put` has replaced, or, called again, what was lent for it."""
    for name in names:
        if name in _REPLACED:
            space[name], _REPLACED[name] = _REPLACED[name], space[name]


def refuse(name: str, space: MutableMapping[str, Any]) -> None:
    """Where work is marked: what is not there, and only that, says that it was to be lent."""
    space.setdefault(name, _refusing(name))


def _refusing(name: str) -> Callable[..., Any]:
    def lent(*_: Any, **__: Any) -> Any:
        raise UsesStandIn(f"{name} is lent by check.lend")

    lent.__name__ = name
    return lent
