"""The edition that is written into each notebook of the site."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import nbformat
import pytest

from autograder.lite.editions import stamp


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
    found = stamp(path, tmp_path, "0.1.0")
    assert (found.lesson, found.title) == ("01_tiny", "Lesson 1 · Tiny")
    assert found.path == "01_tiny/01_tiny.ipynb"
    content = json.loads(path.read_text())
    about = content["metadata"]["workbook"]
    assert (about["lesson"], about["kit"]) == ("01_tiny", "0.1.0")
    assert about["edition"] == found.edition
    assert found.edition.startswith("0.1.0-")
    sources = [cell["source"] for cell in content["cells"]]
    assert sources[1] == "print(1)\nprint(2)"  # in one piece, as JupyterLab wants it
    assert about["texts"] == zlib.crc32("\0".join(sources).encode())


@pytest.mark.parametrize(("kit", "source"), [("0.2.0", "print(1)\nprint(2)"), ("0.1.0", "other")])
def test_another_text_or_version_is_another_edition(tmp_path: Path, kit: str, source: str) -> None:
    first = stamp(released(tmp_path), tmp_path, "0.1.0")
    again = stamp(released(tmp_path), tmp_path, "0.1.0")
    other = stamp(released(tmp_path, source), tmp_path, kit)
    assert first == again
    assert first.edition != other.edition
