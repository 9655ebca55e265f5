"""Slips that anybody makes in any exercise, each made from the right answer.

Known mistakes are an author's; these need nobody to think of them: a forgotten return, a column for
an array, a sum for a mean, fractions cut off, a term left out. They name a cause only where every
call of an answer gave what the slip gives.
"""

from __future__ import annotations

import ast
from functools import lru_cache

from autograder.lesson.lesson import Exercise, Misconception
from autograder.lesson.wrong.arguments import of_arguments, of_values, of_whole_numbers
from autograder.lesson.wrong.edits import of_edits
from autograder.lesson.wrong.gates import of_methods
from autograder.lesson.wrong.results import of_results

_MOST = 500  # of one exercise


def slips(exercise: Exercise) -> tuple[Misconception, ...]:
    """What the answer of an exercise would be with one slip each; none where it is no function."""
    asked = exercise.asks[0] if len(exercise.asks) == 1 else ""
    return _slips(exercise.name, exercise.cell.source, asked)


def without_values(exercise: Exercise) -> tuple[Misconception, Misconception]:
    """The slips that leave every value right."""
    return only_warns(exercise), only_changes(exercise)


def only_changes(exercise: Exercise) -> Misconception:
    """The cause where every value is right and an argument is another one afterwards."""
    sentence = (
        "Your values are right, but an assignment such as += or a[...] = changes what was handed "
        "in; make a new array."
    )
    return Misconception(exercise.name, "slip_in_place", exercise.cell.source, sentence)


def only_warns(exercise: Exercise) -> Misconception:
    """The cause where every value is right and a warning comes on the way."""
    sentence = (
        "Your values are right, but one step on the way overflows, divides by 0 or takes the "
        "logarithm of 0; np.where computes both of its sides. Leave those entries out before."
    )
    return Misconception(exercise.name, "slip_only_warns", exercise.cell.source, sentence)


@lru_cache(maxsize=256)
def _slips(exercise: str, source: str, name: str) -> tuple[Misconception, ...]:
    tree = ast.parse(source)
    node = next((node for node in tree.body if getattr(node, "name", None) == name), None)
    if isinstance(node, ast.FunctionDef):
        found = [
            *of_whole_numbers(source, node),
            *of_results(source, name),
            *of_arguments(source, node),
            *of_edits(tree, source),
            *of_values(source, node),
        ]
    elif isinstance(node, ast.ClassDef):
        found = [*of_methods(source, node), *of_edits(tree, source)]
    else:
        return ()
    return tuple(
        Misconception(exercise, about, wrong, sentence) for about, wrong, sentence in found[:_MOST]
    )
