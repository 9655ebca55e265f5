"""The course's gradebook, open as long as the server runs, and what is kept between visits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, event, update
from sqlalchemy.exc import OperationalError

from autograder.database.place import GradebookError, told
from autograder.desk.recent import Recent
from autograder.gradebook.penalties import Penalties, penalties
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.store.desk.tables import deal
from autograder.store.store import Store

ANSWERS = 150
PATIENCE, _PAUSE = 1.5, 0.1  # seconds
_BUSY = (
    "Another program holds the gradebook, and nothing can be read or written now. Try again in a"
    " moment; where that goes on, end the other program."
)
Made = TypeVar("Made")


@dataclass
class Desk:
    """What every visit shares.

    Attributes:
        trusted: whether the commands that buttons run go without a sandbox.
        recent: answers that were shown or are about to be, ready for the page.
    """

    course: Course
    store: Store
    trusted: bool = False
    recent: Recent[Any] = field(default_factory=lambda: Recent(ANSWERS))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _locked_at: float = float("-inf")
    _kept: dict[Any, tuple[Any, Any]] = field(default_factory=dict)
    _keeping: dict[Any, threading.RLock] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Nobody waits long for a page because another program has locked an SQLite gradebook."""
        engine = self.store.engine
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _wait_no_longer)
            engine.dispose()  # what is open already would wait longer

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """A look at the gradebook that leaves it as it is."""
        with _told("the gradebook cannot be used"), self.store.engine.connect() as connection:
            yield connection
            connection.rollback()

    def change(self, deed: Callable[[Connection], Made]) -> Made:
        """Do something in one transaction: all of it or nothing. It may be tried again.

        Raises GradebookError.
        """
        begun = time.monotonic()
        with self._lock, _told("the gradebook cannot be written"):
            refuse(self._locked_at > begun, _BUSY)  # who waited behind another waits no longer
            return self._tried(deed)

    def _tried(self, deed: Callable[[Connection], Made]) -> Made:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                with self.store.begin() as connection:
                    # SQLite: who asks for the right to write before reading waits their turn.
                    ours = update(deal).where(deal.c.lesson == "")
                    connection.execute(ours.values(marker=""))
                    return deed(connection)
            except OperationalError as error:
                if time.monotonic() > end:
                    if _is_locked(error):
                        self._locked_at = time.monotonic()
                    raise
                time.sleep(_PAUSE)

    def lesson(self, name: str) -> Lesson:
        """The lesson as its files are now; raises LessonError."""
        folder = self.course.source(name)
        files = [*sorted(folder.glob("*.py")), folder.with_suffix(".py")]
        files.append(self.course.root / "course.toml")
        seen = tuple(path.stat().st_mtime_ns for path in files if path.is_file())
        return self.kept(("lesson", folder.name), seen, lambda: self.course.lesson(folder.name))

    def lessons(self) -> list[Lesson]:
        """All lessons that have points, in order."""
        found = [self.lesson(folder.name) for folder in self.course.sources()]
        return [lesson for lesson in found if lesson.max_score]

    def rule(self) -> Penalties:
        """The course's rule for lateness; raises GradebookError."""
        seen = self.course.config.stat().st_mtime_ns
        return self.kept("rule", seen, lambda: penalties(self.course))

    def kept(self, name: Any, seen: Any, make: Callable[[], Made]) -> Made:
        """What was made before, as long as `seen` is the same; else it is made now.

        Who asks for the same meanwhile waits for it; who asks for something else does not.
        """
        with self._keeping.setdefault(name, threading.RLock()):
            known = self._kept.get(name)
            if known is None or known[0] != seen:
                known = (seen, make())
                self._kept[name] = known
        made: Made = known[1]
        return made

    def stamp(self) -> tuple[Any, ...]:
        """Changes whenever the gradebook or the records may have: what was worked out is stale."""
        places = [self.course.gradebook, *(self.course.grading / "records").glob("*")]
        times = [path.stat().st_mtime_ns for path in places if path.exists()]
        on_server = 0.0 if self.course.gradebook.exists() else time.monotonic() // 10
        return (*times, on_server)


@contextmanager
def _told(about: str) -> Iterator[None]:
    """What the database says within the block, as GradebookError."""
    try:
        with told(about):
            yield
    except GradebookError as error:
        refuse(_is_locked(error.__cause__), _BUSY)
        raise


def _is_locked(error: BaseException | None) -> bool:
    """Whether the database said so; the text of SQLAlchemy's error holds what was written, too."""
    return "locked" in str(getattr(error, "orig", error))


def _wait_no_longer(connection: Any, _: object) -> None:
    connection.execute(f"PRAGMA busy_timeout = {int(1000 * PATIENCE)}")


def refuse(condition: bool, sentence: str) -> None:
    """Raise GradebookError with the sentence where the condition holds."""
    if condition:
        raise GradebookError(sentence)
