"""Read a file that somebody else made: a regular one, of bounded size, or nothing of it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_KINDS = {
    stat.S_IFLNK: "a link to another file",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device",
    stat.S_IFCHR: "a device",
}


class UnreadableFile(ValueError):
    """A file that is not opened or not read whole; the text says what it is: "is a folder"."""


class NotRegularFile(UnreadableFile):
    """A folder, a link, a pipe, a device or a socket."""


class TooLargeFile(UnreadableFile):
    """A file of more bytes than it may have."""


def read_bounded(path: Path, most: int, *, links: bool = False) -> bytes:
    """The bytes of a regular file of at most `most` bytes; with `links`, one behind a link too.

    A pipe is never waited for, a device never opened. Raises UnreadableFile.
    """
    names = ["O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"]  # not every system has all of them
    names += [] if links else ["O_NOFOLLOW"]
    flags = sum(getattr(os, name, 0) for name in names)
    try:
        _require_regular(os.stat(path, follow_symlinks=links))
        handle = os.open(path, os.O_RDONLY | flags)
        with os.fdopen(handle, "rb") as file:
            about = os.fstat(handle)
            _require_regular(about)
            data = b"" if about.st_size > most else file.read(most + 1)
    except OSError as error:
        raise UnreadableFile(f"cannot be read: {error.strerror}") from error
    if (found := max(about.st_size, len(data))) > most:
        raise TooLargeFile(f"is {size(found)}, more than {size(most)}")
    return data


def size(number: float) -> str:
    """A number of bytes in the largest unit that fits: '64 MiB'."""
    for unit in ("bytes", "KiB", "MiB"):
        if number < 1024:
            return f"{number:.0f} {unit}"
        number /= 1024
    return f"{number:.0f} GiB"


def _require_regular(about: os.stat_result) -> None:
    if not stat.S_ISREG(about.st_mode):
        kind = _KINDS.get(stat.S_IFMT(about.st_mode), "no regular file")
        raise NotRegularFile(f"is {kind}")
