"""Buttons that run commands, and a download that is taken in."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from starlette.datastructures import UploadFile
from starlette.responses import Response

from autograder.desk.access.visit import Refused, Visit
from autograder.desk.pages.course import FORMATS, FORMS
from autograder.intake.collecting import collect
from autograder.intake.shown import HEADINGS, cells

_MOST_ROWS = 500
_LONGEST_NAME = 255  # bytes, what file systems take


def grade(visit: Visit) -> Response:
    """`autograder grade LESSON`"""
    trusted = ["--trusted"] if visit.desk.trusted else []
    return _run(visit, ["grade", visit.desk.lesson(visit.path["lesson"]).name, *trusted])


def give_back(visit: Visit) -> Response:
    """`autograder return LESSON --format …`, with `--open` where that is wanted."""
    form = visit.need("format")
    if form not in FORMS:
        raise Refused(f"expected one of {', '.join(FORMS)}, found {form!r}")
    words = ["return", visit.desk.lesson(visit.path["lesson"]).name, "--format", form]
    return _run(visit, words + (["--open"] if visit.form.get("open") == "yes" else []))


def marks(visit: Visit) -> Response:
    """`autograder marks --format …`"""
    form = visit.need("format")
    if form not in FORMATS:
        raise Refused(f"expected one of {', '.join(FORMATS)}, found {form!r}")
    return _run(visit, ["marks", "--format", form])


def job(visit: Visit) -> Response:
    """The command that was run last, and what it said."""
    return visit.page("job.html.j2", job=visit.jobs.newest)


def _run(visit: Visit, words: Sequence[str]) -> Response:
    visit.jobs.start(words, visit.who)
    return visit.go("/job")


@dataclass
class Uploads:
    """Downloads that were dropped here and wait to be agreed to, each in a folder of its own."""

    folders: dict[str, Path] = field(default_factory=dict)

    def page(self, visit: Visit) -> Response:
        """Where to drop an archive."""
        return visit.page("collect.html.j2", found=None, lessons=visit.desk.lessons())

    def shown(self, visit: Visit) -> Response:
        """The table of what would become of each file; nothing is written."""
        files = [each for each in visit.files if each.filename]
        if not files:
            raise Refused("Choose the archive that you downloaded.")
        folder = Path(tempfile.mkdtemp(prefix="desk-"))
        try:
            paths = [_kept(each, folder) for each in files]
            lesson = visit.form.get("lesson", "")
            name = visit.desk.lesson(lesson).name if lesson else ""
            with collect(visit.desk.course, paths, lesson=name) as found:
                rows = [cells(found, each, row) for each in found.deliveries for row in each.new]
                problems = [(row.member.path, row.why) for row in found.problems]
                again = sum(len(each.again) for each in found.deliveries)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        number = secrets.token_hex(8)
        self.folders[number] = folder
        return visit.page(
            "collect.html.j2",
            found=number,
            headings=HEADINGS,
            rows=rows[:_MOST_ROWS],
            total=len(rows),
            problems=problems,
            again=again,
            lesson=name,
            lessons=visit.desk.lessons(),
        )

    def agreed(self, visit: Visit) -> Response:
        """Take the files in: `autograder collect … --yes`."""
        folder = self.folders.pop(visit.need("found"), None)
        if folder is None:
            raise Refused("This download is not here any more: drop it again.", 409)
        lesson = visit.form.get("lesson", "")
        of = ["--lesson", visit.desk.lesson(lesson).name] if lesson else []
        trusted = ["--trusted"] if visit.desk.trusted else []
        words = ["collect", *map(str, sorted(folder.iterdir())), *of, *trusted, "--yes"]
        try:
            visit.jobs.start(words, visit.who, lambda: shutil.rmtree(folder, ignore_errors=True))
        except BaseException:
            self.folders[visit.need("found")] = folder
            raise
        return visit.go("/job")

    def close(self) -> None:
        """Forget what nobody has agreed to."""
        for folder in self.folders.values():
            shutil.rmtree(folder, ignore_errors=True)


def _kept(upload: UploadFile, folder: Path) -> Path:
    """The file in the folder, under its own name without any path; raises Refused."""
    name = Path(upload.filename or "").name.lstrip("-.") or "download"
    path = folder / name
    if len(name.encode()) > _LONGEST_NAME:
        raise Refused(
            f"a file's name may have {_LONGEST_NAME} bytes, {name[:40]}… has more: rename it"
        )
    if path.exists():
        raise Refused(f"two of the files are called {name}: rename one of them")
    with path.open("wb") as file:
        shutil.copyfileobj(upload.file, file)
    return path
