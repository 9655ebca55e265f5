"""The kit holds what a student needs, and nothing that gives an answer away."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def kit(root: Path) -> ModuleType:
    """scripts/kit.py, which is no part of a package."""
    spec = importlib.util.spec_from_file_location("kit", root / "scripts" / "kit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def course(tmp_path: Path, root: Path) -> Path:
    """A small course, with the leftovers of somebody at work in it."""
    folder = tmp_path / "course"
    for name in ("pyproject.toml", "environment.yml", "LICENSE"):
        target = folder / name
        target.parent.mkdir(exist_ok=True)
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
        target.write_text(name, encoding="utf-8")
    return folder


def no_leaks(folder: Path) -> list[str]:
    assert (folder / "lessons").is_dir()
    return []


def test_a_kit_holds_lessons_and_course_utils_alone(
    kit: ModuleType, course: Path, tmp_path: Path
) -> None:
    target = tmp_path / "dist" / "workbook.zip"
    assert kit.make_kit(course, target, find_leaks=no_leaks) == []
    with zipfile.ZipFile(target) as archive:
        assert sorted(archive.namelist()) == [
            "workbook/LICENSE",
            "workbook/README.md",
            "workbook/course_utils/__init__.py",
            "workbook/course_utils/explore/boundary.py",
            "workbook/environment.yml",
            "workbook/lessons/01_first/01_first.ipynb",
            "workbook/lessons/01_first/picture.png",
            "workbook/pyproject.toml",
        ]


def test_a_kit_can_be_installed_and_says_how_to_start(
    kit: ModuleType, course: Path, tmp_path: Path
) -> None:
    target = tmp_path / "workbook.zip"
    kit.make_kit(course, target, find_leaks=no_leaks)
    with zipfile.ZipFile(target) as archive:
        kits = tomllib.loads(archive.read("workbook/pyproject.toml").decode())
        readme = archive.read("workbook/README.md").decode()
    ours = tomllib.loads((course / "pyproject.toml").read_text(encoding="utf-8"))
    assert kits["project"]["dependencies"] == ours["project"]["dependencies"]
    assert "scripts" not in kits["project"]
    assert kits["tool"]["setuptools"]["packages"]["find"]["include"] == ["course_utils*"]
    assert "lessons/01_first/01_first.ipynb" in readme
    assert f"conda activate {ours['project']['name']}" in readme


def test_the_same_files_make_the_same_bytes(kit: ModuleType, course: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "one" / "workbook.zip", tmp_path / "two" / "workbook.zip"
    kit.make_kit(course, first, find_leaks=no_leaks)
    (course / "lessons" / "01_first" / "picture.png").touch()
    kit.make_kit(course, second, find_leaks=no_leaks)
    assert first.read_bytes() == second.read_bytes()


def test_a_kit_that_would_leak_is_not_made_and_an_old_one_is_removed(
    kit: ModuleType, course: Path, tmp_path: Path
) -> None:
    target = tmp_path / "workbook.zip"
    kit.make_kit(course, target, find_leaks=no_leaks)

    def one_leak(folder: Path) -> list[str]:
        (notebook,) = folder.glob("lessons/*/*.ipynb")
        return [f"{notebook.name} holds the answer of sigmoid"]

    leaks = kit.make_kit(course, target, find_leaks=one_leak)
    assert leaks == ["01_first.ipynb holds the answer of sigmoid"]
    assert not target.exists()


def test_what_is_lent_can_be_left_out(kit: ModuleType, course: Path, tmp_path: Path) -> None:
    lent = course / "course_utils" / "lent" / "01_first.bin"
    lent.parent.mkdir()
    lent.write_bytes(b"masked")
    for wanted in (True, False):
        target = tmp_path / f"{wanted}" / "workbook.zip"
        kit.make_kit(course, target, find_leaks=no_leaks, with_stand_ins=wanted)
        with zipfile.ZipFile(target) as archive:
            names = archive.namelist()
        assert ("workbook/course_utils/lent/01_first.bin" in names) == wanted


def test_a_kit_without_lessons_says_what_to_do(
    kit: ModuleType, course: Path, tmp_path: Path
) -> None:
    (course / "lessons" / "01_first" / "01_first.ipynb").unlink()
    with pytest.raises(FileNotFoundError, match="make build"):
        kit.make_kit(course, tmp_path / "workbook.zip", find_leaks=no_leaks)


def test_the_kit_of_this_course_gives_nothing_away(
    kit: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "workbook.zip"
    status = kit.main(["--output", str(target)])
    assert status == 0, capsys.readouterr().err
    with zipfile.ZipFile(target) as archive:
        assert not [name for name in archive.namelist() if "autograder" in name.lower()]
        archive.extractall(tmp_path)
    check_in_the_kit(tmp_path / "workbook")


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
