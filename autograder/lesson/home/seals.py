"""The sentences of known mistakes, each sealed by what the mistake does in the visible tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from autograder.lesson.home.answers import answers, right_answers
from autograder.lesson.instructor import Instructor
from autograder.lesson.lesson import Cell, Exercise, Lesson, Misconception
from course_utils.causes import fingerprint, seal, seals_of, unseal
from course_utils.check.settled import not_right
from course_utils.rounded import to_json

SEALED = Path("course_utils") / "sealed"  # below a course's root
_SEED = 0  # visible tests draw nothing: any will do


@dataclass(frozen=True)
class Seen:
    """What a known mistake does in one visible test; `alone` if no other mistake, with another
    sentence, does the same."""

    test: str
    wrong: Misconception
    what: str
    alone: bool = True


def seals(lesson: Lesson) -> str:
    """What is written into `course_utils/sealed/` for a lesson, its right numbers too: JSON."""
    closed: dict[str, list[list[str]]] = {}
    done: set[tuple[str, str]] = set()
    for seen in behaviours(lesson):
        if seen.alone and (seen.test, seen.what) not in done:
            done.add((seen.test, seen.what))
            closed.setdefault(seen.test, []).append(seal(seen.test, seen.what, seen.wrong.sentence))
    content = {
        "source": lesson.digest,
        "seals": {test: sorted(closed[test]) for test in closed},
        "answers": to_json(answers(lesson)),
    }
    return json.dumps(content, indent=1) + "\n"


def is_of(text: str, lesson: Lesson) -> bool:
    """Whether seals were made of the lesson as it is now."""
    try:
        content = json.loads(text)
        return bool(content["source"] == lesson.digest and "answers" in content)
    except (ValueError, LookupError, TypeError):
        return False


def behaviours(lesson: Lesson) -> list[Seen]:
    """What each known mistake does in each visible test of its exercise that it fails."""
    instructor = Instructor(lesson)
    found = [
        Seen(test.grade_id, wrong, what)
        for exercise in lesson.exercises
        for test in exercise.tests
        for wrong in exercise.misconceptions
        if (what := behaviour(instructor, exercise, test, wrong.source))
    ]
    sentences: dict[tuple[str, str], set[str]] = {}
    for seen in found:
        sentences.setdefault((seen.test, seen.what), set()).add(seen.wrong.sentence)
    return [Seen(s.test, s.wrong, s.what, alone=len(sentences[s.test, s.what]) == 1) for s in found]


def not_opened(lesson: Lesson) -> list[str]:
    """Of the mistakes that fail visibly and are like no other, those whose own sentence the
    lesson's seals do not say: one line each. Empty for a lesson without seals."""
    closed = seals_of(lesson.name)
    return [
        f"{seen.wrong.exercise}/{seen.wrong.name} fails {seen.test} and does not open its seal;"
        " run: make build"
        for seen in (behaviours(lesson) if closed else ())
        if seen.alone
        and unseal(closed.get(seen.test, []), seen.test, seen.what) != seen.wrong.sentence
    ]


def behaviour(instructor: Instructor, exercise: Exercise, test: Cell, source: str) -> str:
    """What an answer with this source does in a visible test; empty where it passes."""
    space: dict[str, Any] = instructor.namespace(test, _SEED)
    exec(compile(source, "<answer>", "exec"), space)
    right = right_answers(exercise, instructor)
    wrong = (each.name for each in right if not each.accepts(space.get(each.name)))
    visible = test.without("HIDDEN TESTS")
    if name := next(wrong, ""):
        space["_refuse"] = partial(_refuse, name, space.get(name))
        visible += "\n_refuse()"
    return fingerprint(visible, space, exercise.asks)


def _refuse(name: str, value: Any) -> None:
    raise not_right(name, value)
