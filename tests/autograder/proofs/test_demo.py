"""The demonstration's course is the course: whatever a lesson's source names is there too."""

from __future__ import annotations

from pathlib import Path

from autograder.lesson.course import Course
from autograder.proofs.demo import demo_course
from tests.support import ROOT


def test_the_demonstration_has_every_file_of_a_lessons_source(tmp_path: Path) -> None:
    made = demo_course(Course(ROOT), tmp_path / "demo")
    wanted = {
        path.relative_to(ROOT)
        for path in (ROOT / "solutions").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    there = {path.relative_to(made.root) for path in made.solutions.rglob("*") if path.is_file()}
    assert any(path.suffix == ".png" for path in wanted)
    assert wanted <= there
    assert made.lesson("00_start_here").cells  # its drawings need their pictures
