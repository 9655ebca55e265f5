"""Runs in the kit alone: tries every function of `course_utils` as the answer of every exercise.

Reads a lesson as JSON from its input; the last line that it prints is JSON too.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import pkgutil
import signal
import sys
import warnings
from typing import Any

SECONDS = 10.0  # for a wrong answer; right ones have all the time they need


class TookTooLong(BaseException):
    pass


def out_of_time(*_: Any) -> None:
    raise TookTooLong


def candidates() -> dict[str, Any]:
    """Everything in course_utils that can be called, by its full name."""
    import course_utils

    found: dict[int, tuple[str, Any]] = {}
    for each in pkgutil.walk_packages(course_utils.__path__, "course_utils."):
        module = importlib.import_module(each.name)
        for name, value in vars(module).items():
            if callable(value) and str(getattr(value, "__module__", "")).startswith("course_utils"):
                found.setdefault(id(value), (f"{value.__module__}.{name}", value))
                for part in vars(value) if isinstance(value, type) else ():
                    if callable(bound := getattr(value, part)):
                        found.setdefault(id(bound), (f"{value.__module__}.{name}.{part}", bound))
    return dict(found.values())


def passes(
    tests: list[str], space: dict[str, Any], answers: dict[str, Any], seconds: float = SECONDS
) -> bool:
    """Whether tests pass with these answers in a notebook's names, which are put back: what the
    given cells call is the answer that is tried."""
    kept = dict(space)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        for test in tests:
            space.update(answers)
            exec(test, space)
    except BaseException:
        return False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        space.clear()
        space.update(kept)
    return True


def main() -> None:
    lesson = json.load(sys.stdin)
    signal.signal(signal.SIGALRM, out_of_time)
    warnings.simplefilter("ignore")
    space: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in lesson["cells"]:
            exec(cell, space)
        found = candidates()
        right = sum(passes(tests, space, {}, 0.0) for tests in lesson["tests"].values())
        wrong = [
            (exercise, name)
            for exercise, tests in lesson["tests"].items()
            for name, function in found.items()
            if passes(tests, space, dict.fromkeys(lesson["asks"][exercise], function))
        ]
    print(json.dumps({"tried": len(found), "answers": right, "passes": wrong}), flush=True)
    os._exit(0)  # whatever was called may have left threads


if __name__ == "__main__":
    main()
