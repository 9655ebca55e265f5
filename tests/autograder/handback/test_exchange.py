"""nbgrader's exchange from end to end: released, submitted, collected, the feedback fetched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbgrader import apps
from nbgrader.utils import get_username

from autograder.cli.main import main
from autograder.judge.verdict import Judgement
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from tests.support.classes import LESSON, enter, give, marks, solved

SHARED = """
c.CourseDirectory.course_id = "workbook"
c.Exchange.root = {root!r}
c.Exchange.timezone = "UTC"
c.Exchange.cache = {cache!r}
"""
HALF = "scale_factor = 2.0"


class Exchange:
    """Runs nbgrader's commands, the instructor's in the course, the student's in a folder."""

    def __init__(self, course: Course, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self._course, self._patch = course, patch
        self.root, self.student = folder / "exchange", folder / "student"
        for path in (self.root, self.student):
            path.mkdir()
        self.root.chmod(0o777)
        shared = SHARED.format(root=str(self.root), cache=str(folder / "cache"))
        course.config.write_text(course.config.read_text() + shared)
        (self.student / "nbgrader_config.py").write_text(f"c = get_config()\n{shared}")

    def teach(self, app: Any, *words: str) -> None:
        self._run(app, self._course.root, words)

    def study(self, app: Any, *words: str) -> None:
        self._run(app, self.student, words)

    def _run(self, app: Any, folder: Path, words: tuple[str, ...]) -> None:
        self._patch.chdir(folder)
        command = app()
        command.initialize(list(words))
        command.start()


@pytest.fixture
def exchange(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exchange:
    return Exchange(course, tmp_path, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize(
    "collected_by", [pytest.param("nbgrader", marks=pytest.mark.long), "autograder"]
)
def test_a_student_fetches_submits_and_gets_the_page_back(
    course: Course,
    tiny: Lesson,
    exchange: Exchange,
    collected_by: str,
    judged: Callable[..., Judgement],
    capsys: pytest.CaptureFixture[str],
) -> None:
    student = get_username()
    assert main(["release", "1"]) == 0
    exchange.teach(apps.ReleaseAssignmentApp, LESSON)
    exchange.study(apps.ListApp)
    exchange.study(apps.FetchAssignmentApp, LESSON)
    mine = exchange.student / LESSON / f"{LESSON}.ipynb"
    assert "HIDDEN TESTS" not in mine.read_text()
    mine.write_text(solved(tiny, scale=HALF))
    exchange.study(apps.SubmitApp, LESSON)

    if collected_by == "nbgrader":
        exchange.teach(apps.CollectApp, LESSON)
    else:
        inbound = exchange.root / "workbook" / "inbound"
        assert main(["students", "add", student]) == 0
        assert main(["collect", str(inbound), "--yes"]) == 0
    kept = course.grading / "submitted" / student / LESSON
    secret = (kept / "submission_secret.txt").read_text()
    assert main(["grade", "1", "--trusted", "--workers", "1"]) == 0
    assert marks(course) == {student: 9.0}
    graded = course.grading / "autograded" / student / LESSON
    assert (graded / "submission_secret.txt").read_text() == secret
    give(course, student, "why", 3.5)
    enter(course, "elsewhere", solved(tiny), judged())
    assert main(["feedback", "1"]) == 0
    exchange.teach(apps.ReleaseFeedbackApp, LESSON)
    exchange.study(apps.FetchFeedbackApp, LESSON)
    (page,) = (exchange.student / LESSON / "feedback").glob(f"*/{LESSON}.html")
    assert "12.5 of 14 points" in page.read_text()
    capsys.readouterr()
    assert main(["history", student]) == 0
    said = capsys.readouterr().out
    assert "returned (exchange): 12.5 of 14 points" in said
    assert main(["history", "elsewhere"]) == 0
    assert "returned" not in capsys.readouterr().out
