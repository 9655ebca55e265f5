"""A PNG as fast as a slider needs it.

Rows are stored unfiltered and compressed at level 1: for flat, drawn pictures that is more than
twice as fast as the writers of Pillow and matplotlib, and smaller.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_EIGHT_BIT_RGB = (8, 2, 0, 0, 0)


def encode(pixels: np.ndarray) -> bytes:
    """A picture as PNG bytes, without transparency.

    Args:
        pixels: uint8 of shape (height, width, 3), or (height, width, 4), whose alpha is dropped.
    """
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] not in (3, 4):
        raise ValueError(
            f"pixels must be uint8 of shape (height, width, 3 or 4). "
            f"Got {pixels.dtype} of shape {pixels.shape} instead."
        )
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), dtype=np.uint8)  # each row begins with filter type 0
    rows[:, 1:].reshape(height, width, 3)[...] = pixels[:, :, :3]  # a view: splits the last axis
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, *_EIGHT_BIT_RGB)),
            _chunk(b"IDAT", zlib.compress(rows.data, 1)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
