"""The first page of the browser edition, with one small lesson, and what a student keeps there."""

from __future__ import annotations

import io
import json
import os
import zipfile
import zlib
from pathlib import Path

import nbformat
from playwright.sync_api import Page

NAME = "01_tiny"
PATH = f"{NAME}/{NAME}.ipynb"
KEEP = """async files => {
    const { keep } = await import(`${location.pathname}store.js`);
    const whole = files.map(each => ({ ...each, modified: new Date(each.modified) }));
    await keep(location.pathname, whole);
}"""
SAVED = """async () => {
    const { saved } = await import(`${location.pathname}store.js`);
    return Object.fromEntries(await saved(location.pathname));
}"""
WHEN = "2026-10-12T01:59:00Z"
KEPT_BESIDE = {
    f"{NAME}/.{NAME}.progress.json": '{"passed": {"test_a": "x"}}',
    f"{NAME}/.{NAME}.predictions.json": '{"more": 3}',
}


def notebook(source: str, edition: str = "0.1.0-aaaa") -> str:
    cells = [nbformat.v4.new_code_cell(source, id="answer")]
    made = nbformat.v4.new_notebook(cells=cells)
    made.metadata["workbook"] = {"lesson": NAME, "kit": "0.1.0", "edition": edition}
    made.metadata["workbook"]["texts"] = zlib.crc32(f"# {edition}".encode())
    return nbformat.writes(made)


def put(path: Path, text: str) -> None:
    """Write a file of the site; a server tells its editions apart by the second."""
    before = path.stat().st_mtime if path.exists() else 0.0
    path.write_text(text)
    later = max(path.stat().st_mtime, before + 2)
    os.utime(path, (later, later))


def publish(folder: Path, edition: str) -> None:
    (folder / "files" / NAME).mkdir(parents=True, exist_ok=True)
    put(folder / "files" / PATH, notebook(f"# {edition}", edition))
    lesson = {"lesson": NAME, "title": "Lesson 1 · Tiny", "path": PATH, "kit": "0.1.0"}
    about = {"kit": "0.1.0", "lessons": [{**lesson, "edition": edition}], "python": {}}
    put(folder / "workbook.json", json.dumps(about))


def save(page: Page, source: str, *, path: str = PATH, edition: str = "0.1.0-aaaa") -> None:
    file = {"path": path, "text": notebook(source, edition), "modified": WHEN}
    page.evaluate(KEEP, [file])


def sources(page: Page) -> dict[str, str]:
    """The text of the one cell of each notebook that is saved."""
    models = page.evaluate(SAVED)
    return {
        path: model["content"]["cells"][0]["source"]
        for path, model in models.items()
        if model["type"] == "notebook"
    }


def take(page: Page, name: str, content: bytes) -> None:
    page.set_input_files("#file", {"name": name, "mimeType": "", "buffer": content})


def zipped(files: dict[str, str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()
