"""What the lessons need in a browser, and the lock by which Pyodide loads it by itself.

Names come from what the kit asks for. What Pyodide has, in the versions of its lock, is taken from
there; the rest is taken from this environment, with what it requires in turn.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.lite.cache import sha256
from autograder.lite.pyodide import LiteError, Release, normal
from autograder.lite.wheels import Wheel, installed, requirements

# What the kit asks for that a page in a browser has itself, or has no use for.
HAS_ITSELF = frozenset({"ipykernel", "jupyter-client", "jupyterlab", "nbformat", "threadpoolctl"})
# What JupyterLite's kernel loads when it starts; it comes with wheels for the last three.
OF_THE_KERNEL = ("micropip", "ssl", "sqlite3", "jedi", "ipython", "traitlets", "comm")
KERNEL = ("ipykernel", "piplite", "pyodide_kernel")  # as the kernel spells them


@dataclass(frozen=True)
class Needed:
    """What the site holds: packages of the release, and wheels of ours."""

    packages: Mapping[str, Mapping[str, Any]]
    wheels: tuple[Wheel, ...]
    course: tuple[str, ...]  # what course_utils depends on, by the names in the lock


def needed(asked: Iterable[str], release: Release, brought: Iterable[Wheel]) -> Needed:
    """What lessons need whose kit asks for `asked`, the lines of its dependencies.

    Args:
        brought: the wheels that come with JupyterLite's kernel.

    Raises:
        LiteError: something is neither in the release nor can it be taken from here.
    """
    course = tuple(name for name in requirements(asked) if name not in HAS_ITSELF)
    wheels = _newest(brought)
    known = [name for name in (*course, *OF_THE_KERNEL) if name in release.packages]
    packages = release.closure(known)
    todo = [name for name in (*course, *OF_THE_KERNEL) if name not in packages]
    while todo:
        name = todo.pop()
        if name not in packages and name not in wheels:
            wheels[name] = installed(name)
            todo += wheels[name].depends
    return Needed(packages, tuple(wheels[name] for name in sorted(wheels)), course)


def lock_of(
    release: Release, version: str, needed: Needed, files: Mapping[str, bytes], *more: Wheel
) -> str:
    """The site's lock, in the words of Pyodide's.

    Args:
        version: of the core that is to read it: it takes no other.
        files: what the site holds, by file name; of what is not among them the digest stays.
        more: wheels beside those needed.
    """
    packages = {name: {**package} for name, package in needed.packages.items()}
    packages |= {wheel.name: wheel.entry() for wheel in (*needed.wheels, *more)}
    for name, package in packages.items():
        package["depends"] = [normal(each) for each in package["depends"]]
        if gone := [each for each in package["depends"] if each not in packages]:
            raise LiteError(f"{name} needs {gone[0]}, which the site does not hold")
        package["name"] = name
        if package["file_name"] in files:
            package["sha256"] = sha256(files[package["file_name"]])
    whole = {"info": {**release.info, "version": version}, "packages": packages}
    return json.dumps(whole, indent=1, sort_keys=True)


def _newest(brought: Iterable[Wheel]) -> dict[str, Wheel]:
    """The wheels by name; of two with one name, that with the higher version."""
    found: dict[str, Wheel] = {}
    for wheel in sorted(brought, key=lambda each: tuple(map(int, each.version.split(".")))):
        found[wheel.name] = wheel
    return found
