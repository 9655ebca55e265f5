"""In the kit, what explorables compute is out of sight, as what `check.lend` lends is.

Before an exercise is done its explorable runs a reference of its own, and that would be an answer
to copy. So the modules of `course_utils/explore/` are packed masked, in one file, and a line in the
place of each opens it when it is imported.
"""

from __future__ import annotations

import ast
from pathlib import Path

from course_utils.sealing import ROOMS_OUT_OF_SIGHT, closed

_COMPUTES = ast.FunctionDef | ast.ClassDef | ast.Assign
_STUB = '''"""{about}

Its source lies in `{archive}`: explorables compute what exercises ask for.
"""

from course_utils.sealing import open_module

open_module(__name__, globals())
'''


def put_out_of_sight(kit: Path) -> None:
    """Close the rooms of a kit's `course_utils` that compute what exercises ask for."""
    for room, archive in ROOMS_OUT_OF_SIGHT.items():
        folder = kit / Path(*room.split("."))
        sources = {}
        for path in sorted(folder.rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            tree = ast.parse(text)
            if not any(isinstance(node, _COMPUTES) for node in tree.body):
                continue
            sources[".".join(path.relative_to(kit).with_suffix("").parts)] = text
            about = (ast.get_docstring(tree) or room).split("\n")[0]
            path.write_text(_STUB.format(about=about, archive=archive), encoding="utf-8")
        if sources:
            target = kit / "course_utils" / archive
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(closed(room, sources))
