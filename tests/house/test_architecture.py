"""Who may import whom: the rules of docs/architecture.md."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = {path.stem: path for path in (ROOT / "autograder").glob("*.py")}
DOCUMENT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def rooms() -> dict[str, list[str]]:
    """The modules of each room, from the table."""
    rows = re.findall(r"^\| ([a-z' ]+) \| (`.*`) \|$", DOCUMENT, re.MULTILINE)
    return {name: re.findall(r"`(\w+)`", modules) for name, modules in rows}


def imported(path: Path) -> set[str]:
    """All that a file imports, as dotted names, also inside its functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return names


def own(path: Path) -> set[str]:
    """The modules of `autograder` that a file imports."""
    parts = (name.split(".") for name in imported(path) if name.startswith("autograder."))
    return {part[1] for part in parts} & MODULES.keys()


def reach(start: str) -> set[str]:
    """A module and all that it leads to."""
    found, todo = set(), [start]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += own(MODULES[name])
    return found


def test_every_module_is_in_one_room() -> None:
    listed = [name for modules in rooms().values() for name in modules]
    assert sorted(listed) == sorted(MODULES.keys() - {"__init__"})


def test_what_students_import_stands_alone() -> None:
    files = list((ROOT / "course_utils").rglob("*.py"))
    assert len(files) > 20
    for path in files:
        assert not {name for name in imported(path) if name.split(".")[0] == "autograder"}, path


def test_what_runs_behind_the_walls_imports_only_what_is_there() -> None:
    inside = set(rooms()["behind the walls"])
    assert {"student", "wire"} <= inside
    for name in inside:
        assert own(MODULES[name]) <= inside, name


def test_the_judge_knows_no_nbgrader() -> None:
    judging = reach("judge")
    assert {"session", "sandbox", "diagnose"} <= judging
    for name in judging:
        assert not {found for found in imported(MODULES[name]) if found.startswith("nbgrader")}, (
            name
        )


def test_nothing_imports_the_command_line() -> None:
    for name in MODULES.keys() - {"cli"}:
        assert "cli" not in own(MODULES[name]), name
