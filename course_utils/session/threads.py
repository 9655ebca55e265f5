"""One thread for linear algebra: the lessons' matrices are too small for more."""

from __future__ import annotations

import os

from course_utils.notebook.kernel import NOBODY_READS
from course_utils.session.kernel import shell


def install() -> None:
    """In a notebook's kernel, keep NumPy's BLAS to one thread; elsewhere do nothing.

    With a thread on every core, a product of 32 × 64 numbers waits for whatever else the machine
    does. Whoever has set OPENBLAS_NUM_THREADS keeps what is set there.
    """
    in_a_notebook = shell() is not None or os.environ.get(NOBODY_READS)
    if not in_a_notebook or "OPENBLAS_NUM_THREADS" in os.environ:
        return
    try:
        from threadpoolctl import threadpool_limits
    except ModuleNotFoundError:  # in a browser there is one thread anyway
        return
    threadpool_limits(1, user_api="blas")
