"""Python that is compiled when the site is made, so that no start in a browser does it again.

A tab keeps no bytecode: each start would compile IPython, NumPy and Matplotlib anew, a third of
its time. What is compiled stands in the place of its source, but for `course_utils`, whose lines
are shown in errors: it has both.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from autograder.common.packing import zip_bytes
from autograder.lite.cache import Cache, sha256
from autograder.lite.pyodide import CORE, PYTHON

STDLIB = "python_stdlib.zip"
NOT_COMPILED = (
    f"each start of Python will take a third longer: neither Python {PYTHON} nor Node is here to"
    " compile the packages; install one of them and make the site again"
)
_HERE = Path(__file__).parent
_SCRIPT = _HERE / "compile_sources.py"
_PLACES = {STDLIB: f"/lib/python{PYTHON.replace('.', '')}.zip"}
_PLACE = f"/lib/python{PYTHON}/site-packages"
_CACHED = f".cpython-{PYTHON.replace('.', '')}.pyc"
_EDITION = b"1"  # of what is made here


def compiled(archives: Mapping[str, bytes], core: Path, cache: Cache) -> dict[str, bytes] | None:
    """Wheels and the standard library, by file name, with their Python compiled.

    Args:
        core: a folder with Pyodide's core and a lock, to compile in where no other Python can.
        cache: keeps what was made once.

    Returns: archives of the same names; None where nothing here can compile.
    """
    done: dict[str, bytes] = {}
    left: dict[str, bytes] = {}
    for name, data in archives.items():
        kept = cache.made_of(_key(name, data))
        if kept is None:
            left[name] = data
        else:
            done[name] = kept
    sources: dict[str, bytes] = {}
    for name, data in left.items():
        for path, text in _sources(data).items():
            sources.setdefault(f"{_PLACES.get(name, _PLACE)}/{path}", text)
    found = _run(sources, core) if sources else {}
    if found is None:
        return None
    for name, data in left.items():
        done[name] = _with(name, data, sources, found)
        cache.put_made(_key(name, data), done[name])
    return {name: done[name] for name in archives}


def _key(name: str, data: bytes) -> str:
    return sha256(_EDITION + name.encode() + b"\0" + sha256(data).encode())


def _sources(data: bytes) -> dict[str, bytes]:
    """The Python in an archive that somebody may import, by its path."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".py")]
        beside = (".data", ".dist-info")
        return {name: archive.read(name) for name in names if not _first(name).endswith(beside)}


def _first(path: str) -> str:
    return path.partition("/")[0]


def _with(
    name: str, data: bytes, sources: Mapping[str, bytes], found: Mapping[str, bytes]
) -> bytes:
    """An archive with what was compiled of it."""
    own = _sources(data)
    made: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for path in (each for each in archive.namelist() if not each.endswith("/")):
            place = f"{_PLACES.get(name, _PLACE)}/{path}"
            bytecode = found.get(place)
            is_of_it = path in own and sources.get(place) == own[path]
            if bytecode is None or not is_of_it:
                made[path] = archive.read(path)
            elif _first(path) == "course_utils":
                pure = PurePosixPath(path)
                made[path] = archive.read(path)
                made[f"{pure.parent}/__pycache__/{pure.stem}{_CACHED}"] = bytecode
            else:
                made[f"{path}c"] = bytecode
    return zip_bytes(made)


def _run(sources: Mapping[str, bytes], core: Path) -> dict[str, bytes] | None:
    """The bytecode of sources, by their places; None where nothing here can make it."""
    with tempfile.TemporaryDirectory(prefix="compile-") as folder:
        asked, made = Path(folder) / "sources.zip", Path(folder) / "compiled.zip"
        asked.write_bytes(zip_bytes(sources))
        for command in _compilers(core):
            words = [*command, str(_SCRIPT), str(asked), str(made)]
            done = subprocess.run(words, capture_output=True, check=False)
            if done.returncode == 0:
                with zipfile.ZipFile(made) as archive:
                    return {name: archive.read(name) for name in archive.namelist()}
    return None


def _compilers(core: Path) -> list[list[str]]:
    """Commands, each of which compiles for the browser's Python."""
    found = []
    version = ".".join(map(str, sys.version_info[:2]))
    own = sys.executable if version == PYTHON else shutil.which(f"python{PYTHON}")
    if own:
        found.append([own, "-I", "-B"])
    node = shutil.which("node") or shutil.which("nodejs")
    if node and all((core / name).is_file() for name in CORE):
        found.append([node, str(_HERE / "compile_sources.mjs"), str(core)])
    return found
