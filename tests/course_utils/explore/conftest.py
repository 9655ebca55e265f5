"""After each test no figure is open."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib.pyplot as plt
import pytest

from course_utils import live
from course_utils.stage import open_stages


@pytest.fixture(autouse=True)
def _nothing_left_open() -> Iterator[None]:
    yield
    for shown in [*live.open_figures.values(), *open_stages.values()]:
        shown.close()
    assert not live.open_figures
    assert not plt.get_fignums()
