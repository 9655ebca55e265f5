"""What is wrong with a tree of packages: its size, its circles, who imports whom.

Each function takes the folder of a package and returns sentences, one for each breach.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

MOST_MODULES = 12


def modules(package: Path) -> dict[str, Path]:
    """Dotted name → file, of everything in a package; a folder's name is that of its __init__."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path: Path, name: str = "", *, at_start: bool = False) -> list[tuple[str, str]]:
    """(module, name taken from it) for all that a file imports; "" where the module is taken whole.

    `at_start` leaves out what is imported inside functions or for the type checker alone.
    """
    return list(_imports(path, name, at_start))


@cache
def _imports(path: Path, name: str, at_start: bool) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for node in _nodes(ast.parse(path.read_text(encoding="utf-8")), at_start):
        if isinstance(node, ast.Import):
            found += [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            parents = name.split(".")[: -node.level] if node.level else []
            if path.stem == "__init__" and node.level:
                parents = name.split(".")[: len(name.split(".")) - node.level + 1]
            module = ".".join([*parents, *([node.module] if node.module else [])])
            found += [(module, alias.name) for alias in node.names]
    return tuple(found)


def _nodes(tree: ast.AST, at_start: bool) -> Iterable[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if at_start and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if at_start and isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        yield node
        yield from _nodes(node, at_start)


def targets(package: Path) -> dict[str, set[tuple[str, str]]]:
    """Module → the (module, name) of the same package that it imports."""
    known = modules(package)
    arrows: dict[str, set[tuple[str, str]]] = {}
    for name, path in known.items():
        arrows[name] = set()
        for module, taken in imports(path, name):
            if f"{module}.{taken}" in known:
                arrows[name].add((f"{module}.{taken}", ""))
            elif module in known:
                arrows[name].add((module, taken))
    return arrows


def crowded(package: Path, most: int = MOST_MODULES, **exceptions: int) -> list[str]:
    """Folders with more modules than a reader takes in at a glance."""
    wrong = []
    for folder in [package, *(path for path in sorted(package.rglob("*")) if path.is_dir())]:
        number = len([path for path in folder.glob("*.py") if path.stem != "__init__"])
        allowed = exceptions.get(folder.name, most)
        if number > allowed:
            wrong.append(f"{folder.name}/ holds {number} modules; at most {allowed}")
    return wrong


def circles(package: Path) -> list[str]:
    """Modules that lead back to themselves through what they import when they are imported."""
    known = modules(package)
    arrows = {}
    for name, path in known.items():
        taken = imports(path, name, at_start=True)
        found = {f"{m}.{n}" if f"{m}.{n}" in known else m for m, n in taken}
        arrows[name] = sorted((found & known.keys()) - {name})
    wrong, done = [], set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        if name in way:
            circle = way[way.index(name) :]
            if not done & set(circle):
                wrong.append("a circle of imports: " + " → ".join([*circle, name]))
            done.update(circle)
        elif name not in seen:
            seen.add(name)
            for target in arrows[name]:
                visit(target, (*way, name))

    seen: set[str] = set()
    for name in arrows:
        visit(name, ())
    return wrong


def room_of(module: str) -> str:
    """The folder directly below the package that a module lies in."""
    return module.split(".")[1] if "." in module else ""


def upward(package: Path, rooms: Sequence[str]) -> list[str]:
    """Imports from a lower room to a higher one; `rooms` are named from the top floor down."""
    floor = {room: number for number, room in enumerate(rooms)}
    return [
        f"{name} imports {target}: {room_of(name)}/ stands below {room_of(target)}/"
        for name, found in targets(package).items()
        for target, _ in sorted(found)
        if floor.get(room_of(target), len(rooms)) < floor.get(room_of(name), -1)
    ]


def private(package: Path) -> list[str]:
    """What one room takes of another that is not offered: names with _, modules not listed."""
    known = modules(package)
    wrong = []
    for name, found in targets(package).items():
        for target, taken in sorted(found):
            if room_of(target) == room_of(name) or not room_of(target):
                continue
            words = [*target.split("."), taken]
            if any(word.startswith("_") and word != "__init__" for word in words):
                wrong.append(f"{name} imports {target} {taken}: private to its room")
            room = ".".join(target.split(".")[:2])
            if known[room].stem == "__init__" and target != room:
                module = target.split(".")[2]
                if module not in offered(known[room]):
                    wrong.append(f"{name} imports {target}: not in __all__ of {room_of(target)}/")
    return wrong


def offered(init: Path) -> list[str]:
    """The `__all__` of a room."""
    for node in ast.parse(init.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            names: list[str] = ast.literal_eval(node.value)
            return names
    return []


def outside(package: Path, room: str) -> list[str]:
    """What a room that must stand alone imports from the rest of the package."""
    inner = f"{package.name}.{room}"
    return [
        f"{name} imports {target}: {room}/ stands alone"
        for name, found in targets(package).items()
        if name == inner or name.startswith(f"{inner}.")
        for target, _ in sorted(found)
        if target != inner and not target.startswith(f"{inner}.")
    ]


def foreign(package: Path, forbidden: str, *, reached_from: str | None = None) -> list[str]:
    """Imports of the library `forbidden`, in a package or in all that one module leads to."""
    known = modules(package)
    names = _reach(package, reached_from) if reached_from else set(known)
    return [
        f"{name} imports {module}"
        for name in sorted(names)
        for module, _ in imports(known[name], name)
        if module.split(".")[0] == forbidden
    ]


def _reach(package: Path, start: str) -> set[str]:
    """A module and all that it leads to."""
    arrows = targets(package)
    found: set[str] = set()
    todo = [start]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += [target for target, _ in arrows[name]]
    return found


def plant(folder: Path, files: dict[str, str]) -> Path:
    """A package `house` of these files, with an __init__ in each folder."""
    package = folder / "house"
    for name, text in files.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in [package, *(path for path in package.rglob("*") if path.is_dir())]:
        init = path / "__init__.py"
        init.write_text(init.read_text() if init.exists() else "")
    return package
