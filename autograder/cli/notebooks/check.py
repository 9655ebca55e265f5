"""`autograder check`"""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.common.terminal import progress

HELP = "run the visible tests of your own notebook"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("notebook", type=Path)


def run(options: argparse.Namespace) -> int:
    from autograder.submission.notebook_file import SubmissionError, read_notebook
    from course_utils import selfcheck

    notebook: Path = options.notebook
    cells = len(read_notebook(notebook).cells)
    try:
        with progress(notebook.name, cells) as tick:
            results = selfcheck.check_notebook(notebook, lambda: tick(""))
    except selfcheck.SelfCheckError as error:
        raise SubmissionError(str(error)) from error
    return selfcheck.report(results)
