"""Bundle scikit-learn's small data sets with the lessons: `.venv/bin/python scripts/datasets.py`.

They go to `course_utils/data/bundled.npz`, so that students need no scikit-learn; a test holds the
file to scikit-learn's own.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from sklearn import datasets

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from course_utils.data.loaded import BUNDLED  # noqa: E402


def main() -> None:
    arrays: dict[str, np.ndarray] = {}
    for name in ("digits", "iris", "breast_cancer"):
        X, y = getattr(datasets, f"load_{name}")(return_X_y=True)
        arrays[f"{name}_X"] = X.astype(np.uint8) if name == "digits" else X
        arrays[f"{name}_y"] = y.astype(np.uint8)
    np.savez_compressed(BUNDLED, **arrays)  # type: ignore[arg-type]
    print(f"{BUNDLED.relative_to(ROOT)}: {BUNDLED.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
