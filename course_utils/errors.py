"""An error in a student's function, said in a line."""

from __future__ import annotations

import traceback
from pathlib import Path

from course_utils.check import CheckFailed

_HERE = str(Path(__file__).parent)


def explain(error: BaseException) -> str:
    """One line of plain text: what went wrong, and in which line of the student's own code."""
    if isinstance(error, CheckFailed):
        return error.sentence
    if isinstance(error, NotImplementedError):
        return "It is not written yet."
    kind = type(error).__name__
    text = " ".join(str(error).split())[:200]
    said = f"{kind}: {text}" if text else kind
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if _is_student_code(frame.filename):
            line = f" ({frame.line.strip()[:80]})" if frame.line else ""
            return f"{said}, in {frame.name}, line {frame.lineno}{line}."
    return f"{said}."


def _is_student_code(filename: str) -> bool:
    return not (filename.startswith(_HERE) or "site-packages" in filename or "<__array" in filename)
