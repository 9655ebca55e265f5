"""`check.lend`, and whether a test fails only because an earlier exercise does."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, MutableMapping
from typing import Any

from course_utils.manifest import Item
from course_utils.session.desk import Desk, current
from course_utils.session.lending import NOT_HERE, can_lend, put, refuse, stand_in
from course_utils.session.sentences import named, wrapped


def lend(name: str, space: MutableMapping[str, Any]) -> None:
    """Put a working `name` in place, until the student's own cell is run again, and say so.

    Raises:
        ValueError: there is no such exercise, or nothing to lend.
    """
    desk = current()
    if desk is None:
        refuse(name, space)
        return
    item = desk.manifest.by_name.get(name) or desk.manifest.by_defined.get(name)
    if item is None:
        raise ValueError(f"{desk.manifest.title} has no exercise {name!r}")
    if not put(desk.manifest.lesson, item.name, item.defines, space):
        raise ValueError(f"there is no stand-in for {item.name}. {NOT_HERE}")
    desk.lend(item, {each: space[each] for each in item.defines})
    print(
        wrapped(f"A working {named(item)} is lent until you run your own cell. It earns no points.")
    )


def offer(desk: Desk, item: Item) -> str:
    """How to go on without an exercise; empty where nothing can be lent."""
    if not can_lend(desk.manifest.lesson, item.name):
        return ""
    return f' check.lend("{item.name}") lends you a working one.'


def to_blame(desk: Desk, source: str) -> list[Item]:
    """The earlier exercises, not done, because of which alone the running test fails.

    The test is run again with stand-ins for them; none is returned where it fails all the same, or
    where there are no stand-ins.
    """
    item = desk.manifest.by_test.get(desk.test)
    if item is None:
        return []
    open_ones = [each for each in _needs(desk, item) if not desk.progress.is_done(each)]
    lendable = [each for each in open_ones if can_lend(desk.manifest.lesson, each.name)]
    if not lendable or not _passes(desk, source, lendable):
        return []
    alone = (each for each in lendable if len(lendable) > 1 and _passes(desk, source, [each]))
    guilty = next(alone, None)
    return [guilty] if guilty else lendable


def _needs(desk: Desk, item: Item) -> list[Item]:
    """The exercises on which one stands, directly or not, in the lesson's order."""
    found: set[str] = set()
    todo = list(item.needs)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += desk.manifest.by_name[name].needs
    return [each for each in desk.manifest.exercises if each.name in found]


def _passes(desk: Desk, source: str, lent: list[Item]) -> bool:
    with _in_place(desk, lent), contextlib.redirect_stdout(io.StringIO()), desk.rehearsing():
        try:
            exec(compile(source, "<test>", "exec"), dict(desk.names))
        except Exception:  # whatever it is: the test does not pass
            return False
    return True


@contextlib.contextmanager
def _in_place(desk: Desk, lent: list[Item]) -> Iterator[None]:
    """Stand-ins under the names by which the student's functions find one another."""
    names = desk.names
    new = {
        name: value
        for item in lent
        for name, value in stand_in(desk.manifest.lesson, item.name, item.defines).items()
    }
    old = {name: names[name] for name in new if name in names}
    names.update(new)
    try:
        yield
    finally:
        for name in new:
            names.pop(name, None)
        names.update(old)
