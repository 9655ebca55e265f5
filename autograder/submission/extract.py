"""Unpack the archives that `nbgrader zip_collect` is given, within bounds.

nbgrader's own extractor makes no links; how much comes out it does not ask, and what becomes of
names that lead out of the archive differs from version to version. Here an archive's size and names
are known before anything is written, archives within it count with it, and what is too large or
leads out stays as it is, with a sentence.
"""

from __future__ import annotations

import gzip
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath

from nbgrader.plugins.zipcollect import ExtractorPlugin
from nbgrader.utils import unzip
from setuptools.errors import BaseError  # type: ignore[import-untyped]
from traitlets import Integer

_DAMAGED = (OSError, EOFError, ValueError, zipfile.BadZipFile, tarfile.TarError, zlib.error)
_CHUNK = 2**20


class BoundedExtractor(ExtractorPlugin):
    """nbgrader's extractor, which does not fill the disk."""

    most_bytes = Integer(4 * 2**30, help="How much all archives may hold together.").tag(
        config=True
    )
    most_files = Integer(100_000, help="How many files they may hold together.").tag(config=True)

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack, or copy what is no archive, from one folder into another."""
        self._bytes, self._files = self.most_bytes, self.most_files
        source, target = Path(archive_path), Path(extracted_path)
        for path in sorted(source.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            folder = target / path.parent.relative_to(source)
            folder.mkdir(parents=True, exist_ok=True)
            if path.suffix in self.zip_ext:
                self._unpack(path, folder)
            else:
                shutil.copy(path, folder / path.name)

    def _unpack(self, path: Path, folder: Path) -> None:
        """Unpack an archive into a folder of its own, and then the archives that were in it."""
        own = folder / path.name.removesuffix(path.suffix).removesuffix(".tar")
        try:
            sizes = 0, 0
            for size in _sizes(path):
                sizes = sizes[0] + size, sizes[1] + 1
                if sizes[0] > self._bytes or sizes[1] > self._files:
                    self.log.error(
                        "%s is not unpacked: it holds more than %d MiB or %d files; look at it"
                        " by hand and ask the student for the notebook alone",
                        path, self._bytes // 2**20, self._files,
                    )  # fmt: skip
                    return
            if any(map(_leads_out, _names(path))):
                self.log.error(
                    "%s is not unpacked: it names files outside of itself; look at it by hand and"
                    " ask the student for the notebook alone",
                    path,
                )
                return
            self._bytes, self._files = self._bytes - sizes[0], self._files - sizes[1]
            own.mkdir(exist_ok=True)
            unzip(str(path), str(own), zip_ext=self.zip_ext)
        except (BaseError, *_DAMAGED) as error:
            self.log.error("%s is not unpacked: it is damaged (%s); ask for it again", path, error)
            return
        for inner in sorted(own.rglob("*")):
            if inner.is_file() and inner.suffix in self.zip_ext:
                self._unpack(inner, inner.parent)


def _names(path: Path) -> list[str]:
    """The names in an archive whose size is known to be within bounds."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    if tarfile.is_tarfile(path):
        with tarfile.open(path) as packed:
            return packed.getnames()
    return []


def _leads_out(name: str) -> bool:
    """Whether a name is absolute or goes up, on this system or on Windows."""
    parts = PureWindowsPath(name)
    return bool(parts.drive or parts.root) or ".." in parts.parts


def _sizes(path: Path) -> Iterator[int]:
    """The size of each file in an archive, unpacked, without writing any.

    A zip file cannot give more than its directory says. What is compressed as a whole is read.
    """
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from (entry.file_size for entry in archive.infolist())
        return
    with gzip.open(path) as stream:
        while chunk := stream.read(_CHUNK):
            yield len(chunk)
