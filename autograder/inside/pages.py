"""Inside the sandbox: the zygote's memory in large pages, which a fork copies by the page.

A child shares the zygote's memory until it writes; what a fork copies at once is the table of its
pages. Tables of 2 MiB pages are short.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from pathlib import Path

_MADV_COLLAPSE = 25  # Linux 6.1 and newer; others refuse it
_LARGE = 2**21


def collapse() -> int:
    """Put what this process has written into large pages; returns how many bytes of it.

    Where the kernel does not do so, nothing changes.
    """
    libc = ctypes.CDLL(None)
    done = 0
    for start, end in _own_memory():
        first, last = -(-start // _LARGE) * _LARGE, end // _LARGE * _LARGE
        if first < last:
            place, size = ctypes.c_void_p(first), ctypes.c_size_t(last - first)
            done += last - first if libc.madvise(place, size, _MADV_COLLAPSE) == 0 else 0
    return done


def _own_memory() -> Iterator[tuple[int, int]]:
    """Where memory lies that can be written and belongs to no file."""
    try:
        maps = Path(f"/proc/{os.getpid()}/maps").read_text()
    except OSError:
        return
    for line in maps.splitlines():
        place, rights, _, _, inode, *name = line.split(None, 5)
        if rights == "rw-p" and inode == "0" and name in ([], ["[heap]"]):
            start, end = place.split("-")
            yield int(start, 16), int(end, 16)
