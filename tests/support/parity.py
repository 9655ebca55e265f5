"""One notebook in two places: its visible tests in a real kernel, and in the judge.

In both, the answer of an exercise that failed is lent to those below it, so that each exercise is
compared by itself. What a lesson measures with the course's own answers (`keeps`), both do.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.judge.judge import Judge
from autograder.judge.verdict import Verdict
from autograder.lesson.build import released_notebook, solved_notebook
from autograder.lesson.lesson import Lesson
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.repair import repair
from autograder.submission.submission import Submission
from course_utils.notebook.kernel import Kernel
from course_utils.notebook.steps import Cells
from tests.corpora.variants import VARIANTS, answers

SECONDS = 30.0  # for a cell, in both places
LEND = (  # functions, as the judge does
    "globals().update({{_name: _lent[_name] for _name in {} if callable(_lent[_name])"
    " and not isinstance(_lent[_name], type)}})"
)


def visible_only(lesson: Lesson) -> Lesson:
    """The lesson without its hidden tests."""
    cells = (replace(cell, source=cell.without("HIDDEN TESTS")) for cell in lesson.cells)
    return replace(lesson, cells=tuple(cells))


def choices(lesson: Lesson) -> dict[str, list[str]]:
    """Of every exercise, the known mistakes and the right answers in other styles."""
    styles = [answers(path) for path in VARIANTS if path.name[:2] == lesson.name[:2]]
    return {
        exercise.name: [wrong.source for wrong in exercise.misconceptions]
        + [style[exercise.name] for style in styles if exercise.name in style]
        for exercise in lesson.exercises
    }


def every_choice_once(lesson: Lesson) -> list[dict[str, str]]:
    """As few notebooks as hold every choice of every exercise."""
    offered = choices(lesson)
    return [
        {name: each[number] for name, each in offered.items() if number < len(each)}
        for number in range(max(map(len, offered.values())))
    ]


def mixture(lesson: Lesson, seed: int) -> dict[str, str]:
    """One choice for each exercise, or the lesson's own answer."""
    rng = random.Random(seed)
    offered = {name: [None, *each] for name, each in choices(lesson).items()}
    drawn = {name: rng.choice(each) for name, each in offered.items()}
    return {name: source for name, source in drawn.items() if source is not None}


class TwoPlaces:
    """Takes notebooks of one lesson in both places."""

    def __init__(self, lesson: Lesson, sandbox: Sandbox) -> None:
        self._lesson = visible_only(lesson)
        self._judge = Judge(self._lesson, sandbox, seed=1, seconds=SECONDS)
        self._released = released_notebook(lesson)
        solved = solved_notebook(lesson).cells
        kinds = {cell.grade_id[:64] for cell in lesson.cells if cell.kind in ("given", "exercise")}
        code = "\n\n".join(cell.source for cell in solved if cell.id in kinds)
        # Functions that call each other, and not what the student has under the same names.
        self._reference = f"_lent = {{'__name__': '__main__'}}\nexec({code!r}, _lent)"
        self._names = [exercise.name for exercise in lesson.exercises]
        self._names_of_answers = [name for exercise in lesson.exercises for name in exercise.asks]
        given = [cell for cell in lesson.cells if cell.kind == "given"]
        self._kept = {cell.options["keeps"] for cell in given if "keeps" in cell.options}

    def differences(self, notebook: Any, folder: Path) -> list[str]:
        """The exercises that pass in one place and fail in the other, with what was said."""
        repair(notebook, self._lesson, self._released)
        judged, at_home = self.judged(notebook), self.at_home(notebook, folder)
        return [
            f"{name}: judge {judged[name] or 'passes'}; kernel {at_home[name] or 'passes'}"
            for name in judged
            if bool(judged[name]) != bool(at_home[name])
        ]

    def judged(self, notebook: Any) -> dict[str, str]:
        """What the judge finds wrong with each exercise; empty where it passes."""
        judgement = self._judge.judge(Submission(notebook))
        return {
            each.name: "" if each.verdict is Verdict.PASS else f"{each.verdict}: {each.message}"
            for each in judgement.exercises
            if each.verdict is not Verdict.MANUAL and each.name in self._names
        }

    def at_home(self, notebook: Any, folder: Path) -> dict[str, str]:
        """What the visible tests say in a kernel; empty where they pass."""
        outline = self._lesson.outline
        problems = dict.fromkeys(self._names, "")
        with Kernel(folder, SECONDS) as kernel:
            kernel.run(self._reference)
            for step in Cells(notebook.cells).steps(outline):
                if step.test:
                    test = self._lesson.tests[step.test]
                    exercise = self._lesson.exercise(test.key)
                    kept = any(name in test.source for name in self._kept)
                    if kept:
                        kernel.run(f"_own = dict(globals())\n{LEND.format(self._names_of_answers)}")
                    came = kernel.test(test.source, exercise.defines)
                    if kept:
                        kernel.run("globals().update(_own)")
                    wrong = came.stopped or (came.error and f"{came.error}: {came.text[:200]}")
                    problems[test.key] = problems[test.key] or wrong
                    last = test.grade_id == exercise.tests[-1].grade_id
                    if problems[test.key] and last and exercise.lend:
                        kernel.run(LEND.format(exercise.asks))
                elif not step.look:
                    kernel.run(step.source, step.instead)
        return problems


def notebooks(lesson: Lesson, chosen: Sequence[dict[str, str]]) -> list[Any]:
    return [solved_notebook(lesson, each) for each in chosen]
