"""Pack what students get: lessons, course_utils, and how to install and start them.

It asks for JupyterLab and for what `course_utils` imports; for nothing that only grades.

The kit never holds `solutions/` or `autograder/`, what explorables compute lies in it out of sight,
and what it does hold is searched for answers, hidden tests and misconceptions before it is packed.
The same files always give the same bytes.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat

from autograder.common.files import write_aside
from autograder.common.packing import zip_bytes
from autograder.lesson.build import released_notebook, stale
from autograder.lesson.course import Course
from autograder.lesson.home.stand_ins import STAND_INS
from autograder.lesson.leaks import find_leaks
from autograder.lesson.lesson import Lesson, LessonError
from autograder.lesson.packing.editions import stamp
from autograder.lesson.packing.out_of_sight import put_out_of_sight
from course_utils.notebook.known import RELEASED
from course_utils.notebook.outline import marked

_PLACE = RELEASED.relative_to(RELEASED.parents[2])  # within the kit
ENVIRONMENT, LICENSE = "environment.yml", "LICENSE"
LAB = "scripts/lab/jupyter_lab_config.py"
NEEDED = frozenset(
    {
        "anywidget",
        "contourpy",
        "cycler",
        "ipykernel",
        "ipython",
        "ipywidgets",
        "jupyter_client",
        "jupyterlab",
        "matplotlib",
        "nbformat",
        "numpy",
        "threadpoolctl",
    }
)  # of the course's own dependencies
_OF_CONDA = ("python", "pip")
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "*.pyc")

README = """\
# Deep learning workbook

Lessons in Jupyter, from logistic regression to a trained multi-layer perceptron. Each exercise
comes with tests that tell you what is wrong; when your work is marked, more tests are run.

## Start

With conda (or mamba), in this folder:

    conda env create -f environment.yml
    conda activate {environment}
    jupyter lab --config=jupyter_lab_config.py lessons

With plain Python ({python}), in this folder, on macOS and Linux:

    python3 -m venv .venv
    .venv/bin/python -m pip install --no-compile -e .
    .venv/bin/python -m jupyterlab --config=jupyter_lab_config.py lessons

and on Windows:

    py -m venv .venv
    .venv\\Scripts\\python -m pip install --no-compile -e .
    .venv\\Scripts\\python -m jupyterlab --config=jupyter_lab_config.py lessons

Open `{first}` and begin.

## Rules of the road

- Write your answers where a cell says `raise NotImplementedError`. Do not delete or copy the cells
  with tests: they are found again by their ids when your notebook is marked.
- Before you hand in: Kernel → Restart Kernel and Run All Cells; and in a terminal, with Python as
  above, `python -m course_utils.selfcheck NOTEBOOK` runs it in a fresh kernel and says which
  exercises pass their visible tests, what is open and what that is worth.
- `course_utils/` holds the data sets, plots and checks the lessons use. Read it if you like.
"""


def kit_pyproject(project: dict[str, Any]) -> str:
    """A pyproject.toml that installs course_utils and what the lessons need, nothing else."""
    kept = {key: project[key] for key in ("name", "version", "requires-python", "license")}
    kept["dependencies"] = [line for line in project["dependencies"] if is_needed(line)]
    lines = ["[project]"]
    # A JSON string, or list of strings, is written the same in TOML.
    lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in kept.items()]
    lines += [
        "",
        "[build-system]",
        'requires = ["setuptools>=77"]',
        'build-backend = "setuptools.build_meta"',
        "",
        "[tool.setuptools.packages.find]",
        'include = ["course_utils*"]',
        "",
    ]
    return "\n".join(lines)


def kit_environment(text: str) -> str:
    """An environment.yml with the same packages; `text` is the course's own."""
    head, packages = text.split("dependencies:\n", 1)
    name = next(line for line in head.split("\n") if line.startswith("name:"))
    channels = head[head.index("channels:") :]
    kept = [
        line
        for line in packages.split("\n")
        if not line.startswith("  - ") or is_needed(line[4:], *_OF_CONDA)
    ]
    return f"{name}\n{channels}dependencies:\n" + "\n".join(kept)


def is_needed(requirement: str, *others: str) -> bool:
    """Whether students need a package, of which this is the line in a list."""
    name = re.split(r"[^A-Za-z0-9_-]", requirement.strip(), maxsplit=1)[0]
    return name in NEEDED or name in others


def outlines(lessons: Iterable[Lesson]) -> dict[str, str]:
    """The released notebooks by which students' own check puts theirs in order, by file name."""
    with_release = (replace(each.outline, released=released_notebook(each)) for each in lessons)
    return {f"{each.name}.ipynb": nbformat.writes(marked(each)) for each in with_release}


@contextmanager
def staged(
    course: Course, lessons: Sequence[Lesson], *, with_stand_ins: bool = True
) -> Iterator[Path]:
    """A folder that holds the kit of these lessons, within the block.

    Raises LessonError where lessons/ is stale, a part of the kit is missing, or it would leak.
    """
    if problems := stale(course, list(lessons)):
        raise LessonError("no kit is made: " + "; ".join(problems))
    with tempfile.TemporaryDirectory(prefix="kit-") as temporary:
        folder = Path(temporary)
        graded = [lesson for lesson in lessons if lesson.exercises]
        names = [lesson.name for lesson in lessons]
        stage(course.root, folder, outlines(graded), names, with_stand_ins=with_stand_ins)
        for notebook in folder.glob("lessons/*/*.ipynb"):
            stamp(notebook, str(project_of(course.root)["version"]))
        refuse_leaks_in(folder, course.all_lessons())
        yield folder


def refuse_leaks_in(folder: Path, lessons: Iterable[Lesson]) -> None:
    """Raises LessonError where a file below `folder` gives something of `lessons` away."""
    if leaks := find_leaks(folder, lessons):
        raise LessonError("no kit is made, it would leak: " + "; ".join(map(str, leaks)))


def stage(
    root: Path,
    folder: Path,
    released: Mapping[str, str],
    names: Sequence[str],
    *,
    with_stand_ins: bool = True,
) -> None:
    """Put the files of the kit into `folder`, which must be empty.

    Args:
        root: of the course.
        folder: where the kit is put together.
        released: as from `outlines`.
        names: of the lessons that it is to hold.
        with_stand_ins: whether `check.lend` has something to lend.

    Raises:
        LessonError: a part of the kit is missing from `root`.
    """
    parts = ["course_utils", *(f"lessons/{name}" for name in names)]
    for name in parts:
        if not (root / name).is_dir():
            raise LessonError(
                f"a kit needs the folder {name}/; there is none in {root}: make build"
            )
        shutil.copytree(root / name, folder / name, ignore=LEFT_OUT)
    for path in (folder / STAND_INS).glob("*"):  # those of other lessons stay here too
        if not with_stand_ins or path.stem not in names:
            path.unlink()
    put_out_of_sight(folder)
    for name, text in released.items():
        path = folder / _PLACE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in (ENVIRONMENT, LICENSE, LAB):
        if not (root / name).is_file():
            raise LessonError(f"a kit needs {name}; there is none in {root}")
    shutil.copyfile(root / LICENSE, folder / LICENSE)
    shutil.copyfile(root / LAB, folder / Path(LAB).name)
    environment = (root / ENVIRONMENT).read_text(encoding="utf-8")
    (folder / ENVIRONMENT).write_text(kit_environment(environment), encoding="utf-8")
    notebooks = sorted(path.relative_to(folder) for path in folder.glob("lessons/*/*.ipynb"))
    if not notebooks:
        raise LessonError("lessons/ holds no notebook yet; run: make build")
    project = project_of(root)
    (folder / "pyproject.toml").write_text(kit_pyproject(project), encoding="utf-8")
    readme = README.format(
        environment=project["name"], python=project["requires-python"], first=notebooks[0]
    )
    (folder / "README.md").write_text(readme, encoding="utf-8")


def pack(folder: Path, target: Path) -> None:
    """Zip `folder` as `target`, byte for byte the same whenever and wherever it is done."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    inside = (str(Path(target.stem, path.relative_to(folder))) for path in paths)
    files = {name: path.read_bytes() for name, path in zip(inside, paths, strict=True)}
    write_aside(target, zip_bytes(files))


def project_of(root: Path) -> dict[str, Any]:
    """What pyproject.toml says of the course; raises LessonError."""
    try:
        text = (root / "pyproject.toml").read_text(encoding="utf-8")
        found: dict[str, Any] = tomllib.loads(text)["project"]
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise LessonError(f"a kit needs pyproject.toml with a [project]: {error}") from error
    return found
