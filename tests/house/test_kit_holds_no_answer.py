"""The kit, searched as text, as bytecode and by running it, holds no answer."""

from __future__ import annotations

import ast
import compileall
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.lesson.packing.kit import staged
from autograder.lesson.stills import explorables

SHORTEST = 40  # characters of a line that says something
SHOW = """
import json, sys
for source, names in json.load(sys.stdin):
    space = dict.fromkeys(names)
    *before, last = source.rstrip().split("\\n\\n")
    exec("\\n\\n".join(before), space)
    box = eval(last, space)
    touched = hasattr(box, "png")
    picture = box.png() if touched else bytes(box.children[0].value)
    assert picture.startswith(b"\\x89PNG"), source
    assert box.note if touched else box.children[-1].value, source
"""
MOVE = """
import json, sys
for source, names in json.load(sys.stdin):
    space = dict.fromkeys(names)
    *before, last = source.rstrip().split("\\n\\n")
    exec("\\n\\n".join(before), space)
    box = eval(last, space)
    for control in getattr(box, "controls", ()):
        low, high, _ = control.bounds
        to = high if control.to_page(getattr(box.params, control.name)) != high else low
        state = box.take({"set": {control.name: to}, "rest": True})
        assert state["params"][control.name] == to, (source, control, state["problem"])
        print(control.name)
"""
SEARCH = (Path(__file__).parent.parent / "support" / "kit_search.py").read_text(encoding="utf-8")
# Given in lesson 2, where it measures; where work is marked there is none.
GIVEN = {("numerical_gradient", "course_utils.derivation.slope")}


def is_code(line: str) -> bool:
    return len(line) >= SHORTEST and line.endswith((")", "]", "}", ":", ","))


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    course = Course(root)
    with staged(course, course.all_lessons()) as folder:
        target = tmp_path_factory.mktemp("kit") / "workbook"
        folder.rename(target)
        folder.mkdir()
    return target


def in_kit(kit: Path, code: str, about: object) -> subprocess.CompletedProcess[str]:
    alone = {**os.environ, "PYTHONPATH": str(kit), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=kit,
        env=alone,
        input=json.dumps(about),
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_that_an_explorable_computes_can_be_read(kit: Path, root: Path) -> None:
    package = root / "course_utils"
    lines = {
        path: {line.strip() for line in path.read_text(encoding="utf-8").split("\n")}
        for path in package.rglob("*.py")
    }
    hidden = [found for path, found in lines.items() if package / "explore" in path.parents]
    others = [found for path, found in lines.items() if package / "explore" not in path.parents]
    code = {line for line in set().union(*hidden) - set().union(*others) if is_code(line)}
    assert len(code) > 500
    compileall.compile_dir(kit / "course_utils", quiet=1)
    files = [path for path in kit.rglob("*") if path.is_file()]
    assert any(path.suffix == ".pyc" for path in files)
    held = b"\n".join(path.read_bytes() for path in files if path.suffix != ".ipynb")
    assert [line for line in code if line.encode() in held] == []
    assert b"reference_gradient" not in held


def cells_with_explorables(root: Path) -> list[tuple[str, list[str]]]:
    """What shows each of them, and the names that it takes from the notebook."""
    asked = []
    for cell in (cell for lesson in Course(root).all_lessons() for cell in explorables(lesson)):
        source = cell.source.split("\n", 1)[1]
        nodes = ast.walk(ast.parse(source).body[-1])
        names = {node.id for node in nodes if isinstance(node, ast.Name)}
        asked.append((source, sorted(names)))
    return asked


@pytest.mark.long
def test_explorables_run_before_any_exercise_is_done(kit: Path, root: Path) -> None:
    asked = cells_with_explorables(root)
    assert len(asked) > 10
    done = in_kit(kit, SHOW, asked)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.slow
def test_what_students_touch_moves_in_the_kit_too(kit: Path, root: Path) -> None:
    touched = [each for each in cells_with_explorables(root) if "decision_boundary" in each[0]]
    done = in_kit(kit, MOVE, touched)
    assert done.returncode == 0, done.stderr[-2000:]
    assert {"w1", "w2", "b", "data"} <= set(done.stdout.split())


@pytest.mark.long
def test_everything_that_students_touch_moves_in_the_kit_too(kit: Path, root: Path) -> None:
    done = in_kit(kit, MOVE, cells_with_explorables(root))
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(done.stdout.split()) > 10


@pytest.mark.parametrize("call", ["f(z)", "list(ThreadPoolExecutor().map(f, [z]))[0]"])
def test_what_an_explorable_computes_refuses_to_answer(kit: Path, call: str) -> None:
    code = "from course_utils.explore.parts.softmax import reference_softmax as f"
    pool = "from concurrent.futures import ThreadPoolExecutor"
    done = in_kit(kit, f"{code}\n{pool}\nz = [[0.0, 1.0]]\nprint({call})", None)
    assert "what explorables compute is no answer" in done.stderr


@pytest.mark.long
@pytest.mark.parametrize("name", ["1", "2", "3", "4", "5", "6"])
def test_no_function_of_the_kit_passes_the_visible_tests_of_an_exercise(
    name: str, kit: Path, root: Path
) -> None:
    lesson = Course(root).lesson(name)
    done = in_kit(kit, SEARCH, of_lesson(lesson))
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.strip().split("\n")[-1])
    assert found["tried"] > 300
    assert found["answers"] == len(lesson.exercises)  # the right answers pass the same search
    assert {tuple(each) for each in found["passes"]} <= GIVEN


def of_lesson(lesson: Lesson) -> dict[str, object]:
    """What a notebook of the lesson runs: given cells with right answers, and visible tests."""
    code = [cell for cell in lesson.cells if cell.kind in ("given", "exercise")]
    tests = {
        each.name: [test.without("HIDDEN TESTS") for test in each.tests]
        for each in lesson.exercises
    }
    return {
        "cells": [cell.solved for cell in code],
        "tests": tests,
        "asks": {each.name: list(each.asks) for each in lesson.exercises},
    }
