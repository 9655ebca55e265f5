"""Who may import whom: the rooms of docs/architecture.md, and what it takes to break a rule."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.support import ROOT, rooms
from tests.support.rooms import plant

AUTOGRADER = ROOT / "autograder"
DOCUMENT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
ROOMS = re.findall(r"^\| `(\w+)/` \|", DOCUMENT, re.MULTILINE)


def test_the_listing_is_the_table() -> None:
    folders = {path.parent.name for path in AUTOGRADER.glob("*/__init__.py")}
    assert sorted(ROOMS) == sorted(folders)
    assert {path.stem for path in AUTOGRADER.glob("*.py")} == {"__init__", "__main__", "hidden"}


def test_each_room_says_what_it_is_for_and_what_it_offers() -> None:
    for room in ROOMS:
        init = AUTOGRADER / room / "__init__.py"
        said = ast.get_docstring(ast.parse(init.read_text(encoding="utf-8")))
        assert said, room
        assert len(said.split("\n")[0]) > 20, room
        offers = rooms.offered(init)
        assert offers == sorted(offers), room
        for name in offers:
            module = init.parent / f"{name}.py"
            assert module.exists() or (init.parent / name / "__init__.py").exists(), (
                f"{room} offers {name}, which is not there"
            )


def test_no_folder_is_crowded() -> None:
    assert rooms.crowded(AUTOGRADER) == []


def test_there_is_no_circle_of_imports() -> None:
    assert rooms.circles(AUTOGRADER) == []


def test_each_room_imports_only_what_stands_below_it() -> None:
    assert rooms.upward(AUTOGRADER, ROOMS) == []


def test_no_room_imports_what_another_keeps_to_itself() -> None:
    assert rooms.private(AUTOGRADER) == []


def test_what_runs_behind_the_walls_imports_only_what_is_there() -> None:
    assert rooms.outside(AUTOGRADER, "inside") == []


def test_the_judge_knows_no_nbgrader() -> None:
    assert rooms.foreign(AUTOGRADER, "nbgrader", reached_from="autograder.judge.judge") == []
    assert rooms.foreign(AUTOGRADER, "nbgrader", reached_from="autograder.gradebook.nbgrader")


def test_what_students_import_stands_alone() -> None:
    assert rooms.foreign(ROOT / "course_utils", "autograder") == []


def test_nothing_imports_the_command_line() -> None:
    for name, found in rooms.targets(AUTOGRADER).items():
        if not name.startswith(("autograder.cli", "autograder.__main__")):
            assert not [target for target, _ in found if target.startswith("autograder.cli")], name


@pytest.mark.parametrize("here", ["import house.low.b", "def f():\n    from house.low import b"])
def test_an_import_from_a_lower_room_is_seen(tmp_path: Path, here: str) -> None:
    down = plant(tmp_path / "down", {"high/a.py": here, "low/b.py": ""})
    assert rooms.upward(down, ["high", "low"]) == []
    up = plant(tmp_path / "up", {"low/a.py": here.replace("low", "high"), "high/b.py": ""})
    assert rooms.upward(up, ["high", "low"]) == [
        "house.low.a imports house.high.b: low/ stands below high/"
    ]


def test_a_circle_is_seen_within_a_room_and_across_rooms(tmp_path: Path) -> None:
    within = {"one/a.py": "from house.one.b import x", "one/b.py": "from house.one import a"}
    assert rooms.circles(plant(tmp_path / "within", within)) == [
        "a circle of imports: house.one.a → house.one.b → house.one.a"
    ]
    across = {
        "a/x.py": "import house.b.y",
        "b/y.py": "import house.c.z",
        "c/z.py": "import house.a.x",
    }
    assert len(rooms.circles(plant(tmp_path / "across", across))) == 1
    later = {
        "one/a.py": "from house.one.b import x",
        "one/b.py": "def f():\n    import house.one.a",
    }
    assert rooms.circles(plant(tmp_path / "later", later)) == []


def test_a_crowded_folder_is_seen(tmp_path: Path) -> None:
    full = plant(tmp_path / "full", {f"room/m{n}.py": "" for n in range(12)})
    assert rooms.crowded(full) == []
    over = plant(tmp_path / "over", {f"room/m{n}.py": "" for n in range(13)})
    assert rooms.crowded(over) == ["room/ holds 13 modules; at most 12"]
    assert rooms.crowded(over, room=14) == []


def test_a_private_name_or_module_of_another_room_is_seen(tmp_path: Path) -> None:
    files = {
        "high/a.py": "from house.low.b import _secret\nfrom house.low import kept\n",
        "low/__init__.py": '__all__ = ["b"]\n',
        "low/b.py": "_secret = 1\n",
        "low/kept.py": "from house.low.b import _secret\n",
    }
    assert rooms.private(plant(tmp_path, files)) == [
        "house.high.a imports house.low.b _secret: private to its room",
        "house.high.a imports house.low.kept: not in __all__ of low/",
    ]


def test_a_way_out_of_the_room_behind_the_walls_is_seen(tmp_path: Path) -> None:
    way_out = "from house.inside import b\nfrom house import other"
    files = {"inside/a.py": way_out, "inside/b.py": "", "other.py": ""}
    assert rooms.outside(plant(tmp_path, files), "inside") == [
        "house.inside.a imports house.other: inside/ stands alone"
    ]


def test_a_forbidden_library_is_seen_however_far_away(tmp_path: Path) -> None:
    far = "def f():\n    from nbgrader.api import Gradebook"
    files = {"a.py": "import house.b", "b.py": far, "c.py": "import nbgrader"}
    assert rooms.foreign(plant(tmp_path, files), "nbgrader", reached_from="house.a") == [
        "house.b imports nbgrader.api"
    ]
