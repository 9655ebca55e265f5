"""Right answers in other styles.

`NN_style.py` holds answers to exercises of lesson NN, each in a cell of its own.
"""

from __future__ import annotations

from pathlib import Path

import jupytext

VARIANTS = sorted(Path(__file__).parent.glob("[0-9]*.py"))


def answers(path: Path) -> dict[str, str]:
    """The cells of a file of variants, by the exercise that each answers."""
    _about, *cells = jupytext.read(path, fmt="py:percent").cells
    found = {cell.metadata.get("exercise", ""): cell.source for cell in cells}
    assert "" not in found, f"{path.name}: a cell does not say which exercise it answers"
    assert len(found) == len(cells), f"{path.name} answers an exercise twice"
    return found
