"""Check your own notebook: run it from top to bottom in a fresh kernel and say which tests pass.

    python -m course_utils.selfcheck 01_logistic_regression.ipynb

It is read, put in order and run as it is when it is marked. Only the visible tests are run: when it
is marked, hidden tests try more.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course_utils.manifest import of_lesson
from course_utils.notebook.file import NotebookError, read_notebook
from course_utils.notebook.kernel import Came, Kernel, KernelError
from course_utils.notebook.known import of_itself, of_the_kit
from course_utils.notebook.names import keeps_its_names
from course_utils.notebook.notes import borrowed, described, note, says_all
from course_utils.notebook.outline import Asked, Outline
from course_utils.notebook.repair import repair
from course_utils.notebook.steps import Cells, Step
from course_utils.session.summary import answered_in, lines

SECONDS_PER_CELL = 60.0
_LENDING = "__import__('course_utils.session.lending', fromlist=['put'])"
_FILE = re.compile(r"\([^()]*\.py, (?=line \d+\))")


class SelfCheckError(ValueError):
    """The notebook cannot be checked; the text says why."""


@dataclass(frozen=True)
class Checked:
    """What the visible tests of one exercise said; `problem` is empty when they pass."""

    exercise: str
    problem: str = ""

    def line(self) -> str:
        if not self.problem:
            return f"✓ {self.exercise}"
        return f"✗ {self.exercise}: {self.problem}"


@dataclass(frozen=True)
class Report:
    """What the visible tests said, exercise by exercise, and what to know about the notebook."""

    results: tuple[Checked, ...]
    notes: tuple[str, ...] = ()
    lesson: str = ""
    passed: frozenset[str] = frozenset()  # the grade ids of the test cells that pass
    words: Mapping[str, bool] = field(default_factory=dict)  # question → whether it is answered


def check_notebook(
    path: Path,
    progress: Callable[[], None] = lambda: None,
    find: Callable[[Any], Outline | None] | None = None,
    *,
    seconds: float = SECONDS_PER_CELL,
) -> Report:
    """Run the notebook and test its exercises; the file is not changed.

    Args:
        path: of the notebook.
        progress: called after each cell.
        find: the lesson that a notebook is of; by default one of the kit's, or what the notebook
            itself says.
        seconds: for one cell. One that takes longer is stopped, named, and the rest is run.

    Raises:
        SelfCheckError: it cannot be read or run.
    """
    try:
        notebook = read_notebook(path)
    except NotebookError as error:
        raise SelfCheckError(str(error)) from error
    outline = (find or of_the_kit)(notebook)
    notes = repair(notebook, outline) if outline else []
    outline = outline or of_itself(path.stem, notebook)
    if not outline.tests:
        raise SelfCheckError(f"{path.name} holds no tests: is it a lesson of this workbook?")
    try:
        with Kernel(path.resolve().parent, seconds) as kernel:
            run = _Run(kernel, outline)
            for step in Cells(notebook.cells).steps(outline):
                run.take(step)
                progress()
    except KernelError as error:
        raise SelfCheckError(str(error)) from error
    results = (Checked(exercise.name, run.problem(exercise.name)) for exercise in outline.exercises)
    words = answered_in(notebook.cells)
    return Report(tuple(results), (*notes, *run.notes), outline.name, frozenset(run.passed), words)


def main(arguments: list[str] | None = None) -> int:
    """The command: prints one line an exercise; 0 only when all visible tests pass."""
    names = sys.argv[1:] if arguments is None else arguments
    if len(names) != 1:
        print("usage: python -m course_utils.selfcheck NOTEBOOK", file=sys.stderr)
        return 2
    try:
        found = check_notebook(Path(names[0]))
    except SelfCheckError as error:
        print(f"selfcheck: {error}", file=sys.stderr)
        return 2
    return report(found)


def report(found: Report) -> int:
    """Print the results; returns 0 when all pass, else 1."""
    for result in found.results:
        print(result.line())
    for each in found.notes:
        print(f"note: {each}")
    passed = sum(not result.problem for result in found.results)
    if manifest := of_lesson(found.lesson):
        print("", *lines(manifest, found.passed, found.words), sep="\n")
    else:
        print(f"{passed} of {len(found.results)} exercises pass their visible tests.")
    print("When your work is marked, hidden tests try more inputs.")
    return 0 if passed == len(found.results) else 1


class _Run:
    """One notebook on its way through a kernel."""

    def __init__(self, kernel: Kernel, outline: Outline) -> None:
        self._kernel, self._outline = kernel, outline
        self._cells: dict[str, tuple[Step, Came]] = {}
        self._problems: dict[str, str] = {}
        self._lent: set[str] = set()
        self._by_own: set[str] = set()  # which fit only the student's own other half of a pair
        self.passed: set[str] = set()
        self.notes: list[str] = []

    def take(self, step: Step) -> None:
        """Do one step. What only shows something is left out, as it is when work is marked."""
        if step.test:
            self._test(step.test)
        elif not step.look:
            came = self._kernel.run(step.source, step.instead)
            if came.lacking:
                raise SelfCheckError(
                    f"{step.which()} fails ({came.lacking}): is the workbook installed?"
                )
            if step.exercise:
                self._cells[step.exercise] = step, came
            self._tell(step, came)

    def problem(self, exercise: str) -> str:
        """What the first failing test of an exercise said; empty when all pass."""
        return self._problems.get(exercise, "")

    def _tell(self, step: Step, came: Came) -> None:
        if came.stopped:
            self.notes.append(f"{step.which()} was stopped and left out ({came.stopped})")
            return
        error, completed = described(came.error, came.text), bool(step.instead)
        if said := borrowed(step.which(), step.source) if step.exercise else "":
            self.notes.append(said)
        elif came.error and (came.taken or completed or (step.exercise and not says_all(error))):
            self.notes.append(
                note(step.which(), came.line, error, completed=completed, taken=came.taken)
            )

    def _test(self, test: str) -> None:
        exercise = next(each for each in self._outline.exercises if test in each.tests)
        source = f"{self._outline.text(test)}\n{self._settle(exercise.name)}"
        came = self._kernel.test(source, exercise.defines)
        if came.hidden and came.hidden not in self.notes:
            self.notes.append(came.hidden)
        if came.error and self._passes_with_own_partner(exercise, test):
            came = Came()
            self._by_own.add(exercise.name)
        if not (problem := self._of_test(came)):
            self.passed.add(test)
        elif exercise.name not in self._problems:
            self._problems[exercise.name] = self._of_cell(exercise.name, came) + problem
        if exercise.name in {*self._problems, *self._by_own} and test == exercise.tests[-1]:
            self._lend(exercise)

    def _settle(self, exercise: str) -> str:
        """A line that fails where the answer is a number that is not right."""
        settle = "__import__('course_utils.check.settled', fromlist=['settle']).settle"
        return f"{settle}({self._outline.name!r}, {exercise!r}, globals())"

    def _lend(self, exercise: Asked) -> None:
        """A working stand-in for what is not right: later exercises are tried by themselves."""
        about = f"{self._outline.name!r}, {exercise.name!r}, {exercise.asks!r}"
        self._kernel.run(f"{_LENDING}.put({about}, globals())")
        self._lent.add(exercise.name)

    def _passes_with_own_partner(self, exercise: Asked, test: str) -> bool:
        """Whether it works with the student's own other half of the pair, though that failed."""
        if exercise.pair not in self._lent:
            return False
        exchange = f"{_LENDING}.exchange({self._outline.exercise(exercise.pair).asks!r}, globals())"
        self._kernel.run(exchange)
        came = self._kernel.test(self._outline.text(test), exercise.defines)
        self._kernel.run(exchange)
        return not came.error and not came.stopped

    def _of_test(self, came: Came) -> str:
        if came.stopped:
            return came.stopped
        if came.error == "NotImplementedError":
            return "not answered yet"
        text = _first_line(came.text) or came.error
        return text if came.error in ("", "CheckFailed") else described(came.error, text)

    def _of_cell(self, exercise: str, test: Came) -> str:
        """What is to be said first: that the exercise's own cell did not run as it should."""
        step, came = self._cells.get(exercise, (Step(0), Came()))
        if came.stopped:
            return f"its cell was stopped ({came.stopped}); "
        if came.error and not came.taken and came.error != "NotImplementedError":
            error = described(came.error, _FILE.sub("(", _first_line(came.text)))
            return f"its cell did not run to the end ({error}); "
        magic = keeps_its_names(step.source)
        if magic and test.error == "NameError":
            return f"its cell begins with {magic}, which keeps what it defines to itself; "
        return ""


def _first_line(text: str) -> str:
    return text.split("\n")[0]


if __name__ == "__main__":
    sys.exit(main())
