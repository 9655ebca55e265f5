"""Which edition of a lesson a notebook is: written into it, so that a newer one is told apart."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

METADATA = "workbook"  # the key in a notebook's metadata
_DIGITS = 8


@dataclass(frozen=True)
class Edition:
    """A lesson as a kit holds it.

    Attributes:
        lesson: its name.
        title: its heading.
        path: of the notebook, from the folder of the lessons.
        kit: the version of the course.
        edition: the version with a digest of the notebook: two texts never share it.
    """

    lesson: str
    title: str
    path: str
    kit: str
    edition: str


def stamp(notebook: Path, kit: str) -> None:
    """Write its edition into a released notebook, for the kit of this version.

    `texts` in it is a check sum of the cells, by which a notebook that was never changed is told.
    """
    text = notebook.read_text(encoding="utf-8")
    content = nbformat.reads(text, as_version=4)
    digest = hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
    sources = "\0".join(cell.source for cell in content.cells)
    content.metadata[METADATA] = {
        "lesson": notebook.stem,
        "kit": kit,
        "edition": f"{kit}-{digest}",
        "texts": zlib.crc32(sources.encode()),
    }
    notebook.write_text(nbformat.writes(content) + "\n", encoding="utf-8")


def edition_of(notebook: Path, folder: Path) -> Edition:
    """The edition that is written into a notebook below `folder`."""
    content = nbformat.read(notebook, as_version=4)
    about = content.metadata[METADATA]
    path = notebook.relative_to(folder).as_posix()
    return Edition(about["lesson"], _title(content), path, about["kit"], about["edition"])


def _title(content: Any) -> str:
    """The first heading of a notebook."""
    for cell in content.cells:
        for line in cell.source.splitlines() if cell.cell_type == "markdown" else ():
            if line.startswith("# "):
                return line[2:].strip()
    return ""
