"""What the machine says when it cannot keep something, as one sentence that ends in what to do."""

from __future__ import annotations

_REMEDIES = (
    (("no space left", "is full", "quota", "file too large", "disk i/o"), "free some space there"),
    (("read-only", "readonly", "permission", "unable to open"), "make its folder writable"),
    (("locked",), "another program is writing to it: close that"),
    (("connect", "server"), "see that the database server runs and can be reached"),
)
_AGAIN = "start the same command again: what is done is kept"


class StorageError(OSError):
    """A file cannot be written; the text says which, why and what to do."""


def explain(error: BaseException) -> str:
    """The reason that a file system or database gave, and the remedy."""
    said = str(getattr(error, "orig", None) or getattr(error, "strerror", None) or error)
    reason = said.strip().split("\n")[0]
    for words, remedy in _REMEDIES:
        if any(word in reason.lower() for word in words):
            return f"{reason}; {remedy}, then {_AGAIN}"
    return f"{reason}; when that is mended, {_AGAIN}"
