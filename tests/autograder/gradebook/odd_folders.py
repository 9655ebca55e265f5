"""Hand-ins with more in them than a notebook: links, pipes, sockets, devices, huge files."""

from __future__ import annotations

import contextlib
import copy
import json
import os
import socket
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, TypeVar

import nbformat

from autograder.lesson.build import solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from tests.support.classes import LESSON, hand_in, solved

T = TypeVar("T")
NAME = f"{LESSON}.ipynb"
FORBIDDEN = "not to be found anywhere"  # stands in every file that a link leads to
FULL, WRONG = 10.0, 9.0


def hand_in_odd_folders(course: Course, only: Collection[str] = ()) -> dict[str, float | None]:
    """Hand in everything below; returns the mark that each student deserves (None: a sentence).

    `only` names those who hand in besides the friend, if not all do.
    """
    lesson = course.lesson(LESSON)
    deserved: dict[str, float | None] = {}
    hand_in(course, "friend", solved(lesson))
    deserved["friend"] = FULL
    for name, fill in _chosen(_BESIDE, only):
        path = hand_in(course, name, solved(lesson, scale="scale_factor = 2.0"))
        fill(course, path.parent)
        deserved[name] = WRONG
    for name, fill in _chosen(_INSTEAD, only):
        folder = course.grading / "submitted" / name / LESSON
        folder.mkdir(parents=True)
        fill(course, folder)
        deserved[name] = None
    for name, write in _chosen(_DAMAGED, only):
        folder = course.grading / "submitted" / name / LESSON
        folder.mkdir(parents=True)
        write(folder, lesson)
        deserved[name] = FULL
    return deserved


def _chosen(made: dict[str, T], only: Collection[str]) -> list[tuple[str, T]]:
    return [(name, make) for name, make in made.items() if not only or name in only]


def _linked(course: Course, folder: Path) -> None:
    (folder / "gradebook.db").symlink_to(course.gradebook)
    (folder / "lesson.py").symlink_to(course.sources()[0] / "lesson.py")
    (folder / "friend.ipynb").symlink_to(_friend(course))
    (folder / "solutions").symlink_to(course.solutions)
    (folder / "deeper").mkdir()
    (folder / "deeper" / "config.py").symlink_to(course.config)


def _dangling(course: Course, folder: Path) -> None:
    (folder / "data.csv").symlink_to("/nowhere/data.csv")
    (folder / "loop").symlink_to(folder / "loop")
    (folder / "timestamp.txt").symlink_to("/nowhere/timestamp.txt")


def _pipes(course: Course, folder: Path) -> None:
    for name in ("pipe", "timestamp.txt", "submission_secret.txt", "other.ipynb"):
        os.mkfifo(folder / name)


def _sockets(course: Course, folder: Path) -> None:
    with contextlib.chdir(folder), socket.socket(socket.AF_UNIX) as bound:  # paths are short
        bound.bind("socket")
    with contextlib.suppress(PermissionError):  # for root only
        os.mknod(folder / "device", 0o600 | 0o020000, os.makedev(1, 5))  # /dev/zero
        os.mknod(folder / "device.ipynb", 0o600 | 0o020000, os.makedev(1, 5))


def _huge(course: Course, folder: Path) -> None:
    for name in ("data.bin", "submission_secret.txt", "timestamp.txt"):
        with (folder / name).open("wb") as file:
            file.truncate(3 * 2**30)


def _others(course: Course, folder: Path) -> None:
    (folder / "helpers.py").write_text(f"# {FORBIDDEN}")
    (folder / "notes").mkdir()
    (folder / "notes" / "notes.txt").write_text(FORBIDDEN)


_BESIDE: dict[str, Callable[[Course, Path], None]] = {
    "dangling": _dangling,
    "huge": _huge,
    "linked": _linked,
    "others": _others,
    "pipes": _pipes,
    "sockets": _sockets,
}


def _friend(course: Course) -> Path:
    return course.grading / "submitted" / "friend" / LESSON / NAME


_INSTEAD: dict[str, Callable[[Course, Path], None]] = {
    "borrower": lambda course, folder: (folder / NAME).symlink_to(_friend(course)),
    "empty": lambda course, folder: (folder / NAME).touch(),
    "gradebook": lambda course, folder: (folder / NAME).symlink_to(course.gradebook),
    "nobody": lambda course, folder: (folder / NAME).symlink_to("/nowhere"),
    "pipe": lambda course, folder: os.mkfifo(folder / NAME),
    "truncated": lambda course, folder: (folder / NAME).write_text('{"cells": [') and None,
}


def _renamed(name: str) -> Callable[[Path, Lesson], None]:
    def write(folder: Path, lesson: Lesson) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(solved(lesson), encoding="utf-8")

    return write


def _encoded(encode: Callable[[str], bytes]) -> Callable[[Path, Lesson], None]:
    return lambda folder, lesson: (folder / NAME).write_bytes(encode(solved(lesson))) and None


def _changed(change: Callable[[Any], Any]) -> Callable[[Path, Lesson], None]:
    def write(folder: Path, lesson: Lesson) -> None:
        notebook = json.loads(nbformat.writes(solved_notebook(lesson)))
        changed = change(copy.deepcopy(notebook)) or notebook
        (folder / NAME).write_text(json.dumps(changed), encoding="utf-8")

    return write


def _stripped(nb: Any) -> Any:
    for number, cell in enumerate(nb["cells"]):
        cell["metadata"], cell["id"] = {}, f"x{number}"
    return nb


def _of_format_3(nb: Any) -> Any:
    for cell in nb["cells"]:
        if cell["cell_type"] == "code":
            cell["input"], cell["language"] = cell.pop("source"), "python"
    return {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {},
        "worksheets": [{"cells": nb["cells"]}],
    }


def _without_outputs_or_ids(nb: Any) -> Any:
    for cell in nb["cells"]:
        for key in ("outputs", "execution_count", "id"):
            cell.pop(key, None)
    return nb


def _same_ids(nb: Any) -> Any:
    for cell in nb["cells"]:
        cell["id"] = "same"
    return nb


_DAMAGED: dict[str, Callable[[Path, Lesson], None]] = {
    "another name": _renamed("homework FINAL (1).ipynb"),
    "byte order mark": _encoded(lambda text: text.encode("utf-8-sig")),
    "capital ending": _renamed(NAME.upper()),
    "nested": _renamed(f"lesson 1/{NAME}"),
    "null metadata": _changed(lambda nb: {**nb, "metadata": None}),
    "of format 3": _changed(_of_format_3),
    "same ids": _changed(_same_ids),
    "second ending": _renamed(f"{NAME}.txt"),
    "stripped": _changed(_stripped),
    "utf 16": _encoded(lambda text: text.encode("utf-16")),
    "windows line ends": _encoded(lambda text: text.replace("\n", "\r\n").encode()),
    "without outputs or ids": _changed(_without_outputs_or_ids),
}
