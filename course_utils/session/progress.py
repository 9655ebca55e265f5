"""Which tests of a lesson pass, kept in a file beside the notebook.

A test that has passed counts until it fails, or until the exercise's cell is run with another text.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course_utils.manifest import Item, Manifest

UNKNOWN = ""  # the text of a cell that has not been seen


@dataclass(frozen=True)
class Count:
    """How far one is. Exercises of the core are counted, and `further` ones apart."""

    done: int
    exercises: int
    points: float
    most: float
    next: str
    further_done: int = 0
    further: int = 0

    def line(self) -> str:
        """ "7 of 9 · 19 of 31 points · 1 of 7 further · next: 1.8", or that all of them pass."""
        parts = [f"{self.done} of {self.exercises}", f"{self.points:g} of {self.most:g} points"]
        parts *= bool(self.exercises or not self.further)
        if self.further_done:
            parts.append(f"{self.further_done} of {self.further} further")
        if self.exercises:
            parts.append(f"next: {self.next}" if self.next else "all of them pass")
        return " · ".join(parts)


def count(manifest: Manifest, passed: Iterable[str], after: str = "") -> Count:
    """How far one is with these test cells; `next` is the first open core one below `after`."""
    tests = set(passed)
    core = [item for item in manifest.exercises if not item.further]
    further = len(manifest.exercises) - len(core)
    all_open = still_open(manifest, tests)
    open_ones = [item for item in all_open if not item.further]
    points = sum(item.tests[test] for test, item in manifest.by_test.items() if test in tests)
    names = [item.name for item in manifest.exercises]
    start = names.index(after) if after in names else -1
    below = [item for item in open_ones if names.index(item.name) > start]
    return Count(
        len(core) - len(open_ones),
        len(core),
        points,
        manifest.points,
        (below or open_ones)[0].number if open_ones else "",
        further - (len(all_open) - len(open_ones)),
        further,
    )


def still_open(manifest: Manifest, passed: Iterable[str]) -> list[Item]:
    """The exercises of which a test cell has not passed."""
    tests = set(passed)
    return [item for item in manifest.exercises if not tests.issuperset(item.tests)]


class Progress:
    """What has passed in one lesson, since its notebook was first run in `folder`."""

    def __init__(self, manifest: Manifest, folder: Path) -> None:
        self.manifest = manifest
        self._file = folder / f".{manifest.lesson}.progress.json"
        self._passed: dict[str, str] = _read(self._file, manifest)  # test → its answer's digest
        self._answers: dict[str, str] = {}

    @property
    def passed(self) -> frozenset[str]:
        """The grade ids of the test cells that pass."""
        return frozenset(self._passed)

    def is_done(self, item: Item) -> bool:
        """Whether all tests of an exercise pass."""
        return self.passed.issuperset(item.tests)

    def answered(self, item: Item, text: str) -> None:
        """The exercise's cell was run; with another `text` (a digest) than before, it is open."""
        self._answers[item.name] = text
        for test in item.tests:
            if self._passed.get(test, text) not in (text, UNKNOWN):
                self.failed(test)

    def succeeded(self, test: str) -> None:
        """A test cell passed."""
        name = self.manifest.by_test[test].name
        self._keep({**self._passed, test: self._answers.get(name, UNKNOWN)})

    def failed(self, test: str) -> None:
        """A test cell did not pass."""
        self._keep({name: text for name, text in self._passed.items() if name != test})

    def count(self, after: str = "") -> Count:
        return count(self.manifest, self.passed, after)

    def _keep(self, passed: dict[str, str]) -> None:
        if passed == self._passed:
            return
        self._passed = passed
        beside = self._file.with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):  # a folder in which nothing can be kept
            beside.write_text(json.dumps({"passed": passed}), encoding="utf-8")
            beside.replace(self._file)


def _read(path: Path, manifest: Manifest) -> dict[str, str]:
    """What was kept, as far as the lesson has such tests; nothing of a file that is damaged."""
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return dict(_entries(content, manifest))


def _entries(content: Any, manifest: Manifest) -> Iterator[tuple[str, str]]:
    passed = content.get("passed") if isinstance(content, dict) else None
    for test, text in passed.items() if isinstance(passed, dict) else ():
        if test in manifest.by_test and isinstance(text, str):
            yield test, text
