"""The site, searched file by file and inside its archives, holds nothing secret."""

from __future__ import annotations

import _imp
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from autograder.lesson.course import Course
from autograder.lesson.leaks import find_leaks
from autograder.lesson.lesson import Lesson
from autograder.lite.cache import sha256
from autograder.lite.pyodide import CORE, chosen
from autograder.lite.site import PYODIDE, build
from autograder.lite.wheels import installed
from tests.support.lite import obtained, or_skip

READ = {".ipynb", ".json", ".py"}  # kinds that the search for leaks knows; others are text to it


def held(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder but the core of Pyodide, and what archives among them hold.

    Bytecode is left out where its source lies beside it.
    """
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.name not in CORE:
            yield from unpacked(path.relative_to(folder).as_posix(), path.read_bytes())


def published(name: str, file: str) -> dict[str, bytes]:
    """The files of a package that is not ours, as it is handed out: the site's wheel holds these.

    Pyodide's own are known by their digest, from the lock; the rest is installed here.
    """
    package = chosen().packages.get(name, {})
    if package.get("file_name") != file:
        return files_of(installed(name).data)
    return files_of(obtained().packages({name: package})[file])


def files_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name[-1] != "/"}


def of_others(path: Path, name: str, brought: Mapping[str, bytes]) -> bool:
    """Whether a wheel in the site is what its authors handed out, but for what was compiled."""
    had = files_of(brought[path.name]) if path.name in brought else published(name, path.name)
    return all(
        had.get(member) == data or (member.endswith(".pyc") and is_made_of(data, had[member[:-1]]))
        for member, data in files_of(path.read_bytes()).items()
    )


def is_made_of(bytecode: bytes, source: bytes) -> bool:
    """Whether bytecode says of itself that this is its source."""
    magic = int.from_bytes(bytecode[:4], "little")
    return bytecode[8:16] == _imp.source_hash(magic, source)


def unpacked(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    if "/__pycache__/" not in name:
        yield name, data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for each in archive.namelist():
                yield from unpacked(f"{name}/{each}", archive.read(each))


def found_in(files: Mapping[str, bytes], lessons: list[Lesson], work: Path) -> list[str]:
    """Secret lines, and sentences about known mistakes, each with its file."""
    for number, (name, data) in enumerate(files.items()):
        suffix = Path(name).suffix
        (work / f"{number}{suffix if suffix in READ else '.txt'}").write_bytes(data)
    names = list(files)
    lines = [f"{names[int(leak.path.split('.')[0])]}: {leak}" for leak in find_leaks(work, lessons)]
    sentences = {
        " ".join(mistake.sentence.split()).encode()
        for lesson in lessons
        for exercise in lesson.exercises
        for mistake in exercise.misconceptions
    }
    assert sentences
    flat = {name: b" ".join(data.split()) for name, data in files.items()}
    return lines + [
        f"{name}: {sentence.decode()}"
        for name, data in flat.items()
        for sentence in sentences
        if sentence in data
    ]


def test_the_search_finds_what_lies_in_an_archive_in_an_archive(root: Path, tmp_path: Path) -> None:
    lesson = Course(root).lesson("01_logistic_regression")
    exercise = lesson.exercise("sigmoid")
    secrets = f"{exercise.cell.solved}\n{exercise.misconceptions[0].sentence}"
    wheel, whole = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("course_utils/it.py", secrets)
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("it.whl", wheel.getvalue())
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "it.zip").write_bytes(whole.getvalue())
    (tmp_path / "work").mkdir()
    found = found_in(dict(held(tmp_path / "site")), [lesson], tmp_path / "work")
    assert [each for each in found if "an answer" in each]
    assert [each for each in found if exercise.misconceptions[0].sentence.split()[0] in each]
    assert all(each.startswith("it.zip/it.whl/course_utils/it.py: ") for each in found)


@pytest.mark.long
def test_the_site_is_whole_and_holds_no_answer_no_hidden_test_and_no_sentence_about_a_mistake(
    root: Path, tmp_path: Path
) -> None:
    course = Course(root)
    lessons = course.all_lessons()
    with or_skip():
        build(course, lessons, tmp_path / "site", obtained())
    site = tmp_path / "site"
    for page in (site / app / "index.html" for app in (".", "notebooks", "lab", "tree")):
        assert '<html lang="en">' in page.read_text()
        assert '<link rel="icon" href="' in page.read_text()
    brought = {path.name: path.read_bytes() for path in site.glob("extensions/**/pypi/*.whl")}
    packages = json.loads((site / PYODIDE / "pyodide-lock.json").read_text())["packages"]
    for name, package in packages.items():
        path = site / PYODIDE / package["file_name"]
        assert sha256(path.read_bytes()) == package["sha256"]
        if name != "course-utils":
            assert of_others(path, name, brought), path.name
            path.unlink()
    files = dict(held(site))
    assert any(name.endswith("course_utils/__init__.py") for name in files)
    assert f"files/{lessons[1].name}/{lessons[1].name}.ipynb" in files
    (tmp_path / "work").mkdir()
    assert found_in(files, lessons, tmp_path / "work") == []
