"""`nbgrader zip_collect` unpacks what students' archives hold, and no more than fits."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from traitlets.config import Config

from autograder.gradebook.gradebook import settings
from autograder.lesson.course import Course
from autograder.submission.extract import BoundedExtractor

MIB = 2**20


def unpacked(tmp_path: Path, **limits: int) -> dict[str, str]:
    """Extract downloads/ and return all files that were made, by name."""
    config = Config({"BoundedExtractor": limits})
    extractor = BoundedExtractor(config=config)
    extractor.extract(str(tmp_path / "downloads"), str(tmp_path / "extracted"))
    found = (path for path in tmp_path.rglob("*") if path.is_file())
    outside = tmp_path / "downloads"
    kept = [path for path in found if not path.is_relative_to(outside)]
    return {str(p.relative_to(tmp_path)): p.read_text(errors="replace")[:20] for p in kept}


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    folder.mkdir()
    return folder


def test_archives_and_archives_in_them_are_unpacked(tmp_path: Path, downloads: Path) -> None:
    inner = zipped(**{"lesson.ipynb": b"inner"})
    (downloads / "class.zip").write_bytes(zipped(**{"ann.zip": inner, "bob.ipynb": b"bob"}))
    (downloads / "plain.ipynb").write_text("plain")
    found = unpacked(tmp_path)
    assert found["extracted/class/ann/lesson.ipynb"] == "inner"
    assert found["extracted/class/bob.ipynb"] == "bob"
    assert found["extracted/plain.ipynb"] == "plain"


def tarred(*names: str, link: str = "") -> bytes:
    """A compressed tar file; the first name is a symbolic link where `link` says where to."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for number, name in enumerate(names):
            member = tarfile.TarInfo(name)
            if link and number == 0:
                member.type, member.linkname = tarfile.SYMTYPE, link
                archive.addfile(member)
            else:
                member.size = 3
                archive.addfile(member, io.BytesIO(b"tar"))
    return buffer.getvalue()


@pytest.mark.parametrize(
    "name", ["../up.ipynb", "a/../../up.ipynb", "/absolute.ipynb", "..\\up.ipynb", "C:\\up.ipynb"]
)
def test_an_archive_whose_names_lead_out_of_it_stays_packed(
    name: str, tmp_path: Path, downloads: Path
) -> None:
    (downloads / "escape.zip").write_bytes(zipped(**{"in.ipynb": b"in", name: b"x"}))
    (downloads / "escape.tar.gz").write_bytes(tarred("in.ipynb", name))
    (downloads / "fine.tar.gz").write_bytes(tarred("in.ipynb"))
    assert unpacked(tmp_path) == {"extracted/fine/in.ipynb": "tar"}


def test_a_link_is_neither_made_nor_followed(tmp_path: Path, downloads: Path) -> None:
    tar = tarred("link", "link/through.ipynb", "in.ipynb", link=str(tmp_path))
    (downloads / "links.tar.gz").write_bytes(tar)
    (downloads / "link.ipynb").symlink_to("/etc/hostname")
    found = unpacked(tmp_path)
    assert found["extracted/links/in.ipynb"] == "tar"
    assert all(name.startswith("extracted/links/") for name in found), found
    assert not any(path.is_symlink() for path in (tmp_path / "extracted").rglob("*"))


@pytest.mark.parametrize("kind", ["zip", "nested", "tar", "files"])
def test_a_bomb_stays_packed_and_the_others_are_unpacked(
    kind: str, tmp_path: Path, downloads: Path
) -> None:
    zeros = bytes(20 * MIB)
    if kind == "zip":
        (downloads / "bomb.zip").write_bytes(zipped(zeros=zeros))
    elif kind == "nested":
        (downloads / "bomb.zip").write_bytes(zipped(**{"inner.zip": zipped(zeros=zeros)}))
    elif kind == "files":
        (downloads / "bomb.zip").write_bytes(zipped(**{str(n): b"" for n in range(500)}))
    else:
        with tarfile.open(downloads / "bomb.tar.gz", "w:gz") as archive:
            member = tarfile.TarInfo("zeros")
            member.size = len(zeros)
            archive.addfile(member, io.BytesIO(zeros))
    (downloads / "fine.zip").write_bytes(zipped(**{"fine.ipynb": b"fine"}))
    (downloads / "damaged.zip").write_bytes(zipped(**{"a.ipynb": b"a" * 100})[:60])
    found = unpacked(tmp_path, most_bytes=10 * MIB, most_files=400)
    assert found["extracted/fine/fine.ipynb"] == "fine"
    assert not any("zeros" in name or "bomb/4" in name for name in found)


def test_the_course_uses_it(course: Course) -> None:
    assert (
        settings(course).ZipCollectApp.extractor_plugin
        == "autograder.submission.extract.BoundedExtractor"
    )
