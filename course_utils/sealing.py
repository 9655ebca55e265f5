"""What lies beside the lessons out of sight: read, masked, and opened by a slow key.

`build` writes a file for each lesson; a copy of the workbook without it has nothing to open.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "sealed"


@lru_cache(maxsize=8)
def sealed(lesson: str) -> dict[str, Any]:
    """What is sealed for a lesson, by kind; nothing where nothing was made."""
    path = FOLDER / f"{lesson}.json"
    if not path.is_file():
        return {}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def slow_key(text: str, rounds: int) -> bytes:
    """32 bytes that tell one text from another, after many rounds of SHA-256: guessing is slow."""
    key = hashlib.sha256(text.encode()).digest()
    for _ in range(rounds):
        key = hashlib.sha256(key).digest()
    return key


def mixed(key: bytes, data: bytes) -> bytes:
    """The bytes under a key's mask; mixed again, they are themselves."""
    blocks = range(len(data) // 32 + 1)
    stream = b"".join(hashlib.sha256(key + b"%d" % block).digest() for block in blocks)
    return bytes(a ^ b for a, b in zip(data, stream, strict=False))
