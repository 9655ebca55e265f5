"""Wheels and the lock of the site: what `from course_utils import …` loads, and from where."""

from __future__ import annotations

import io
import json
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from autograder.lesson.packing.kit import is_needed, project_of
from autograder.lite.cache import sha256
from autograder.lite.lock import HAS_ITSELF, Needed, lock_of, needed
from autograder.lite.pyodide import LiteError, chosen
from autograder.lite.site import fonts
from autograder.lite.wheels import (
    Wheel,
    brought,
    installed,
    of_the_course,
    packed,
    requirements,
    top_level,
)
from tests.support import ROOT


def stub(name: str, number: str = "1.0", *depends: str) -> Wheel:
    return Wheel(name, number, f"{name}-{number}-py3-none-any.whl", b"", (name,), depends)


KERNEL = [stub("widgetsnbextension", "4.0.999"), stub("widgetsnbextension", "3.6.999")]


def asked() -> list[str]:
    return [line for line in project_of(ROOT)["dependencies"] if is_needed(line)]


def names_in(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()


def test_an_installed_package_is_packed_as_it_is_and_always_the_same() -> None:
    wheel = installed("ipywidgets")
    assert wheel.version == version("ipywidgets")
    assert wheel.file_name == f"ipywidgets-{wheel.version}-py3-none-any.whl"
    assert wheel.imports == ("ipywidgets",)
    assert {"comm", "ipython", "traitlets", "jupyterlab-widgets"} <= set(wheel.depends)
    assert not [name for name in names_in(wheel.data) if ".pyc" in name or ".." in name]
    assert installed("ipywidgets").data == wheel.data


def test_compiled_code_is_refused_by_name() -> None:
    with pytest.raises(LiteError, match=r"pyzmq needs compiled code \(.*\), and Pyodide has no"):
        installed("pyzmq")
    with pytest.raises(LiteError, match="no-such-package is not installed"):
        installed("no-such-package")


def test_requirements_are_those_of_a_browser() -> None:
    lines = [
        "numpy>=2",
        "colorama; sys_platform == 'win32'",
        "Typing_Extensions; python_version < '3.13'",
        "pytest; extra == 'test'",
    ]
    assert requirements(lines) == ["numpy", "typing-extensions"]


def test_what_can_be_imported_is_told_by_the_files() -> None:
    paths = ["one/__init__.py", "two.py", "one-1.dist-info/METADATA", "share/x.json", "a/data.txt"]
    assert top_level(paths) == ("one", "two")


def test_course_utils_is_the_kits_with_its_requirements(tmp_path: Path) -> None:
    (tmp_path / "course_utils" / "deep").mkdir(parents=True)
    (tmp_path / "course_utils" / "deep" / "data.npz").write_bytes(b"numbers")
    (tmp_path / "course_utils" / "__init__.py").write_text("")
    made = of_the_course(tmp_path, "0.1.0+abc", ["numpy", "scipy"], {"matplotlib/x.json": b"{}"})
    names = names_in(made.data)
    assert {"course_utils/deep/data.npz", "matplotlib/x.json"} < set(names)
    assert made.entry()["imports"] == ["course_utils"]
    (tmp_path / "wheel").mkdir()
    path = tmp_path / "wheel" / made.file_name
    path.write_bytes(made.data)
    again = brought(path)
    assert (again.name, again.version) == ("course-utils", "0.1.0+abc")
    assert again.depends == ("numpy", "scipy")
    with zipfile.ZipFile(path) as archive:
        record = archive.read("course_utils-0.1.0+abc.dist-info/RECORD").decode()
    assert [line.split(",")[0] for line in record.splitlines()] != []
    assert {line.split(",")[0] for line in record.splitlines()} == set(names)


def test_everything_the_kit_asks_for_is_in_the_lock_with_what_it_needs() -> None:
    release = chosen()
    need = needed(asked(), release, KERNEL)
    course = stub("course-utils", "0.1.0", *need.course)
    whole = json.loads(lock_of(release, "0.27.6", need, {}, course))
    packages = whole["packages"]
    assert whole["info"]["version"] == "0.27.6"
    assert {"numpy", "matplotlib", "ipywidgets"} <= set(packages["course-utils"]["depends"])
    assert "widgetsnbextension" in packages["ipywidgets"]["depends"]
    assert packages["widgetsnbextension"]["version"] == "4.0.999"
    for name, package in packages.items():
        assert set(package["depends"]) <= packages.keys(), name
        assert {"file_name", "sha256", "imports"} <= package.keys(), name
    assert not HAS_ITSELF & set(need.course)


def test_what_the_course_asks_for_besides_comes_from_this_environment() -> None:
    need = needed([*asked(), "comm", "threadpoolctl>=3"], chosen(), KERNEL)
    assert "threadpoolctl" not in need.course
    (comm,) = (wheel for wheel in need.wheels if wheel.name == "comm")
    assert comm.entry()["sha256"] == sha256(comm.data)
    with pytest.raises(LiteError, match="pyzmq needs compiled code"):
        needed([*asked(), "pyzmq"], chosen(), KERNEL)


def test_a_wheel_whose_needs_are_not_there_is_refused() -> None:
    alone = Needed({}, (stub("one", "1.0", "two"),), ())
    with pytest.raises(LiteError, match="one needs two, which the site does not hold"):
        lock_of(chosen(), "0.27.6", alone, {})


def test_matplotlib_finds_its_list_of_fonts_up_to_date() -> None:
    source = "class FontManager:\n    __version__ = 330\n"
    files = {
        "matplotlib/font_manager.py": source.encode(),
        "matplotlib/fontlist.json": json.dumps({"_version": 390, "ttflist": []}).encode(),
    }
    assert json.loads(fonts(packed(files))) == {"_version": 330, "ttflist": []}
