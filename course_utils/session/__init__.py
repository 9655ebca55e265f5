"""What happens around the cells of a student's notebook: how far one is, what went wrong.

All of it works in a notebook's own kernel. Elsewhere (where work is marked, in a plain Python) it
does nothing, and says nothing.
"""

from __future__ import annotations

from course_utils.session import faults, patience, threads
from course_utils.session.desk import at_work, begin, finished
from course_utils.session.faults import crossed
from course_utils.session.loan import lend
from course_utils.session.sentences import wrapped
from course_utils.session.summary import summary

__all__ = ["at_work", "begin", "crossed", "finished", "install", "lend", "summary", "wrapped"]


def install() -> None:
    """In a notebook's kernel, say in a sentence what goes wrong, or does not end, and train on one
    thread."""
    faults.install()
    patience.install()
    threads.install()
