"""The lesson that is open in this kernel, and what its cells come to."""

from __future__ import annotations

import contextlib
import re
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from course_utils.manifest import Item, Manifest, digest, of_lesson
from course_utils.notebook.names import defined
from course_utils.notebook.shadowed import for_next_cell
from course_utils.session.frames import in_full
from course_utils.session.kernel import shell
from course_utils.session.progress import Progress

_LONGEST, _END = 100, "\n"
_TAKEN_OVER = re.compile(r"^(\w+) = \1\b", re.MULTILINE)  # the other half of a pair
_SAYS_DONE = re.compile(r"""^check\.done\(\s*["'](\w+)\b""", re.MULTILINE)


class Desk:
    """A lesson at work: follows the cells as they are run."""

    def __init__(
        self, manifest: Manifest, folder: Path, names: dict[str, Any] | None = None
    ) -> None:
        self.manifest = manifest
        self.broken: dict[str, str] = {}  # exercise → why the last run of its cell failed
        self.names = {} if names is None else names  # of the notebook
        self.source = ""  # of the cell that is running
        self._lent: dict[str, Mapping[str, Any]] = {}
        self._rehearsing = False
        self.progress = Progress(manifest, folder)
        self.test = ""  # the grade id of the test cell that is running
        self._said_done = False

    def before(self, info: Any) -> None:
        """A cell begins to run."""
        self.test = self._test_in(str(info.raw_cell or ""), getattr(info, "cell_id", None))
        self.source = str(info.raw_cell or "")
        self._said_done = False
        for note in (self._note_on_version(), self._note_on_names()):
            if note:
                print(textwrap.fill(note, 72))

    def after(self, result: Any) -> None:
        """A cell has run."""
        source = str(getattr(result.info, "raw_cell", "") or "")
        if self.test:
            if not (result.success and self._said_done):
                self.progress.failed(self.test)
        elif item := self.answer_in(source):
            self.progress.answered(item, digest(source))
            self.broken.pop(item.name, None)
            if why := _why_failed(result):
                self.broken[item.name] = why
        self.test = ""

    def finished(self, name: str) -> str:
        """The line that says how far one is, now that the tests of `name` have passed."""
        item = self.manifest.by_test.get(self.test) or self.manifest.by_name.get(name)
        if item is None or self._rehearsing or not (self.test or len(item.tests) == 1):
            return ""
        if self.is_lent(item):
            return "This is the stand-in: it earns no points."
        self.progress.succeeded(self.test or next(iter(item.tests)))
        self._said_done = True
        return self.progress.count(after=item.name).line()

    def lend(self, item: Item, values: Mapping[str, Any]) -> None:
        """The stand-in of an exercise was put in place."""
        self._lent[item.name] = values

    def is_lent(self, item: Item) -> bool:
        """Whether a stand-in answers for an exercise now."""
        lent = self._lent.get(item.name, {})
        return any(self.names.get(name) is value for name, value in lent.items())

    @contextlib.contextmanager
    def rehearsing(self) -> Iterator[None]:
        """Within this, a test that passes counts for nothing."""
        before, self._rehearsing = self._rehearsing, True
        try:
            yield
        finally:
            self._rehearsing = before

    def _test_in(self, source: str, cell_id: object) -> str:
        """The grade id of the test cell with this text, or else this id; empty for other cells."""
        if test := self.manifest.test_of(source):
            return test
        if isinstance(cell_id, str) and cell_id in self.manifest.by_test:
            return cell_id
        item = self._item_done_in(source)
        return next(iter(item.tests)) if item and len(item.tests) == 1 else ""

    def _item_done_in(self, source: str) -> Item | None:
        """The exercise that a test cell names in `check.done`.

        Where hidden tests were taken out of a cell, its text is not the manifest's: nothing else
        tells which exercise it tests.
        """
        said = _SAYS_DONE.search(source)
        return self.manifest.by_name.get(said[1]) if said else None

    def _note_on_version(self) -> str:
        """Said above a test when the exercise's cell, as it stands now, did not run."""
        item = self.manifest.by_test.get(self.test)
        if item is None or item.name not in self.broken:
            return ""
        said = f"Your last run of the cell of {item.name} failed ({self.broken[item.name]})"
        there = all(name in self.names for name in item.defines)
        then = "this tests the version before" if there else "it has not defined anything yet"
        return f"{said}; {then}."

    def _note_on_names(self) -> str:
        """Said above a test when the notebook hides a name that it needs; the test has its own."""
        here = shell()
        item = self.manifest.by_test.get(self.test) or self._item_done_in(self.source)
        if here is None or item is None:
            return ""
        said = for_next_cell(here, self.source, (*item.defines, *item.gives))
        return f"{said}." if said else ""

    def answer_in(self, source: str) -> Item | None:
        """The exercise that a cell with this text answers."""
        names = defined(source) - set(_TAKEN_OVER.findall(source))
        found = (item for item in self.manifest.exercises if not names.isdisjoint(item.defines))
        return next(found, None)


def _why_failed(result: Any) -> str:
    """The error with which a cell failed, in a few words; empty where it is merely not written."""
    error = result.error_before_exec or result.error_in_exec
    if error is None or isinstance(error, NotImplementedError):
        return ""
    if isinstance(error, SyntaxError):
        full = in_full(error)
        return f"{type(full).__name__}: {full.msg}, line {full.lineno}"
    return f"{type(error).__name__}: {str(error).partition(_END)[0][:_LONGEST]}"


_desks: list[Desk] = []  # one at most


def begin(lesson: str) -> None:
    """In a notebook's kernel: from here on, this is the lesson called `lesson`."""
    here, manifest = shell(), of_lesson(lesson)
    if here is None or manifest is None:
        return
    stop()
    desk = Desk(manifest, Path.cwd(), here.user_ns)
    _desks.append(desk)
    here.events.register("pre_run_cell", desk.before)
    here.events.register("post_run_cell", desk.after)


def stop() -> None:
    """Follow the cells no longer."""
    here = shell()
    while _desks:
        desk = _desks.pop()
        here.events.unregister("pre_run_cell", desk.before)
        here.events.unregister("post_run_cell", desk.after)


def current() -> Desk | None:
    """The lesson at work, if there is one."""
    return _desks[-1] if _desks else None


def finished(name: str) -> str:
    """The line of progress after the tests of exercise `name` passed; empty outside a lesson."""
    desk = current()
    return desk.finished(name) if desk else ""


def at_work(name: str) -> tuple[str, str, Mapping[str, Any]]:
    """The lesson, the exercise whose test is running (or else that called `name`), and the names of
    the notebook; nothing of the kind outside a lesson."""
    desk = current()
    if desk is None:
        return "", name, {}
    item = desk.manifest.by_test.get(desk.test)
    return desk.manifest.lesson, item.name if item else name, desk.names
