"""Wheels for the site: of `course_utils`, of installed packages, and those the kernel brings.

Nothing is downloaded for them. An installed package is packed again from its own list of files, if
it runs without compiled code; the bytes are the same whenever it is done.
"""

from __future__ import annotations

import email
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath
from typing import Any

from packaging.requirements import Requirement

from autograder.common.packing import zip_bytes
from autograder.lite.cache import sha256
from autograder.lite.pyodide import PYTHON, LiteError, normal

_COMPILED = (".so", ".pyd", ".dylib")
_IN_A_BROWSER = {
    "sys_platform": "emscripten",
    "platform_system": "Emscripten",
    "platform_machine": "wasm32",
    "os_name": "posix",
    "python_version": PYTHON,
    "python_full_version": f"{PYTHON}.0",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "extra": "",
}


@dataclass(frozen=True)
class Wheel:
    """A wheel, and what the lock has to say of it."""

    name: str
    version: str
    file_name: str
    data: bytes
    imports: tuple[str, ...]
    depends: tuple[str, ...]

    def entry(self) -> dict[str, Any]:
        """Its entry in a lock."""
        return {
            "name": self.name,
            "version": self.version,
            "file_name": self.file_name,
            "install_dir": "site",
            "sha256": sha256(self.data),
            "package_type": "package",
            "imports": list(self.imports),
            "depends": list(self.depends),
            "unvendored_tests": False,
        }


def requirements(lines: Iterable[str]) -> list[str]:
    """The names of what a package requires in a browser, of the lines of its metadata."""
    asked = [Requirement(line) for line in lines]
    return [
        normal(each.name)
        for each in asked
        if each.marker is None or each.marker.evaluate(dict(_IN_A_BROWSER))
    ]


def installed(name: str) -> Wheel:
    """An installed package; raises LiteError where it is not there, or needs compiled code."""
    try:
        found = distribution(name)
    except PackageNotFoundError as error:
        raise LiteError(
            f"{name} is not installed, and the lessons need it in a browser: make setup"
        ) from error
    files = _files(found)
    if compiled := _only_compiled(files):
        raise LiteError(
            f"{name} needs compiled code ({compiled}), and Pyodide has no {name}: the lessons"
            " cannot use it in a browser"
        )
    kept = {path: data for path, data in files.items() if not path.endswith(_COMPILED)}
    version = found.version
    return Wheel(
        normal(name),
        version,
        f"{normal(name).replace('-', '_')}-{version}-py3-none-any.whl",
        packed(kept),
        top_level(kept),
        tuple(requirements(found.requires or [])),
    )


def brought(path: Path) -> Wheel:
    """A wheel that lies in a file."""
    data = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        at = next(name for name in names if name.endswith(".dist-info/METADATA"))
        about = email.message_from_bytes(archive.read(at))
    return Wheel(
        normal(about["Name"]),
        about["Version"],
        path.name,
        data,
        top_level(names),
        tuple(requirements(about.get_all("Requires-Dist") or [])),
    )


def of_the_course(
    folder: Path, version: str, depends: Iterable[str], more: Mapping[str, bytes]
) -> Wheel:
    """`course_utils`, as it lies in `folder`, with `more` files beside it."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted((folder / "course_utils").rglob("*"))
        if path.is_file()
    }
    info = f"course_utils-{version}.dist-info"
    wanted = tuple(depends)
    asked = "".join(f"Requires-Dist: {name}\n" for name in wanted)
    about = f"Metadata-Version: 2.1\nName: course-utils\nVersion: {version}\n{asked}"
    wheel = "Wheel-Version: 1.0\nGenerator: autograder\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    listed = [*files, *more, f"{info}/METADATA", f"{info}/WHEEL", f"{info}/RECORD"]
    files |= more
    files[f"{info}/METADATA"], files[f"{info}/WHEEL"] = about.encode(), wheel.encode()
    files[f"{info}/RECORD"] = "".join(f"{path},,\n" for path in listed).encode()
    name = f"course_utils-{version}-py3-none-any.whl"
    return Wheel("course-utils", version, name, packed(files), ("course_utils",), wanted)


def packed(files: Mapping[str, bytes]) -> bytes:
    """A wheel of these files; the same files make the same bytes."""
    return zip_bytes(dict(sorted(files.items())))


def top_level(paths: Iterable[str]) -> tuple[str, ...]:
    """What can be imported of files with these paths."""
    found = set()
    for path in paths:
        first, _, rest = path.partition("/")
        if not rest and first.endswith(".py"):
            found.add(first.removesuffix(".py"))
        elif rest.endswith(".py") and not first.endswith((".dist-info", ".data")):
            found.add(first)
    return tuple(sorted(found))


def _files(found: Distribution) -> dict[str, bytes]:
    """What an installed package put beside the others: no scripts, no bytecode."""
    kept = {}
    for path in found.files or []:
        pure = PurePosixPath(path.as_posix())
        if ".." in pure.parts or "__pycache__" in pure.parts or pure.suffix == ".pyc":
            continue
        try:
            kept[str(pure)] = Path(str(path.locate())).read_bytes()
        except OSError as error:
            raise LiteError(
                f"{found.metadata['Name']} is not installed whole ({pure}): make clean setup"
            ) from error
    return kept


def _only_compiled(paths: Iterable[str]) -> str:
    """A module of which there is no Python to run instead; empty where there is none.

    What mypyc compiles runs as the Python that lies beside it, too.
    """
    every = set(paths)
    compiled = sorted(path for path in every if path.endswith(_COMPILED))
    by_mypyc = any("__mypyc." in path for path in compiled)
    for path in compiled:
        source = PurePosixPath(path).with_name(PurePosixPath(path).name.split(".")[0] + ".py")
        if not by_mypyc or ("__mypyc." not in path and str(source) not in every):
            return path
    return ""
