"""What each command does, in terms of the rooms that know how; printing included.

A command imports its own rooms when it runs: none waits for the libraries of another.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.common.terminal import console, progress
from autograder.lesson.course import Course, find_course
from autograder.lesson.lesson import Lesson, LessonError

if TYPE_CHECKING:
    from autograder.grading.grade import Order, Outcome
    from autograder.judge.verdict import Judgement


def build(names: list[str], *, check: bool) -> int:
    """`autograder build`"""
    from autograder.lesson.build import build as build_lessons
    from autograder.lesson.build import stale

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
    from autograder.proofs.prove import count_claims
    from autograder.proofs.prove import prove as prove_lesson
    from autograder.workers.desk import Desks

    found = 0
    with Desks(workers) as desks:
        for lesson in _lessons(find_course(), names):
            total = count_claims(lesson)
            with progress(lesson.name, total) as tick:
                problems = prove_lesson(lesson, desks, seed=_seed(seed), progress=tick)
            console.print(f"{lesson.name}: {total - len(problems)} of {total} claims hold")
            for problem in problems:
                console.print(f"  ✗ {problem}", markup=False, soft_wrap=True)
            found += len(problems)
    return 1 if found else 0


def mutate(names: list[str], *, workers: int) -> int:
    """`autograder mutate`"""
    from autograder.proofs.mutate import mutate as mutate_lesson
    from autograder.workers.workers import local_executor

    missed = 0
    with local_executor(workers) as executor:
        for lesson in _lessons(find_course(), names):
            outcomes = []
            with progress(lesson.name, len(lesson.exercises)) as tick:
                for outcome in mutate_lesson(lesson, executor):
                    outcomes.append(outcome)
                    tick(outcome.exercise)
            tried = sum(outcome.tried for outcome in outcomes)
            survivors = [(o.exercise, s) for o in outcomes for s in o.survivors]
            idle = [(o.exercise, excuse) for o in outcomes for excuse in o.idle_excuses]
            console.print(f"{lesson.name}: {len(survivors)} of {tried} edits go unnoticed")
            for exercise, text in survivors:
                console.print(f"  ✗ {exercise}, {text}", markup=False, soft_wrap=True)
            for exercise, text in idle:
                console.print(f"  ✗ {exercise}: excuses nothing: {text}", markup=False)
            missed += len(survivors) + len(idle)
    return 1 if missed else 0


def judge(notebook: Path, name: str | None, *, trusted: bool, seed: int | None) -> Judgement:
    """`autograder judge`"""
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


def print_judgement(judgement: Judgement) -> None:
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


def grade(options: argparse.Namespace) -> int:
    """`autograder grade`"""
    from autograder.grading.grade import Order
    from autograder.grading.terminal import print_changes, print_outcome
    from autograder.submission.collect import students_with

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
        figures=options.figures,
        scheduler=options.scheduler,
        seed=_seed(options.seed),
    )
    outcome = run(order)
    print_outcome(outcome, console)
    print_changes(order, outcome, console)
    return 1 if outcome.problems else 0


def run(order: Order) -> Outcome:
    """Grade with a progress bar."""
    from autograder.grading.grade import grade as grade_class

    with progress(order.lesson.name, len(order.students)) as bar:
        return grade_class(order, bar, bar.at_work)


def feedback(name: str, students: list[str] | None, *, force: bool = False) -> int:
    """`autograder feedback`"""
    from autograder.common.text import plain
    from autograder.feedback.feedback import write_feedback
    from autograder.gradebook import gradebook

    course = find_course()
    lesson = course.lesson(name)
    todo = students or sorted(gradebook.scores(course, lesson.name))
    with progress(f"feedback {lesson.name}", len(todo)) as tick:
        outcome = write_feedback(course, lesson, todo, force=force, progress=tick)
    kept = f", {len(outcome.kept)} were up to date" if outcome.kept else ""
    place = f"grading/feedback/<student>/{lesson.name}/"
    console.print(f"{len(outcome.written)} pages written{kept}: {place}", soft_wrap=True)
    for student, problem in sorted(outcome.problems.items()):
        console.print(f"  ✗ {plain(student)}: {plain(problem)}", markup=False, soft_wrap=True)
    return 1 if outcome.problems else 0


def report(name: str, *, html: bool) -> int:
    """`autograder report`"""
    from autograder.report.page import write_page, write_table
    from autograder.report.report import class_report
    from autograder.report.terminal import print_report

    course = find_course()
    found = class_report(course, course.lesson(name))
    print_report(found, console)
    paths = [write_table(course, found)] + ([write_page(course, found)] if html else [])
    console.print()
    for path in paths:
        console.print(f"wrote {path.relative_to(course.root)}", markup=False, soft_wrap=True)
    return 0


def check(notebook: Path) -> int:
    """`autograder check`"""
    from autograder.submission.notebook_file import SubmissionError, read_notebook
    from autograder.submission.repair import grade_id, other_language
    from course_utils import selfcheck

    nb = read_notebook(notebook)
    if not any(grade_id(cell) for cell in nb.cells) and (language := other_language(nb)):
        raise SubmissionError(_not_python(notebook, language))
    try:
        with progress(notebook.name, len(nb.cells)) as tick:
            results = selfcheck.check_notebook(notebook, lambda: tick(""))
    except selfcheck.SelfCheckError as error:
        raise SubmissionError(str(error)) from error
    return selfcheck.report(results)


def doctor() -> int:
    """`autograder doctor`"""
    from rich.markup import escape

    from autograder.sandbox.probe import probe

    findings = probe()
    for finding in findings:
        sign = "[green]✓[/]" if finding.ok else "[red]✗[/]"
        console.print(f"{sign} {finding.name}: {escape(finding.found)}")
        if finding.remedy:
            console.print(f"  {escape(finding.remedy)}", soft_wrap=True)
    return 0 if all(finding.ok for finding in findings) else 1


def demo(names: list[str], *, workers: int, seed: int | None) -> int:
    """`autograder demo`"""
    from autograder.grading.grade import Order
    from autograder.grading.terminal import print_outcome
    from autograder.lesson.build import build as build_lessons
    from autograder.proofs.demo import demo_course, hand_in

    started = time.monotonic()
    course = demo_course(find_course())
    os.environ["AUTOGRADER_COURSE"] = str(course.root)
    lessons = [lesson for lesson in _lessons(course, names) if lesson.exercises]
    build_lessons(course, course.all_lessons())
    unavailable = _why_no_sandbox()
    for lesson in lessons:
        each = hand_in(course, lesson, sandboxed=not unavailable)
        order = Order(
            course,
            each.lesson,
            each.students,
            workers=workers,
            trusted=bool(unavailable),
            seed=_seed(seed),
        )
        print_outcome(run(order), console)
        feedback(each.lesson.name, None)
        report(each.lesson.name, html=True)
        if each.left_out:
            console.print(f"Left out: {', '.join(each.left_out)}; {unavailable}", soft_wrap=True)
    _where_to_look(lessons, time.monotonic() - started)
    return 0


def _why_no_sandbox() -> str:
    """Why this machine cannot judge hostile submissions; empty when it can."""
    from autograder.sandbox.sandbox import Sandbox
    from autograder.sandbox.unavailable import SandboxUnavailable

    try:
        with Sandbox():
            return ""
    except SandboxUnavailable as error:
        return str(error)


def _where_to_look(lessons: list[Lesson], seconds: float) -> None:
    console.print(f"\nThe sample class was graded in {seconds:.0f} s. Look at:", style="bold")
    for lesson in lessons:
        console.print(f"  demo/grading/report/{lesson.name}.html")
    console.print("  demo/grading/feedback/<student>/<lesson>/<lesson>.html")
    console.print("  nbgrader's formgrader: cd demo && ../.venv/bin/jupyter lab")


def _lessons(course: Course, names: list[str]) -> list[Lesson]:
    return [course.lesson(name) for name in names] if names else course.all_lessons()


def _recognise(course: Course, path: Path, nb: object) -> Lesson:
    """The lesson whose exercises a notebook holds, or whose name it carries."""
    from autograder.lesson.recognise import lesson_of
    from autograder.submission.repair import other_language

    found = lesson_of(nb, course.all_lessons())
    if found is not None:
        return found
    for lesson in course.all_lessons():
        if path.stem.startswith(lesson.name):
            return lesson
    if language := other_language(nb):
        raise LessonError(_not_python(path, language))
    raise LessonError(f"{path.name} holds no exercise of any lesson; name it: --lesson LESSON")


def _not_python(path: Path, language: str) -> str:
    from autograder.common.text import plain

    return (
        f"{path.name} is written in {plain(language)} and holds no exercise of any lesson;"
        " the lessons are in Python"
    )


def _as_solved(lesson: Lesson, path: Path) -> object:
    from autograder.lesson.build import solved_notebook
    from autograder.lesson.lesson import read_lesson

    if read_lesson(path).name != lesson.name:
        raise LessonError(f"{path.name} is not the source of {lesson.name}")
    return solved_notebook(read_lesson(path))


def _seed(seed: int | None) -> int:
    return random.SystemRandom().randrange(2**31) if seed is None else seed
