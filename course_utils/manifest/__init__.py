"""What `autograder build` writes down of each lesson: its exercises, with points and minutes.

A file `NN_name.json` for each lesson lies beside this one. It holds nothing that students do not
have.
"""

from __future__ import annotations

from course_utils.manifest.manifest import (
    FOLDER,
    Item,
    Manifest,
    Words,
    amount,
    digest,
    manifests,
    of_lesson,
)

__all__ = [
    "FOLDER",
    "Item",
    "Manifest",
    "Words",
    "amount",
    "digest",
    "manifests",
    "of_lesson",
]
