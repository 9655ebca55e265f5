"""Where am I? What is open in a lesson, what it is worth, and how to hand it in."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from course_utils.manifest import Item, Manifest, Words, amount
from course_utils.notebook.names import TEXT_STUB, grade_id
from course_utils.session.desk import current
from course_utils.session.progress import count, still_open
from course_utils.session.sentences import wrapped

_LARGEST = 2**26


def summary() -> None:
    """Print how far one is in the lesson at work; outside a lesson, nothing."""
    if desk := current():
        words = words_in(desk.manifest, Path.cwd())
        lent = [item.name for item in desk.manifest.exercises if desk.is_lent(item)]
        print(wrapped("\n".join(lines(desk.manifest, desk.progress.passed, words, lent))))


def lines(
    manifest: Manifest,
    passed: Collection[str],
    words: Mapping[str, bool],
    lent: Collection[str] = (),
) -> Iterator[str]:
    """What the summary says.

    Args:
        manifest: of the lesson.
        passed: the grade ids of the test cells that pass.
        words: question → whether it is answered, of those for which this is known.
        lent: the exercises for which a stand-in answers.
    """
    so_far = count(manifest, passed)
    yield manifest.title
    yield (
        f"{so_far.done} of {so_far.exercises} exercises pass their visible tests:"
        f" {so_far.points:g} of {amount(so_far.most)}"
    )
    open_ones = still_open(manifest, passed)
    if open_ones:
        yield f"Open, {amount(so_far.most - so_far.points)} within reach:"
        yield from _table(open_ones, passed, lent)
    for question in manifest.written:
        yield _in_words(question, words.get(question.name))
    yield (
        f"To hand in: save (Ctrl+S, on a Mac Cmd+S), then hand in {manifest.lesson}.ipynb under its"
        " own name, in the way your course tells you."
    )


def words_in(manifest: Manifest, folder: Path) -> dict[str, bool]:
    """Question → whether it is answered, by the notebook in `folder` that was saved last."""
    asked = {question.name for question in manifest.written}
    with contextlib.suppress(OSError):
        paths = sorted(folder.glob("*.ipynb"), key=lambda path: -path.stat().st_mtime)
        for path in paths:
            found = _answered(path)
            if asked & found.keys():
                return found
    return {}


def answered_in(cells: Any) -> dict[str, bool]:
    """Cell → whether there is an answer in words in it, of the cells with a grade id."""
    texts = {grade_id(cell): "".join(cell["source"]).strip() for cell in cells}
    return {name: bool(text) and TEXT_STUB not in text for name, text in texts.items() if name}


def _answered(path: Path) -> dict[str, bool]:
    try:
        if path.stat().st_size > _LARGEST:
            return {}
        return answered_in(json.loads(path.read_text(encoding="utf-8"))["cells"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _table(items: list[Item], passed: Collection[str], lent: Collection[str]) -> Iterator[str]:
    width = max(len(item.name) for item in items)
    for item in items:
        by = " (stand-in)" if item.name in lent else ""
        left = sum(points for test, points in item.tests.items() if test not in passed)
        yield f"  {item.number:<5} {item.name:<{width}}  {amount(left)}, {item.minutes} min{by}"


def _in_words(question: Words, answered: bool | None) -> str:
    state = {
        None: "a person reads and marks it",
        True: "written, as of the last time you saved; a person marks it",
        False: "still to write, as of the last time you saved",
    }[answered]
    return f"In words: {question.number} {question.name}, {amount(question.points)}: {state}."
