"""Copies of the gradebook: one before every run that writes, the last twenty and one a day kept.

An SQLite file is copied by SQLite itself, page by page, while others may be writing; a server's
database by pg_dump where it is installed. A copy that would be the same as the one before is none.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url

from autograder.common.files import write_aside
from autograder.common.storage import StorageError, explain
from autograder.database.place import GradebookError, Place, place
from autograder.lesson.course import Course

KEPT = 20
REPLACED = "-replaced"  # made by restore: not what it brings back unless it is named
_ENDINGS = (".db", ".dump", ".broken")
_COUNTS = {
    "students": "SELECT count(*) FROM student",
    "submissions": "SELECT count(*) FROM submitted_assignment",
    "marks by hand": "SELECT count(*) FROM grade WHERE manual_score IS NOT NULL",
    "comments": "SELECT count(*) FROM comment WHERE manual_comment IS NOT NULL",
}


@dataclass(frozen=True)
class Copy:
    """A copy of the gradebook. A `broken` one is what lay there when it could not be read."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def broken(self) -> bool:
        return self.path.suffix == ".broken"

    @property
    def day(self) -> str:
        return self.name[:10]

    def holds(self) -> str:
        """What is in it, in a few words."""
        if self.broken:
            return "what could not be read"
        if self.path.suffix == ".dump":
            return "a dump of the server's"
        try:
            return contents(self.path)
        except sqlite3.Error:
            return "nothing"


def back_up(course: Course) -> Copy | None:
    """Copy the gradebook, if there is one and it has changed; returns the newest copy.

    None where there is nothing to copy, or nothing here that can copy a server's database
    (`unsaved` says so). Raises GradebookError where the gradebook cannot be read, StorageError
    where the copy cannot be written.
    """
    found = place(course)
    if found.file is None:
        return _dump(course, found)
    if not found.file.is_file():
        return newest(course)
    with _new(course, ".db") as path:
        try:
            _copy(found.file, path)
        except sqlite3.OperationalError as error:
            raise GradebookError(f"the gradebook cannot be copied: {explain(error)}") from error
        except sqlite3.Error as error:
            about = f"{found.file.name} cannot be read, so it is not copied: {error}"
            raise GradebookError(f"{about}; {remedy(course)}") from error
    return _kept(course, path)


def unsaved(course: Course) -> str:
    """Who has to back the gradebook up, where this program cannot; empty where it can."""
    found = place(course)
    if found.file is not None or _program("pg_dump"):
        return ""
    return (
        f"the gradebook is on {found.server}, and pg_dump is not installed here:"
        " whoever runs that server backs it up, or install the PostgreSQL client programs"
    )


def copies(course: Course) -> list[Copy]:
    """The copies there are, oldest first."""
    folder = _folder(course)
    found = [path for path in folder.glob("*") if path.suffix in _ENDINGS and path.name[0] != "."]
    return [Copy(path) for path in sorted(found)]


def newest(course: Course) -> Copy | None:
    """The newest copy that `restore` brings back."""
    there = (copy for copy in reversed(copies(course)) if not copy.broken)
    return next((copy for copy in there if not copy.name.endswith(REPLACED)), None)


def remedy(course: Course) -> str:
    """What can be brought back, and how."""
    copy = newest(course)
    if copy is None:
        return "there is no copy of it in grading/backups/"
    return f"autograder restore brings back the copy of {copy.name} ({copy.holds()})"


def restore(course: Course, which: str = "") -> tuple[Copy, Copy | None]:
    """Put a copy in the gradebook's place; returns it, and the copy made of what was there.

    `which` is a copy's name or how it begins (a day, say); without it the newest is meant.
    Raises GradebookError when there is no such copy.
    """
    chosen = _choose(course, which)
    found = place(course)
    if (found.file is None) != (chosen.path.suffix == ".dump"):
        raise GradebookError(f"{chosen.path.name} is not a copy of {found.server}; choose another")
    data = chosen.path.read_bytes()
    before = _save_what_is_there(course, found)
    if found.file is None:
        _load(found, data)
    else:
        for ending in ("-journal", "-wal", "-shm"):
            Path(f"{found.file}{ending}").unlink(missing_ok=True)
        write_aside(found.file, data)
    return chosen, before


def contents(path: Path) -> str:
    """What an SQLite gradebook holds, in a few words; raises sqlite3.Error if it is none."""
    with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        return ", ".join(
            f"{db.execute(query).fetchone()[0]} {word}" for word, query in _COUNTS.items()
        )


def _folder(course: Course) -> Path:
    return course.grading / "backups"


@contextlib.contextmanager
def _new(course: Course, ending: str) -> Iterator[Path]:
    """A file for a new copy, which is removed again if the block fails."""
    folder = _folder(course)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=".new-", suffix=ending)
    except OSError as error:
        raise StorageError(f"grading/backups cannot be written: {explain(error)}") from error
    os.close(handle)
    path = Path(name)
    try:
        yield path
    except OSError as error:
        path.unlink(missing_ok=True)
        raise StorageError(f"grading/backups cannot be written: {explain(error)}") from error
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _copy(source: Path, target: Path) -> None:
    uri = f"{source.absolute().as_uri()}?mode=ro"
    with (
        contextlib.closing(sqlite3.connect(uri, uri=True, timeout=10)) as from_,
        contextlib.closing(sqlite3.connect(target)) as to,
    ):
        from_.backup(to)
        to.execute("PRAGMA journal_mode=DELETE")
        found = to.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(str(found).split("\n")[-1])


def _kept(course: Course, path: Path) -> Copy:
    """The copy under its name, or the one before if nothing has changed; old ones are removed."""
    before = newest(course)
    if before is not None and _same(before.path, path):
        path.unlink()
        return before
    kept = _named(path)
    _prune(course)
    return kept


def _named(path: Path, mark: str = "", ending: str = "") -> Copy:
    """The new copy, named after the moment."""
    now = datetime.now(UTC)
    name = f"{now:%Y-%m-%d_%H-%M-%S}-{now.microsecond // 1000:03d}{mark}"
    final = path.with_name(f"{name}{ending or path.suffix}")
    path.rename(final)
    return Copy(final)


def _same(one: Path, other: Path) -> bool:
    return one.stat().st_size == other.stat().st_size and one.read_bytes() == other.read_bytes()


def _prune(course: Course) -> None:
    """Keep the last twenty, and the last of each day before."""
    found = copies(course)
    last_of_day = {copy.day: copy for copy in found}
    for copy in found[:-KEPT]:
        if last_of_day[copy.day] != copy:
            copy.path.unlink(missing_ok=True)


def _choose(course: Course, which: str) -> Copy:
    there = [copy for copy in copies(course) if not copy.broken]
    fitting = [copy for copy in there if copy.name.startswith(which)] if which else []
    chosen = fitting[-1] if fitting else newest(course) if not which else None
    if chosen is not None:
        return chosen
    known = ", ".join(copy.name for copy in there[-5:]) or "none yet"
    about = f"no copy in grading/backups/ begins with {which!r}" if which else "there is no copy"
    raise GradebookError(f"{about}; the newest there are: {known}")


def _save_what_is_there(course: Course, found: Place) -> Copy | None:
    """A copy of the gradebook that is about to be replaced, as it is if it cannot be read."""
    if found.file is None:
        return _dump(course, found, REPLACED)
    if not found.file.is_file():
        return None
    ending = ".db"
    with _new(course, ending) as path:
        try:
            _copy(found.file, path)
        except sqlite3.Error:
            shutil.copyfile(found.file, path)
            ending = ".broken"
    return _named(path, REPLACED, ending)


def _dump(course: Course, found: Place, mark: str = "") -> Copy | None:
    if not _program("pg_dump"):
        return None
    with _new(course, ".dump") as path:
        _run("pg_dump", found, "--format=custom", "--compress=6", f"--file={path}")
    return _named(path, mark) if mark else _kept(course, path)


def _load(found: Place, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy.dump"
        path.write_bytes(data)
        _run("pg_restore", found, "--clean", "--if-exists", "--single-transaction", str(path))


def _program(name: str) -> str | None:
    """A program of PostgreSQL's: on the path, or where Debian keeps them, the newest."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_release)
    return str(debian[-1]) if debian else shutil.which(name)


def _release(path: Path) -> float:
    try:
        return float(path.parts[-3])
    except ValueError:
        return 0.0


def _run(name: str, found: Place, *options: str) -> None:
    program = _program(name)
    if program is None:
        raise GradebookError(f"{name} is not installed; install the PostgreSQL client programs")
    url = make_url(found.url)
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    address = url.set(drivername="postgresql", password=None)
    command: Sequence[str] = [program, f"--dbname={address.render_as_string()}", *options]
    run = subprocess.run(
        command, env={**os.environ, **password}, capture_output=True, text=True, check=False
    )
    if run.returncode:
        said = (run.stderr.strip().split("\n") or ["no reason given"])[0]
        raise GradebookError(f"{name} could not do its part: {said}")
