"""Random damage to a real submission: to the parts of the notebook, or to the bytes of its file.

The same number always makes the same damage.
"""

from __future__ import annotations

import contextlib
import copy
import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

Part = tuple[Any, Any]  # something that holds others, and the key or index of one of them

JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1.5,
    10**40,
    float("nan"),
    "",
    "x",
    "\0",
    "\ud800",
    "﷽" * 500,
    "sigmoid",
    [],
    [[]],
    {},
    {"": {}},
    [None],
    {"nbgrader": {"grade_id": ["sigmoid"], "points": "many"}},
)
LINES = (
    "raise SystemExit",
    "exit()",
    "import os; os._exit(3)",
    "%reset -f",
    "globals().clear()",
    "del np",
    "np = None",
    "print = int = len = None",
    "    indented",
    "\tx = 1",
    "input()",
    "await something",
    "return 5",
    "!false",
    "%%nothing",
    "?",
    "def f(:",
    "'''",
    "import sys; sys.modules.clear()",
    "import sys; sys.stdout = sys.stderr = None",
    "from course_utils import *",
    "raise BaseException('x')",
    "class np: pass",
    "(" * 300,
    "\x0c\u2028\ufeff\u00a0x = 1",
    "<<<<<<< HEAD",
    "sigmoid = log_odds = None",
)


def mutated(notebook: Any, number: int) -> bytes:
    """The file of a notebook with a few kinds of damage, chosen by `number`."""
    rng = random.Random(number)
    nb = json.loads(json.dumps(notebook))
    for _ in range(rng.randint(1, 4)):
        # What it wants to change may have been damaged before.
        with contextlib.suppress(LookupError, TypeError, ValueError, AttributeError):
            rng.choice(STRUCTURE)(nb, rng)
    with _as_deep_as_it_is():
        data = json.dumps(nb, indent=rng.choice([None, 1])).encode()
    if rng.random() < 0.3:
        for _ in range(rng.randint(1, 3)):
            data = rng.choice(BYTES)(data, rng)
    return data


@contextlib.contextmanager
def _as_deep_as_it_is() -> Iterator[None]:
    """What was nested more than once is deeper than Python goes by itself."""
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(10 * usual)
    try:
        yield
    finally:
        sys.setrecursionlimit(usual)


def _parts(node: Any) -> Iterator[Part]:
    """Everything inside, at any depth, as (holder, key)."""
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in list(items):
        yield node, key
        if isinstance(value, (dict, list)):
            yield from _parts(value)


def _any_part(nb: Any, rng: random.Random) -> Part:
    return rng.choice(list(_parts(nb)))


def _cell(nb: Any, rng: random.Random) -> Any:
    return rng.choice(nb["cells"])


def _code(nb: Any, rng: random.Random) -> Any:
    return rng.choice([cell for cell in nb["cells"] if cell["cell_type"] == "code"])


def put_junk(nb: Any, rng: random.Random) -> None:
    holder, key = _any_part(nb, rng)
    holder[key] = copy.deepcopy(rng.choice(JUNK))


def drop_part(nb: Any, rng: random.Random) -> None:
    holder, key = _any_part(nb, rng)
    del holder[key]


def swap_parts(nb: Any, rng: random.Random) -> None:
    (one, a), (two, b) = _any_part(nb, rng), _any_part(nb, rng)
    one[a], two[b] = copy.deepcopy(two[b]), copy.deepcopy(one[a])


def rename_key(nb: Any, rng: random.Random) -> None:
    holder, key = rng.choice([part for part in _parts(nb) if isinstance(part[0], dict)])
    holder[f"{key}_"] = holder.pop(key)


def nest_deeply(nb: Any, rng: random.Random) -> None:
    holder, key = _any_part(nb, rng)
    for _ in range(rng.choice([5, 400])):
        holder[key] = [holder[key]]


def drop_cells(nb: Any, rng: random.Random) -> None:
    start = rng.randrange(len(nb["cells"]))
    del nb["cells"][start : start + rng.randint(1, 12)]


def copy_cell(nb: Any, rng: random.Random) -> None:
    nb["cells"].insert(rng.randrange(len(nb["cells"])), copy.deepcopy(_cell(nb, rng)))


def move_cell(nb: Any, rng: random.Random) -> None:
    cell = nb["cells"].pop(rng.randrange(len(nb["cells"])))
    nb["cells"].insert(rng.randrange(len(nb["cells"])), cell)


def shuffle_cells(nb: Any, rng: random.Random) -> None:
    rng.shuffle(nb["cells"])


def join_cells(nb: Any, rng: random.Random) -> None:
    place = rng.randrange(len(nb["cells"]) - 1)
    nb["cells"][place]["source"] += "\n" + nb["cells"].pop(place + 1)["source"]


def split_cell(nb: Any, rng: random.Random) -> None:
    place = rng.randrange(len(nb["cells"]))
    first, second = nb["cells"][place], copy.deepcopy(nb["cells"][place])
    lines = first["source"].split("\n")
    cut = rng.randint(0, len(lines))
    first["source"], second["source"] = "\n".join(lines[:cut]), "\n".join(lines[cut:])
    nb["cells"].insert(place + 1, second)


def retype_cell(nb: Any, rng: random.Random) -> None:
    _cell(nb, rng)["cell_type"] = rng.choice(["code", "markdown", "raw", "heading", "x", None])


def strip_metadata(nb: Any, rng: random.Random) -> None:
    for cell in nb["cells"]:
        if rng.random() < 0.7:
            cell["metadata"] = {}
            cell.pop("id", None)


def swap_names(nb: Any, rng: random.Random) -> None:
    one, two = _cell(nb, rng), _cell(nb, rng)
    one["metadata"], two["metadata"] = two["metadata"], one["metadata"]


def other_format(nb: Any, rng: random.Random) -> None:
    nb["nbformat"] = rng.choice([1, 2, 3, 4, 5, "4", None])
    nb["nbformat_minor"] = rng.choice([0, 2, 4, 5, 99, "5", None])
    if rng.random() < 0.4:
        nb["worksheets"] = [{"cells": nb.pop("cells"), "metadata": {}}]


def insert_line(nb: Any, rng: random.Random) -> None:
    cell = _code(nb, rng)
    lines = cell["source"].split("\n")
    lines.insert(rng.randint(0, len(lines)), rng.choice(LINES))
    cell["source"] = "\n".join(lines)


def drop_line(nb: Any, rng: random.Random) -> None:
    cell = _code(nb, rng)
    lines = cell["source"].split("\n")
    del lines[rng.randrange(len(lines))]
    cell["source"] = "\n".join(lines)


def swap_words(nb: Any, rng: random.Random) -> None:
    cell = _code(nb, rng)
    words = re.split(r"(\W)", cell["source"])
    a, b = rng.randrange(len(words)), rng.randrange(len(words))
    words[a], words[b] = words[b], words[a]
    cell["source"] = "".join(words)


def change_characters(nb: Any, rng: random.Random) -> None:
    cell = _code(nb, rng)
    characters = list(cell["source"])
    for _ in range(rng.randint(1, 5)):
        characters[rng.randrange(len(characters))] = rng.choice("()[]:='\"\\ \t\n#0é\0\r")
    cell["source"] = "".join(characters)


def add_output(nb: Any, rng: random.Random) -> None:
    _code(nb, rng)["outputs"] = [copy.deepcopy(rng.choice(JUNK)), {"output_type": "error"}]


def flip_bytes(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 20) if data else 0):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def cut_out(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data) + 1)
    return data[:start] + data[start + rng.randint(1, 3000) :]


def cut_off(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def repeat(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data) + 1)
    return data[:start] + data[start : start + 500] * 2 + data[start + 500 :]


def insert_bytes(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data) + 1)
    odd = rng.choice(
        [b"\0\0", b"\xef\xbb\xbf", b"\xff\xfe", b"<<<<<<< HEAD\n", b"\r\n", b"}", b","]
    )
    return data[:start] + odd + data[start:]


def blank(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data) + 1)
    return data[:start] + b"\0" * len(data[start : start + 4096]) + data[start + 4096 :]


def recode(data: bytes, rng: random.Random) -> bytes:
    text = data.decode(errors="replace").replace("\n", rng.choice(["\n", "\r\n", "\r"]))
    return text.encode(rng.choice(["utf-16", "utf-8-sig", "utf-32", "latin-1"]), errors="replace")


Change = Callable[[Any, random.Random], None]
STRUCTURE: tuple[Change, ...] = (
    put_junk,
    drop_part,
    swap_parts,
    rename_key,
    nest_deeply,
    drop_cells,
    copy_cell,
    move_cell,
    shuffle_cells,
    join_cells,
    split_cell,
    retype_cell,
    strip_metadata,
    swap_names,
    other_format,
    insert_line,
    drop_line,
    swap_words,
    change_characters,
    add_output,
)
BYTES = (flip_bytes, cut_out, cut_off, repeat, insert_bytes, blank, recode)
