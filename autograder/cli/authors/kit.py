"""`autograder kit`"""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.cli.shared import lessons, some_lessons
from autograder.common.terminal import console
from autograder.lesson.course import Course, find_course
from autograder.lesson.lesson import Lesson, LessonError

HELP = "pack what students get of some lessons, searched for answers first"


def arguments(parser: argparse.ArgumentParser) -> None:
    some_lessons(parser)
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--output", type=Path, metavar="ZIP", help="default: dist/NAME-VERSION.zip")
    where.add_argument("--folder", type=Path, metavar="DIR", help="a new folder instead of a zip")
    where.add_argument(
        "--branch", metavar="NAME", help="a branch of its own, without solutions/, for Binder"
    )
    parser.add_argument(
        "--without-stand-ins", action="store_true", help="leave out what check.lend lends"
    )


def run(options: argparse.Namespace) -> int:
    course = find_course()
    wanted = lessons(course, options.lessons)
    places = (options.output, options.folder, options.branch)
    return make(course, wanted, *places, with_stand_ins=not options.without_stand_ins)


def make(
    course: Course,
    wanted: list[Lesson],
    output: Path | None = None,
    into: Path | None = None,
    branch: str | None = None,
    *,
    with_stand_ins: bool = True,
) -> int:
    """Make a kit of these lessons: a zip, the folder `into`, or the next commit of a branch."""
    import shutil

    from autograder.lesson.packing.branch import commit_as
    from autograder.lesson.packing.kit import pack, project_of, staged

    project = project_of(course.root)
    if into and into.exists():
        raise LessonError(f"--folder {into} is there already; name one that is not")
    with staged(course, wanted, with_stand_ins=with_stand_ins) as folder:
        if branch:
            message = f"Release {project['version']}: {', '.join(each.name for each in wanted)}"
            changed = commit_as(course.root, folder, branch, message)
            done = "has a new commit" if changed else "is up to date"
            console.print(f"branch {branch} {done}, and no answer in it", soft_wrap=True)
        elif into:
            shutil.copytree(folder, into)
            console.print(f"{into}/: no answer in it", markup=False, soft_wrap=True)
        else:
            numbers = "-".join(each.name[:2] for each in wanted)
            part = "" if len(wanted) == len(course.sources()) else f"-lessons-{numbers}"
            name = f"{project['name']}-{project['version']}{part}.zip"
            target = output or course.root / "dist" / name
            pack(folder, target)
            size = f"{target.stat().st_size / 1024:.0f} KiB"
            console.print(f"{target}: {size}, and no answer in it", markup=False, soft_wrap=True)
    return 0
