"""Read a notebook file that a student handed in, or a lesson's own source.

How that is done is `course_utils.notebook.file`: a student's own check does it too. What cannot be
read is a SubmissionError: one sentence that says what is wrong and what to ask of the student.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograder.common.paired import jupytext
from course_utils.notebook import file as notebooks

_ASK = {
    "": "",
    "save": "ask the student to open it in JupyterLab, save it and hand it in again",
    "whole": "ask for the lesson's notebook with the answers in it",
    "outputs": "ask for it again with its outputs cleared",
    "other": "ask for the .ipynb file",
    "again": "ask the student to hand it in again",
    "merge": "ask the student to resolve it and to hand the notebook in again",
}


class SubmissionError(ValueError):
    """A submitted file that cannot be judged; the text says why and what to ask for."""


def read_notebook(path: Path) -> Any:
    """The notebook at `path` in nbformat 4.5; raises SubmissionError."""
    with _asked():
        if path.suffix == ".py":
            return jupytext.reads(notebooks.read_text(path), fmt="py:percent")
        return notebooks.read_notebook(path)


def notebook_in(path: Path, data: bytes) -> Any:
    """The notebook that the bytes of a file called `path` hold; raises SubmissionError."""
    with _asked():
        return notebooks.notebook_in(path, data)


@contextmanager
def _asked() -> Iterator[None]:
    """Say what to ask of the student, where a file cannot be read."""
    try:
        yield
    except notebooks.NotebookError as error:
        sentence = "; ".join(part for part in (error.found, _ASK[error.remedy]) if part)
        raise SubmissionError(sentence) from error
