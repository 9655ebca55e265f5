"""The rooms of course_utils: how many modules, who imports whom, what lessons name."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.support import ROOT, rooms
from tests.support.rooms import plant

KIT = ROOT / "course_utils"
DOCUMENT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
FLOORS = re.findall(r"^\| `course_utils/(\w+)` \|", DOCUMENT, re.MULTILINE)
MOST_EXPLORABLES = 14


def breaches(package: Path, floors: list[str]) -> list[str]:
    """All that is wrong with a tree of such rooms, one sentence for each."""
    return [
        *rooms.crowded(package, explore=MOST_EXPLORABLES),
        *rooms.circles(package),
        *rooms.upward(package, floors),
        *rooms.foreign(package, "autograder"),
        *nameless(package),
        *parts_that_lean_on_an_explorable(package),
        *private(package),
    ]


def nameless(package: Path) -> list[str]:
    """Rooms that do not say what they are for."""
    wrong = []
    for folder in (package, *(path for path in sorted(package.rglob("*")) if path.is_dir())):
        if not any(folder.glob("*.py")):
            continue
        init = folder / "__init__.py"
        text = init.read_text(encoding="utf-8") if init.exists() else ""
        if not ast.get_docstring(ast.parse(text)):
            wrong.append(f"{folder.name}/ does not say what it is for")
    return wrong


def parts_that_lean_on_an_explorable(package: Path) -> list[str]:
    """Imports from explore/parts/ back up to explore/."""
    below = f"{package.name}.explore.parts"
    return [
        f"{name} imports {target}: parts stand below the explorables"
        for name, found in rooms.targets(package).items()
        if name.startswith(below)
        for target, _ in sorted(found)
        if target.startswith(f"{package.name}.explore.") and not target.startswith(below)
    ]


def private(package: Path) -> list[str]:
    """Names with an underscore that one module takes of another."""
    return [
        f"{name} imports {target} {taken}: private to its module"
        for name, found in rooms.targets(package).items()
        for target, taken in sorted(found)
        if taken.startswith("_") or any(part.startswith("_") for part in target.split("."))
    ]


def test_the_kit_keeps_all_its_rules() -> None:
    assert breaches(KIT, FLOORS) == []


def test_the_listing_is_the_table() -> None:
    listed = {path.stem for path in KIT.glob("*.py")} | {p.parent.name for p in KIT.glob("*/*.py")}
    assert sorted(FLOORS) == sorted(listed - {"__init__"})


def test_whatever_a_lesson_imports_is_a_name_at_the_top() -> None:
    named = set()
    for path in (ROOT / "solutions").rglob("*.py"):
        for module, taken in rooms.imports(path):
            if module == "course_utils":
                named.add(taken)
            elif module.startswith("course_utils."):
                named.add(module.split(".")[1])
                known = module == "course_utils.explore" or len(module.split(".")) == 2
                assert known, f"{path.name} reaches into a room: {module}"
    assert {"check", "data", "explore", "live", "plots"} <= named
    assert named <= set(FLOORS)


def test_the_explorables_stand_alone_in_their_folder() -> None:
    for path in (KIT / "explore").glob("[!_]*.py"):
        text = path.read_text(encoding="utf-8")
        assert "def show(" in text, f"{path.name} shows nothing: does it belong into parts/?"


SAID = '"""What it is for."""\n'
SOUND = {
    "__init__.py": SAID,
    "explore/__init__.py": SAID,
    "explore/slope.py": "from house.explore.parts import panel\nfrom house import plots",
    "explore/parts/__init__.py": SAID,
    "explore/parts/panel.py": "from house.plots import line",
    "plots/__init__.py": SAID + "from house.plots.lines import line",
    "plots/lines.py": "line = 1",
}
UPWARD = "house.plots.back imports house.explore.slope: plots/ stands below explore/"


@pytest.mark.parametrize(
    ("files", "sentences"),
    [
        ({}, []),
        ({f"plots/m{n}.py": "" for n in range(11)}, []),
        ({f"plots/m{n}.py": "" for n in range(12)}, ["plots/ holds 13 modules; at most 12"]),
        ({f"explore/m{n}.py": "" for n in range(13)}, []),
        ({f"explore/m{n}.py": "" for n in range(14)}, ["explore/ holds 15 modules; at most 14"]),
        ({f"m{n}.py": "" for n in range(13)}, ["house/ holds 13 modules; at most 12"]),
        (
            {"plots/a.py": "from house.plots import b", "plots/b.py": "import house.plots.a"},
            ["a circle of imports: house.plots.a → house.plots.b → house.plots.a"],
        ),
        (
            {"plots/lines.py": "from house.plots import style\nline = 1"},
            ["a circle of imports: house.plots → house.plots.lines → house.plots"],
        ),
        ({"plots/back.py": "def f():\n    from house.explore import slope"}, [UPWARD]),
        (
            {"explore/parts/panel.py": "def f():\n    from house.explore.slope import show"},
            [
                "house.explore.parts.panel imports house.explore.slope: "
                "parts stand below the explorables"
            ],
        ),
        (
            {"plots/judge.py": "def f():\n    import autograder.judge.judge"},
            ["house.plots.judge imports autograder.judge.judge"],
        ),
        (
            {"explore/parts/panel.py": "from house.plots.lines import _width"},
            ["house.explore.parts.panel imports house.plots.lines _width: private to its module"],
        ),
        ({"plots/__init__.py": "line = 1"}, ["plots/ does not say what it is for"]),
        ({"empty/box.py": ""}, ["empty/ does not say what it is for"]),
    ],
)
def test_each_kind_of_breach_is_seen(
    tmp_path: Path, files: dict[str, str], sentences: list[str]
) -> None:
    assert breaches(plant(tmp_path, SOUND | files), ["explore", "plots"]) == sentences
