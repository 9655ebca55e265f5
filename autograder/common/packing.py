"""Files in a zip, byte for byte the same whenever and wherever it is made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can hold
_UNIX = 3  # so that the mode means the same everywhere
_MODE = 0o100644  # a file that its owner may write and everybody may read


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files, by their paths in it, in their order."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = _MODE << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return made.getvalue()
