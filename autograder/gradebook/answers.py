"""Which answers a mark was given for: a digest for each graded cell of a submission.

A mark given by hand is looked at again only where the answer is another one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from autograder.lesson.lesson import Lesson
from course_utils.notebook.names import grade_id


def answer_digests(nb: Any, lesson: Lesson) -> dict[str, str]:
    """Grade id → digest of what the student wrote for it: source and attachments."""
    answered_in = {cell.grade_id: cell.grade_id for cell in lesson.written}
    for exercise in lesson.exercises:
        answered_in.update({test.grade_id: exercise.name for test in exercise.tests})
    said: dict[str, list[Any]] = {}
    for cell in nb.cells:
        said.setdefault(grade_id(cell), []).append([cell["source"], cell.get("attachments", {})])
    digests = {place: _digest(said.get(place, [])) for place in set(answered_in.values())}
    return {name: digests[place] for name, place in answered_in.items()}


def waits(
    score: float | None,
    by_hand: float | None,
    waited: bool,
    cell: str,
    known: Mapping[str, str],
    fresh: Mapping[str, str],
) -> bool:
    """Whether a person has to look at a cell that was just graded (again).

    `score` is the judge's, `by_hand` a person's, `waited` whether it was open before; `known` and
    `fresh` are the digests of the answers then and now.
    """
    if by_hand is None:
        return score is None
    return waited or cell not in known or known[cell] != fresh.get(cell)


def _digest(parts: list[Any]) -> str:
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]
