"""A child reads the Python environment and nothing else, and writes nothing that lasts."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from autograder.sandbox import bubblewrap
from tests.support import ROOT
from tests.support.sandbox_tools import ATTACKS, GRADE, Inside, make

pytestmark = pytest.mark.sandbox


@pytest.mark.parametrize(
    "name", ["pyproject.toml", "solutions", "tests", "lessons", "grading", ".git", "autograder"]
)
def test_the_repository_is_out_of_sight(inside: Inside, name: str) -> None:
    assert not inside("exists", str(ROOT / name))


def test_no_other_room_of_the_autograder_is_in_sight(inside: Inside) -> None:
    for room in ("judge", "lesson", "submission", "sandbox", "common", "hidden"):
        assert inside.fails("import_module", f"autograder.{room}") == "ModuleNotFoundError"
    assert set(inside("listing", "/course/autograder")) == {"__init__.py", "inside"}


def test_the_home_folder_shows_at_most_the_way_to_the_environment(inside: Inside) -> None:
    home = Path.home()
    mine = {path.name for path in home.iterdir()} if home.is_dir() else set()
    environments = {Path(sys.prefix), Path(sys.base_prefix)}
    on_the_way = {path.relative_to(home).parts[0] for path in environments if home in path.parents}
    seen = set(inside("listing", str(home))) if inside("exists", str(home)) else set()
    assert seen & mine <= on_the_way | {"work"}


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "/etc/shadow", "/etc/hostname", "/sys", "/run", "/var", "/home", "/boot"],
)
def test_what_belongs_to_the_machine_is_out_of_sight(inside: Inside, path: str) -> None:
    assert not inside("exists", path)


def test_proc_is_empty_and_stays_covered(inside: Inside) -> None:
    assert inside("listing", "/proc") == []
    assert inside.fails("read", "/proc/self/environ") == "FileNotFoundError"
    assert inside.fails("read", "/proc/1/mem") == "FileNotFoundError"
    assert inside("errno_name", inside("uncover")) == "EPERM"


def test_nothing_outside_the_scratch_folders_can_be_written_or_touched(inside: Inside) -> None:
    assert inside("writable_places", "/tmp", "/dev/shm") == []
    assert inside("writable_files", "/tmp", "/dev/shm") == []


def test_the_environment_is_read_only_even_where_a_scratch_folder_shows_it(inside: Inside) -> None:
    site = next(path for path in sys.path if path.endswith("site-packages"))
    assert inside.fails("write", f"{site}/numpy.py") == "OSError"  # EROFS
    assert inside.fails("write", f"{site}/numpy/__init__.py") == "OSError"


def test_a_read_only_mount_cannot_be_made_writable(inside: Inside) -> None:
    assert inside("errno_name", inside("remount")) == "EPERM"
    assert inside.fails("write", "/mine") == "OSError"


def test_devices_are_the_five_harmless_ones_and_carry_no_message(inside: Inside) -> None:
    names = ("full", "null", "random", "urandom", "zero")
    assert inside("device_nodes") == [f"/dev/{name}" for name in names]
    assert inside("touch_devices") == []
    assert inside.fails("make_device") == "PermissionError"


@pytest.mark.parametrize("folder", ["/tmp", "/dev/shm"])
def test_what_is_written_in_scratch_is_gone_with_the_child(inside: Inside, folder: str) -> None:
    inside("write", f"{folder}/note")
    assert inside("read", f"{folder}/note") == "mine"


def test_a_folder_made_unreadable_is_gone_with_the_child(inside: Inside) -> None:
    inside("locked_folder")


def test_no_unix_socket_of_the_machine_can_be_reached(inside: Inside) -> None:
    assert inside("sockets_in_sight") == []


def test_the_environment_variables_are_not_the_graders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADEBOOK_PASSWORD", "hunter2")
    with make() as sandbox, sandbox.fork() as child:
        environment = Inside(child)("environment")
    assert "hunter2" not in environment.values()
    assert environment["HOME"] == "/tmp"
    assert environment["MPLBACKEND"] == "Agg"


def test_a_hidden_folder_is_empty_although_the_one_around_it_is_shown() -> None:
    folder = Path(pytest.__file__).parent
    with make(hidden=[folder]) as sandbox, sandbox.fork() as child:
        inside = Inside(child)
        assert inside("listing", str(folder)) == []
        assert inside.fails("write", f"{folder}/mine") == "OSError"
        assert inside("exists", str(folder.parent / "numpy"))


def test_folders_known_to_hold_submissions_or_passwords_are_hidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "/usr/local/share/nbgrader" in bubblewrap._PRIVATE
    exchange = str(Path(pytest.__file__).parent)
    monkeypatch.setattr(bubblewrap, "_PRIVATE", (exchange,))
    with make() as sandbox, sandbox.fork() as child:
        assert Inside(child)("listing", exchange) == []


def test_a_readable_folder_is_seen_at_its_own_path_and_read_only(tmp_path: Path) -> None:
    tmp_path.joinpath("digits.csv").write_text("1,2,3")
    tmp_path.joinpath("beside").mkdir()
    with make(readable=[tmp_path / "digits.csv"]) as sandbox, sandbox.fork() as child:
        inside = Inside(child)
        assert inside("read", str(tmp_path / "digits.csv")) == "1,2,3"
        assert inside.fails("write", str(tmp_path / "digits.csv")) == "OSError"
        assert not inside("exists", str(tmp_path / "beside"))


def test_an_environment_inside_the_repository_shows_nothing_of_it(tmp_path: Path) -> None:
    """As is an editable installation, whose path file names the repository."""
    repository = tmp_path / "course"
    for module in (ROOT / "autograder").rglob("*.py"):
        target = repository / module.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(module.read_bytes())
    repository.joinpath("solutions").mkdir()
    repository.joinpath("solutions", "hidden_answer.py").write_text("answer = 42")
    venv.create(repository / ".venv", symlinks=True)
    library = next(repository.glob(".venv/lib/python*/site-packages"))
    library.joinpath("course.pth").write_text(f"{repository}\n")
    calls = [["listing", str(repository)], ["names_anywhere", "hidden_answer.py"]]
    script = GRADE.format(repository=str(repository), attacks=str(ATTACKS), calls=calls)
    run = subprocess.run(
        [repository / ".venv/bin/python", "-c", script],
        capture_output=True,
        text=True,
        cwd=repository,
        env={"PATH": os.environ["PATH"]},
    )
    assert run.stdout.split("\n")[:2] == ['{"value": [".venv"]}', '{"value": []}'], run.stderr


def test_a_python_started_by_a_way_that_goes_up_gets_its_sandbox(tmp_path: Path) -> None:
    """As by `../.venv/bin/python`: that way does not exist inside."""
    down = tmp_path / "one" / "two"
    down.mkdir(parents=True)
    for folder in (down, tmp_path):
        way = os.path.relpath(sys.executable, folder)
        assert way.startswith("..")
        done = subprocess.run(
            [way, "-m", "autograder", "doctor"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "✓ sandbox: starts and forks" in done.stdout, done.stdout
