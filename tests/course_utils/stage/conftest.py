"""What tests of the page's parts need."""

from __future__ import annotations

import os
import shutil

import pytest


@pytest.fixture(scope="session")
def node() -> str:
    """Where Node is; TEST_EVERYTHING lets nobody go without."""
    found = shutil.which("node")
    if found is None:
        (pytest.fail if os.environ.get("TEST_EVERYTHING") else pytest.skip)("no Node is installed")
    return found
