"""Feedback pages as the archives that learning systems take, or as a folder for each student.

Moodle's "Upload multiple feedback files in a zip" reads name, number and plug-in from the folder
that it had the hand-in in. Canvas's "Upload Submissions" reads the student's and the file's number
from the name that it gave the hand-in, and shows what it is given under the hand-in's own name:
so that it opens, the page goes into a file of that kind.
"""

from __future__ import annotations

from collections.abc import Sequence

import nbformat

from autograder.common.packing import zip_bytes
from autograder.handback.pages import Page
from autograder.intake.downloads.systems import canvas, moodle

Files = tuple[dict[str, bytes], dict[str, str]]
"""What to write, by path; and for each student who is left out, why."""


def moodle_files(lesson: str, ready: Sequence[Page]) -> Files:
    """One folder for each participant, named as in Moodle's own download."""
    files, problems = {}, {}
    for page in ready:
        places = (moodle.folder_of(attempt.original_name) for attempt in page.attempts)
        folder = next(filter(None, places), "")
        if folder:
            files[f"{folder}/{lesson}.html"] = page.html
        else:
            problems[page.student] = _not_from("Moodle")
    return files, problems


def canvas_files(lesson: str, ready: Sequence[Page]) -> Files:
    """A file for each hand-in, under the name that Canvas gave it."""
    files: dict[str, bytes] = {}
    problems, owners = {}, dict[str, str]()
    for page in ready:
        names = (canvas.file_of(attempt.original_name) for attempt in page.attempts)
        name = next(filter(None, names), "")
        if not name:
            problems[page.student] = _not_from("Canvas")
        elif name in files:
            problems[page.student] = (
                f"handed in the same file as {owners[name]}, whose page Canvas shows to the group"
            )
        else:
            owners[name] = page.student
            files[name] = _as_kind_of(name, f"{lesson}.html", page.html)
    return files, problems


def folder_files(lesson: str, ready: Sequence[Page]) -> Files:
    """A folder for each student."""
    return {f"{page.student}/{lesson}.html": page.html for page in ready}, {}


def _as_kind_of(name: str, page_name: str, html: bytes) -> bytes:
    """The page in a file that opens under a name: a notebook that shows it, or a zip that holds it.

    A page that was handed in as a page stays one.
    """
    kind = name.lower().rpartition(".")[2]
    if kind in ("html", "htm"):
        return html
    if kind == "zip":
        return zip_bytes({page_name: html})
    shown = nbformat.v4.new_output("display_data", data={"text/html": html.decode("utf-8")})
    cell = nbformat.v4.new_code_cell("# Feedback", outputs=[shown], id="feedback")
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata=about)
    return (nbformat.writes(notebook) + "\n").encode("utf-8")


def _not_from(system: str) -> str:
    return (
        f"no hand-in came in {system}'s download, so {system}'s name for it is not known;"
        f" autograder collect that download, or return the page with --format folders or email"
    )
