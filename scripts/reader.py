"""Train the network that reads drawn digits where a student has none yet.

    .venv/bin/python scripts/reader.py

It learns from scikit-learn's digits and from half of the course's drawn ones, shifted a little, and
is written to `course_utils/explore/parts/reader.npz`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from course_utils import data  # noqa: E402

FILE = ROOT / "course_utils" / "explore" / "parts" / "reader.npz"
HIDDEN, EPOCHS, RATE, DECAY, BATCH = 48, 60, 0.2, 1e-4, 32


def examples() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """What it learns from, X and y, and what it is measured on."""
    digits, held, y, held_y = data.split(*data.digits(), fraction=0.15, seed=1)
    drawn, drawn_held, drawn_y, drawn_held_y = data.split(
        *data.drawn_digits(), fraction=0.5, seed=1
    )
    X, y = np.vstack([digits, *[drawn] * 3]), np.concatenate([y, *[drawn_y] * 3])
    return X, y, np.vstack([held, drawn_held]), np.append(held_y, drawn_held_y)


def main() -> None:
    rng = np.random.default_rng(3)
    X, y, held, held_y = examples()
    W1, b1 = rng.normal(0, 1 / 8, (64, HIDDEN)), np.zeros(HIDDEN)
    W2, b2 = rng.normal(0, 1 / np.sqrt(HIDDEN), (HIDDEN, 10)), np.zeros(10)
    for _ in range(EPOCHS):
        for few in np.array_split(rng.permutation(len(X)), len(X) // BATCH):
            seen = np.clip(X[few] + rng.normal(0, 0.08, (len(few), 64)), 0, 1)
            hidden = np.tanh(seen @ W1 + b1)
            scores = hidden @ W2 + b2
            p = np.exp(scores - scores.max(axis=1, keepdims=True))
            excess = (p / p.sum(axis=1, keepdims=True) - np.eye(10)[y[few]]) / len(few)
            back = excess @ W2.T * (1 - hidden**2)
            W2 -= RATE * (hidden.T @ excess + DECAY * W2)
            W1 -= RATE * (seen.T @ back + DECAY * W1)
            b2 -= RATE * excess.sum(axis=0)
            b1 -= RATE * back.sum(axis=0)
    read = (np.tanh(held @ W1 + b1) @ W2 + b2).argmax(axis=1)
    arrays = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    np.savez_compressed(FILE, **{name: each.astype(np.float16) for name, each in arrays.items()})
    print(f"{np.mean(read == held_y):.1%} of {len(held)} held out; {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
