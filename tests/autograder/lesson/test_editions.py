"""The edition that is written into each notebook that students get."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import nbformat
import pytest

from autograder.lesson.packing.editions import edition_of, stamp


def released(folder: Path, source: str = "print(1)\nprint(2)") -> Path:
    cells = [
        nbformat.v4.new_markdown_cell("Before.\n\n# Lesson 1 · Tiny\n\nText.", id="text"),
        nbformat.v4.new_code_cell(source, id="code"),
    ]
    path = folder / "01_tiny" / "01_tiny.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_a_notebook_says_which_edition_it_is(tmp_path: Path) -> None:
    path = released(tmp_path)
    cells = nbformat.read(path, as_version=4).cells
    stamp(path, "0.1.0")
    found = edition_of(path, tmp_path)
    assert (found.lesson, found.title) == ("01_tiny", "Lesson 1 · Tiny")
    assert (found.path, found.kit) == ("01_tiny/01_tiny.ipynb", "0.1.0")
    assert found.edition.startswith("0.1.0-")
    about = json.loads(path.read_text())["metadata"]["workbook"]
    assert (about["lesson"], about["kit"]) == ("01_tiny", "0.1.0")
    assert about["edition"] == found.edition
    assert about["texts"] == zlib.crc32("\0".join(cell.source for cell in cells).encode())
    assert nbformat.read(path, as_version=4).cells == cells


@pytest.mark.parametrize(("kit", "source"), [("0.2.0", "print(1)\nprint(2)"), ("0.1.0", "other")])
def test_another_text_or_version_is_another_edition(tmp_path: Path, kit: str, source: str) -> None:
    def edition(kit: str, *source: str) -> str:
        path = released(tmp_path, *source)
        stamp(path, kit)
        return edition_of(path, tmp_path).edition

    assert edition("0.1.0") == edition("0.1.0") != edition(kit, source)
