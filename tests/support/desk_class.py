"""A class whose written answers wait to be marked, and the desk as a process beside it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from autograder.common.files import write_aside
from autograder.database.opening import writing
from autograder.gradebook.ledger import Ledger
from autograder.gradebook.notice import notice
from autograder.grading.records import record_of, write_record
from autograder.judge.judge import Judge
from autograder.judge.verdict import Judgement
from autograder.lesson.build import solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.collect import collect
from autograder.submission.submission import Submission
from tests.support import ROOT
from tests.support.classes import LESSON, hand_in

_QUESTION = """

# %% [markdown] written="{name}" points=4
# Why is question {number} asked? The formula is $z_{number} = w^2$.
#
# ### BEGIN SOLUTION
# **Model answer.** Because $z_{number}$ is a square.
#
# **Marking guide.** 1 point: it says square. 2 points: it says why. 1 point: it is short.
# ### END SOLUTION
"""
_ADDRESS = re.compile(r"desk: (http://\S+)")


def questions(course: Course, number: int) -> Lesson:
    """Put more written questions into the tiny lesson: q2, q3, …"""
    path = course.solutions / LESSON / "lesson.py"
    if not path.is_file():
        path = course.solutions / f"{LESSON}.py"
    text = path.read_text(encoding="utf-8")
    more = "".join(_QUESTION.format(name=f"q{n}", number=n) for n in range(2, number + 1))
    write_aside(path, text + more)
    return course.lesson(LESSON)


def judge_once(lesson: Lesson, trusted: Sandbox, **answers: str) -> Judgement:
    """A judgement that any notebook with these answers to exercises may be entered with."""
    judge = Judge(lesson, trusted, seed=7, seconds=60)
    return judge.judge(Submission(solved_notebook(lesson, answers)))


def enter_class(
    course: Course,
    lesson: Lesson,
    judgement: Judgement,
    texts: dict[str, dict[str, str]],
    attachments: dict[str, dict[str, Any]] | None = None,
) -> None:
    """Enter a notebook for each student, whose written answers are these by question."""
    solved = solved_notebook(lesson, {})
    asked = {cell.grade_id: cell for cell in lesson.written}
    for student, words in texts.items():
        notebook = deepcopy(solved)
        for cell in notebook.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            if name in asked:
                cell.source = asked[name].without("SOLUTION", words.get(name, "Nothing."))
            if attached := (attachments or {}).get(f"{student} {name}"):
                cell["attachments"] = attached
        hand_in(course, student, nbformat.writes(notebook), lesson=lesson.name)
    with writing(course, f"grade {lesson.name}", lesson.name) as store:
        with Ledger(course, lesson, store) as ledger:
            for student in texts:
                found = collect(course, lesson, student)
                assert ledger.enter(found, judgement) == ""
                record = record_of(student, found.fingerprint, lesson.digest, judgement)
                write_record(course, record)
        notice(course, lesson.name, store)


def different(student: int, question: str) -> str:
    """An answer that is like no other."""
    words = " ".join(f"w{(student * 7919 + k * 104729 + len(question)) % 99991}" for k in range(30))
    return f"Student number {student} writes about {question}: {words}."


@dataclass
class Running:
    """A desk that runs: what lets one in, and its process."""

    process: subprocess.Popen[str]
    login: str

    @property
    def address(self) -> str:
        return self.login.partition("/login")[0]

    @property
    def token(self) -> str:
        return self.login.partition("token=")[2]

    @property
    def port(self) -> str:
        return self.address.rpartition(":")[2]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def desk(course: Course, *options: str, log: Path | None = None) -> Iterator[Running]:
    """`autograder desk` on a free port; ended at the end of the block."""
    log = log or course.root.parent / "desk.log"
    words = [sys.executable, "-m", "autograder", "desk", "--no-browser", "--trusted"]
    words += [] if "--port" in options else ["--port", "0"]
    with log.open("w") as file:
        process = subprocess.Popen(
            [*words, *options],
            cwd=ROOT,
            env={**os.environ, "AUTOGRADER_COURSE": str(course.root), "PYTHONUNBUFFERED": "1"},
            stdout=file,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    try:
        yield Running(process, _login(process, log))
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()


def _login(process: subprocess.Popen[str], log: Path) -> str:
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        if found := _ADDRESS.search(log.read_text()):
            return found[1]
        time.sleep(0.05)
    raise AssertionError(log.read_text()[-3000:])
