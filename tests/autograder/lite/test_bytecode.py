"""What is compiled when the site is made: the same Python, in the places where it is looked for."""

from __future__ import annotations

import io
import marshal
import zipfile
from pathlib import Path

import pytest

from autograder.lite import bytecode
from autograder.lite.bytecode import STDLIB, compiled
from autograder.lite.cache import Cache
from autograder.lite.compile_sources import main
from autograder.lite.wheels import packed
from tests.support.lite import obtained, or_skip
from tests.support.needs import why_no_node

HEAD = 16  # bytes before the code in a .pyc
WHEEL = {
    "one/__init__.py": b"def answer():\n    return 6 * 7\n",
    "one/template.py": b"class {name}:\n    pass\n",  # no Python
    "one/data.json": b"{}",
    "one-1.dist-info/METADATA": b"Name: one\n",
}


def files_in(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def with_this_python(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lets the Python that runs compile, by the same script; returns what was compiled."""
    asked: list[str] = []

    def run(sources: dict[str, bytes], core: Path) -> dict[str, bytes]:
        asked.extend(sources)
        (core / "in.zip").write_bytes(packed(sources))
        main(str(core / "in.zip"), str(core / "out.zip"))
        return files_in((core / "out.zip").read_bytes())

    monkeypatch.setattr(bytecode, "_run", run)
    return asked


def test_bytecode_stands_for_its_source_and_the_course_keeps_both(
    tmp_path: Path, with_this_python: list[str]
) -> None:
    course = {"course_utils/check/a.py": b"x = 1\n", "course_utils/__init__.py": b""}
    archives = {"one.whl": packed(WHEEL), "c.whl": packed(course), STDLIB: packed({"os.py": b""})}
    made = compiled(archives, tmp_path, Cache(tmp_path / "cache"))
    assert made is not None
    one, own = files_in(made["one.whl"]), files_in(made["c.whl"])
    assert one.keys() == {*WHEEL, "one/__init__.pyc"} - {"one/__init__.py"}
    assert one["one/template.py"] == WHEEL["one/template.py"]
    assert own["course_utils/check/a.py"] == b"x = 1\n"
    assert "course_utils/check/__pycache__/a.cpython-312.pyc" in own
    assert list(files_in(made[STDLIB])) == ["os.pyc"]
    code = marshal.loads(one["one/__init__.pyc"][HEAD:])
    space: dict[str, object] = {}
    exec(code, space)
    assert space["answer"]() == 42  # type: ignore[operator]
    assert code.co_filename == "/lib/python3.12/site-packages/one/__init__.py"


def test_what_was_compiled_once_is_kept_until_it_changes(
    tmp_path: Path, with_this_python: list[str]
) -> None:
    cache = Cache(tmp_path / "cache")
    first = compiled({"one.whl": packed(WHEEL)}, tmp_path, cache)
    with_this_python.clear()
    assert compiled({"one.whl": packed(WHEEL)}, tmp_path, cache) == first
    assert with_this_python == []
    changed = packed({**WHEEL, "one/__init__.py": b"y = 2\n"})
    assert compiled({"one.whl": changed}, tmp_path, cache) != first
    for kept in cache.folder.iterdir():  # a byte of each goes wrong
        kept.write_bytes(kept.read_bytes()[:-1] + b"?")
    with_this_python.clear()
    assert compiled({"one.whl": changed}, tmp_path, cache) is not None
    assert with_this_python != []


def test_where_nothing_can_compile_none_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bytecode, "_compilers", lambda core: [])
    assert compiled({"one.whl": packed(WHEEL)}, tmp_path, Cache(tmp_path / "cache")) is None


@pytest.mark.slow
@pytest.mark.skipif(why_no_node() is not None, reason=str(why_no_node()))
def test_pyodide_itself_compiles_for_its_own_version(tmp_path: Path) -> None:
    with or_skip():
        _, files = obtained().core()
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "pyodide-lock.json").write_text(
        '{"info": {"arch": "wasm32", "platform": "emscripten_3_1_58", "python": "3.12.7",'
        ' "version": "0.27.6"}, "packages": {}}'
    )
    made = compiled({"one.whl": packed(WHEEL)}, tmp_path, Cache(tmp_path / "cache"))
    assert made is not None
    magic = int.from_bytes(files_in(made["one.whl"])["one/__init__.pyc"][:2], "little")
    assert magic == 3531  # of every Python 3.12
