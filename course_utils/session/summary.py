"""Where am I? What is open in a lesson, what it is worth, and how to hand it in."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from course_utils.manifest import Item, Manifest, Words, amount
from course_utils.notebook.kernel import in_a_browser
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
    of_the_core = " of the core" if so_far.further else ""
    if so_far.exercises or not so_far.further:
        yield (
            f"{so_far.done} of {so_far.exercises} exercises{of_the_core} pass their visible tests:"
            f" {so_far.points:g} of {amount(so_far.most)}"
        )
    if so_far.further:
        yield f"{so_far.further_done} of {so_far.further} further exercises pass theirs"
    open_ones = still_open(manifest, passed)
    if core := [item for item in open_ones if not item.further]:
        left = sum(map(_left(passed), core))
        yield f"Open, {amount(left)} within reach:"
        yield from _table(core, passed, lent)
    if further := [item for item in open_ones if item.further]:
        worth = "" if any(map(_left(passed), further)) else " (they count nothing)"
        yield f"Open, further{worth}:"
        yield from _table(further, passed, lent)
    for question in manifest.written:
        yield _in_words(question, words.get(question.name))
    if in_a_browser():
        yield "To hand in: Download my work, above; hand in that file as it is."
        return
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
        left = _left(passed)(item)
        worth = f"{amount(left)}, " if left or not item.further else ""
        yield f"  {item.number:<5} {item.name:<{width}}  {worth}{item.minutes} min{by}"


def _left(passed: Collection[str]) -> Callable[[Item], float]:
    """The points of an exercise that are still open."""
    return lambda item: sum(p for test, p in item.tests.items() if test not in passed)


def _in_words(question: Words, answered: bool | None) -> str:
    state = {
        None: "a person reads and marks it",
        True: "written, as of the last time you saved; a person marks it",
        False: "still to write, as of the last time you saved",
    }[answered]
    return f"In words: {question.number} {question.name}, {amount(question.points)}: {state}."
