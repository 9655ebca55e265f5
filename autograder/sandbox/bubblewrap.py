"""The outer wall: which files the sandbox sees, and the `bwrap` command that shows only them.

In sight, all read-only: the system's programs and libraries, the Python environment,
`course_utils`, and of the autograder the few modules a child runs. Out of sight, wherever they lie:
the repository, the home folder, the working folder, and so solutions, gradebook and submissions.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import site
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import autograder
from autograder.inside.namespaces import DEVICES

__all__ = [
    "COURSE",
    "INSIDE",
    "command",
    "course_files",
    "environment",
    "find",
    "python",
    "repository",
]

COURSE = "/course"
_ROOT = Path("/")
# All of the autograder that exists inside; none of it may import anything else of ours.
INSIDE = ("__init__.py", "inside")

_SYSTEM = (
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/nix/store",
    "/gnu/store",
)
_ETC = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime")
_PREFIX_PARTS = ("bin", "lib", "lib32", "lib64", "share", "ssl", "pyvenv.cfg")
# Below folders that are shown: nbgrader's exchange with everybody's submissions, and configuration
# that may name the gradebook's password.
_PRIVATE = tuple(
    f"{prefix}/{part}"
    for prefix in dict.fromkeys(("/usr", "/usr/local", sys.prefix, sys.base_prefix))
    for part in ("share/nbgrader", "etc/jupyter", "etc/ipython")
)
# Parts of course_utils that compute what is asked for: the functions that notebooks lend, and what
# `inside/instead` stands for.
_NOT_FOR_ANSWERS = ("lent", "explore", "derivation.py")
_NAMESPACES = ("ipc", "pid", "net", "uts")


def find() -> str | None:
    """The path of `bwrap`; the one beside this Python (conda-forge) first."""
    beside = Path(sys.prefix, "bin", "bwrap")
    return str(beside) if os.access(beside, os.X_OK) else shutil.which("bwrap")


def course_files(modules: Iterable[Path] = ()) -> dict[str, Path]:
    """What stands below /course: path there → file or folder here."""
    package = Path(autograder.__file__).resolve().parent
    files = {f"autograder/{name}": package / name for name in INSIDE}
    for path in sorted(_kit().glob("*")):
        if path.name not in (*_NOT_FOR_ANSWERS, "__pycache__"):
            files[f"course_utils/{path.name}"] = path
    for name in _NOT_FOR_ANSWERS[1:]:
        files[f"course_utils/{name}"] = package / "inside" / "instead" / name
    files.update({path.name: path.resolve() for path in modules})
    return {name: path for name, path in files.items() if path.exists()}


@lru_cache(maxsize=1)
def _kit() -> Path:
    """The folder of course_utils."""
    spec = importlib.util.find_spec("course_utils")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    return Path(folders[0] if folders else "/nonexistent").resolve()


def command(
    bwrap: str,
    *,
    files: dict[str, Path],
    readable: Sequence[Path],
    hidden: Sequence[Path],
    run: Sequence[str],
) -> list[str]:
    """The whole command line.

    Args:
        bwrap: its path.
        files: as from `course_files`.
        readable: more files and folders to show at their own place.
        hidden: folders to keep out of sight although they lie in a folder that is shown.
        run: the program to start as PID 1.
    """
    words = [bwrap, "--die-with-parent", "--new-session", "--as-pid-1", "--clearenv"]
    words += ["--cap-drop", "ALL"]
    if os.getuid() == 0:  # no user namespace: in one, there would be no other uid to become
        words += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        words += ["--unshare-user"]
    words += [f"--unshare-{name}" for name in _NAMESPACES] + ["--unshare-cgroup-try"]
    words += ["--hostname", "sandbox"]
    for name, value in environment().items():
        words += ["--setenv", name, value]
    words += ["--tmpfs", "/", "--proc", "/proc", *_devices(), "--perms", "1777", "--tmpfs", "/tmp"]
    words += _views(readable, hidden)
    for name, path in files.items():
        words += _folders_to(Path(COURSE, name), set())
        words += ["--ro-bind", str(path), f"{COURSE}/{name}"]
    return [*words, "--remount-ro", "/", "--chdir", "/", "--", *run]


def environment(home: str = "/tmp") -> dict[str, str]:
    """All the environment variables there are inside."""
    threads = ("OPENBLAS", "OMP", "MKL", "BLIS", "VECLIB_MAXIMUM", "NUMEXPR")
    return {
        "PATH": f"{sys.prefix}/bin:/usr/local/bin:/usr/bin:/bin",
        "HOME": home,
        "TMPDIR": home,
        "USER": "student",
        "LOGNAME": "student",
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "MPLBACKEND": "Agg",
        "PYTHONDONTWRITEBYTECODE": "1",
        **{f"{name}_NUM_THREADS": "1" for name in threads},
    }


def python(descriptor: int, settings: str, course: str = COURSE) -> list[str]:
    """The command that runs the zygote of `course`, with nothing of the user's in its path."""
    code = (
        f"import json, sys; sys.path.insert(0, {course!r}); "
        "from autograder.inside.zygote import main; main(int(sys.argv[1]), json.loads(sys.argv[2]))"
    )
    return [str(_interpreter()), "-I", "-B", "-c", code, str(descriptor), settings]


def repository() -> Path:
    """The folder the autograder lies in; where it is installed for good, just its package."""
    package = Path(autograder.__file__).resolve().parent
    sites = {Path(path).resolve() for path in site.getsitepackages()} | _needed_of_python()
    return package if package.parent in sites else package.parent


def _devices() -> list[str]:
    words = ["--dir", "/dev", "--dir", "/dev/shm"]
    for name in DEVICES:
        words += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    for name, target in (("fd", "fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2")):
        words += ["--symlink", f"/proc/self/{target}", f"/dev/{name}"]
    return words


def scratch_views(readable: Sequence[Path], folders: Iterable[str]) -> list[str]:
    """What is shown below `folders`, which each child covers with its own."""
    shown = _environment_folders() | {Path(path).absolute() for path in readable}
    return sorted(str(path) for path in shown if _inside_any(path, map(Path, folders)))


def _views(readable: Sequence[Path], hidden: Sequence[Path]) -> list[str]:
    """Show folders and cover parts of them, the outer before the inner."""
    system = {Path(path) for path in (*_SYSTEM, *_ETC) if os.path.lexists(path)}
    asked = {Path(path).absolute() for path in readable}
    shown = _environment_folders() | asked
    covered = _covered(hidden, asked, system | shown, shown)
    views = {path: _show(path) for path in system}
    for path in shown:
        if _inside_any(path, covered) or not _inside_any(path, system):
            views[path] = ["--ro-bind", str(path), str(path)]
    views |= {folder: ["--tmpfs", str(folder)] for folder in covered}
    ordered = sorted(views, key=lambda path: (len(path.parts), path))
    words: list[str] = []
    for path in ordered:
        words += _folders_to(path, set(views) - covered) + views[path]
    return words + [word for path in sorted(covered) for word in ("--remount-ro", str(path))]


def _folders_to(path: Path, shown: set[Path]) -> list[str]:
    """Make the parents that no shown folder brings: `bwrap` alone makes them for root only."""
    parents = [
        parent
        for parent in reversed(path.parents)
        if parent != _ROOT and not _inside_any(parent, shown)
    ]
    return [word for parent in parents for word in ("--dir", str(parent))]


def _covered(
    hidden: Sequence[Path], asked: set[Path], visible: set[Path], shown: set[Path]
) -> set[Path]:
    """The folders to hide that would otherwise be seen.

    Raises:
        ValueError: the repository holds what the sandbox must show.
    """
    needed = {*visible, *_needed_of_python()} - asked - _environment_folders()
    needed |= {Path("/usr", part) for part in (*_PREFIX_PARTS, "local/lib", "local/bin")}
    covered = set()
    home = Path(os.path.expanduser("~")).resolve()
    kept = {_kit() / name for name in _NOT_FOR_ANSWERS}
    private = kept | {
        repository(),
        home,
        Path.cwd().resolve(),
        *map(Path, _PRIVATE),
        *_unused_packages(),
    }
    for folder in filter(Path.is_dir, {*hidden, *private}):
        if folder not in asked and not any(
            _within(folder, path) and folder != path for path in visible
        ):
            continue
        lost = [path for path in needed if _within(path, folder)]
        if all(
            any(_within(path, part) and _within(part, folder) for part in shown) for path in lost
        ):
            covered.add(folder)
        elif folder == repository():
            raise ValueError(f"the course lies in {folder}, which the sandbox must show; move it")
    return covered


def _show(path: Path) -> list[str]:
    """A bind, or the same relative symlink (/lib → usr/lib on most systems)."""
    if path.is_symlink() and not (target := path.readlink()).is_absolute():
        return ["--symlink", str(target), str(path)]
    return ["--ro-bind", str(path), str(path)]


def _unused_packages() -> set[Path]:
    """Packages of the Python from which a virtual environment was made without them."""
    library = f"python{sys.version_info.major}.{sys.version_info.minor}"
    folder = Path(sys.base_prefix, "lib", library, "site-packages").resolve()
    used = {Path(path).resolve() for path in sys.path} | _needed_of_python()
    return {folder} - used


def _needed_of_python() -> set[Path]:
    """The folders of the standard library and of installed packages."""
    return {Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "purelib", "platlib")}


def _interpreter() -> Path:
    """This Python by the folder it really is in: it may have been started as ../.venv/bin/python,
    by a way that does not exist inside."""
    started = Path(sys.executable)
    return started.parent.resolve() / started.name


def _environment_folders() -> set[Path]:
    """The parts of this Python's environment, under every name by which they are reached."""
    prefixes = {
        Path(path) for path in (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix)
    }
    hop = _interpreter()
    while hop.is_symlink():  # venv/bin/python → … → the interpreter
        hop = hop.parent / hop.readlink()
        prefixes.add(Path(os.path.normpath(hop)).parent.parent)
    prefixes |= {path.resolve() for path in prefixes}
    parts = {prefix / part for prefix in prefixes for part in _PREFIX_PARTS}
    return {path for path in parts if path.exists()}


def _within(path: Path, folder: Path) -> bool:
    return path == folder or folder in path.parents


def _inside_any(path: Path, folders: Iterable[Path]) -> bool:
    return any(_within(path, folder) for folder in folders)
