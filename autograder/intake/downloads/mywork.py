"""The browser edition's "my work": one zip with notebooks and `my-work.json`, which lists them.

    {"format": "my-work", "version": 1, "kit": "0.1.0", "lessons": [
      {"lesson": "01_logistic_regression", "file": "01_logistic_regression.ipynb",
       "saved": "2026-10-12T01:59:00Z", "beside": {".01_logistic_regression.progress.json": "…"}}]}

`beside` is what lies beside a notebook, and is for the browser alone. `file` goes from the
manifest's folder. `saved` is the clock of the student's browser.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from autograder.common.text import decoded
from autograder.intake.downloads.archive import Member
from autograder.intake.downloads.clocks import read_clock
from course_utils.notebook.bounded import UnreadableFile

MANIFEST = "my-work.json"
_MOST = 2**20


@dataclass(frozen=True)
class Saved:
    """What a manifest says of one notebook."""

    lesson: str
    saved: datetime | None


def saved_work(members: Sequence[Member]) -> dict[str, Saved]:
    """What the manifests among the members say, by the path of the notebook.

    A manifest that cannot be read says nothing: its notebooks are told by what they hold.
    """
    found: dict[str, Saved] = {}
    for member in members:
        if member.name == MANIFEST:
            folder = member.path.removesuffix(MANIFEST)
            found |= {folder + path: saved for path, saved in _entries(member).items()}
    return found


def _entries(member: Member) -> dict[str, Saved]:
    try:
        content = json.loads(decoded(member.read(_MOST)))
    except (UnreadableFile, ValueError, RecursionError):
        return {}
    lessons = content.get("lessons") if isinstance(content, dict) else None
    entries = (
        [each for each in lessons if isinstance(each, dict)] if isinstance(lessons, list) else []
    )
    return {
        each["file"].removeprefix("./"): Saved(
            str(each.get("lesson", ""))[:128], read_clock(str(each.get("saved", "")))
        )
        for each in entries
        if isinstance(each, dict) and isinstance(each.get("file"), str)
    }
