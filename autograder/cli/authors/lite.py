"""`autograder lite`"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from autograder.cli.shared import lessons, some_lessons
from autograder.common.terminal import console
from autograder.lesson.course import find_course

HELP = "make the site in which the lessons run in a browser, with nothing to install; or serve it"


def arguments(parser: argparse.ArgumentParser) -> None:
    some_lessons(parser)
    parser.add_argument("--output", type=Path, metavar="DIR", help="default: dist/lite")
    parser.add_argument(
        "--pyodide",
        type=Path,
        default=os.environ.get("PYODIDE") or None,
        metavar="PLACE",
        help="a folder or an archive with Pyodide; default: PYODIDE, else it is downloaded",
    )
    parser.add_argument("--serve", action="store_true", help="serve the site that was made")
    parser.add_argument("--port", type=int, default=8000, metavar="PORT", help="default: 8000")
    parser.add_argument("--no-browser", action="store_true", help="open none")


def run(options: argparse.Namespace) -> int:
    course = find_course()
    folder = options.output or course.root / "dist" / "lite"
    if options.serve:
        return _serve(folder, options.port, opens=not options.no_browser)
    from autograder.lite.obtain import Obtained
    from autograder.lite.site import build

    place = Path(options.pyodide).expanduser() if options.pyodide else None
    have = Obtained(place, say=_say)
    made = build(course, lessons(course, options.lessons), folder, have, _say)
    for note in made.notes:
        _say(f"note: {note}")
    _say(f"{made.folder}/: {made.size / 1e6:.0f} MB, Pyodide {made.pyodide}, and no answer in it")
    return 0


def _serve(folder: Path, port: int, *, opens: bool) -> int:
    import webbrowser

    from autograder.lite.serve import server

    with server(folder, port) as serving:
        address = f"http://127.0.0.1:{serving.server_port}/"
        _say(f"{address} (Ctrl+C ends it)")
        if opens:
            webbrowser.open(address)
        serving.serve_forever()
    return 0


def _say(text: str) -> None:
    console.print(text, markup=False, soft_wrap=True)
