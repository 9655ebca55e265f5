"""nbgrader's configuration for a course: our converters and steps, nbgrader's gradebook.

`configure` is what a course's nbgrader_config.py calls. Feedback pages are made by
autograder/feedback/page.py.
"""

from __future__ import annotations

import contextlib
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from autograder.gradebook.converting.steps import AUTOGRADE, JUDGE, SANITIZE
from autograder.gradebook.penalties import TYPED
from autograder.lesson.course import Course
from autograder.lesson.lesson import STUBS

__all__ = ["JUDGE", "STEPS", "configure"]

_TEMPLATES = Path(__file__).parent / "converting" / "templates"
_FORMGRADER = "server_extensions/formgrader/templates"  # from nbgrader's own folder
STEPS = ("source", "release", "submitted", "autograded", "feedback")


def configure(c: Any, root: Path, *, db_url: str = "") -> None:
    """Fill nbgrader's configuration object `c` for the course at `root`.

    `db_url` is the gradebook's, if it is not to be the SQLite file `grading/gradebook.db`.
    """
    _find_own_programs()
    os.environ.setdefault("AUTOGRADER_COURSE", str(root))
    c.ClearSolutions.update(STUBS)
    c.CourseDirectory.root = str(root)
    for step in STEPS:
        setattr(c.CourseDirectory, f"{step}_directory", f"grading/{step}")
    c.CourseDirectory.db_url = db_url or f"sqlite:///{Course(root).gradebook}"
    with contextlib.suppress(OSError):  # whoever writes there says what is wrong
        Course(root).grading.mkdir(exist_ok=True)
    if not c.CourseDirectory.db_url.startswith("sqlite"):
        c.CourseDirectory.course_id = "workbook"  # servers hold nbgrader to having one
    c.Autograde.sanitize_preprocessors = list(SANITIZE)
    c.Autograde.autograde_preprocessors = list(AUTOGRADE)
    # Sanitizing has just checked the metadata, and judging only writes outputs.
    c.NotebookExporter.optimistic_validation = True
    c.ClearMetadataPreprocessor.preserve_cell_metadata_mask = [("nbgrader",)]
    c.GenerateFeedback.preprocessors = ["autograder.feedback.page.ReadOwnWork"]
    c.GenerateFeedback.exporter_class = "autograder.feedback.page.FeedbackPage"
    c.ExchangeFactory.release_feedback = "autograder.gradebook.converting.exchange.ReleaseFeedback"
    c.HTMLExporter.sanitize_html = True
    c.HTMLExporter.template_name = "workbook"  # formgrader's own, with MathJax from this machine
    c.HTMLExporter.extra_template_basedirs = [str(_nbgraders(_FORMGRADER)), str(_TEMPLATES)]
    c.HTMLExporter.preprocessors = ["autograder.gradebook.converting.beside.ShowBeside"]
    c.AssignLatePenalties.plugin_class = TYPED
    c.ExportPlugin.to = str(Course(root).grading / "grades.csv")
    c.ZipCollectApp.downloaded_directory = "grading/downloaded"
    c.ZipCollectApp.extractor_plugin = "autograder.submission.extract.BoundedExtractor"
    if "nbgrader" in sys.modules:  # one of its commands, or a server with formgrader, is running
        _change(c.CourseDirectory.db_url, root)


def _change(db_url: str, root: Path) -> None:
    """What no setting reaches, in a process where nbgrader runs."""
    from autograder.gradebook.converting import patches
    from autograder.gradebook.listening import listen

    patches.install()
    listen(db_url, root)


def _nbgraders(place: str) -> Path:
    """A folder of nbgrader's; importing it would bring the Jupyter server with it."""
    found = find_spec("nbgrader")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / place


def _find_own_programs() -> None:
    """nbgrader calls `alembic` by name: the folder of this Python must be on the path."""
    folder = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", os.defpath).split(os.pathsep)
    if folder not in path:
        os.environ["PATH"] = os.pathsep.join([folder, *path])
