"""A class whose answers in words wait to be marked, in a gradebook that no judge had to fill.

One solved notebook is judged; each student's is the same with an answer in words of their own, some
with a picture. All go into nbgrader's gradebook by the way that `autograder grade` takes.
"""

from __future__ import annotations

import base64
import io
import random
from copy import deepcopy
from typing import Any

import nbformat
from PIL import Image, ImageDraw

from autograder.common.files import write_aside
from autograder.database.opening import writing
from autograder.gradebook.ledger import Ledger
from autograder.gradebook.notice import notice
from autograder.grading.records import record_of, write_record
from autograder.judge.judge import Judge
from autograder.lesson.build import solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.collect import collect
from autograder.submission.submission import Submission
from benchmarks.commands import SEED, MeasureError
from benchmarks.figures import Report

WORDS = 70  # of an answer
WITH_PICTURE, COPIED = 5, 20  # one answer in so many
SIZE = (900, 700)  # pixels of a sketch


def fill(course: Course, lesson: Lesson, size: int, report: Report, *, trusted: bool) -> None:
    """Enter a class of `size` students; raises MeasureError where one is not taken."""
    solved = solved_notebook(lesson)
    with Sandbox(trusted=trusted, hidden=(course.root,)) as sandbox:
        judgement = Judge(lesson, sandbox, seed=SEED).judge(Submission(solved))
    (asked, *_) = lesson.written
    with (
        writing(course, f"grade {lesson.name}", lesson.name) as store,
        report.progress(f"a class of {size}", size) as tick,
    ):
        with Ledger(course, lesson, store) as ledger:
            for number in range(size):
                student = f"s{number:05d}"
                notebook = _answered(solved, asked, number)
                folder = course.grading / "submitted" / student / lesson.name
                write_aside(folder / f"{lesson.name}.ipynb", nbformat.writes(notebook))
                found = collect(course, lesson, student)
                if why := ledger.enter(found, judgement):
                    raise MeasureError(why)
                record = record_of(student, found.fingerprint, lesson.digest, judgement)
                write_record(course, record)
                tick(student)
        notice(course, lesson.name, store)


def _answered(solved: Any, asked: Any, number: int) -> Any:
    """The notebook with an answer in words; some copy the student before, some drew a sketch."""
    notebook = deepcopy(solved)
    rng = random.Random(number - number % COPIED if number % COPIED == 1 else number)
    words = " ".join(f"w{int(rng.paretovariate(0.7)) % 5000}" for _ in range(WORDS))
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == asked.grade_id:
            text = words
            if number % WITH_PICTURE == 0:
                text += "\n\n![sketch](attachment:sketch)"
                cell["attachments"] = {"sketch": _sketch(rng, "PNG" if number % 2 else "JPEG")}
            cell.source = asked.without("SOLUTION", text)
    return notebook


def _sketch(rng: random.Random, form: str) -> dict[str, str]:
    """A sheet as a telephone's camera sees it, lines and noise, as a MIME bundle."""
    picture = Image.effect_noise(SIZE, 12).convert("RGB")
    pen = ImageDraw.Draw(picture)
    for _ in range(30):
        ends = [(rng.randrange(SIZE[0]), rng.randrange(SIZE[1])) for _ in range(2)]
        pen.line([*ends[0], *ends[1]], fill=(20, 30, 90), width=4)
    written = io.BytesIO()
    picture.save(written, format=form, **({"compress_level": 1} if form == "PNG" else {}))
    return {f"image/{form.lower()}": base64.b64encode(written.getvalue()).decode()}
