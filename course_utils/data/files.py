"""MNIST from files of one's own. Nothing is downloaded, and no pickle is read."""

from __future__ import annotations

from pathlib import Path

import numpy as np


def mnist(path: str | Path, *, part: str = "train") -> tuple[np.ndarray, np.ndarray]:
    """MNIST from local files; nothing is downloaded.

    Args:
        path: a folder with the IDX files (train-images-idx3-ubyte, …; .gz is fine too), or an .npz
            file with x_train, y_train, x_test, y_test.
        part: "train" (60,000 digits) or "test" (10,000).

    Returns:
        X (N, 784) between 0 and 1, y (N,).

    Raises:
        FileNotFoundError: there are no such files at `path`.
        ValueError: the files are not MNIST, or part is another.
    """
    if part not in ("train", "test"):
        raise ValueError(f"part must be one of 'train', 'test'. Got {part!r} instead.")
    place = Path(path)
    images, labels = _mnist_npz(place, part) if place.is_file() else _mnist_idx(place, part)
    if images.ndim != 3 or images.shape[1:] != (28, 28) or labels.shape != images.shape[:1]:
        raise ValueError(
            f"MNIST images must have shape (N, 28, 28) and labels (N,). "
            f"Got {images.shape} and {labels.shape} in {place} instead."
        )
    return images.reshape(len(images), 784) / 255.0, labels.astype(int)


def _mnist_npz(file: Path, part: str) -> tuple[np.ndarray, np.ndarray]:
    try:
        with np.load(file, allow_pickle=False) as arrays:
            return arrays[f"x_{part}"], arrays[f"y_{part}"]
    except (KeyError, ValueError, OSError, EOFError):
        raise ValueError(
            f"{file} must be an .npz file with x_{part} and y_{part}, and could not be read as one."
        ) from None


def _mnist_idx(folder: Path, part: str) -> tuple[np.ndarray, np.ndarray]:
    start = "train" if part == "train" else "t10k"
    return (
        _read_idx(folder, f"{start}-images-idx3-ubyte"),
        _read_idx(folder, f"{start}-labels-idx1-ubyte"),
    )


def _read_idx(folder: Path, name: str) -> np.ndarray:
    """An IDX file: 0 0 8 (unsigned bytes) ndim, the lengths big-endian, then the data."""
    import gzip

    for file in (folder / name, folder / f"{name}.gz"):
        if file.is_file():
            break
    else:
        raise FileNotFoundError(
            f"MNIST is not in the folder {folder}: put {name} (or {name}.gz) there, or give the "
            "path of an .npz file; this course downloads nothing."
        )
    try:
        raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        if raw[:3] != b"\x00\x00\x08":
            raise ValueError
        ndim = raw[3]
        lengths = np.frombuffer(raw, dtype=">u4", count=ndim, offset=4).astype(int)
        return np.frombuffer(raw, dtype=np.uint8, offset=4 + 4 * ndim).reshape(lengths)
    except (ValueError, IndexError, OSError, EOFError):
        raise ValueError(f"{file} must be an IDX file of bytes, and could not be read.") from None
