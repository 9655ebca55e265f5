"""What each command does, in terms of the rooms that know how; printing included."""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder import gradebook
from autograder.build import build as build_lessons
from autograder.build import stale
from autograder.collect import students_with
from autograder.course import Course, find_course
from autograder.grade import Order, Outcome
from autograder.grade import grade as grade_class
from autograder.judge import Judge
from autograder.lesson import Lesson, LessonError
from autograder.prove import claims
from autograder.prove import prove as prove_lesson
from autograder.sandbox import Sandbox
from autograder.submission import Submission, grade_ids, read_notebook
from autograder.verdict import Judgement, Verdict
from autograder.workers import local_executor

console = Console(highlight=False)


def build(names: list[str], *, check: bool) -> int:
    """`autograder build`"""
    course = find_course()
    lessons = _lessons(course, names)
    if check:
        problems = stale(course, lessons)
        for problem in problems:
            console.print(problem, markup=False)
        if not problems:
            console.print(f"lessons/ is up to date and leaks nothing ({len(lessons)} lessons)")
        return 1 if problems else 0
    changed = build_lessons(course, lessons)
    for path in changed:
        console.print(f"wrote {path.relative_to(course.root)}", markup=False)
    if not changed:
        console.print("nothing to do: lessons/ is up to date")
    return 0


def prove(names: list[str], *, workers: int, seed: int | None) -> int:
    """`autograder prove`"""
    found = 0
    with local_executor(workers) as executor:
        for lesson in _lessons(find_course(), names):
            total = len(list(claims(lesson)))
            with _progress(lesson.name, total) as tick:
                problems = prove_lesson(lesson, executor, seed=_seed(seed), progress=tick)
            console.print(f"{lesson.name}: {total - len(problems)} of {total} claims hold")
            for problem in problems:
                console.print(f"  ✗ {problem}", markup=False, soft_wrap=True)
            found += len(problems)
    return 1 if found else 0


def judge(notebook: Path, name: str | None, *, trusted: bool, seed: int | None) -> Judgement:
    """`autograder judge`"""
    course = find_course()
    nb = read_notebook(notebook)
    lesson = course.lesson(name) if name else _recognise(course, notebook, nb)
    if notebook.suffix == ".py":
        nb = _as_solved(lesson, notebook)
    with Sandbox(trusted=trusted) as sandbox:
        return Judge(lesson, sandbox, seed=seed).judge(Submission(nb))


def print_judgement(judgement: Judgement) -> None:
    """A judgement as an instructor reads it in a terminal."""
    for test in judgement.tests:
        style = "green" if test.verdict is Verdict.PASS else "red"
        for number, line in enumerate(test.lines()):
            console.print(line, style=style if number == 0 else None, markup=False, soft_wrap=True)
    for written in judgement.written:
        console.print(f"… {written.name}: {written.message}", markup=False)
    for note in judgement.notes:
        console.print(f"note: {note}", markup=False)
    console.print(f"{judgement.score:g} of {judgement.max_score:g} points", style="bold")


def grade(options: argparse.Namespace) -> int:
    """`autograder grade`"""
    course = find_course()
    lesson = course.lesson(options.lesson)
    students = tuple(options.student or students_with(course, lesson.name))
    order = Order(
        course,
        lesson,
        students,
        workers=options.workers,
        force=options.force,
        trusted=options.trusted,
        seed=_seed(options.seed),
    )
    print_outcome(run(order))
    return 0


def run(order: Order) -> Outcome:
    """Grade with a progress bar."""
    with _progress(order.lesson.name, len(order.students)) as tick:
        return grade_class(order, tick)


def print_outcome(outcome: Outcome) -> None:
    """What a run of `grade` did, in a few lines."""
    parts = [f"{len(outcome.graded)} graded", f"{len(outcome.kept)} were graded already"]
    console.print(", ".join(parts))
    for student, problem in sorted(outcome.problems.items()):
        console.print(f"  ✗ {student}: {problem}", markup=False, soft_wrap=True)


def feedback(name: str, students: list[str] | None) -> int:
    """`autograder feedback`"""
    course = find_course()
    lesson = course.lesson(name)
    graded = students or sorted(gradebook.scores(course, lesson.name))
    with _progress(f"feedback {lesson.name}", len(graded)) as tick:
        for student in graded:
            gradebook.feedback(course, lesson.name, student)
            tick(student)
    console.print(f"{len(graded)} pages in grading/feedback/<student>/{lesson.name}/")
    return 0


def _lessons(course: Course, names: list[str]) -> list[Lesson]:
    return [course.lesson(name) for name in names] if names else course.all_lessons()


def _recognise(course: Course, path: Path, nb: object) -> Lesson:
    """The lesson whose cells a notebook holds, or whose name it carries."""
    ids = grade_ids(nb)
    lessons = course.all_lessons()
    best = max(lessons, key=lambda lesson: len(ids & {c.grade_id for c in lesson.cells}))
    if ids & {exercise.name for exercise in best.exercises}:
        return best
    for lesson in lessons:
        if path.stem.startswith(lesson.name):
            return lesson
    raise LessonError(f"{path.name} holds no exercise of any lesson; name it: --lesson LESSON")


def _as_solved(lesson: Lesson, path: Path) -> object:
    from autograder.build import solved_notebook
    from autograder.lesson import read_lesson

    if read_lesson(path).name != lesson.name:
        raise LessonError(f"{path.name} is not the source of {lesson.name}")
    return solved_notebook(read_lesson(path))


@contextmanager
def _progress(label: str, total: int) -> Iterator[Callable[[str], None]]:
    """A bar with done and total, rate, time left and the latest name; quiet when not a terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[who]}", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task_id = bar.add_task(label, total=total, who="", rate="")

        def tick(who: str) -> None:
            speed = bar.tasks[0].speed
            rate = f"{speed * 60:.0f}/min" if speed else ""
            bar.update(task_id, advance=1, who=who, rate=rate)

        yield tick


def _seed(seed: int | None) -> int:
    return random.SystemRandom().randrange(2**31) if seed is None else seed
