"""What is said of a student's cell beside any verdict, at home and where work is marked alike."""

from __future__ import annotations

import ast
import re
import warnings

NOBODY = "StdinNotImplementedError"  # what input() raises where there is nobody to ask
NOBODY_SAYS = "input() has nobody to ask: write the value in the cell"
_NOT_MARKED = ("explore", "derivation", "lent")  # parts of course_utils that answers cannot use
_NAMES_ONE = re.compile(rf"\b({'|'.join(_NOT_MARKED)})\b")


def note(which: str, line: int, error: str, *, completed: bool, taken: bool = True) -> str:
    """The sentence about a cell that stopped.

    Args:
        which: the cell, as the start of a sentence.
        line: where it stopped (0: unknown).
        error: what it stopped with, as `described`.
        completed: whether the lesson's own text brought what it did not define.
        taken: whether anything below that line was run all the same.
    """
    place = f" in line {line}" if line else ""
    if completed:
        then = "what it did not define was taken from the lesson"
    elif taken:
        then = "what it defines below that counts all the same"
    else:
        then = "what it had defined before that counts"
    return f"{which} stopped{place} ({error}); {then}"


def described(error: str, text: str) -> str:
    """An error by its class and text; in plain words where the class says nothing to anybody."""
    return NOBODY_SAYS if error == NOBODY else f"{error}: {text}"


def says_all(error: str) -> bool:
    """Whether an error, as `described`, leaves nothing to be noted: the answer is not written yet,
    or its cell is no Python and none of it was run."""
    return error.startswith(("NotImplementedError", "SyntaxError", "IndentationError", "TabError"))


def borrowed(which: str, source: str) -> str:
    """The sentence about a cell that takes an answer from what is not there where work is marked;
    nothing where it does not."""
    parts = sorted(_borrowed(source))
    if not parts:
        return ""
    return (
        f"{which} uses {' and '.join(f'course_utils.{part}' for part in parts)}, which computes"
        " nothing where work is marked: what is asked for is a function of your own"
    )


def _borrowed(source: str) -> set[str]:
    """The parts of course_utils that code uses and that are not there for answers."""
    if not _NAMES_ONE.search(source):  # sooner than to read all of it as Python
        return set()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    modules = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules += [f"{node.module}.{alias.name}" for alias in node.names]
    found = {name.split(".")[1] for name in modules if name.startswith("course_utils.")}
    used = (node.value for node in nodes if isinstance(node, ast.Attribute))
    found |= {value.id for value in used if isinstance(value, ast.Name)}
    return found & set(_NOT_MARKED)
