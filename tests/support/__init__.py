"""What the tests share: classes to grade, servers to start, children to attack from."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
CORPORA = TESTS / "corpora"
TINY_COURSE = TESTS / "fixtures" / "course"  # one lesson that holds everything a lesson can hold
