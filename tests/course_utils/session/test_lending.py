"""A working stand-in is lent at home, and only there; a right answer never waits in vain."""

from __future__ import annotations

import inspect
import io
import pkgutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

import course_utils
from autograder.lesson.build import released_notebook, solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.instructor import Instructor
from autograder.lesson.lesson import Lesson
from autograder.sandbox.bubblewrap import course_files
from course_utils import live
from course_utils.manifest import of_lesson
from course_utils.session import lending
from course_utils.session.desk import Desk
from course_utils.session.lending import UsesStandIn, can_lend, masked, put, refuse
from course_utils.session.loan import to_blame
from tests.support import ROOT

LESSONS = [lesson for lesson in Course(ROOT).all_lessons() if lesson.exercises]
WRONG = "def sigmoid(z):\n    return 1 / (1 + np.exp(z))"


@pytest.fixture(autouse=True)
def style_of_others() -> Iterator[None]:
    """Lessons set a style for their pictures; what follows here gets its own back."""
    with matplotlib.rc_context():
        yield
    plt.close("all")
    for figure in list(live.open_figures.values()):
        figure.close()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_a_stand_in_passes_the_visible_tests_of_its_exercise(lesson: Lesson) -> None:
    instructor = Instructor(lesson)
    for exercise in lesson.exercises:
        assert can_lend(lesson.name, exercise.name) == exercise.lend
        for test in exercise.tests if exercise.lend else ():
            names = instructor.namespace(test, seed=1)
            for name in exercise.asks:
                names.pop(name)
            assert put(lesson.name, exercise.name, exercise.asks, names)
            quietly(test.without("HIDDEN TESTS"), names)


def quietly(source: str, names: dict[str, Any]) -> None:
    with warnings.catch_warnings(), np.errstate(all="ignore"), redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        exec(compile(source, "<test>", "exec"), names)


def test_a_mask_hides_and_gives_back() -> None:
    hidden = masked("01_one", b"return 1 / (1 + np.exp(-z))" * 10)
    assert b"return" not in hidden
    assert masked("01_one", hidden) == b"return 1 / (1 + np.exp(-z))" * 10
    assert masked("02_two", hidden) != masked("01_one", hidden)


def test_where_nothing_is_lent_the_name_says_so_when_it_is_called() -> None:
    names: dict[str, Any] = {"mine": abs}
    refuse("mine", names)
    refuse("sigmoid", names)
    assert names["mine"] is abs
    with pytest.raises(UsesStandIn, match=r"sigmoid is lent by check\.lend"):
        names["sigmoid"](0.0)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Lesson 1, run from top to bottom in plain Python with the right answers."""
    lesson = Course(ROOT).lesson("1")
    manifest = of_lesson(lesson.name)
    assert manifest is not None
    names: dict[str, Any] = {"__name__": "__main__"}
    right = {cell.id: cell.source for cell in solved_notebook(lesson).cells}
    for cell in lesson.cells:
        if cell.kind in ("given", "exercise"):
            quietly(right[cell.grade_id], names)
    return Desk(manifest, tmp_path, names)


def released() -> dict[str, str]:
    return {str(cell.id): str(cell.source) for cell in released_notebook(LESSONS[0]).cells}


def test_a_right_answer_above_a_wrong_one_waits_for_it_and_passes_with_the_stand_in(
    desk: Desk,
) -> None:
    exec(WRONG, desk.names)
    mine = desk.names["sigmoid"]
    for exercise in ("predict_proba", "logistic_gradient", "gradient_descent", "sgd_epoch"):
        source = released()[f"test_{exercise}"]
        desk.before(SimpleNamespace(raw_cell=source, cell_id=None))
        assert [item.name for item in to_blame(desk, source)] == ["sigmoid"], exercise
        assert desk.names["sigmoid"] is mine
    assert desk.progress.passed == frozenset()


def test_a_wrong_answer_is_to_blame_itself_whatever_is_open_above(desk: Desk) -> None:
    exec(WRONG, desk.names)
    exec("def predict_proba(X, w, b):\n    return sigmoid(X @ w - b)", desk.names)
    source = released()["test_predict_proba"]
    desk.before(SimpleNamespace(raw_cell=source, cell_id=None))
    assert to_blame(desk, source) == []


def test_without_stand_ins_none_is_to_blame(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lending, "_sources", lambda lesson: {})
    exec(WRONG, desk.names)
    source = released()["test_predict_proba"]
    desk.before(SimpleNamespace(raw_cell=source, cell_id=None))
    assert to_blame(desk, source) == []


def test_what_is_lent_counts_for_nothing_until_the_own_cell_is_run(desk: Desk) -> None:
    item = desk.manifest.by_name["sigmoid"]
    put(desk.manifest.lesson, "sigmoid", item.defines, desk.names)
    desk.lend(item, {name: desk.names[name] for name in item.defines})
    desk.before(SimpleNamespace(raw_cell=released()["test_sigmoid"], cell_id=None))
    assert desk.finished("sigmoid") == "This is the stand-in: it earns no points."
    assert desk.progress.passed == frozenset()
    exec("def sigmoid(z):\n    return 0.5", desk.names)
    assert not desk.is_lent(item)
    core = [each for each in desk.manifest.exercises if each.points]
    assert desk.finished("sigmoid").startswith(f"0 of {len(core)}")
    desk.before(SimpleNamespace(raw_cell=released()["test_sigmoid_2"], cell_id=None))
    assert desk.finished("sigmoid").startswith(f"1 of {len(core)}")


def test_the_sandbox_is_shown_neither_what_is_lent_nor_what_explorables_compute() -> None:
    shown = course_files()
    kit = [name for name in shown if name.startswith("course_utils/")]
    assert "course_utils/check" in kit
    assert not [name for name in kit if "lent" in name]
    instead = ROOT / "autograder" / "inside" / "instead"
    for name in ("explore", "derivation.py"):
        assert shown[f"course_utils/{name}"] == instead / name


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every function and class of course_utils that an answer can reach, private ones too."""
    for found in pkgutil.walk_packages(course_utils.__path__, "course_utils."):
        if found.name.split(".")[1] in ("explore", "derivation"):
            continue
        module = import_module(found.name)
        for name, value in vars(module).items():
            own = inspect.isfunction(value) or inspect.isclass(value)
            if own and value.__module__ == found.name:
                yield f"{found.name}.{name}", value


def usual(lesson: Lesson) -> Any:
    """The first and the fourth lesson always, the others for `--all`."""
    always = lesson.name[:2] in ("01", "04")
    return pytest.param(lesson, id=lesson.name, marks=() if always else pytest.mark.long)


@pytest.mark.slow
@pytest.mark.parametrize("lesson", [usual(lesson) for lesson in LESSONS])
def test_no_function_of_the_kit_passes_for_an_answer(lesson: Lesson) -> None:
    candidates = [(name, f) for name, f in functions() if name not in _NOT_TRIED]
    assert len(candidates) > 100
    instructor = Instructor(lesson)
    taken = []
    for exercise in lesson.exercises:
        if len(exercise.asks) > 1:
            continue
        names = instructor.namespace(exercise.tests[0], seed=3)
        for about, function in candidates:
            try:
                given = {**names, exercise.asks[0]: function}
                exec(exercise.given, given)
                quietly(exercise.tests[0].source, given)
            except (Exception, SystemExit):
                continue
            taken.append(f"{about} passes for {exercise.name}")
    assert taken == []


_NOT_TRIED = {  # they start a kernel or a thread
    "course_utils.selfcheck.main",
    "course_utils.selfcheck.check_notebook",
    "course_utils.session.patience.in_a_thread",
}
