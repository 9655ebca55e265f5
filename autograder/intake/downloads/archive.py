"""What a download holds, listed and read within bounds: nothing is unpacked to disk.

A zip or tar file, a folder, or a single file. Archives within it are opened too, as far as the
bounds go. What leads out of the archive, is a link, is encrypted or is too large is named, never
read.
"""

from __future__ import annotations

import os
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, Self

from autograder.intake.downloads.unpack import FORMATS, NotOpened, as_tar, in_memory, kind_of
from course_utils.notebook.bounded import UnreadableFile, read_bounded, size

MOST_MEMBERS = 100_000
MOST_DEPTH = 3  # an archive in an archive in the download
MOST_FILE = 64 * 2**20
MOST_TOTAL = 4 * 2**30
_IGNORED = {"__MACOSX", ".DS_Store", "Thumbs.db", ".git", ".ipynb_checkpoints"}
_DAMAGED = (OSError, EOFError, ValueError, zipfile.BadZipFile, tarfile.TarError, zlib.error)
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX_TIMES = 0x5455  # the extra field in which zip programs put the time in UTC


class IntakeError(ValueError):
    """A file that cannot be taken in as a whole; the text says why and what to do."""


@dataclass(frozen=True)
class Member:
    """A file in a download.

    Attributes:
        path: its parts joined with "/"; an archive within the download counts as a folder.
        modified: when it was written, if the archive says so; without a zone it is local time.
        problem: why it cannot be read; then `read` raises.
        inside: the archives within the download that it lies in.
    """

    path: str
    modified: datetime | None = None
    problem: str = ""
    inside: tuple[str, ...] = ()
    content: Callable[[int], bytes] = field(default=lambda most: b"", repr=False, compare=False)

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    @property
    def folders(self) -> tuple[str, ...]:
        return tuple(self.path.split("/")[:-1])

    def read(self, most: int = MOST_FILE) -> bytes:
        """Its bytes; raises UnreadableFile, also where there are more than `most`."""
        if self.problem:
            raise UnreadableFile(self.problem)
        try:
            data = self.content(most)
        except (*_DAMAGED, NotImplementedError, RuntimeError) as error:
            if isinstance(error, UnreadableFile):
                raise
            raise UnreadableFile(f"is damaged ({error})") from error
        if len(data) > most:
            raise UnreadableFile(f"is larger than {size(most)}")
        return data


class Download:
    """An open download; a context manager. Raises IntakeError where it cannot be opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self._stack = ExitStack()
        self._left, self._bytes = MOST_MEMBERS, MOST_TOTAL
        try:
            found = self._open_path(path)
            self.members = tuple(m for m in found if not _IGNORED & set(m.path.split("/")))
        except NotOpened as error:
            self._stack.close()
            raise IntakeError(f"{path.name} {error}") from error
        except (*_DAMAGED, NotImplementedError, RuntimeError) as error:
            self._stack.close()
            raise IntakeError(
                f"{path.name} cannot be opened: it is damaged ({error}); download it again"
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _open_path(self, path: Path) -> list[Member]:
        if path.is_dir():
            return list(self._in_folder(path))
        if not path.exists():
            raise NotOpened("is not there; name the archive or folder that you downloaded")
        if not path.is_file():
            raise NotOpened("is no regular file; name the archive or folder that you downloaded")
        file = self._stack.enter_context(path.open("rb"))
        if kind_of(path.name, file):
            return list(self._in_archive(file, path.name, "", ()))
        when = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        whole = Member(path.name, when, content=lambda most: read_bounded(path, most, links=True))
        return [whole]

    def _in_folder(self, folder: Path) -> Iterator[Member]:
        for root, folders, files in os.walk(folder):
            folders[:] = sorted(name for name in folders if name not in _IGNORED)
            for name in sorted(files):
                path = Path(root, name)
                inner = path.relative_to(folder).as_posix()
                when = datetime.fromtimestamp(path.lstat().st_mtime, UTC)
                yield from self._member(inner, when, _problem_of(path), (), _reader(path))

    def _in_archive(
        self, file: IO[bytes], name: str, prefix: str, inside: tuple[str, ...]
    ) -> Iterator[Member]:
        kind = kind_of(name, file)
        if kind not in FORMATS:
            raise NotOpened(f"is {kind}, which is not opened; unpack it and name the folder")
        if kind == "zip":
            yield from self._in_zip(zipfile.ZipFile(file), prefix, inside)
        else:
            packed, taken = as_tar(self._stack, file, kind, self._bytes)
            self._bytes -= taken
            yield from self._in_tar(packed, prefix, inside)

    def _in_zip(
        self, archive: zipfile.ZipFile, prefix: str, inside: tuple[str, ...]
    ) -> Iterator[Member]:
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            problem = ""
            if stat.S_ISLNK(entry.external_attr >> 16):
                problem = "is a link to another file"
            elif entry.flag_bits & 1:
                problem = "is encrypted; ask for it without a password"
            elif entry.file_size > MOST_FILE:
                problem = f"is {size(entry.file_size)} unpacked, more than {size(MOST_FILE)}"
            name, when = _name_in_zip(entry), _time_in_zip(entry)
            read = _zip_reader(archive, entry)
            yield from self._member(prefix + name, when, problem, inside, read)

    def _in_tar(
        self, archive: tarfile.TarFile, prefix: str, inside: tuple[str, ...]
    ) -> Iterator[Member]:
        for entry in archive:
            if entry.isdir():
                continue
            problem = ""
            if entry.issym() or entry.islnk():
                problem = "is a link to another file"
            elif not entry.isfile():
                problem = "is no regular file"
            elif entry.size > MOST_FILE:
                problem = f"is {size(entry.size)}, more than {size(MOST_FILE)}"
            when = datetime.fromtimestamp(max(entry.mtime, 0), UTC) if entry.mtime else None
            read = _tar_reader(archive, entry)
            yield from self._member(prefix + entry.name, when, problem, inside, read)

    def _member(
        self,
        path: str,
        when: datetime | None,
        problem: str,
        inside: tuple[str, ...],
        content: Callable[[int], bytes],
    ) -> Iterator[Member]:
        """The file as a member; an archive as its members, or with the reason why it stays shut."""
        self._left -= 1
        if self._left < 0:
            raise NotOpened(f"holds more than {MOST_MEMBERS:,} files; look at it by hand")
        path = path.replace("\\", "/")
        if leads_out(path):
            problem = "leads out of the archive (an absolute path, or ..); look at it by hand"
        path = "/".join(part for part in PurePosixPath(path).parts if part not in ("/", "."))
        member = Member(path, when, problem, inside, content)
        if problem or not kind_of(member.name, None):
            yield member
            return
        try:
            yield from self._nested(member)
        except (NotOpened, UnreadableFile) as error:
            yield Member(path, when, str(error), inside)
        except (*_DAMAGED, NotImplementedError, RuntimeError) as error:
            yield Member(path, when, f"is a damaged archive ({error})", inside)

    def _nested(self, member: Member) -> list[Member]:
        if len(member.inside) + 1 >= MOST_DEPTH:
            raise NotOpened("is an archive within an archive within an archive; unpack it by hand")
        data = member.read()
        self._bytes -= len(data)
        if self._bytes < 0:
            raise NotOpened(f"is not opened: the archives hold more than {size(MOST_TOTAL)}")
        inside = (*member.inside, member.path)
        file = self._stack.enter_context(in_memory(data))
        return list(self._in_archive(file, member.name, member.path + "/", inside))


def leads_out(name: str) -> bool:
    """Whether a name is absolute or goes up, on this system or on Windows."""
    parts = PureWindowsPath(name)
    return bool(parts.drive or parts.root) or ".." in parts.parts


def _problem_of(path: Path) -> str:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return "is a link to another file"
    return "" if stat.S_ISREG(mode) else "is no regular file"


def _reader(path: Path) -> Callable[[int], bytes]:
    return lambda most: read_bounded(path, most)


def _zip_reader(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        with archive.open(entry) as file:
            return file.read(most + 1)

    return read


def _tar_reader(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        file = archive.extractfile(entry)
        return file.read(most + 1) if file else b""

    return read


def _name_in_zip(entry: zipfile.ZipInfo) -> str:
    """The name as it was meant: many programs write UTF-8 and do not say so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def _time_in_zip(entry: zipfile.ZipInfo) -> datetime | None:
    """When a file was written: in UTC where the archive says so, else its clock without a zone."""
    extra = entry.extra
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        field_, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == _UNIX_TIMES and len(field_) >= 5 and field_[0] & 1:
            return datetime.fromtimestamp(struct.unpack("<I", field_[1:5])[0], UTC)
    if entry.date_time <= _NO_TIME:
        return None
    try:
        return datetime(*entry.date_time)
    except ValueError:
        return None
