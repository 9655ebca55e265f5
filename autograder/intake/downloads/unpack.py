"""The forms of archives: which one a file is in, and a tar file that can be read in any order."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from typing import IO, cast

from course_utils.notebook.bounded import size

FORMATS = ("zip", "tar", "tar.gz", "tar.bz2", "tar.xz")
_ENDINGS = {
    ".zip": "zip",
    ".tar": "tar",
    ".tar.gz": "tar.gz",
    ".tgz": "tar.gz",
    ".tar.bz2": "tar.bz2",
    ".tar.xz": "tar.xz",
    ".rar": "a RAR archive",
    ".7z": "a 7-Zip archive",
    ".gz": "a compressed file",
}
_BEGINNINGS = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"\x1f\x8b": "tar.gz",
    b"BZh": "tar.bz2",
    b"\xfd7zXZ\x00": "tar.xz",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
}
_OPENERS: dict[str, Callable[[IO[bytes]], IO[bytes]]] = {
    "tar.gz": lambda file: cast(IO[bytes], gzip.GzipFile(fileobj=file)),
    "tar.bz2": lambda file: cast(IO[bytes], bz2.BZ2File(file)),
    "tar.xz": lambda file: cast(IO[bytes], lzma.LZMAFile(file)),  # noqa: SIM115
}
_CHUNK = 2**20


class NotOpened(ValueError):
    """An archive that stays shut; the text goes on from its name: "is encrypted"."""


def kind_of(name: str, file: IO[bytes] | None) -> str:
    """Which archive a file is, by what it begins with, or by its name where `file` is None.

    "" for what is no archive; one of FORMATS, or words for a form that is not opened.
    """
    lower = name.lower()
    by_name = next((kind for end, kind in _ENDINGS.items() if lower.endswith(end)), "")
    if file is None:
        return by_name
    start = file.read(8)
    file.seek(0)
    found = next((kind for mark, kind in _BEGINNINGS.items() if start.startswith(mark)), "")
    if by_name == "tar" or (by_name and not found):
        return by_name
    spreadsheet = lower.endswith((".xlsx", ".ods", ".docx"))
    return "" if spreadsheet else found


def as_tar(stack: ExitStack, file: IO[bytes], kind: str, most: int) -> tuple[tarfile.TarFile, int]:
    """The tar file in `file`, and how many bytes were unpacked; NotOpened beyond `most`."""
    if kind == "tar":
        return stack.enter_context(tarfile.open(fileobj=file, mode="r:")), 0
    spooled = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
    taken = 0
    with _OPENERS[kind](file) as stream:
        while chunk := stream.read(_CHUNK):
            taken += len(chunk)
            if taken > most:
                raise NotOpened(f"holds more than {size(most)} unpacked; look at it by hand")
            spooled.write(chunk)
    spooled.seek(0)
    return stack.enter_context(tarfile.open(fileobj=spooled, mode="r:")), taken


def in_memory(data: bytes) -> IO[bytes]:
    """Bytes as a file."""
    return io.BytesIO(data)
