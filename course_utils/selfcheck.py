"""Check your own notebook: run it from top to bottom in a fresh kernel and say which tests pass.

    python -m course_utils.selfcheck 01_logistic_regression.ipynb

Only the visible tests that are in the notebook are run. When it is marked, hidden tests try more.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS_PER_CELL = 60
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


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


def check_notebook(path: Path, progress: Callable[[], None] = lambda: None) -> list[Checked]:
    """Run the notebook and return one result an exercise, in order; raises SelfCheckError.

    `progress` is called after each cell. The file is not changed.
    """
    notebook = _read(path)
    tests = _tests(notebook)
    if not tests:
        raise SelfCheckError(f"{path.name} holds no tests: is it a lesson of this workbook?")
    _run(notebook, path, progress)
    _require_set_up(notebook)
    problems: dict[str, str] = {}
    for index, exercise in tests.items():
        problem = _problem(notebook.cells[index])
        problems[exercise] = problems.get(exercise) or problem
    return [Checked(exercise, problem) for exercise, problem in problems.items()]


def main(arguments: list[str] | None = None) -> int:
    """The command: prints one line an exercise; 0 only when all visible tests pass."""
    names = sys.argv[1:] if arguments is None else arguments
    if len(names) != 1:
        print("usage: python -m course_utils.selfcheck NOTEBOOK", file=sys.stderr)
        return 2
    try:
        results = check_notebook(Path(names[0]))
    except SelfCheckError as error:
        print(f"selfcheck: {error}", file=sys.stderr)
        return 2
    return report(results)


def report(results: list[Checked]) -> int:
    """Print the results; returns 0 when all pass, else 1."""
    for result in results:
        print(result.line())
    passed = sum(not result.problem for result in results)
    print(f"{passed} of {len(results)} exercises pass their visible tests.", end=" ")
    print("When your work is marked, hidden tests try more inputs.")
    return 0 if passed == len(results) else 1


def _read(path: Path) -> Any:
    import nbformat

    try:
        return nbformat.read(path, as_version=4)
    except OSError as error:
        raise SelfCheckError(f"{path} cannot be read: {error.strerror}") from error
    except Exception as error:  # nbformat raises many kinds, for many kinds of damage
        message = f"{path.name} is not a notebook; open it in JupyterLab, save it and try again"
        raise SelfCheckError(message) from error


def _run(notebook: Any, path: Path, progress: Callable[[], None]) -> None:
    """Execute all cells in a fresh kernel, in the notebook's own folder, errors allowed."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    client = NotebookClient(
        notebook,
        timeout=SECONDS_PER_CELL,
        kernel_name="python3",
        extra_arguments=["--IPKernelApp.log_level=40"],
        allow_errors=True,
        resources={"metadata": {"path": str(path.resolve().parent)}},
        on_cell_complete=lambda **_: progress(),
    )
    try:
        client.execute()
    except CellTimeoutError as error:
        message = f"a cell ran for more than {SECONDS_PER_CELL} seconds: is there an endless loop?"
        raise SelfCheckError(message) from error
    except DeadKernelError as error:
        raise SelfCheckError("the kernel ended while running the notebook") from error


def _tests(notebook: Any) -> dict[int, str]:
    """The positions of the test cells, each with the exercise that it is for."""
    about = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
    exercises = {item.get("grade_id") for item in about if item.get("solution")}
    tests = {}
    for index, item in enumerate(about):
        if item.get("grade") and not item.get("solution"):
            name = str(item.get("grade_id", "")).removeprefix("test_")
            tests[index] = name if name in exercises else re.sub(r"_\d+$", "", name)
    return tests


def _require_set_up(notebook: Any) -> None:
    """The first code cell loads what all others need: without it no test says anything."""
    first = next((cell for cell in notebook.cells if cell.cell_type == "code"), None)
    if first is not None and not _tested_or_solved(first) and (problem := _problem(first)):
        message = f"the first cell of the notebook fails ({problem}); is the workbook installed?"
        raise SelfCheckError(message)


def _tested_or_solved(cell: Any) -> bool:
    return bool(cell.metadata.get("nbgrader"))


def _problem(cell: Any) -> str:
    """What the first error of an executed test cell says; empty when there is none."""
    for output in cell.outputs:
        if output.output_type == "error":
            if output.ename == "NotImplementedError":
                return "not answered yet"
            text = _COLOURS.sub("", output.evalue).split("\n")[0] or output.ename
            return text if output.ename == "CheckFailed" else f"{output.ename}: {text}"
    return ""


if __name__ == "__main__":
    sys.exit(main())
