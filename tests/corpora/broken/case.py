"""What a broken submission is: the files in a student's folder, and what should become of them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.lesson.build import released_notebook
from autograder.lesson.course import Course
from tests.support import ROOT

LESSON = "01_logistic_regression"
Notebook = dict[str, Any]  # as JSON has it
CASES: dict[str, Case] = {}


@dataclass(frozen=True)
class Case:
    """`make(folder, perfect)` hands in. It loses the exercises `loses` and is told `note`; or it
    cannot be judged, and `problem` is in the sentence that says why."""

    make: Callable[[Path, Notebook], None]
    loses: tuple[str, ...] = ()
    note: str = ""
    problem: str = ""


def files(**expected: Any) -> Callable[[Callable[[Path, Notebook], None]], None]:
    """Registers a function that writes into the student's folder."""

    def register(make: Callable[[Path, Notebook], None]) -> None:
        CASES[make.__name__.strip("_")] = Case(make, **expected)

    return register


def cells(**expected: Any) -> Callable[[Callable[[Notebook], object]], None]:
    """Registers a function that changes the notebook, which is then handed in as it should be."""

    def register(change: Callable[[Notebook], object]) -> None:
        def make(folder: Path, perfect: Notebook) -> None:
            change(perfect)
            write(folder, perfect)

        CASES[change.__name__.strip("_")] = Case(make, **expected)

    return register


def write(folder: Path, nb: Notebook, name: str = f"{LESSON}.ipynb") -> Path:
    """Save a notebook as JupyterLab does."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(nb, indent=1, ensure_ascii=False), encoding="utf-8")
    return path


def text(nb: Notebook) -> str:
    return json.dumps(nb, indent=1, ensure_ascii=False)


def grade_id(cell: Notebook) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def cell(nb: Notebook, name: str) -> Notebook:
    """The cell of that grade id or, for cells without one, of that id."""
    found: Notebook = next(c for c in nb["cells"] if name in (grade_id(c), c.get("id")))
    return found


def place(nb: Notebook, name: str) -> int:
    wanted = cell(nb, name)
    return next(i for i, c in enumerate(nb["cells"]) if c is wanted)


def insert_before(nb: Notebook, name: str, source: str) -> None:
    """A code cell of the student's own."""
    own = {"cell_type": "code", "metadata": {}, "source": source, "outputs": []}
    own |= {"id": f"own-{len(nb['cells'])}", "execution_count": None}
    nb["cells"].insert(place(nb, name), own)


def copy_of(cell: Notebook) -> Notebook:
    return {**copy.deepcopy(cell), "id": f"{cell['id'][:40]}-copy"}


def released_source(name: str) -> str:
    """A cell as it was released."""
    released = released_notebook(Course(ROOT).lesson(LESSON))
    return next(str(cell.source) for cell in released.cells if cell.id == name)
