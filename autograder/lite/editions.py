"""Which edition of a lesson a notebook is: written into it, so that a newer one is told apart."""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import nbformat

METADATA = "workbook"  # the key in a notebook's metadata
_DIGITS = 8


@dataclass(frozen=True)
class Edition:
    """A lesson as the site holds it.

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


def stamp(notebook: Path, folder: Path, kit: str) -> Edition:
    """Write the edition into a released notebook below `folder`; returns it.

    `texts` in it is a check sum of the cells, by which a notebook that was never changed is told.
    """
    text = notebook.read_text(encoding="utf-8")
    content = nbformat.reads(text, as_version=4)  # its texts in one piece, as a server sends them
    digest = hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
    path = notebook.relative_to(folder).as_posix()
    found = Edition(notebook.stem, _title(content), path, kit, f"{kit}-{digest}")
    about = {key: asdict(found)[key] for key in ("lesson", "kit", "edition")}
    sources = "\0".join(cell.source for cell in content.cells)
    content.metadata[METADATA] = {**about, "texts": zlib.crc32(sources.encode())}
    written = json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True)
    notebook.write_text(f"{written}\n", encoding="utf-8")
    return found


def _title(content: Any) -> str:
    """The first heading of a notebook."""
    for cell in content.cells:
        for line in cell.source.splitlines() if cell.cell_type == "markdown" else ():
            if line.startswith("# "):
                return line[2:].strip()
    return ""
