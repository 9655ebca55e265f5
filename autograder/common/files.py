"""Read files that others made, within bounds; write files so that nothing is ever half-written."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.common.storage import StorageError, explain

_KINDS = {
    stat.S_IFLNK: "a link",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device",
    stat.S_IFCHR: "a device",
}


class NotRegularError(OSError):
    """Something that is no regular file; the text says what it is."""


class TooLargeError(OSError):
    """A file of `size` bytes, which are more than it may have."""

    def __init__(self, size: int) -> None:
        super().__init__(f"has {size:,} bytes, which are too many")
        self.size = size


def read_regular(path: Path, most: int, *, follow: bool = False) -> bytes:
    """The bytes of a regular file of at most `most` bytes; `follow` takes a link for its file.

    A pipe is not waited for, a device not opened, and no more than the bound is ever read.

    Raises:
        NotRegularError: it is something else ("is a pipe, not a file").
        TooLargeError: it is larger.
        OSError: it cannot be read.
    """
    _require_regular(os.stat(path, follow_symlinks=follow))
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    handle = os.open(path, flags if follow else flags | os.O_NOFOLLOW)
    with open(handle, "rb") as file:
        about = os.fstat(handle)
        _require_regular(about)
        data = b"" if about.st_size > most else file.read(most + 1)
    size = max(about.st_size, len(data))
    if size > most:
        raise TooLargeError(size)
    return data


def _require_regular(about: os.stat_result) -> None:
    if not stat.S_ISREG(about.st_mode):
        kind = _KINDS.get(stat.S_IFMT(about.st_mode), "something else")
        raise NotRegularError(f"is {kind}, not a file")


def write_aside(path: Path, content: str | bytes) -> None:
    """Replace `path` by `content` in one step; a crash leaves the old file or the new one.

    Raises StorageError when the file cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    with _explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def append_line(path: Path, text: str) -> None:
    """Add to a file what ends in a line end, in one write; raises StorageError."""
    with _explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(handle, text.encode())
        finally:
            os.close(handle)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        place = "/".join(path.parts[-4:])
        raise StorageError(f"{place} cannot be written: {explain(error)}") from error
