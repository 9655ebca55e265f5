"""Pack what students get: lessons, course_utils, environment.yml and how to start.

The kit never holds `solutions/` or `autograder/`, and what it does hold is searched for answers,
hidden tests and misconceptions before it is packed. The same files always give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import nbformat

from autograder.lesson.build import released_notebook, stale
from autograder.lesson.course import Course
from autograder.lesson.leaks import find_leaks
from autograder.lesson.lesson import Lesson
from autograder.lesson.stand_ins import STAND_INS
from course_utils.notebook.known import RELEASED
from course_utils.notebook.outline import marked

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("lessons", "course_utils")
FILES = ("environment.yml", "LICENSE")
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "*.pyc")
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can hold; a kit is dated by its version

README = """\
# Deep learning workbook

Lessons in Jupyter, from logistic regression to a trained multi-layer perceptron. Each exercise
comes with tests that tell you what is wrong; when your work is marked, more tests are run.

## Start

With conda (or mamba), in this folder:

    conda env create -f environment.yml
    conda activate {environment}
    jupyter lab lessons

With plain Python ({python}), in this folder:

    python3 -m venv .venv
    .venv/bin/python -m pip install -e .
    .venv/bin/jupyter lab lessons

Open `{first}` and begin.

## Rules of the road

- Write your answers where a cell says `raise NotImplementedError`. Do not delete or copy the cells
  with tests: they are found again by their ids when your notebook is marked.
- Before you hand in: Kernel → Restart Kernel and Run All Cells; and in a terminal, with Python as
  above, `python -m course_utils.selfcheck NOTEBOOK` runs it in a fresh kernel and says which
  exercises pass their visible tests, what is open and what that is worth.
- `course_utils/` holds the data sets, plots and checks the lessons use. Read it if you like.
"""


def kit_pyproject(project: dict[str, object]) -> str:
    """A pyproject.toml that installs course_utils and what the lessons need, nothing else."""
    kept = {
        key: project[key]
        for key in ("name", "version", "requires-python", "license", "dependencies")
    }
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


def outlines(lessons: Iterable[Lesson]) -> dict[str, str]:
    """The released notebooks by which students' own check puts theirs in order, by file name."""
    with_release = (replace(each.outline, released=released_notebook(each)) for each in lessons)
    return {f"{each.name}.ipynb": nbformat.writes(marked(each)) for each in with_release}


def stage(
    root: Path, folder: Path, released: Mapping[str, str], *, with_stand_ins: bool = True
) -> None:
    """Put the files of the kit into `folder`, which must be empty.

    Args:
        root: of the course.
        folder: where the kit is put together.
        released: as from `outlines`.
        with_stand_ins: whether `check.lend` has something to lend.

    Raises:
        FileNotFoundError: a part of the kit is missing from `root`.
    """
    for name in FOLDERS:
        if not (root / name).is_dir():
            raise FileNotFoundError(f"The kit needs the folder {name}/; there is none in {root}.")
        shutil.copytree(root / name, folder / name, ignore=LEFT_OUT)
    if not with_stand_ins:
        shutil.rmtree(folder / STAND_INS, ignore_errors=True)
    for name, text in released.items():
        path = folder / RELEASED.relative_to(ROOT) / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in FILES:
        shutil.copyfile(root / name, folder / name)

    lessons = sorted(path.relative_to(folder) for path in folder.glob("lessons/*/*.ipynb"))
    if not lessons:
        raise FileNotFoundError("lessons/ holds no notebook yet; run `make build` first.")
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (folder / "pyproject.toml").write_text(kit_pyproject(project), encoding="utf-8")
    readme = README.format(
        environment=project["name"], python=project["requires-python"], first=lessons[0]
    )
    (folder / "README.md").write_text(readme, encoding="utf-8")


def pack(folder: Path, target: Path) -> None:
    """Zip `folder` as `target`, byte for byte the same whenever and wherever it is done."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(str(Path(target.stem, path.relative_to(folder))), EPOCH)
            entry.create_system = 3  # Unix, so that the mode below means the same everywhere
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())


def make_kit(
    root: Path,
    target: Path,
    *,
    find_leaks: Callable[[Path], Iterable[object]],
    released: Mapping[str, str] | None = None,
    with_stand_ins: bool = True,
) -> list[str]:
    """Pack the kit of the course in `root` as `target`, unless it would leak.

    Returns:
        What would leak, one line each. When there is any, no kit is written, and an old one is
        removed: a kit that is there can be given out.
    """
    target.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="kit-") as temporary:
        folder = Path(temporary)
        stage(root, folder, released or {}, with_stand_ins=with_stand_ins)
        leaks = [str(leak) for leak in find_leaks(folder)]
        if not leaks:
            pack(folder, target)
    return leaks


def main(arguments: list[str] | None = None) -> int:
    """Make the kit; exit 1 when lessons/ is stale or the kit would leak."""
    parser = argparse.ArgumentParser(description="Pack what students get.")
    parser.add_argument("--output", type=Path, help="the zip (default: dist/NAME-VERSION.zip)")
    parser.add_argument(
        "--without-stand-ins", action="store_true", help="leave out what check.lend lends"
    )
    options = parser.parse_args(arguments)

    course = Course(ROOT)
    lessons = course.all_lessons()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    target = options.output or ROOT / "dist" / f"{project['name']}-{project['version']}.zip"
    problems = stale(course, lessons)
    try:
        problems = problems or make_kit(
            ROOT,
            target,
            find_leaks=lambda folder: find_leaks(folder, lessons),
            released=outlines(lesson for lesson in lessons if lesson.exercises),
            with_stand_ins=not options.without_stand_ins,
        )
    except FileNotFoundError as error:
        problems = [str(error)]
    if problems:
        print("No kit was made:", *problems, sep="\n  ", file=sys.stderr)
        return 1
    print(f"{target}: {target.stat().st_size / 1024:.0f} KiB, and no answer to be read in it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
