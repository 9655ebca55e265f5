"""A lesson's exercises by number, as they were counted when it was built."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Item:
    """An exercise with tests.

    `tests` maps the grade id of each of its test cells to its points, `digests` the digest of that
    cell's released text to its grade id. `defines` are the names that its answer binds, `gives`
    those that its cell brings beside it, and `needs` the earlier exercises on which it or its tests
    stand. A `further` one goes beyond the core.
    """

    name: str
    number: str
    minutes: int
    tests: Mapping[str, float]
    digests: Mapping[str, str]
    defines: tuple[str, ...]
    needs: tuple[str, ...]
    further: bool = False
    gives: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        return sum(self.tests.values())


@dataclass(frozen=True)
class Words:
    """A question that is answered in words and marked by a person."""

    name: str
    number: str
    points: float
    minutes: int


@dataclass(frozen=True)
class Manifest:
    """A lesson as students are told about it."""

    lesson: str
    title: str
    exercises: tuple[Item, ...]
    written: tuple[Words, ...]

    @property
    def points(self) -> float:
        """The points that tests decide about."""
        return sum(item.points for item in self.exercises)

    @cached_property
    def by_name(self) -> dict[str, Item]:
        return {item.name: item for item in self.exercises}

    @cached_property
    def by_test(self) -> dict[str, Item]:
        """Exercises by the grade ids of their test cells."""
        return {test: item for item in self.exercises for test in item.tests}

    @cached_property
    def by_defined(self) -> dict[str, Item]:
        """Exercises by the names that their answers bind."""
        return {name: item for item in self.exercises for name in item.defines}

    def test_of(self, source: str) -> str:
        """The grade id of the test cell with this text; empty for any other text."""
        key = digest(source)
        return next((item.digests[key] for item in self.exercises if key in item.digests), "")

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def from_json(text: str) -> Manifest:
    """The manifest that `Manifest.to_json` wrote."""
    content: dict[str, Any] = json.loads(text)
    exercises = (
        Item(**{**item, **{key: tuple(item.get(key, ())) for key in ("defines", "needs", "gives")}})
        for item in content["exercises"]
    )
    written = (Words(**words) for words in content["written"])
    return Manifest(content["lesson"], content["title"], tuple(exercises), tuple(written))


@lru_cache(maxsize=16)
def of_lesson(name: str) -> Manifest | None:
    """The manifest of the lesson called `name`; None when none was built."""
    path = FOLDER / f"{name}.json"
    return from_json(path.read_text(encoding="utf-8")) if path.is_file() else None


def manifests() -> Iterator[Manifest]:
    """Those of all lessons, in order."""
    for path in sorted(FOLDER.glob("*.json")):
        if manifest := of_lesson(path.stem):
            yield manifest


def digest(source: str) -> str:
    """What tells one cell's text from another, whatever blank lines stand around it."""
    lines = [line.rstrip() for line in source.strip().split("\n")]
    return hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()[:12]


def amount(points: float) -> str:
    """ "1 point", "3 points", "2.5 points"."""
    return f"{points:g} point{'' if points == 1 else 's'}"
