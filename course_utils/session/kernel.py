"""Is this a student's notebook?"""

from __future__ import annotations

import os
import sys
from typing import Any

from course_utils.notebook.kernel import NOBODY_READS

_SHELLS = {"ZMQInteractiveShell", "Interpreter"}  # of ipykernel, and of Pyodide's kernel


def shell() -> Any:
    """The shell of the notebook's kernel that this runs in; None elsewhere."""
    if os.environ.get(NOBODY_READS):
        return None
    ipython = sys.modules.get("IPython")
    found: Any = ipython.get_ipython() if ipython is not None else None
    kinds = {cls.__name__ for cls in type(found).__mro__}
    return None if kinds.isdisjoint(_SHELLS) else found


def this_cell() -> str:
    """The id of the notebook cell that is running, or nothing."""
    try:
        from IPython import get_ipython

        found: Any = get_ipython()
        return str(found.get_parent()["metadata"]["cellId"])
    except (ImportError, AttributeError, KeyError, TypeError):
        return ""
