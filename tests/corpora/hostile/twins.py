"""The same attacks on other lessons: what a notebook tries on one exercise, tried on another one.

Nothing is copied: a twin is the notebook's code under the name of the other exercise. A function
takes whatever arguments come, and its parameters are dealt out among them. Which exercise of a
lesson is attacked goes round, so that all the attacks together reach every one that can be attacked
in this way.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.lesson.instructor import Instructor
from autograder.lesson.lesson import Exercise, Lesson
from autograder.lesson.read import read_lesson
from autograder.submission.notebook_file import read_notebook
from course_utils.notebook.names import grade_id
from tests.corpora.hostile import HOSTILE, LESSON, handed_in

# What these do depends on what their own lesson lends, or in which order its exercises stand; the
# last takes every `raise` out of later cells, and in other lessons some answers have to raise.
BOUND = (
    "lent_before_its_turn",
    "lent_endless_loop",
    "lent_endless_memory",
    "lent_recursion",
    "ast_transformer",
)
# Wrong, and harmful later: seen where another test of the same exercise is still to come.
WAITED_FOR = ("leaves_a_loan",)
# Where an exercise has several tests, one of them may find the right value, by luck: what it left
# running takes that back.
LUCKY = ("changing_variable",)
# Every call takes a while: the test of this exercise makes hundreds before it looks at a value.
SLOW = {"warning_flood": "draw_settings"}
_DEAL = """def dealt_out(given, named, count):
    values = [*given, *named.values()] or [0.0]
    return [values[min(place, len(values) - 1)] for place in range(count)]


"""


@dataclass(frozen=True)
class Twin:
    """A notebook handed in for another lesson, and the verdicts that it should get: one word for an
    exercise, or several with "or" between them."""

    notebook: Any
    expected: dict[str, str]


@functools.cache
def portable() -> list[Path]:
    """The notebooks that can be tried on another lesson."""
    attacks = {path: read_notebook(path).metadata.hostile for path in HOSTILE}
    return [p for p, about in attacks.items() if about.lesson == LESSON and p.stem not in BOUND]


def twin(path: Path, lesson: Lesson, perfect: Any) -> Twin:
    """The attack of the notebook at `path`, on an exercise of `lesson`."""
    attack = read_notebook(path)
    attacked = [name for cell in attack.cells if (name := grade_id(cell)) and not _graded(cell)]
    assert len(set(attacked)) <= 1, f"{path.stem} attacks several exercises: list it in BOUND"
    number = portable().index(path)
    target = _target(attack, lesson, number) if attacked else ""
    for cell in attack.cells:
        cell.source = cell.source.replace(LESSON, lesson.name)
        if not attacked:
            continue
        if cell.cell_type == "code":
            cell.source = _renamed(cell.source, attacked[0], lesson, target)
        if grade_id(cell) in attacked:
            cell.metadata["nbgrader"]["grade_id"] = target
    (*_, verdict) = ("", *attack.metadata.hostile.expected.values())
    if path.stem in WAITED_FOR and target and len(lesson.exercise(target).tests) == 1:
        verdict = "fail"
    lucky = path.stem in LUCKY and target and len(lesson.exercise(target).tests) > 1
    if lucky or (target and SLOW.get(path.stem) == target):
        verdict = f"{verdict} or timeout"
    return Twin(handed_in(attack, perfect), {target: verdict} if verdict else {})


def functions(lesson: Lesson) -> list[str]:
    """The exercises that ask for one function, with arguments, and give no other."""
    return [e.name for e in lesson.exercises if _is_function(lesson, e)]


def values(lesson: Lesson) -> list[str]:
    """The exercises that ask for numbers, arrays or words only."""
    reference = _reference(lesson.folder)
    return [
        e.name for e in lesson.exercises if not any(callable(getattr(reference, n)) for n in e.asks)
    ]


@functools.cache
def _reference(folder: Path) -> Any:
    return Instructor(read_lesson(folder)).reference


def _graded(cell: Any) -> bool:
    """Whether a cell of the attacker's own says that it earns points."""
    return bool(cell.metadata["nbgrader"].get("grade"))


def _is_function(lesson: Lesson, exercise: Exercise) -> bool:
    if len(exercise.asks) != 1 or set(exercise.defines) != set(exercise.asks) or not exercise.lend:
        return False
    return bool(re.search(rf"^def {exercise.asks[0]}\(\w", exercise.cell.source, re.MULTILINE))


def _target(attack: Any, lesson: Lesson, number: int) -> str:
    """The exercise to attack: of the kind that the notebook attacks in its own lesson."""
    code = [cell.source for cell in attack.cells if grade_id(cell) and cell.cell_type == "code"]
    if not code:
        return lesson.written[number % len(lesson.written)].key if lesson.written else ""
    name = next(grade_id(cell) for cell in attack.cells if grade_id(cell))
    found = (name.startswith("slip") and values(lesson)) or functions(lesson)
    return found[number % len(found)]


def _renamed(source: str, name: str, lesson: Lesson, target: str) -> str:
    asks = lesson.exercise(target).asks
    if name.startswith("slip"):
        return _with_values(source, asks)
    source = re.sub(rf"\b{name}\b", asks[0], source)
    dealt = re.sub(
        rf"^def {asks[0]}\(([^)]*)\):\n",
        lambda found: _with_any_arguments(asks[0], found[1].split(", ")),
        source,
        flags=re.MULTILINE,
    )
    dealt = re.sub(r"\bright_answer\([^()]*\)", "right_answer(*given, **named)", dealt)
    return f"{_DEAL}{dealt}" if dealt != source else source


def _with_any_arguments(name: str, parameters: Sequence[str]) -> str:
    names = ", ".join(parameters)
    return (
        f"def {name}(*given, **named):\n    {names}, = dealt_out(given, named, {len(parameters)})\n"
    )


def _with_values(source: str, asks: Sequence[str]) -> str:
    """The values of the attack under the names that are asked for; one for several if need be."""
    theirs = list(dict.fromkeys(re.findall(r"\bslip_\w+", source)))
    for number, name in enumerate(theirs):
        source = re.sub(rf"\b{name}\b", asks[min(number, len(asks) - 1)], source)
    return source + "".join(f"\n{name} = {asks[0]}" for name in asks[len(theirs) :])
