"""What a process said in a test, in short: tests that heard the same went the same way."""

from __future__ import annotations

import hashlib
import marshal
from typing import Any

_FORMAT = 2  # the last in which equal values are written alike whoever else refers to them


class Heard:
    """A digest of replies, bit by bit, as long as they are data.

    Attributes:
        references: how many functions and objects of the student's were named in them.
        size: bytes of all of them.
    """

    def __init__(self) -> None:
        self.references = self.size = 0
        self._digest = hashlib.blake2b(digest_size=20)
        self._whole = True

    def add(self, said: Any, blob: bytes) -> None:
        """One more reply: what was read of it, and the bytes of its arrays."""
        try:
            text = marshal.dumps((said, len(blob)), _FORMAT)
        except ValueError:  # it is nested too deep
            self.leave_out()
            return
        self._digest.update(text)
        self._digest.update(blob)
        self.size += len(text) + len(blob)

    def leave_out(self) -> None:
        """Something else was said too."""
        self._whole = False

    @property
    def key(self) -> bytes | None:
        """The digest; None where it would not tell all."""
        return self._digest.digest() if self._whole and not self.references else None
