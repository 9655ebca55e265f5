"""Slips that are one small edit of the right answer, or the same edit in every place."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from autograder.lesson.wrong.habits import HABITS, LOOPS, Change
from autograder.lesson.wrong.mutants import Mutant, mutants
from autograder.lesson.wrong.wrapping import Slip

_EDITS = {
    "comparison": "One comparison decides otherwise than is asked for: look at what happens where "
    "both sides are equal.",
    "axis": "A step of yours works along the other axis: axis=0 goes down the columns, axis=1 "
    "along each row.",
    "all axes": "A step of yours runs over a whole table: axis=0 goes down the columns, axis=1 "
    "along each row.",
    "sign": "One sign is the wrong way round.",
    "operator": "One operation is another one, a plus for a minus or a product for a power.",
    "dropped term": "One term of the formula is missing.",
    "dropped factor": "One factor or divisor of the formula is missing.",
    "dropped call": "One step of the formula is missing: a root, a logarithm, a sum, a size.",
    "transpose": "A matrix should be transposed and is not.",
    "constant": "One number is another one.",
    "zeros": "What you return is 0 throughout, in all or in one part of it.",
    "identity": "You return what came in, as it was.",
}
_SUMS = "A sum and a mean are exchanged."
_LARGEST = "The largest and the smallest are exchanged: look at max and min."
_FUNCTIONS = {
    **dict.fromkeys(("sum", "mean"), _SUMS),
    **dict.fromkeys(("max", "min", "maximum", "minimum", "argmax", "argmin"), _LARGEST),
    **dict.fromkeys(("exp", "log"), "An exponential and a logarithm are exchanged."),
    **dict.fromkeys(("zeros", "ones", "zeros_like"), "Zeros and ones are exchanged."),
}


def of_edits(tree: ast.Module, source: str) -> Iterator[Slip]:
    """One small edit each; where there is a loop without a bound, it might never end."""
    if any(isinstance(node, ast.While) for node in ast.walk(tree)):
        return
    seen = {ast.unparse(tree)}
    for about, wrong, sentence in _all_edits(tree, source):
        if wrong not in seen:
            seen.add(wrong)
            yield about, wrong, sentence


def _all_edits(tree: ast.Module, source: str) -> Iterator[Slip]:
    """Loops first: an edit of one number in them says less."""
    yield from _by_habit(tree, LOOPS)
    for number, mutant in enumerate(mutants(source), start=1):
        kind = "all axes" if mutant.after == "axis=None" else mutant.kind
        if sentence := _sentence(mutant, kind):
            yield f"slip_{kind.replace(' ', '_')}_{number}", mutant.source, sentence
    yield from _by_habit(tree, HABITS)


def _by_habit(tree: ast.Module, habits: dict[str, tuple[Change, str]]) -> Iterator[Slip]:
    for about, (change, sentence) in habits.items():
        for number, wrong in enumerate(_changed(tree, change), start=1):
            yield f"slip_{about}_{number}", wrong, sentence


def _sentence(mutant: Mutant, kind: str) -> str:
    """What is said of an edit; nothing where nobody would make it."""
    if mutant.kind == "function":
        name = mutant.before.partition("(")[0].rpartition(".")[2]
        return _FUNCTIONS.get(name, "")
    if mutant.before.startswith("not ") or (
        mutant.kind == "constant" and mutant.before in ("0", "1", "True", "False")
    ):
        return ""
    return _EDITS.get(kind, "")


def _changed(tree: ast.Module, change: Change) -> Iterator[str]:
    """The answer with `change` made in every place, in each statement, and in each place alone."""
    places = [i for i, node in enumerate(ast.walk(tree)) if change(node) is not None]
    if not places:
        return
    lines: dict[int, list[int]] = {}
    for place, node in enumerate(ast.walk(tree)):
        if place in places:
            lines.setdefault(getattr(node, "lineno", 0), []).append(place)
    for chosen in [places, *lines.values(), *([place] for place in places)]:
        yield _edited(tree, change, set(chosen))


def _edited(tree: ast.Module, change: Change, places: set[int]) -> str:
    changed = copy.deepcopy(tree)
    wanted = {id(node) for i, node in enumerate(ast.walk(changed)) if i in places}

    class Editor(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            there = id(node) in wanted
            self.generic_visit(node)
            return (change(node) or node) if there else node

    return ast.unparse(ast.fix_missing_locations(Editor().visit(changed)))
