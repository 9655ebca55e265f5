"""One run at a time for a lesson: who holds it, on which computer, since when.

A file `grading/running/<lesson>.json` says so to this checkout. Where the gradebook is on a server,
the server holds the lesson too, for all checkouts, and lets go when the run's connection ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import socket
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Connection, create_engine, text

from autograder.common.files import write_aside
from autograder.database.place import GradebookError, Place, told
from autograder.lesson.course import Course
from autograder.store import holds
from autograder.store.store import NEWEST, now, version, who

PEOPLE = "the roster"
EVERYTHING = "the gradebook"  # nobody else may be at work at all


@dataclass(frozen=True)
class Holder:
    """A process that is at work on a lesson. `boot` and `started` tell a reused number apart."""

    host: str
    process: int
    boot: str
    started: str
    who: str
    since: str

    def __str__(self) -> str:
        return f"process {self.process} of {self.who} on {self.host}, since {self.since} UTC"

    @property
    def gone(self) -> bool:
        """Whether it is known to have ended; of another computer nothing is known."""
        if self.host != socket.gethostname():
            return False
        return self.boot != _boot() or _started(self.process) != self.started


class HeldError(GradebookError):
    """Another run is at work on the same lesson; the text says which."""


@contextlib.contextmanager
def held(course: Course, lesson: str, found: Place) -> Iterator[None]:
    """Hold the lesson for the length of the block; raises HeldError while another run does."""
    path = course.grading / "running" / f"{lesson}.json"
    me = Holder(
        socket.gethostname(),
        os.getpid(),
        _boot(),
        _started(os.getpid()),
        who(),
        now().isoformat(" "),
    )
    with told("grading/running cannot be written"):
        path.parent.mkdir(parents=True, exist_ok=True)
    with _guard(path.parent):
        for other in _in_the_way(path):
            holder = _read(other)
            if holder is not None and not holder.gone:
                raise HeldError(_sentence(other.stem, str(holder), holder.host, other, course))
        write_aside(path, json.dumps(asdict(me)) + "\n")
    try:
        with _held_on_server(found, lesson, me):
            yield
    finally:
        with _guard(path.parent):
            if _read(path) == me:
                path.unlink(missing_ok=True)


def _sentence(lesson: str, holder: str, host: str, path: Path, course: Course) -> str:
    place = path.relative_to(course.root)
    if host == socket.gethostname():
        return f"{lesson} is being worked on by {holder}; wait until it has ended, or end it"
    return (
        f"{lesson} is being worked on by {holder}; wait until it has ended there"
        f" (if that computer is off for good, remove {place})"
    )


def _in_the_way(path: Path) -> list[Path]:
    """The holds that keep this one from being taken."""
    if path.stem == EVERYTHING:
        return sorted(path.parent.glob("*.json"))
    return [path, path.with_name(f"{EVERYTHING}.json")]


@contextlib.contextmanager
def _guard(folder: Path) -> Iterator[None]:
    """Only one process at a time looks at a hold and changes it."""
    with told("grading/running cannot be written"), (folder / ".guard").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _read(path: Path) -> Holder | None:
    try:
        return Holder(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _boot() -> str:
    """What tells this start of the computer from another."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _started(process: int) -> str:
    """When a process started, by the kernel's clock; empty where there is none of that number."""
    try:
        about = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    fields = about.rpartition(")")[2].split()
    return "" if fields[0] == "Z" else fields[19]


@contextlib.contextmanager
def _held_on_server(found: Place, lesson: str, me: Holder) -> Iterator[None]:
    """Hold it in the database as well, where that is a PostgreSQL server."""
    if found.file is not None or not found.url.startswith("postgresql"):
        yield
        return
    engine = create_engine(found.url)
    try:
        with contextlib.ExitStack() as stack:
            with told("the gradebook cannot be used"):
                connection = stack.enter_context(engine.connect())
                if not _locked(connection, found.course_id, lesson):
                    holder = _named(connection, lesson)
                    raise HeldError(
                        f"{lesson} is being worked on by {holder}; wait until it has ended there"
                    )
                holder = f"process {me.process} of {me.who} on {me.host}"
                _name(connection, lesson, holder, me.since)
            try:
                yield
            finally:
                with told("the gradebook cannot be used"):
                    connection.rollback()
                    _name(connection, lesson, None)
    finally:
        engine.dispose()  # the server lets go


def _named(connection: Connection, lesson: str) -> str:
    """Who holds the lesson, as far as that is told."""
    known = version(connection) == NEWEST and holds.holder(connection, lesson)
    return known or "another run"


def _name(connection: Connection, lesson: str, holder: str | None, since: str = "") -> None:
    """Tell who holds it, where the tables for that are there already."""
    if version(connection) == NEWEST:
        about = holder and f"{holder}, since {since} UTC"
        holds.set_holder(connection, lesson, about)
    connection.commit()


def _locked(connection: Connection, course_id: str, lesson: str) -> bool:
    digest = hashlib.sha256(f"autograder\0{course_id}\0{lesson}".encode()).digest()
    key = int.from_bytes(digest[:8], "big", signed=True)
    found = connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}).scalar()
    connection.commit()
    return bool(found)
