"""What a test in a notebook sees of the notebook's names, so that it says what it says when marked.

Where work is marked a test has names of its own; in a notebook it shares them with the student. So
before a test runs there, the names that it takes from Python, NumPy and the workbook are made sure
of in the test alone, and in the functions of other cells that it calls; the answer is given copies
of its arguments, as it is then: what it writes into them spoils no other check. The student's own
cells, and the answer with what stands in its cell, go on with what they have.
"""

from __future__ import annotations

import ast
import builtins
import copy
import functools
import json
import sys
from collections.abc import Callable, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any

_OF_PYTHON = dict(vars(builtins))  # as it was when the workbook was imported
_KEPT = "_course_names_of_tests"


class _InTests(ast.NodeTransformer):
    """Gives the next cell its own names for what is hidden; a shell asks it for every cell."""

    def __init__(self) -> None:
        self.hidden: frozenset[str] = frozenset()

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, ast.Module):
            hidden, self.hidden = self.hidden, frozenset()
            return _Renamed(hidden).visit(node) if hidden else node
        return self.generic_visit(node)


class _Renamed(ast.NodeTransformer):
    def __init__(self, hidden: frozenset[str]) -> None:
        self._hidden = hidden

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id not in self._hidden or not isinstance(node.ctx, ast.Load):
            return node
        kept = ast.Name(_KEPT, ast.Load())
        found = ast.Subscript(kept, ast.Constant(node.id), ast.Load())
        return ast.fix_missing_locations(ast.copy_location(found, node))


def for_next_cell(shell: Any, source: str, answers: Any = ()) -> str:
    """Make sure of the names that a test with this text takes from Python and the workbook, and
    give the answers that it calls copies of their arguments.

    Args:
        shell: an IPython InteractiveShell, whose next cell is the test.
        answers: names that the test takes from the cell of the answer.

    Returns the sentence about names that the notebook hides; nothing where it hides none.
    """
    names = shell.user_ns
    loaded, bound = _loaded_and_bound(source)
    wanted = loaded - bound - set(answers)
    hidden = _hidden(wanted, names)
    helpers = {name: hidden_there for name in wanted if (hidden_there := _in_helper(name, names))}
    called = [n for n in answers if n in loaded - bound and _is_function(names.get(n))]
    taker = next((t for t in shell.ast_transformers if isinstance(t, _InTests)), None)
    if taker is None:
        shell.ast_transformers.append(taker := _InTests())
    taker.hidden = frozenset((*hidden, *helpers, *called))
    # What a test defines may be called by a later one, so that what it was given stays.
    kept = names.get(_KEPT, {})
    mended = {name: _with_own_names(names[name], due) for name, due in helpers.items()}
    copying = {name: _on_copies(names, name) for name in called}
    names[_KEPT] = {**kept, **hidden, **mended, **copying}
    for due in helpers.values():
        hidden.update(due)
    return _sentence(hidden, names)


def told(shell: Any, source: str, answers: Any = ()) -> str:
    """The same, as JSON."""
    return json.dumps(for_next_cell(shell, source, answers))


def explained(error: BaseException) -> str:
    """What an error owes to a name of Python's that its code finds hidden, to be said behind it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None or not isinstance(error, TypeError | AttributeError | ValueError):
        return ""
    frame = trace.tb_frame
    if frame.f_globals.get("__spec__") is not None:
        return ""  # a module's own names (NumPy has an `any` of its own), not the notebook's
    used = [name for name in frame.f_code.co_names if name in _OF_PYTHON]
    own = {
        name: _OF_PYTHON[name]
        for name in used
        if name not in frame.f_locals and _is_hidden(name, _OF_PYTHON[name], frame.f_globals)
    }
    return _sentence(own, frame.f_globals)


def _loaded_and_bound(source: str) -> tuple[set[str], set[str]]:
    """The names that a test reads, and those that it binds."""
    try:
        nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)]
    except (SyntaxError, ValueError, RecursionError):
        return set(), set()
    loaded = {node.id for node in nodes if isinstance(node.ctx, ast.Load)}
    return loaded, {node.id for node in nodes if not isinstance(node.ctx, ast.Load)}


def _due(wanted: set[str]) -> dict[str, Any]:
    """What names stand for outside the student's code, as far as Python and the workbook go."""
    due = {}
    for name in wanted:
        module = sys.modules.get("numpy" if name == "np" else f"course_utils.{name}")
        if name in _OF_PYTHON:
            due[name] = _OF_PYTHON[name]
        elif module is not None:
            due[name] = module
    return due


def _hidden(wanted: set[str], names: Mapping[str, Any]) -> dict[str, Any]:
    """What those of the wanted names are due that mean something else in the notebook."""
    return {name: due for name, due in _due(wanted).items() if _is_hidden(name, due, names)}


def _in_helper(name: str, names: Mapping[str, Any]) -> dict[str, Any]:
    """What is hidden from a function of the notebook's that is called so; of others, nothing."""
    function = names.get(name)
    if not isinstance(function, FunctionType) or function.__globals__ is not names:
        return {}
    return _hidden(_read_by(function.__code__), names)


def _read_by(code: CodeType) -> set[str]:
    """The names, attributes too, that a function and those in it read from outside."""
    inner = (part for part in code.co_consts if isinstance(part, CodeType))
    return set(code.co_names).union(*map(_read_by, inner))


def _with_own_names(function: FunctionType, due: Mapping[str, Any]) -> FunctionType:
    """A function that finds what its names are due where the notebook has something else."""
    own = FunctionType(
        function.__code__,
        {**function.__globals__, **due},
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    own.__kwdefaults__ = function.__kwdefaults__
    return own


def _is_function(value: object) -> bool:
    return callable(value) and not isinstance(value, type | ModuleType)


def _on_copies(names: Mapping[str, Any], name: str) -> Callable[..., Any]:
    """The function that is called so, given copies; `itself` is the function without them."""

    def call(*args: Any, **kwargs: Any) -> Any:
        return names[name](*_copied(args), **_copied(kwargs))

    functools.update_wrapper(call, names[name])
    call.itself = names[name]  # type: ignore[attr-defined]
    return call


def _copied(value: Any) -> Any:
    """Data anew, as it is when it travels to another process; functions and objects themselves."""
    kind = type(value)
    if kind in (list, tuple):
        return kind(map(_copied, value))
    if kind is dict:
        return {key: _copied(part) for key, part in value.items()}
    is_array = (kind.__module__, kind.__name__) == ("numpy", "ndarray")
    return copy.deepcopy(value) if is_array else copy.copy(value) if kind is set else value


def _is_hidden(name: str, due: Any, names: Mapping[str, Any]) -> bool:
    """Whether a name means something else in the notebook than in the test."""
    if isinstance(due, ModuleType):
        return names.get(name) is not due
    return names.get(name, vars(builtins).get(name)) is not due


def _sentence(hidden: Mapping[str, Any], names: Mapping[str, Any]) -> str:
    own = sorted(name for name in hidden if name in names)
    gone = sorted(set(hidden) - set(own))
    said = []
    if own:
        said.append(
            f"{_listed(own)} {'is a name' if len(own) == 1 else 'are names'} of your own in this"
            f" notebook and {'hides' if len(own) == 1 else 'hide'} what the workbook, or Python,"
            " calls so: choose another name, and restart the kernel"
        )
    if gone:
        said.append(
            f"{_listed(gone)} {'was' if len(gone) == 1 else 'were'} deleted or changed in this"
            " notebook: restart the kernel, and run the first cell"
        )
    return "; ".join(said)


def _listed(names: list[str]) -> str:
    return " and ".join(f"`{name}`" for name in names)
