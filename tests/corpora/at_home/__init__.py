"""Changes to solved notebooks, as people make them, that cost nothing at home, or say why.

Each is of a kind; an exercise is named where the change is in its cell, so that many can be taken
in one notebook.
"""

from tests.corpora.at_home import cells, lines, processes, values
from tests.corpora.at_home.edit import EDITS, Edit, packed

__all__ = ["EDITS", "Edit", "cells", "lines", "packed", "processes", "values"]
