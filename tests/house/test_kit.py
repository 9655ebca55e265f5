"""The kit holds what a student needs, and nothing that gives an answer away."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from autograder.cli.main import main
from autograder.lesson.course import Course
from autograder.lesson.lesson import LessonError
from autograder.lesson.packing import kit
from autograder.lesson.packing.branch import commit_as
from tests.support import TINY_COURSE

# What the kit does not ask for by name, but comes with what it does ask for
IMPORTED_BY_NEEDED = {"jinja2", "markupsafe", "pillow", "pygments", "python-dateutil", "traitlets"}
IMPORT_ALL = """
import importlib, pkgutil, sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {blocked}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
import course_utils
names = [each.name for each in pkgutil.walk_packages(course_utils.__path__, "course_utils.")]
for name in names:
    importlib.import_module(name)
print(len(names))
"""


@pytest.fixture
def course(tmp_path: Path, root: Path) -> Path:
    """A small course, with the leftovers of somebody at work in it."""
    folder = tmp_path / "course"
    for name in ("pyproject.toml", "environment.yml", "LICENSE", kit.LAB):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((root / name).read_bytes())
    for name in (
        "lessons/01_first/01_first.ipynb",
        "lessons/01_first/picture.png",
        "lessons/01_first/.ipynb_checkpoints/01_first-checkpoint.ipynb",
        "course_utils/__init__.py",
        "course_utils/explore/boundary.py",
        "course_utils/__pycache__/data.cpython-311.pyc",
        "solutions/01_first/lesson.py",
        "autograder/__init__.py",
    ):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f'"""{name}"""' if target.suffix == ".py" else name, encoding="utf-8")
    return folder


def make_kit(course: Path, target: Path, *, with_stand_ins: bool = True) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kit.stage(course, Path(folder), {}, ["01_first"], with_stand_ins=with_stand_ins)
        kit.pack(Path(folder), target)


def test_a_kit_holds_lessons_and_course_utils_alone(course: Path, tmp_path: Path) -> None:
    target = tmp_path / "dist" / "workbook.zip"
    make_kit(course, target)
    with zipfile.ZipFile(target) as archive:
        assert sorted(archive.namelist()) == [
            "workbook/LICENSE",
            "workbook/README.md",
            "workbook/course_utils/__init__.py",
            "workbook/course_utils/explore/boundary.py",
            "workbook/environment.yml",
            "workbook/jupyter_lab_config.py",
            "workbook/lessons/01_first/01_first.ipynb",
            "workbook/lessons/01_first/picture.png",
            "workbook/pyproject.toml",
        ]


def test_a_kit_can_be_installed_and_says_how_to_start(course: Path, tmp_path: Path) -> None:
    target = tmp_path / "workbook.zip"
    make_kit(course, target)
    with zipfile.ZipFile(target) as archive:
        kits = tomllib.loads(archive.read("workbook/pyproject.toml").decode())
        readme = archive.read("workbook/README.md").decode()
        environment = yaml.safe_load(archive.read("workbook/environment.yml"))
    ours = tomllib.loads((course / "pyproject.toml").read_text(encoding="utf-8"))
    asked = kits["project"]["dependencies"]
    assert {Requirement(line).name for line in asked} == kit.NEEDED
    assert set(asked) < set(ours["project"]["dependencies"])
    *packages, by_pip = environment["dependencies"]
    assert by_pip == {"pip": ["-e ."]}
    assert sorted(packages) == sorted(
        [*asked, "pip", f"python{ours['project']['requires-python']}"]
    )
    assert environment["name"] == ours["project"]["name"]
    for start in (".venv/bin/python -m pip", ".venv\\Scripts\\python -m pip"):
        assert f"    {start} install --no-compile -e .\n" in readme
    assert "scripts" not in kits["project"]
    assert kits["tool"]["setuptools"]["packages"]["find"]["include"] == ["course_utils*"]
    assert "lessons/01_first/01_first.ipynb" in readme
    assert f"conda activate {ours['project']['name']}" in readme


def test_what_students_run_imports_nothing_that_the_kit_does_not_install(root: Path) -> None:
    """Every part of course_utils, in a Python that knows no other package that we ask for."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {Requirement(line).name for line in project["dependencies"]} - kit.NEEDED
    blocked = {"autograder", "yaml", "sklearn"} | asked - IMPORTED_BY_NEEDED
    assert {"nbgrader", "sqlalchemy", "jupytext", "rich", "scipy"} <= blocked
    code = IMPORT_ALL.format(blocked=sorted(blocked))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 80


def test_the_same_files_make_the_same_bytes(course: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "one" / "workbook.zip", tmp_path / "two" / "workbook.zip"
    make_kit(course, first)
    (course / "lessons" / "01_first" / "picture.png").touch()
    make_kit(course, second)
    assert first.read_bytes() == second.read_bytes()


def test_what_gives_an_answer_away_is_never_packed(tmp_path: Path) -> None:
    tiny = Course(TINY_COURSE).lesson("01_tiny")
    (tmp_path / "notes.md").write_text("# Twice\nanswer = np.asarray(x) * 2\n")
    with pytest.raises(LessonError, match=r"it would leak: notes\.md shows an answer of 01_tiny"):
        kit.refuse_leaks_in(tmp_path, [tiny])


def test_what_is_lent_can_be_left_out(course: Path, tmp_path: Path) -> None:
    lent = course / "course_utils" / "lent" / "01_first.bin"
    lent.parent.mkdir()
    lent.write_bytes(b"masked")
    (lent.parent / "02_second.bin").write_bytes(b"masked")  # of a lesson that is not in the kit
    for wanted in (True, False):
        target = tmp_path / f"{wanted}" / "workbook.zip"
        make_kit(course, target, with_stand_ins=wanted)
        with zipfile.ZipFile(target) as archive:
            names = archive.namelist()
        lends = [name for name in names if "/lent/" in name]
        assert lends == (["workbook/course_utils/lent/01_first.bin"] if wanted else [])


@pytest.mark.parametrize("missing", ["lessons/01_first/01_first.ipynb", "LICENSE"])
def test_a_kit_without_a_part_says_which(course: Path, tmp_path: Path, missing: str) -> None:
    (course / missing).unlink()
    with pytest.raises(LessonError, match=r"make build|a kit needs LICENSE"):
        make_kit(course, tmp_path / "workbook.zip")


def test_the_kit_of_this_course_gives_nothing_away(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    target = tmp_path / "workbook.zip"
    assert main(["kit", "--output", str(target)]) == 0, capsys.readouterr().err
    with zipfile.ZipFile(target) as archive:
        assert not [name for name in archive.namelist() if "autograder" in name.lower()]
        archive.extractall(tmp_path)
    check_in_the_kit(tmp_path / "workbook")
    recipe_runs_in_the_kit(tmp_path / "workbook", root)


def recipe_runs_in_the_kit(kit: Path, root: Path) -> None:
    """What the recipe for GitHub Actions runs on a push, but for the installation."""
    recipe = yaml.safe_load((root / "docs" / "recipes" / "selfcheck.yml").read_text())
    (job,) = recipe["jobs"].values()
    steps = [step["run"] for step in job["steps"] if "run" in step]
    assert "pip install" in steps[0]
    alone = {**os.environ, "PYTHONPATH": str(kit), "PYTHONDONTWRITEBYTECODE": "1"}
    alone["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), alone["PATH"]])
    for other in kit.glob("lessons/0[0-24-9]_*"):
        shutil.rmtree(other)
    done = subprocess.run(
        ["bash", "-e", "-c", steps[1]],
        cwd=kit,
        env=alone,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "not answered yet" in done.stdout


def test_a_branch_for_students_holds_the_kit_and_no_history_of_answers(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Somebody")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "somebody@example.org")
    git(course, "init", "--initial-branch=main")
    git(course, "add", "solutions")
    git(course, "commit", "-m", "answers")
    folder = tmp_path / "kit"
    folder.mkdir()
    kit.stage(course, folder, {}, ["01_first"])
    assert commit_as(course, folder, "students", "Release 1")
    assert not commit_as(course, folder, "students", "Release 1")
    (folder / "README.md").write_text("more")
    assert commit_as(course, folder, "students", "Release 2")
    assert git(course, "log", "--format=%s", "students").split("\n") == ["Release 2", "Release 1"]
    tops = git(course, "ls-tree", "--name-only", "students").split("\n")
    assert tops == [
        "LICENSE",
        "README.md",
        "course_utils",
        "environment.yml",
        "jupyter_lab_config.py",
        "lessons",
        "pyproject.toml",
    ]
    assert git(course, "status", "--porcelain", "--untracked-files=no") == ""
    for branch, said in (
        ("main", "is checked out here"),
        ("a b", "is no name for a branch"),
        ("other", "holds solutions/, so it is not for students"),
    ):
        git(course, "branch", "--force", "other", "main")
        with pytest.raises(LessonError, match=said):
            commit_as(course, folder, branch, "Release")
    with pytest.raises(LessonError, match="git rev-parse does not work in"):
        commit_as(tmp_path, folder, "students", "Release")


def git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def check_in_the_kit(kit: Path) -> None:
    """A notebook that has lost its cells' names is put in order by what the kit itself holds."""
    path = kit / "lessons" / "01_logistic_regression" / "01_logistic_regression.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        del cell["id"]
    path.write_text(json.dumps(notebook | {"nbformat_minor": 4}), encoding="utf-8")
    command = [sys.executable, "-m", "course_utils.selfcheck", str(path)]
    alone = {**os.environ, "PYTHONPATH": str(kit), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=kit, env=alone, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "✗ sigmoid: not answered yet" in done.stdout
    assert "its cells had lost their names" in done.stdout
