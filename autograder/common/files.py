"""Write files so that nothing is ever half-written, and read those of others within a bound."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.common.storage import StorageError, explain


class UnreadableFile(ValueError):
    """A file that is not opened or not read whole; the text says what it is: "is a folder"."""


def read_bounded(path: Path, most: int, *, links: bool = False) -> bytes:
    """The bytes of a regular file of at most `most` bytes; with `links`, one behind a link too.

    A pipe or a device is never waited for. Raises UnreadableFile.
    """
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if links else os.O_NOFOLLOW)
    try:
        if not links and path.is_symlink():
            raise UnreadableFile("is a link to another file")
        handle = os.open(path, flags)
    except OSError as error:
        raise UnreadableFile(f"cannot be read: {error.strerror}") from error
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise UnreadableFile(
                "is a folder" if stat.S_ISDIR(about.st_mode) else "is no regular file"
            )
        if about.st_size > most:
            raise UnreadableFile(f"is {size(about.st_size)}, more than {size(most)}")
        try:
            return file.read(most)
        except OSError as error:
            raise UnreadableFile(f"cannot be read: {error.strerror}") from error


def size(number: float) -> str:
    """A number of bytes in the largest unit that fits: '64 MiB'."""
    for unit in ("bytes", "KiB", "MiB"):
        if number < 1024:
            return f"{number:.0f} {unit}"
        number /= 1024
    return f"{number:.0f} GiB"


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
