"""Make the pictures of the documentation anew: `.venv/bin/python scripts/pictures.py`.

Lesson 1, solved, is opened in JupyterLab in a browser, with the same means as the browser tests.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from autograder.lesson.build import solved_notebook  # noqa: E402
from autograder.lesson.course import Course  # noqa: E402
from tests.support.chromium import chromium  # noqa: E402
from tests.support.lab_page import NotebookPage  # noqa: E402
from tests.support.lab_server import jupyter_lab  # noqa: E402

LIVE = "look_decision_boundary"
COLORS = 256


def main() -> None:
    target = ROOT / "docs" / "pictures" / "lesson-1.png"
    browser = shutil.which("chromium")
    if browser is None:
        sys.exit("No Chromium is installed (apt-get install chromium).")
    lesson = Course(ROOT).lesson("01_logistic_regression")
    with (
        tempfile.TemporaryDirectory() as folder,
        jupyter_lab(Path(folder) / "jupyter") as lab,
        chromium(browser, size=(900, 800), scale=2) as window,
    ):
        page = NotebookPage(lab, window, solved_notebook(lesson), f"{lesson.name}.ipynb")
        page.hide_sidebars()
        page.run_all()
        move(page)
        save(page.page.screenshot(), target)
        page.close()
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1000} kB")


def move(page: NotebookPage) -> None:
    """Set the sliders to a boundary that still leaves something to do."""
    for label, key, times in (("w₁", "ArrowRight", 6), ("w₂", "ArrowLeft", 4)):
        for _ in range(times):
            before = page.picture(LIVE)
            page.slider(LIVE, label).press(key)
            page.picture(LIVE, other_than=before)


def save(screenshot: bytes, target: Path) -> None:
    """Write it with few colours: a third of the size, and nobody sees the difference."""
    target.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.open(io.BytesIO(screenshot)).convert("RGB")
    picture.quantize(COLORS, dither=Image.Dither.FLOYDSTEINBERG).save(target, optimize=True)


if __name__ == "__main__":
    main()
