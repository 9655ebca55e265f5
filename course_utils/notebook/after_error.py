"""What is still taken of a cell that stopped with an error: the definitions below it.

A line that fails costs what it defines, nothing else. This runs where the cells run, in a kernel
or in the process where work is marked, with the same outcome in both.
"""

from __future__ import annotations

import ast
import json
from bdb import BdbQuit
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from course_utils.notebook.notes import NOBODY, NOBODY_SAYS
from course_utils.notebook.shadowed import explained

# Statements that run whatever failed above them; a block, if it holds nothing else.
_DEFINES = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Import,
    ast.ImportFrom,
    ast.Assign,
    ast.AnnAssign,
    ast.AugAssign,
    ast.Pass,
)
_NOT_HERE = "its import failed, because the package {} is not installed here"
_TEXT = 300
_ELSEWHERE = "_RemoteTraceback"  # how libraries pass on what another process raised

_unimported: dict[str, str] = {}  # name → why its import failed
_last: list[Any] = []  # what the last cell of a watched shell came to


@dataclass(frozen=True)
class Stopped:
    """How a cell stopped: the error, its line in the cell (0: unknown), and whether statements
    below that line were taken all the same."""

    name: str
    text: str
    line: int
    taken: bool


def go_on(shell: Any, result: Any) -> Stopped | None:
    """Take what a cell defines below the statement that stopped it; None if none did.

    After what is merely not here (a package, a person to ask, a magic) everything below it is run.

    Args:
        shell: an IPython InteractiveShell.
        result: what its `run_cell` returned for the cell.
    """
    error = _error(result)
    if error is None:
        return None
    cell = result.info.raw_cell
    text = shell.transform_cell(cell) if result.error_in_exec else ""
    line, below = _below(shell, text, error)
    taken = run_all(shell, text, below, keep_going=not _is_not_here(error))
    cut_off = next((i for i, each in enumerate(cell.split("\n")) if each.strip()), 0)
    place = line + cut_off if line else 0  # IPython does not count the empty lines at the top
    return Stopped(type(error).__name__[:100], text_of(error)[:_TEXT], place, taken)


def complete(shell: Any, source: str) -> str:
    """Run the statements of `source` but those that only bind names which are there.

    Returns what went wrong, or nothing.
    """
    text = shell.transform_cell(source)
    here = shell.user_ns
    missing = [
        node
        for node in ast.parse(text).body
        if not (names := bound(node)) or any(name not in here for name in names)
    ]
    errors: list[str] = []
    run_all(shell, text, missing, keep_going=True, choose=lambda _: True, errors=errors)
    return errors[0] if errors else ""


def run_all(
    shell: Any,
    text: str,
    nodes: Sequence[ast.stmt],
    *,
    keep_going: bool,
    choose: Callable[[ast.stmt], bool] | None = None,
    errors: list[str] | None = None,
) -> bool:
    """Run statements of a cell, each failure costing itself only; returns whether any was run.

    Unless told to `keep_going`, run them as the cell would, up to a failure of another kind; from
    then on those that `choose` (by default definitions, imports and assignments) picks. What went
    wrong is added to `errors`.
    """
    choose = choose or _defines
    ran = False
    while nodes := [node for node in nodes if choose(node)] if keep_going else list(nodes):
        text = _only(text, nodes)
        ran = True
        error = _error(shell.run_cell(text, store_history=False))
        if error is None:
            break
        if errors is not None:
            errors.append(f"{type(error).__name__}: {text_of(error)}"[:_TEXT])
        _, nodes = _below(shell, text, error)
        keep_going = keep_going or not _is_not_here(error)
    return ran


def text_of(error: BaseException) -> str:
    """What an error says; of a name whose import failed, what is missing."""
    text = str(error)
    if _is_of_a_debugger(error):
        return "a breakpoint was left in; take it out"
    if type(error).__name__ == NOBODY:
        return NOBODY_SAYS
    if isinstance(error, NameError):
        why = _unimported.get(error.name or "")
        return f"{text}: {why}" if why else text
    if type(error.__cause__).__name__ == _ELSEWHERE:
        last = str(error.__cause__).strip(' "\n').split("\n")[-1]
        return text if not last or text in last or last.endswith(text) else f"{text} ({last})"
    hidden = explained(error)
    return f"{text} ({hidden})" if hidden else text


def watch(shell: Any) -> None:
    """In a kernel: remember what each cell comes to, for `tell`."""
    shell.events.register("post_run_cell", _remember)


def tell(shell: Any, instead: str = "") -> str:
    """In a kernel that is watched: go on with the last cell.

    Returns JSON: null where nothing stopped it, else [error, text, line, taken, lacking].
    `instead` is the lesson's own text of that cell, which completes it; `lacking` is what went
    wrong with that.
    """
    stopped = go_on(shell, _last[-1]) if _last else None
    _last.clear()
    if stopped is None:
        return "null"
    lacking = complete(shell, instead) if instead else ""
    return json.dumps([stopped.name, stopped.text, stopped.line, stopped.taken, lacking])


def said() -> str:
    """In a kernel that is watched: what the error of the last cell says."""
    error = _error(_last[-1]) if _last else None
    return text_of(error) if error is not None else ""


def bound(node: ast.stmt) -> list[str]:
    """The names that a statement binds, imports included."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [alias.asname or alias.name.partition(".")[0] for alias in node.names]
    names = (n for n in ast.walk(node) if isinstance(n, ast.Name))
    return [n.id for n in names if isinstance(n.ctx, ast.Store)]


def _remember(result: Any) -> None:
    _last[:] = [result]


def _error(result: Any) -> BaseException | None:
    error: BaseException | None = result.error_before_exec or result.error_in_exec
    return error


def _is_not_here(error: BaseException) -> bool:
    """Whether the machine is to blame, and not the cell."""
    kinds = [cls.__name__ for cls in type(error).__mro__]
    return isinstance(error, ImportError) or not {"UsageError", NOBODY}.isdisjoint(kinds)


def _below(shell: Any, text: str, error: BaseException) -> tuple[int, list[ast.stmt]]:
    """The line of the cell's text that failed (0: unknown), and the statements below it."""
    if isinstance(error, KeyboardInterrupt):
        return 0, []
    place = _place(shell, error.__traceback__)
    if not place:
        return 0, []
    nodes = ast.parse(text).body
    number = max((i for i, node in enumerate(nodes) if _start(node) <= place), default=-1)
    if isinstance(error, ImportError) and number >= 0:
        _note_unimported(shell, nodes[number], error)
    return place[0], nodes[number + 1 :]


def _place(shell: Any, trace: TracebackType | None) -> tuple[int, int] | None:
    """Line and column of the cell's own statement that raised."""
    while trace is not None and trace.tb_frame.f_globals is not shell.user_ns:
        trace = trace.tb_next
    if trace is None:
        return None
    places = list(trace.tb_frame.f_code.co_positions())
    line, _, column, _ = places[trace.tb_lasti // 2] if places else (None, None, None, None)
    return (line or trace.tb_lineno, column or 0)


def _is_of_a_debugger(error: BaseException) -> bool:
    """Whether a debugger was quit, or had nobody to ask."""
    trace, files = error.__traceback__, set()
    while trace is not None:
        files.add(trace.tb_frame.f_code.co_filename.replace("\\", "/").rpartition("/")[2])
        trace = trace.tb_next
    return isinstance(error, BdbQuit) or (_is_not_here(error) and "bdb.py" in files)


def _start(node: ast.stmt) -> tuple[int, int]:
    decorators = getattr(node, "decorator_list", [])
    return min([(node.lineno, node.col_offset), *((d.lineno, 0) for d in decorators)])


def _note_unimported(shell: Any, node: ast.stmt, error: ImportError) -> None:
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return
    missing = isinstance(error, ModuleNotFoundError) and error.name
    why = (
        _NOT_HERE.format(str(error.name).partition(".")[0])
        if missing
        else f"its import failed ({error})"
    )
    for name in bound(node):
        if name not in shell.user_ns:
            _unimported[name] = why[:_TEXT]


def _defines(node: ast.stmt) -> bool:
    if isinstance(node, ast.If | ast.With):
        return all(map(_defines, [*node.body, *getattr(node, "orelse", [])]))
    if isinstance(node, ast.Try):
        handled = [part for handler in node.handlers for part in handler.body]
        return all(map(_defines, [*node.body, *handled, *node.orelse, *node.finalbody]))
    return isinstance(node, _DEFINES)


def _only(text: str, nodes: Sequence[ast.stmt]) -> str:
    """The text with nothing but these statements in it, each in its own line."""
    lines = text.encode().split(b"\n")  # columns are counted in bytes
    kept = [b""] * len(lines)
    starts = [_start(node) for node in ast.parse(text).body]
    for node in nodes:
        first, column = _start(node)
        last, end = node.end_lineno or first, node.end_col_offset
        part = lines[first - 1 : last]
        if any(line == last and at >= (end or 0) for line, at in starts):
            part[-1] = part[-1][:end]  # or all of the line is its own
        part[0] = part[0][column:]
        kept[first - 1] += (b"; " if kept[first - 1] else b"") + part[0]
        kept[first:last] = part[1:]
    kept[0] = kept[0] or b"#"  # or IPython would cut off the empty lines and count anew
    return b"\n".join(kept).decode()
