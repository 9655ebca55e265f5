"""A course of one tiny lesson, copied where a test may change it, and judges for it."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.judge.judge import Judge
from autograder.judge.proxy import Connection
from autograder.judge.verdict import Judgement
from autograder.lesson.build import solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.submission import Submission
from tests.support import TINY_COURSE

SEED = 7


@pytest.fixture(scope="session", autouse=True)
def _alembic_is_asked_once() -> Iterator[None]:
    """nbgrader starts the program `alembic` for every new gradebook, to hear the same each time."""
    from nbgrader import api

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api, "get_alembic_version", functools.cache(api.get_alembic_version))
        yield


@pytest.fixture(scope="session")
def tiny() -> Lesson:
    """The lesson that holds everything a lesson can hold, once."""
    return Course(TINY_COURSE).lesson("01_tiny")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """The tiny course in a folder of its own."""
    root = tmp_path / "course"
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setenv("AUTOGRADER_COURSE", str(root))
    return Course(root)


@pytest.fixture(scope="session")
def trusted() -> Iterator[Sandbox]:
    """A process of its own without walls: enough where nothing hostile is tried."""
    with Sandbox(trusted=True) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def judge(tiny: Lesson, trusted: Sandbox) -> Judge:
    return Judge(tiny, trusted, seed=SEED, seconds=60)  # on however busy a machine


@pytest.fixture(scope="session")
def judged(tiny: Lesson, judge: Judge) -> Callable[..., Judgement]:
    """Judge a perfect submission of the tiny lesson with some answers replaced."""

    def run(**answers: str) -> Judgement:
        return judge.judge(Submission(solved_notebook(tiny, answers)))

    return run


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the judge asks for, message by message."""
    found: list[str] = []
    ask = Connection._ask

    def noted(self: Connection, request: dict[str, Any], *more: Any) -> Any:
        found.append(request["do"])
        return ask(self, request, *more)

    monkeypatch.setattr(Connection, "_ask", noted)
    return found
