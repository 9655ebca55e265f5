"""Which Pyodide the site holds, and what each of its files must be.

The version is chosen here and nowhere else. `pyodide-lock.json` is the lock of the release, as it
is handed out: it holds the sha256 of every package. What it does not hold is the core, which is
named below. The first core is preferred: the packages of 0.27.7 run in the core of 0.27.6 (both
have the binary interface 2024_0), and with the core of 0.27.7 Safari is reported to hang.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

PYTHON = "3.12"  # what the kernel of the `lite` extra is made for
CORE = ("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"
_HERE = Path(__file__).parent


class LiteError(RuntimeError):
    """The site cannot be made or served; the text says why and what to do."""


@dataclass(frozen=True)
class Core:
    """The interpreter: its version, and the sha256 of its files (None where nobody knows it)."""

    version: str
    files: Mapping[str, str | None]
    note: str = ""  # what to know of a site that is made with it


@dataclass(frozen=True)
class Release:
    """The packages of a release, by the names in its lock, and the cores they run in."""

    version: str
    info: Mapping[str, Any]
    packages: Mapping[str, Mapping[str, Any]]
    cores: tuple[Core, ...] = field(default=())

    @cached_property
    def by_import(self) -> dict[str, str]:
        """The package that provides a top-level import."""
        return {
            each: name for name, package in self.packages.items() for each in package["imports"]
        }

    def closure(self, names: Iterable[str]) -> dict[str, Mapping[str, Any]]:
        """The packages with these names and all that they depend on, in order of their names.

        Raises KeyError for a name that is not in the lock.
        """
        found: dict[str, Mapping[str, Any]] = {}
        todo = [normal(name) for name in names]
        while todo:
            name = todo.pop()
            if name not in found:
                found[name] = self.packages[name]
                todo += [normal(each) for each in found[name]["depends"]]
        return dict(sorted(found.items()))


_CORES = (
    Core(
        "0.27.6",
        {
            "pyodide.js": "823107e246632139cab77b5800a73fb5db2275f726a11a118affc1f14c64b204",
            "pyodide.mjs": "9fc7d11de0b7fab8a45604db1d2df2609fc9bc4f029d091eafbb0601fa6cd435",
            "pyodide.asm.js": "af1e2e8f8d2030f5d4c89ff05de5747820cebf65eca01fe89a46fdd3a4189450",
            "pyodide.asm.wasm": "c99674c2b0c3ab1b758942683ad46004f1967e93e4ad682e9d0ec0c340e09b71",
            "python_stdlib.zip": "b4d44bd9ed296f12447938bb370fd3e8c07e40d0daac473de1edc4a541f43c4c",
        },
    ),
    Core(
        "0.27.7",
        {
            "pyodide.js": "b4cb23a53aba19c221659b9fb40a2f18281d685691dc06647fb0afd0681baf98",
            "pyodide.mjs": "04c052c815abb0bf2981fa38c2dfa58e3120ee5288c956df2b2a15e301782c5f",
            "pyodide.asm.js": "6b4c90de5b7172873f04f21884d0e9d2274e305fe32116558fe3e4fbe3618d51",
            "pyodide.asm.wasm": "a50dd1843f805a0b7c45b61037ee0d7b26dfe85efe0e18ef95a34ad24e401f5f",
            "python_stdlib.zip": "16611534726e5d8ac2bd8f926410b2dcb8d6f49aa24913463533b457a2115c16",
        },
        note="its core 0.27.7 is reported to hang in Safari; with npm installed, 0.27.6 is taken",
    ),
)


def chosen() -> Release:
    """The release that the course is made for."""
    return release_of(json.loads((_HERE / LOCK).read_bytes()), _CORES)


def release_of(lock: Mapping[str, Any], cores: tuple[Core, ...] = ()) -> Release:
    """The release with this lock. Without cores of ours, its own is asked for, unchecked.

    Raises LiteError where it is for another Python than the kernel.
    """
    info = lock["info"]
    if not str(info["python"]).startswith(f"{PYTHON}."):
        raise LiteError(
            f"Pyodide {info['version']} holds Python {info['python']}, and the kernel in the site"
            f" is made for Python {PYTHON}: name a Pyodide 0.27, or change jupyterlite-core and"
            " jupyterlite-pyodide-kernel in pyproject.toml with it"
        )
    packages = {normal(name): package for name, package in lock["packages"].items()}
    own = Core(str(info["version"]), dict.fromkeys(CORE))
    return Release(str(info["version"]), info, packages, cores or (own,))


def normal(name: str) -> str:
    """The name of a package as the lock spells it."""
    return name.lower().replace("_", "-").replace(".", "-")
