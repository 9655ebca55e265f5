"""`autograder judge`"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.cli.shared import no_lesson_in, seed, trusted
from autograder.common.terminal import console, print_json
from autograder.lesson.course import Course, find_course
from autograder.lesson.lesson import LESSON_FILE, Lesson, LessonError
from autograder.lesson.parts import is_lesson_file

if TYPE_CHECKING:
    from autograder.judge.verdict import Judgement

HELP = "what would this one notebook get? No gradebook"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("notebook", type=Path, nargs="?")
    parser.add_argument(
        "--as-graded",
        nargs=2,
        metavar=("STUDENT", "LESSON"),
        help="repeat the judgement that counts: the same file, seed and lesson",
    )
    parser.add_argument("--lesson", help="default: found from the notebook")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument(
        "--fail-under", metavar="LEAST", help="exit with 1 below so many points, or so much: 50%%"
    )
    trusted(parser)
    seed(parser)


def run(options: argparse.Namespace) -> int:
    if (options.notebook is None) == (options.as_graded is None):
        raise LessonError("judge takes a notebook, or --as-graded STUDENT LESSON")
    if options.as_graded is not None:
        if options.fail_under is not None:
            raise LessonError("--fail-under goes with a notebook, not with --as-graded")
        return _as_graded(options)
    least = None if options.fail_under is None else Least(options.fail_under)
    judgement = judge(options.notebook, options.lesson, trusted=options.trusted, seed=options.seed)
    if options.json:
        print_json(judgement.as_json())
    else:
        _tell(judgement)
    return _below(judgement, least) if least else 0


class Least:
    """What a notebook has to get, as it was typed: points, or a part of all automatic points.

    Raises LessonError where it is neither.
    """

    def __init__(self, typed: str) -> None:
        self.typed = typed.strip()
        self.percent = self.typed.endswith("%")
        try:
            self.number = float(self.typed.removesuffix("%"))
        except ValueError:
            self.number = -1.0
        if not 0 <= self.number <= (100 if self.percent else math.inf) or math.isinf(self.number):
            raise LessonError(
                f"--fail-under {typed!r}: expected points or a percentage, such as 12 or 50%"
            )

    def points(self, judgement: Judgement) -> float:
        """In points; raises LessonError where nobody could get so many."""
        largest = judgement.max_score
        if self.percent:
            return largest * self.number / 100
        if self.number > largest:
            raise LessonError(
                f"--fail-under {self.typed}: {judgement.lesson} has {largest:g} points that are"
                " given automatically"
            )
        return self.number


def _below(judgement: Judgement, least: Least) -> int:
    """The exit code; 1, with a sentence, where a notebook gets less than it has to."""
    needed = least.points(judgement)
    if judgement.score >= needed - 1e-9:
        return 0
    got = f"{judgement.score:g} of {judgement.max_score:g} points"
    in_points = f" ({needed:g} points)" if least.percent else " points"
    print(f"autograder: {got} are fewer than {least.typed}{in_points}", file=sys.stderr)
    return 1


def _as_graded(options: argparse.Namespace) -> int:
    """Repeat a judgement; the exit code is 1 where it comes out otherwise."""
    from autograder.grading.appeal import judge_again

    student, name = options.as_graded
    again = judge_again(find_course(), name, student, trusted=options.trusted)
    if options.json:
        print_json(again.judgement.as_json())
        return 0 if again.same else 1
    _tell(again.judgement)
    how = f"attempt {again.attempt}, seed {again.judgement.seed}, judged {again.before.judged} UTC"
    console.print(f"{how}: {'the same' if again.same else 'not the same as on record'}")
    if again.changed:
        console.print("the lesson has changed since; this is the lesson as it was then")
    return 0 if again.same else 1


def judge(notebook: Path, name: str | None, *, trusted: bool, seed: int | None) -> Judgement:
    """What the notebook, or a solved source, would get."""
    from autograder.judge.judge import Judge
    from autograder.lesson.build import released_notebook
    from autograder.sandbox.sandbox import Sandbox
    from autograder.submission.handed_in import refuse_another_lesson
    from autograder.submission.notebook_file import read_notebook
    from autograder.submission.repair import repair
    from autograder.submission.submission import Submission

    course = find_course()
    nb = read_notebook(notebook)
    lesson = course.lesson(name) if name else _recognise(course, notebook, nb)
    if notebook.suffix == ".py":
        nb = _as_solved(lesson, notebook)
    else:
        refuse_another_lesson(course, notebook.name, nb, lesson)
    notes = repair(nb, lesson, released_notebook(lesson))
    with Sandbox(trusted=trusted, hidden=(course.root,)) as sandbox:
        return Judge(lesson, sandbox, seed=seed).judge(Submission(nb, tuple(notes)))


def _tell(judgement: Judgement) -> None:
    """A judgement as an instructor reads it in a terminal."""
    from autograder.judge.verdict import Verdict

    for test in judgement.tests:
        style = "green" if test.verdict is Verdict.PASS else "red"
        for number, line in enumerate(test.lines()):
            console.print(line, style=style if number == 0 else None, markup=False, soft_wrap=True)
    for written in judgement.written:
        console.print(f"… {written.name}: {written.message}", markup=False)
    for note in judgement.notes:
        console.print(f"note: {note}", markup=False)
    console.print(f"{judgement.score:g} of {judgement.max_score:g} points", style="bold")


def _recognise(course: Course, path: Path, nb: Any) -> Lesson:
    """The lesson whose exercises a notebook holds, or whose name it carries."""
    from course_utils.notebook.names import other_language
    from course_utils.notebook.recognise import lesson_of

    found = lesson_of(nb, course.all_lessons())
    if found is not None:
        return found
    named = path.resolve().parent.name if is_lesson_file(path.name) else path.stem
    for lesson in course.all_lessons():
        if named.startswith(lesson.name):
            return lesson
    if language := other_language(nb):
        raise LessonError(no_lesson_in(path.name, language))
    raise LessonError(f"{path.name} holds no exercise of any lesson; name it: --lesson LESSON")


def _as_solved(lesson: Lesson, path: Path) -> object:
    from autograder.lesson.build import solved_notebook
    from autograder.lesson.read import read_lesson

    folder = path.resolve().parent
    if folder.name != lesson.name or not is_lesson_file(path.name):
        source = f"{lesson.name}/{LESSON_FILE}"
        raise LessonError(f"{path} is not the source of {lesson.name}; that is called {source}")
    return solved_notebook(lesson if folder == lesson.folder else read_lesson(folder))
