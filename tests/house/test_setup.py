"""A stranger's first commands: what is installed, from where, and that it is done only once."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from autograder.lite.pyodide import chosen
from tests.support import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TARGETS = ("setup", "lab", "demo", "test", "test-quick", "build", "lint", "bench", "kit", "clean")

# What is imported under another name than it is installed by
IMPORT_NAMES = {
    "dateutil": "python-dateutil",
    "PIL": "pillow",
    "sklearn": "scikit-learn",
    "IPython": "ipython",
    "yaml": "pyyaml",
}
# What is run, not imported
RUN_ONLY = {"ipykernel", "jupyter_server_mathjax", "jupyterlab", "notebook", "python-multipart"}


def direct_dependencies(*, extras: bool = True) -> list[Requirement]:
    """What pyproject.toml asks for by name."""
    lines = list(PROJECT["dependencies"])
    if extras:
        lines += [line for group in PROJECT["optional-dependencies"].values() for line in group]
    return [Requirement(line) for line in lines]


def locked_versions() -> dict[str, str]:
    """Package name -> the version that requirements.lock pins."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", lock, flags=re.MULTILINE))


def conda_requirements() -> list[str]:
    """The conda packages of environment.yml, in its own words."""
    lines = (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines()
    after = lines[lines.index("dependencies:") + 1 :]
    is_package = re.compile(r"  - [a-z0-9_-]+\b(?!:)").match
    return [line.removeprefix("  - ") for line in after if is_package(line)]


def make(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run make as from a shell, even where these tests were themselves started by make."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    return subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env=inherited | {"LC_ALL": "C"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def tracked_files() -> list[Path]:
    """Every file under version control that is text."""
    if not (ROOT / ".git").exists():
        pytest.skip("this folder is not a git checkout")
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    paths = [ROOT / os.fsdecode(name) for name in listed.split(b"\0") if name]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()[:8192]]


# --- dependencies ------------------------------------------------------------------------------


def test_the_lock_pins_every_direct_dependency_within_its_range() -> None:
    pins = locked_versions()
    for requirement in direct_dependencies():
        pinned = pins.get(canonicalize_name(requirement.name))
        assert pinned is not None, f"{requirement.name} is not in the lock; run `make lock`"
        assert requirement.specifier.contains(pinned), f"{requirement} is pinned to {pinned}"


def test_every_pin_of_the_lock_has_a_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]
    assert len(entries) == len(locked_versions()) > 100
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry.splitlines()[0]


def test_the_lock_names_no_address_and_no_folder() -> None:
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        assert "/" not in line, line
        assert not re.match(r"\s*-(?!-hash=)", line), f"an option of pip's: {line}"


def test_conda_and_pip_agree_on_names_and_ranges() -> None:
    ours = {str(Requirement(line)) for line in PROJECT["dependencies"]}
    ours.add(f"python{PROJECT['requires-python']}")
    theirs = {str(Requirement(line)) for line in conda_requirements()} - {"pip"}
    assert theirs == ours


def test_conda_installs_the_two_packages_themselves_and_nothing_else_by_pip() -> None:
    environment = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert f"name: {PROJECT['name']}\n" in environment
    assert environment.endswith("  - pip:\n      - -e .\n")
    assert environment.count("conda-forge\n") == 1


def test_what_is_imported_is_asked_for() -> None:
    missing = imported_packages() - {dependency.name for dependency in direct_dependencies()}
    assert not missing, f"pyproject.toml does not ask for {sorted(missing)}"


def test_what_is_asked_for_is_used() -> None:
    wanted = {dependency.name for dependency in direct_dependencies(extras=False)}
    unused = wanted - imported_packages() - RUN_ONLY
    assert not unused, f"pyproject.toml asks for {sorted(unused)}, which nothing imports"


def test_course_utils_asks_no_more_of_matplotlib_than_a_browser_has() -> None:
    """`get_figure(root=True)` is new in 3.10, and Pyodide's matplotlib is older."""
    assert chosen().packages["matplotlib"]["version"].startswith("3.8.")
    for path in (ROOT / "course_utils").rglob("*.py"):
        assert "get_figure(root" not in path.read_text(encoding="utf-8"), path


def imported_packages() -> set[str]:
    """What the course's code imports from elsewhere, by the names it is installed under."""
    files = list(ROOT.glob("*.py"))
    for folder in ("course_utils", "autograder", "solutions", "benchmarks"):
        files += (ROOT / folder).rglob("*.py")
    imported = set().union(*map(top_level_imports, files))
    imported -= set(sys.stdlib_module_names)
    imported -= {path.name for path in ROOT.iterdir()}  # the repository's own
    imported.discard("lesson")  # the first file of a long lesson, for its later ones
    return {IMPORT_NAMES.get(name, name) for name in imported}


def top_level_imports(path: Path) -> set[str]:
    """The first part of every module that a file imports by its full name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_course_utils_never_imports_the_autograder() -> None:
    for path in (ROOT / "course_utils").rglob("*.py"):
        assert "autograder" not in top_level_imports(path), path


# --- make --------------------------------------------------------------------------------------


def test_make_alone_lists_every_target() -> None:
    run = make()
    assert run.returncode == 0, run.stderr
    listed = set(re.findall(r"^  make ([a-z-]+) +\S", run.stdout, flags=re.MULTILINE))
    assert set(TARGETS) <= listed


@pytest.fixture
def set_up_folder(tmp_path: Path) -> Path:
    """A copy of what make looks at, as it is after `make setup`."""
    (tmp_path / "scripts").mkdir()
    nothing_missing = tmp_path / "scripts" / "install-system-packages"
    nothing_missing.write_text("#!/bin/sh\n", encoding="utf-8")
    nothing_missing.chmod(0o755)
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copyfile(ROOT / name, tmp_path / name)
        os.utime(tmp_path / name, (1_000_000_000, 1_000_000_000))
    binaries = tmp_path / ".venv" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python").symlink_to(sys.executable)
    for stamp in (".packages-installed", ".course-installed"):
        (tmp_path / ".venv" / stamp).write_text(f"{tmp_path}\n", encoding="utf-8")
        os.utime(tmp_path / ".venv" / stamp, (1_100_000_000, 1_100_000_000))
    return tmp_path


def installs(folder: Path) -> str:
    """What `make setup` would run in `folder`: "" where it is set up."""
    run = make("--dry-run", "setup", folder=folder)
    assert run.returncode == 0, run.stderr
    return "" if "Nothing to be done" in run.stdout else run.stdout


def test_a_second_setup_runs_nothing(set_up_folder: Path) -> None:
    assert installs(set_up_folder) == ""
    assert make("--question", "setup", folder=set_up_folder).returncode == 0


def test_a_changed_lock_makes_the_environment_anew(set_up_folder: Path) -> None:
    (set_up_folder / "requirements.lock").touch()
    assert "--require-hashes -r requirements.lock" in installs(set_up_folder)


def test_a_changed_pyproject_installs_only_the_course(set_up_folder: Path) -> None:
    (set_up_folder / "pyproject.toml").touch()
    planned = installs(set_up_folder)
    assert "--editable ." in planned
    assert "requirements.lock" not in planned


def test_a_moved_folder_makes_the_environment_anew(set_up_folder: Path) -> None:
    moved = set_up_folder.rename(set_up_folder.with_name("moved"))
    assert "-m venv" in installs(moved)


def test_an_environment_whose_python_is_gone_is_made_anew(set_up_folder: Path) -> None:
    (set_up_folder / ".venv" / "bin" / "python").unlink()
    assert "-m venv" in installs(set_up_folder)


def test_an_old_python_is_refused_in_words(set_up_folder: Path) -> None:
    old = set_up_folder / "old-python"
    old.write_text("#!/bin/sh\necho 'Python 3.11 or newer is needed' >&2\nexit 1\n")
    old.chmod(0o755)
    (set_up_folder / "requirements.lock").touch()
    run = make("setup", f"PYTHON={old}", folder=set_up_folder)
    assert run.returncode != 0
    assert "Python 3.11 or newer is needed" in run.stderr
    assert (set_up_folder / ".venv").exists(), "nothing is thrown away for a Python that is no use"


def test_ci_runs_make_test_and_the_workflow_runs_the_same() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    lines = script.read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["#!/usr/bin/env bash", "set -euo pipefail"]
    assert lines[-1] == "make test"
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert "run: .ci/run\n" in workflow


# --- system packages ---------------------------------------------------------------------------


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder of programs that is all the PATH there is: bare but for the shell's own tools."""
    binaries = tmp_path / "bin"
    binaries.mkdir()
    for name in ("sh", "env", "mktemp", "rm", "tail", "touch", "chmod"):
        found = shutil.which(name)
        assert found is not None
        (binaries / name).symlink_to(found)
    add_program(binaries, "sleep", "")
    add_program(binaries, "id", "echo 1000")
    return binaries


def add_program(binaries: Path, name: str, body: str) -> None:
    path = binaries / name
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def add_apt_get(binaries: Path, install: str) -> None:
    """An apt-get that notes what it is asked to do; `install` is what it does when installing."""
    note = f"case $word in update|install) echo $word >>{binaries}/asked ;; esac"
    body = f'for word in "$@"; do {note}; done\ncase "$*" in *install*) {install} ;; esac'
    add_program(binaries, "apt-get", body)


def install_system_packages(binaries: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "scripts" / "install-system-packages", *arguments],
        env={"PATH": str(binaries), "POSTGRESQL": str(binaries)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_programs_that_are_there_cost_nothing(machine: Path) -> None:
    add_program(machine, "bwrap", "exit 1")
    add_program(machine, "google-chrome", "exit 1")
    add_program(machine, "node", "exit 1")
    debian = machine / "15" / "bin"
    debian.mkdir(parents=True)
    add_program(debian, "initdb", "exit 1")
    run = install_system_packages(machine)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert install_system_packages(machine, "--missing").stdout.strip() == ""


def test_missing_programs_are_named(machine: Path) -> None:
    every = "bubblewrap chromium nodejs postgresql\n"
    assert install_system_packages(machine, "--missing").stdout == every
    add_program(machine, "bwrap", "")
    assert install_system_packages(machine, "--missing").stdout == every.removeprefix("bubblewrap ")


def test_another_distribution_is_told_what_to_install_and_goes_on(machine: Path) -> None:
    run = install_system_packages(machine, "bubblewrap")
    assert run.returncode == 0
    assert "package manager" in run.stderr
    assert "sandbox tests are skipped" in run.stderr


def test_an_ordinary_user_is_told_what_to_install_and_goes_on(machine: Path) -> None:
    add_apt_get(machine, "exit 1")
    run = install_system_packages(machine, "chromium")
    assert run.returncode == 0
    assert "apt-get install chromium" in run.stderr
    assert "browser tests are skipped" in run.stderr
    assert not (machine / "asked").exists()


def test_root_installs_without_fetching_lists_that_are_there(machine: Path) -> None:
    add_program(machine, "id", "echo 0")
    add_apt_get(machine, f"touch {machine}/bwrap; chmod +x {machine}/bwrap")
    run = install_system_packages(machine, "bubblewrap")
    assert run.returncode == 0
    assert (machine / "asked").read_text().split() == ["install"]


def test_missing_lists_are_fetched(machine: Path) -> None:
    add_program(machine, "id", "echo 0")
    add_apt_get(
        machine, f"case $(echo $(tail -n 9 {machine}/asked)) in *update*) ;; *) exit 100 ;; esac"
    )
    run = install_system_packages(machine, "bubblewrap")
    assert run.returncode == 0
    assert (machine / "asked").read_text().split() == ["install", "update", "install"]


def test_a_package_manager_that_fails_is_tried_once_more_and_then_left(machine: Path) -> None:
    add_program(machine, "id", "echo 0")
    add_apt_get(machine, "echo 'E: the network is down'; exit 100")
    run = install_system_packages(machine, "bubblewrap")
    assert run.returncode == 0
    assert (machine / "asked").read_text().split() == ["install"] + ["update", "install"] * 2
    assert "the network is down" in run.stderr
    assert "apt-get install bubblewrap" in run.stderr


# --- what is in the repository -----------------------------------------------------------------


def test_no_file_names_a_registry_or_a_machine() -> None:
    hosts = ["pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "anaconda" + ".org"]
    hosts += ["debian" + ".org/debian", "file:" + "///"]
    # Where this checkout and its Python stand, unless that is where they stand everywhere
    folders = {str(ROOT), sys.base_prefix, str(Path.home())} - {"/usr", "/usr/local", "/root", "/"}
    homes = re.compile(r"(?<![\w.~])/(?:home|Users)/[a-z][a-z0-9_-]*/")
    for path in tracked_files():
        text = path.read_text(encoding="utf-8", errors="replace")
        for forbidden in [*hosts, *folders]:
            assert forbidden not in text, f"{path.relative_to(ROOT)} names {forbidden}"
        found = homes.search(text)
        assert not found, f"{path.relative_to(ROOT)} names somebody's folder, {found and found[0]}"


def test_nothing_of_a_class_is_under_version_control() -> None:
    for path in tracked_files():
        first = path.relative_to(ROOT).parts[0]
        assert first not in {"grading", ".venv", "dist", "build"}, path
        assert path.suffix != ".db", path
