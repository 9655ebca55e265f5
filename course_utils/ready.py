"""Pictures in a lesson wait for the exercises that they run, instead of failing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from traceback import walk_tb

import matplotlib.pyplot as plt

from course_utils.remember import held
from course_utils.session.frames import is_own
from course_utils.session.sentences import explain, named, unwritten, wrapped


@contextmanager
def if_ready(prediction: str = "") -> Iterator[None]:
    """Draw a picture; if an exercise it needs is not done yet, say so in one line instead.

    What goes wrong inside the block is told in that line, whatever it is. With the name of a
    `prediction` the picture opens once that is made; the cells below run on meanwhile.
    """
    try:
        with held(prediction):
            yield
    except Exception as error:
        plt.close("all")
        print(wrapped(_said(error), ""))


def _said(error: Exception) -> str:
    if item := unwritten(error):
        return f"This picture waits for {named(item)}, which is not written yet."
    if isinstance(error, NotImplementedError):
        return f"This picture waits for an exercise above. {explain(error)}"
    if isinstance(error, NameError) and error.name and _in_the_cell_itself(error):
        return (
            f"This picture needs `{error.name}`, which a cell above makes once it has all that"
            " it needs."
        )
    return f"This picture cannot be drawn yet. {explain(error)}"


def _in_the_cell_itself(error: Exception) -> bool:
    """Whether it was raised by a line of the cell that draws, not by a function that it calls."""
    files = [frame.f_code.co_filename for frame, _ in walk_tb(error.__traceback__)]
    first_own = next(filter(is_own, files), "")
    return bool(files) and files[-1] == first_own
