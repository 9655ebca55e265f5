"""From ink on a page to the pixels that a network reads, as well-known digit files were made."""

from __future__ import annotations

from typing import Any

import numpy as np

_NARROWEST, _WIDEST = 16, 24  # of a digit in the 32 x 32 bitmap, in pixels


def as_8x8(ink: Any) -> np.ndarray:
    """A drawn digit as one row of `data.digits()`.

    The digit is cut out, scaled to a bitmap 32 pixels high (and 16 to 24 wide, the nearest to its
    own shape), and put in the middle of 32 × 32. Each of the 8 × 8 numbers is the share of ink in
    a square of 4 × 4 pixels. So the 8 × 8 digits of scikit-learn were made (E. Alpaydin and
    C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998).

    Args:
        ink: (H, W) how dark each place is, 0 for paper to 1 for ink.

    Returns:
        (64,) between 0 and 1.

    Raises:
        ValueError: ink has no two dimensions, holds other numbers, or there is nothing on it.
    """
    cut = _cut_out(ink)
    width = round(np.clip(32 * cut.shape[1] / cut.shape[0], _NARROWEST, _WIDEST))
    bitmap, left = np.zeros((32, 32)), (32 - width) // 2
    bitmap[:, left : left + width] = _resized(cut, 32, width) > 0.5
    return bitmap.reshape(8, 4, 8, 4).mean(axis=(1, 3)).ravel()


def as_28x28(ink: Any) -> np.ndarray:
    """A drawn digit as one row of MNIST.

    The digit is scaled into a square of 20 × 20 pixels, its shape kept, and put on 28 × 28 so that
    the centre of mass of its ink is in the middle (Y. LeCun and others, the MNIST database).

    Args:
        ink: as in `as_8x8`.

    Returns:
        (784,) between 0 and 1.

    Raises:
        ValueError: as in `as_8x8`.
    """
    cut = _cut_out(ink)
    scale = 20 / max(cut.shape)
    small = _resized(cut, *(max(1, round(scale * side)) for side in cut.shape))
    page = np.zeros((28, 28))
    starts = []
    for axis, side in enumerate(small.shape):
        mass = small.sum(axis=1 - axis)
        centre = (np.arange(side) + 0.5) @ mass / mass.sum()
        starts.append(int(np.clip(round(14 - centre), 0, 28 - side)))
    top, left = starts
    page[top : top + small.shape[0], left : left + small.shape[1]] = small
    return page.ravel()


def _cut_out(ink: Any) -> np.ndarray:
    """The part of the page that holds ink."""
    page = np.asarray(ink, dtype=float)
    if page.ndim != 2:
        raise ValueError(f"ink must have shape (height, width). Got {page.shape} instead.")
    if not (np.isfinite(page).all() and page.min(initial=0) >= 0 and page.max(initial=0) <= 1):
        raise ValueError("ink must lie between 0, paper, and 1, ink. Got other numbers instead.")
    rows, columns = (np.flatnonzero((page > 0.5).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        raise ValueError("there is nothing on the page: no place is darker than one half.")
    return page[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _resized(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """The picture in other pixels, each the mean of what it covers."""
    return _shares(picture.shape[0], height) @ picture @ _shares(picture.shape[1], width).T


def _shares(old: int, new: int) -> np.ndarray:
    """(new, old) how much of each new pixel, along one side, is covered by each old one."""
    edges = np.linspace(0, old, new + 1)
    starts, ends = edges[:-1, None], edges[1:, None]
    places = np.arange(old)
    covered = np.clip(np.minimum(ends, places + 1) - np.maximum(starts, places), 0, None)
    return np.asarray(covered / (ends - starts))
