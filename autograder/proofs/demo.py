"""The demonstration: a course of its own in demo/, with a sample class for every lesson, graded.

It never touches the course's own grading folder, and starts afresh every time.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from autograder.common.files import write_aside
from autograder.lesson.choice.selection import FILE
from autograder.lesson.course import CONFIG, Course
from autograder.lesson.lesson import Lesson
from autograder.proofs.samples import Sample, sample_class

FOLDER = "demo"


@dataclass(frozen=True)
class DemoClass:
    """A lesson of the demonstration, with who handed in and who was left out."""

    lesson: Lesson
    students: tuple[str, ...]
    left_out: tuple[str, ...]


def demo_course(course: Course, root: Path | None = None) -> Course:
    """A fresh copy of the course in `root` (default: demo/), without any grading."""
    root = root or course.root / FOLDER
    if root.exists():
        shutil.rmtree(root)
    root.mkdir(parents=True)
    sources = (
        path
        for folder in course.sources()
        for path in sorted([*folder.rglob("*"), *folder.parent.glob(f"{folder.name}.py")])
        if path.is_file() and path.suffix != ".pyc"
    )
    chosen = [path for path in (course.root / FILE,) if path.is_file()]
    for path in (course.config, *chosen, *sources):
        copy = root / path.relative_to(course.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    assert (root / CONFIG).is_file()
    return Course(root)


def hand_in(course: Course, lesson: Lesson, *, sandboxed: bool) -> DemoClass:
    """Put the sample class into the submitted folder; without a sandbox only the honest part."""
    samples = sample_class(lesson)
    taken = [sample for sample in samples if sandboxed or sample.honest]
    for sample in taken:
        write_aside(_path(course, lesson, sample), sample.notebook)
    left_out = tuple(s.student for s in samples if s not in taken)
    return DemoClass(lesson, tuple(s.student for s in taken), left_out)


def _path(course: Course, lesson: Lesson, sample: Sample) -> Path:
    folder = course.grading / "submitted" / sample.student / lesson.name
    return folder / f"{lesson.name}.ipynb"
