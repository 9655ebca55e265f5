"""The kit, unpacked in a new folder and installed as its README says, does what a student needs.

Packages are installed by pip as this machine's own pip is set up to find them; where it finds
none, these tests are skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from packaging.requirements import Requirement

from autograder.lesson.build import release_text, solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.packing.kit import staged

pytestmark = pytest.mark.long

MEGABYTE = 1e6
MOST = 356 * MEGABYTE  # half of what the first kit installed
VERSIONS = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
RUN = ("-m", "nbconvert", "--to", "notebook", "--execute", "--output", "run.ipynb")


@dataclass(frozen=True)
class Installed:
    """A kit in a folder of its own, and the Python of its environment."""

    folder: Path
    python: Path

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run its Python in its folder, as somebody who has nothing else."""
        alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        command = [str(self.python), *words]
        return subprocess.run(
            command, cwd=self.folder, env=alone, capture_output=True, text=True, check=False
        )

    def notebook(self, lesson: str, text: str) -> Path:
        """Write a notebook where the lesson's own was."""
        path = self.folder / "lessons" / lesson / f"{lesson}.ipynb"
        path.write_text(text, encoding="utf-8")
        return path

    def size(self) -> int:
        """Bytes that its environment takes."""
        files = (path for path in self.python.parents[1].rglob("*") if path.is_file())
        return sum(path.stat().st_size for path in files if not path.is_symlink())


def install(python: str, course: Course, target: Path, *, lowest: bool = False) -> Installed:
    with staged(course, course.all_lessons()) as folder:
        shutil.copytree(folder, target)
    subprocess.run([python, "-m", "venv", str(target / ".venv")], check=True)
    kit = Installed(target, target / ".venv" / "bin" / "python")
    constraints = target / "constraints.txt"
    constraints.write_text("\n".join(lowest_allowed(target)) if lowest else "")
    words = ("install", "--no-compile", "--constraint", str(constraints), "-e", ".")
    done = kit.run("-m", "pip", *words)
    if "No matching distribution found for setuptools" in done.stderr:
        pytest.skip("no package index can be reached")
    assert done.returncode == 0, done.stderr[-3000:]
    return kit


def lowest_allowed(kit: Path) -> list[str]:
    """Each package that the kit asks for, at the lowest version that it allows."""
    project = tomllib.loads((kit / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = []
    for requirement in map(Requirement, project["dependencies"]):
        (lowest,) = (each.version for each in requirement.specifier if each.operator == ">=")
        found.append(f"{requirement.name}=={lowest}")
    assert len(found) > 8
    return found


def pythons() -> list[str]:
    """Every Python on this machine that the kit is for, one of each version: this one first."""
    found = {sys.version_info.minor: sys.executable}
    for minor in range(11, 21):
        here = [shutil.which(f"python3.{minor}"), *VERSIONS.glob(f"*/bin/python3.{minor}")]
        works = (str(each) for each in here if each and can_make_environments(str(each)))
        if minor not in found and (first := next(works, "")):
            found[minor] = first
    return list(found.values())


def can_make_environments(python: str) -> bool:
    """Whether a Python works, and has what environments are made of."""
    tried = subprocess.run(
        [python, "-c", "import ensurepip, venv"], capture_output=True, check=False
    )
    return tried.returncode == 0


def version(python: str) -> str:
    """The version that a Python says it is: 3.13."""
    words = [python, "-c", "import sys; print(*sys.version_info[:2], sep='.')"]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize("python", pythons(), ids=version)
def test_in_a_new_environment_all_lessons_solved_are_all_green(
    python: str, tmp_path: Path, root: Path
) -> None:
    course = Course(root)
    kit = install(python, course, tmp_path / "workbook")
    assert kit.size() <= MOST, f"{kit.size() / MEGABYTE:.0f} MB"
    for lesson in course.all_lessons():
        if lesson.exercises:
            path = kit.notebook(lesson.name, nbformat.writes(solved_notebook(lesson)))
            done = kit.run("-m", "course_utils.selfcheck", str(path))
            assert done.returncode == 0, f"{lesson.name}\n{done.stdout}\n{done.stderr[-2000:]}"
            assert "✗" not in done.stdout
    for lesson in course.all_lessons()[:2]:  # pictures and explorables too
        path = kit.notebook(lesson.name, nbformat.writes(solved_notebook(lesson)))
        done = kit.run(*RUN, str(path))
        assert done.returncode == 0, done.stderr[-2000:]


def test_with_the_lowest_versions_allowed_a_lesson_runs_with_its_pictures(
    tmp_path: Path, root: Path
) -> None:
    course = Course(root)
    kit = install(sys.executable, course, tmp_path / "workbook", lowest=True)
    lesson = course.lesson("01_logistic_regression")
    solved = nbformat.writes(solved_notebook(lesson))
    path = kit.notebook(lesson.name, solved)
    done = kit.run("-m", "course_utils.selfcheck", str(path))
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-2000:]}"
    for text in (solved, release_text(lesson)):
        path = kit.notebook(lesson.name, text)
        done = kit.run(*RUN, str(path))
        assert done.returncode == 0, done.stderr[-2000:]
        run = nbformat.read(path.with_name("run.ipynb"), as_version=4)
        unexpected = [
            output.evalue
            for cell in run.cells
            for output in cell.get("outputs", [])
            if output.output_type == "error" and not may_raise(cell)
        ]
        assert unexpected == []


def may_raise(cell: nbformat.NotebookNode) -> bool:
    """Whether an error in a cell stops nothing, as that of an exercise which is not done."""
    return "raises-exception" in cell.metadata.get("tags", [])
