"""The judge gives each submission what it earned, and says why."""

from __future__ import annotations

from collections.abc import Callable

import nbformat
import numpy as np
import pytest

from autograder.judge.judge import Judge
from autograder.judge.verdict import ExerciseResult, Judgement
from autograder.lesson.build import release_text, solved_notebook
from autograder.lesson.lesson import Lesson
from autograder.lesson.read import parse_lesson
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.submission import Submission

Judged = Callable[..., Judgement]


def result(judgement: Judgement, exercise: str) -> ExerciseResult:
    return next(r for r in judgement.exercises if r.name == exercise)


def others_pass(judgement: Judgement, *names: str) -> bool:
    rest = [r for r in judgement.exercises if r.name not in names]
    return all(r.verdict in ("pass", "manual") for r in rest)


def test_a_perfect_submission_gets_every_point(judged: Judged) -> None:
    judgement = judged()
    assert judgement.score == judgement.max_score == 10
    assert others_pass(judgement)


def test_the_released_notebook_gets_nothing_and_is_unanswered(tiny: Lesson, judge: Judge) -> None:
    released = nbformat.reads(release_text(tiny), as_version=4)
    judgement = judge.judge(Submission(released))
    assert judgement.score == 0
    assert {r.verdict for r in judgement.exercises} == {"unanswered"}


def test_every_misconception_is_named_and_costs_its_own_points_only(
    tiny: Lesson, judged: Judged
) -> None:
    for exercise in tiny.exercises:
        for wrong in exercise.misconceptions:
            judgement = judged(**{exercise.name: wrong.source})
            mine = result(judgement, exercise.name)
            assert (mine.verdict, mine.points) == ("fail", 0)
            assert mine.misconception == f"{exercise.name}/{wrong.name}"
            assert wrong.sentence in mine.message
            assert others_pass(judgement, exercise.name)


def test_a_mistake_of_ones_own_is_not_taken_for_a_misconception(judged: Judged) -> None:
    judgement = judged(double="def double(x):\n    return np.sqrt(np.abs(np.asarray(x))) * 5")
    assert result(judgement, "double").misconception is None


def test_a_wrong_answer_does_not_spoil_the_exercise_that_builds_on_it(judged: Judged) -> None:
    judgement = judged(double="def double(x):\n    return x * 0")
    assert result(judgement, "quadruple").verdict == "pass"


def test_every_failing_check_of_a_cell_is_reported(judged: Judged) -> None:
    judgement = judged(double="def double(x):\n    x *= 3\n    return x")
    failures = next(t for t in judgement.tests if t.exercise == "double").failures
    sentences = " ".join(f.sentence for f in failures)
    assert len(failures) >= 2
    assert "wrong" in sentences
    assert "changes its argument" in sentences


def test_a_failure_shows_the_input_and_what_came_out(judged: Judged) -> None:
    judgement = judged(double="def double(x):\n    return np.asarray(x) * 3")
    failure = next(t for t in judgement.tests if t.exercise == "double").failures[-1]
    assert failure.given.startswith("x = ")
    assert failure.got


def test_an_exception_is_told_with_its_line(judged: Judged) -> None:
    judgement = judged(double="def double(x):\n    return x + undefined_thing")
    message = result(judgement, "double").message
    assert "NameError" in message
    assert "return x + undefined_thing" in message


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("def double(x):\n    import os; os._exit(0)", "crash"),
        ("def double(x):\n    raise SystemExit", "fail"),
        ("def double(x):\n    import ctypes; ctypes.string_at(0)", "crash"),
        ("import os\nos._exit(3)", "crash"),
        ("raise ValueError('no')", "fail"),
        ("def double(x:\n", "fail"),
        ("double = 7", "fail"),
        ("class double:\n    def __init__(self, x): self.x = x", "fail"),
        ("double = lambda x: np.asarray(x) * 2", "pass"),
        ("", "unanswered"),
    ],
)
def test_one_bad_exercise_costs_its_own_points_only(
    judged: Judged, answer: str, verdict: str
) -> None:
    judgement = judged(double=answer)
    assert result(judgement, "double").verdict == verdict
    assert others_pass(judgement, "double")


def test_a_hang_is_stopped_and_the_rest_is_judged(tiny: Lesson, trusted: Sandbox) -> None:
    judge = Judge(tiny, trusted, seed=1, seconds=3)
    hang = "def double(x):\n    while True:\n        try:\n            while True: pass\n"
    hang += "        except BaseException: pass\n"
    judgement = judge.judge(Submission(solved_notebook(tiny, {"double": hang})))
    assert result(judgement, "double").verdict == "timeout"
    assert others_pass(judgement, "double")


def test_a_warning_is_not_punished(judged: Judged) -> None:
    answer = "def double(x):\n    import warnings; warnings.warn('hm')\n    print(1)\n"
    judgement = judged(double=answer + "    return np.asarray(x) * 2")
    assert judgement.score == judgement.max_score


def test_what_a_student_prints_is_kept_in_their_cell_and_bounded(judged: Judged) -> None:
    noisy = "print('x' * 10**6)\ndef double(x):\n    print(99)\n    return np.asarray(x) * 2"
    judgement = judged(double=noisy)
    texts = [o["text"] for outputs in judgement.outputs.values() for o in outputs if "text" in o]
    assert judgement.score == judgement.max_score
    assert max(map(len, texts)) < 50_000
    assert not any("99" in text for text in texts)


def test_a_deleted_test_is_judged_all_the_same(tiny: Lesson, judge: Judge) -> None:
    notebook = solved_notebook(tiny, {"double": "def double(x):\n    return x"})
    notebook.cells = [c for c in notebook.cells if not c.id.startswith("test_")]
    judgement = judge.judge(Submission(notebook))
    assert result(judgement, "double").verdict == "fail"
    assert others_pass(judgement, "double")


def test_an_edited_test_changes_nothing(tiny: Lesson, judge: Judge) -> None:
    notebook = solved_notebook(tiny, {"double": "def double(x):\n    return x"})
    for cell in notebook.cells:
        if cell.id == "test_double":
            cell.source = "pass"
    assert result(judge.judge(Submission(notebook)), "double").verdict == "fail"


def test_an_answer_in_a_cell_of_its_own_counts(tiny: Lesson, judge: Judge) -> None:
    notebook = nbformat.reads(release_text(tiny), as_version=4)
    place = next(i for i, cell in enumerate(notebook.cells) if cell.id == "test_double")
    own = nbformat.v4.new_code_cell("def double(x):\n    return np.asarray(x) * 2")
    notebook.cells.insert(place, own)
    judgement = judge.judge(Submission(notebook))
    assert result(judgement, "double").verdict == "pass"


def test_the_same_seed_gives_the_same_judgement(tiny: Lesson, trusted: Sandbox) -> None:
    wrong = solved_notebook(tiny, {"double": "def double(x):\n    return np.asarray(x) * 3"})
    first, second = (Judge(tiny, trusted, seed=3).judge(Submission(wrong)) for _ in range(2))
    other = Judge(tiny, trusted, seed=4).judge(Submission(wrong))
    assert first == second
    assert first.tests[0].failures != other.tests[0].failures


def test_students_functions_are_called_back_with_functions_of_the_judge(judged: Judged) -> None:
    swallowed = "def apply_twice(f, x):\n    return f(x)"
    assert result(judged(apply_twice=swallowed), "apply_twice").verdict == "fail"


def test_an_error_of_the_judges_function_reaches_the_student_as_itself(judged: Judged) -> None:
    answer = (
        "def apply_twice(f, x):\n"
        "    try:\n        f(None)\n    except TypeError:\n        return f(f(x))\n    return 0"
    )
    assert result(judged(apply_twice=answer), "apply_twice").verdict == "pass"


def test_written_answers_wait_for_a_person(judged: Judged) -> None:
    written = result(judged(), "why")
    assert (written.verdict, written.points, written.max_points) == ("manual", None, 4)


@pytest.mark.sandbox
def test_the_sandbox_gives_the_same_marks_as_a_trusted_process(
    tiny: Lesson, trusted: Sandbox
) -> None:
    answers = {"double": tiny.exercise("double").misconceptions[0].source}
    submission = Submission(solved_notebook(tiny, answers))
    with Sandbox() as sandbox:
        walled = Judge(tiny, sandbox, seed=1).judge(submission)
    assert walled.exercises == Judge(tiny, trusted, seed=1).judge(submission).exercises


@pytest.mark.sandbox
def test_an_instructors_secret_is_nowhere_in_the_students_process(tiny: Lesson) -> None:
    answer = (
        "import gc, sys\n"
        "seen = [m for m in sys.modules if 'judge' in m or 'hidden' in m or 'lesson' in m]\n"
        "seen += [o for o in gc.get_objects() if type(o) is dict and 'reference' in o]\n"
        "def double(x):\n    return np.asarray(x) * 2 if not seen else x"
    )
    with Sandbox() as sandbox:
        judgement = Judge(tiny, sandbox, seed=1).judge(
            Submission(solved_notebook(tiny, {"double": answer}))
        )
    assert result(judgement, "double").verdict == "pass"


def test_hidden_inputs_are_not_those_of_another_exercise(tiny: Lesson, judge: Judge) -> None:
    cells = list(tiny.tests.values())
    draws = [judge.instructor.namespace(cell, 1)["rng"].normal() for cell in cells]
    assert len(np.unique(draws)) == len(cells)


DRAWS = "import matplotlib.pyplot as plt\n\nplt.plot([1, 2])"


def test_a_stand_in_is_no_answer_and_later_answers_lose_nothing(judged: Judged) -> None:
    judgement = judged(double='check.lend("double")')
    assert others_pass(judgement, "double")
    found = result(judgement, "double")
    assert (found.verdict, "uses the stand-in" in found.message) == ("unanswered", True)
    wrong = judged(double='def double(x):\n    return x\n\ncheck.lend("double")')
    assert result(wrong, "double").verdict == "fail"
    assert others_pass(wrong, "double")


@pytest.mark.parametrize(
    ("marker", "figures", "shown"),
    [
        ("points=4", False, False),
        ("points=4", True, True),
        ('points=4 figure="double"', False, True),
    ],
)
def test_a_cell_that_only_shows_something_runs_where_somebody_looks(
    tiny: Lesson, trusted: Sandbox, marker: str, figures: bool, shown: bool
) -> None:
    text = tiny.text.replace('print("twice three is", double(3))', DRAWS)
    text = text.replace('written="why" points=4', f'written="why" {marker}')
    lesson = parse_lesson(tiny.folder, text)
    notebook = solved_notebook(lesson)
    place = next(i for i, cell in enumerate(notebook.cells) if cell.source.endswith(DRAWS))
    judgement = Judge(lesson, trusted, seed=1).judge(Submission(notebook), figures=figures)
    pictures = [output["data"] for output in judgement.outputs.get(place, [])]
    assert ["image/png" in data for data in pictures if "image/png" in data] == [True] * shown
