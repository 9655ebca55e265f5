"""Pyodide's files: from a place that is named or one of those known, each checked, and kept."""

from __future__ import annotations

import io
import json
import tarfile
import threading
import zipfile
from collections.abc import Callable, Collection
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from autograder.cli.main import main
from autograder.lite import sources
from autograder.lite.cache import Cache, sha256
from autograder.lite.obtain import Obtained
from autograder.lite.pyodide import CORE, LOCK, Core, LiteError, chosen, normal, release_of
from autograder.lite.sources import NotHad, Source, files_of, released

A, B = b"the wheel of a", b"the wheel of b"
WANTED = {
    "a": {"file_name": "a-1.whl", "sha256": sha256(A)},
    "b": {"file_name": "b-1.whl", "sha256": sha256(B)},
}


def source(name: str, **files: bytes) -> Source:
    named = {f"{stem}-1.whl": data for stem, data in files.items()}
    return Source(name, lambda wanted: ((n, named[n]) for n in wanted if n in named))


def broken(why: str) -> Source:
    def fetch(wanted: Collection[str]) -> sources.Files:
        raise NotHad(why)
        yield

    return Source("a place without network", fetch)


def obtained(tmp_path: Path, *places: Source, named: Path | None = None) -> Obtained:
    return Obtained(named, Cache(tmp_path / "cache"), sources={"packages": places})


def test_each_file_comes_from_the_first_place_that_has_it(tmp_path: Path) -> None:
    have = obtained(tmp_path, broken("not reached"), source("one", a=A), source("two", a=B, b=B))
    assert have.packages(WANTED) == {"a-1.whl": A, "b-1.whl": B}


def test_what_was_had_once_is_asked_of_nobody_again(tmp_path: Path) -> None:
    obtained(tmp_path, source("one", a=A, b=B)).packages(WANTED)
    assert obtained(tmp_path, broken("not reached")).packages(WANTED)["b-1.whl"] == B


def test_a_file_in_the_cache_that_has_changed_is_had_anew(tmp_path: Path) -> None:
    obtained(tmp_path, source("one", a=A, b=B)).packages(WANTED)
    (tmp_path / "cache" / sha256(A)).write_bytes(b"something else")
    with pytest.raises(LiteError, match=r"a-1\.whl cannot be had"):
        obtained(tmp_path, broken("not reached")).packages(WANTED)
    assert obtained(tmp_path, source("one", a=A)).packages(WANTED)["a-1.whl"] == A


def test_a_file_that_differs_from_the_lock_is_never_taken(tmp_path: Path) -> None:
    with pytest.raises(LiteError) as failed:
        obtained(tmp_path, source("one", a=B, b=B)).packages(WANTED)
    said = str(failed.value)
    assert "Pyodide's a-1.whl cannot be had" in said
    assert f"one: a-1.whl differs from {LOCK}" in said
    assert "make lite PYODIDE=" in said
    assert not (tmp_path / "cache" / sha256(A)).exists()


def test_a_place_that_is_named_comes_first_and_is_not_forgiven_a_wrong_file(tmp_path: Path) -> None:
    place = tmp_path / "release"
    place.mkdir()
    (place / "a-1.whl").write_bytes(A)
    have = obtained(tmp_path, source("one", b=B), named=place)
    assert set(have.packages(WANTED)) == {"a-1.whl", "b-1.whl"}
    (place / "a-1.whl").write_bytes(B)
    other = Obtained(place, Cache(tmp_path / "empty"), sources={})
    with pytest.raises(LiteError, match=r"a-1\.whl in PYODIDE=.* is not the file of Pyodide"):
        other.packages(WANTED)


def test_a_place_that_is_not_there_or_no_archive_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(LiteError, match="is not there; name the folder or the archive"):
        Obtained(tmp_path / "nowhere")
    (tmp_path / "text").write_text("no archive")
    with pytest.raises(LiteError, match="neither a folder nor a whole archive"):
        Obtained(tmp_path / "text")


def test_the_command_says_so_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYODIDE", str(tmp_path / "nowhere"))
    assert main(["lite", "0", "--output", str(tmp_path / "site")]) == 2
    said = capsys.readouterr().err
    assert said.startswith("autograder: PYODIDE=")
    assert said.count("\n") == 1
    assert main(["lite", "--serve", "--output", str(tmp_path)]) == 2
    assert "holds no site; make one first: make lite" in capsys.readouterr().err


def as_folder(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / "deep" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "deep" / name).write_bytes(data)
    return folder


def as_zip(folder: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(folder / "it.whl", "w") as archive:
        for name, data in files.items():
            archive.writestr(f"assets/pyodide/{name}", data)
    return folder / "it.whl"


def as_tar(folder: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(folder / "it.tar.bz2", "w:bz2") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(f"pyodide/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return folder / "it.tar.bz2"


@pytest.mark.parametrize("make", [as_folder, as_zip, as_tar])
def test_a_release_is_read_from_a_folder_and_from_each_kind_of_archive(
    tmp_path: Path, make: Callable[[Path, dict[str, bytes]], Path]
) -> None:
    place = make(tmp_path, {"a-1.whl": A, "b-1.whl": B})
    assert dict(files_of(place, ["b-1.whl", "c-1.whl"])) == {"b-1.whl": B}


def test_an_archive_that_is_cut_short_is_named(tmp_path: Path) -> None:
    whole = as_tar(tmp_path, {"a-1.whl": A * 1000})
    whole.write_bytes(whole.read_bytes()[:60])
    with pytest.raises(NotHad, match="neither a folder nor a whole archive"):
        dict(files_of(whole, ["a-1.whl"]))


def test_an_official_release_is_downloaded_and_one_out_of_reach_is_said(tmp_path: Path) -> None:
    (tmp_path / "0.1").mkdir()
    as_tar(tmp_path, {"a-1.whl": A}).rename(tmp_path / "0.1" / "pyodide-0.1.tar.bz2")

    class Quiet(SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(tmp_path))

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        assert dict(released("0.1", core=False, releases=address).fetch(["a-1.whl"])) == {
            "a-1.whl": A
        }
        with pytest.raises(NotHad, match="not reached"):
            dict(released("0.2", core=True, releases=address).fetch(["a-1.whl"]))
        server.shutdown()


def test_the_second_core_is_taken_where_the_first_cannot_be_had(tmp_path: Path) -> None:
    files = {name: name.encode() for name in CORE}
    known = {name: sha256(data) for name, data in files.items()}
    cores = (Core("1", dict.fromkeys(CORE, "0" * 64)), Core("2", known, "hangs somewhere"))
    place = Source("a place", lambda wanted: iter(files.items()))
    ours = release_of(lock(), cores)
    have = Obtained(None, Cache(tmp_path), sources={"1": [place], "2": [place]}, release=ours)
    assert have.core() == (cores[1], files)
    have = Obtained(None, Cache(tmp_path / "empty"), sources={}, release=ours)
    with pytest.raises(LiteError, match=r"pyodide\.js, pyodide\.mjs, .* cannot be had"):
        have.core()


def lock(python: str = "3.12.7", version: str = "9.9") -> dict[str, Any]:
    return {"info": {"python": python, "version": version}, "packages": {}}


def test_another_release_that_is_named_brings_its_own_lock_and_core(tmp_path: Path) -> None:
    (tmp_path / LOCK).write_text(json.dumps(lock()))
    for name in CORE:
        (tmp_path / name).write_bytes(name.encode())
    have = Obtained(tmp_path, Cache(tmp_path / "cache"), sources={})
    core, files = have.core()
    assert core.version == have.release.version == "9.9"
    assert set(files) == set(CORE)


def test_a_release_for_another_python_is_refused(tmp_path: Path) -> None:
    (tmp_path / LOCK).write_text(json.dumps(lock(python="3.14.0")))
    with pytest.raises(LiteError, match=r"holds Python 3\.14\.0, and the kernel .* Python 3\.12"):
        Obtained(tmp_path)


def test_the_lock_of_the_course_is_whole() -> None:
    own = chosen()
    assert own.packages.keys() == own.closure(own.packages).keys()
    assert all(len(package["sha256"]) == 64 for package in own.packages.values())
    assert all(set(core.files) == set(CORE) for core in own.cores)
    assert own.by_import["sklearn"] == "scikit-learn"
    assert normal("prompt_toolkit") in own.closure(["ipython"])
