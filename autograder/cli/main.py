"""The command line: reads arguments, calls the room that does the work, prints what came of it.

Nothing heavy is imported before it is needed: each worker process imports this module as well.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. What a user can mend is one sentence, exit code 2."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options) or 0)
    except _expected() as error:
        print(f"autograder: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        again = "start the same command again to go on"
        print(f"\nautograder: stopped; what is done is kept: {again}", file=sys.stderr)
        return 130


def _expected() -> tuple[type[Exception], ...]:
    from autograder.cli.errors import EXPECTED

    return EXPECTED


def _commands() -> ModuleType:
    """What does the work of each command, imported when one is called."""
    from autograder.cli import commands

    return commands


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="autograder", description="Build, judge and grade lessons."
    )
    commands_ = parser.add_subparsers(metavar="COMMAND", required=True)
    _authors(commands_)
    _notebooks(commands_)
    _classes(commands_)
    add = commands_.add_parser("doctor", help="what is installed, what the sandbox can do here")
    add.set_defaults(command=lambda options: _commands().doctor())
    return parser


def _authors(parsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    add = parsers.add_parser("build", help="make lessons/ from solutions/")
    add.add_argument("lessons", nargs="*", metavar="LESSON", help="name or number; default: all")
    add.add_argument("--check", action="store_true", help="only look: exit 1 if stale or leaking")
    add.set_defaults(command=lambda o: _commands().build(o.lessons, check=o.check))

    add = parsers.add_parser("prove", help="judge a lesson's answers and all known mistakes")
    add.add_argument("lessons", nargs="*", metavar="LESSON", help="name or number; default: all")
    _judging(add)
    add.set_defaults(command=lambda o: _commands().prove(o.lessons, workers=o.workers, seed=o.seed))

    add = parsers.add_parser("mutate", help="edit the answers: which edits do the tests miss?")
    add.add_argument("lessons", nargs="*", metavar="LESSON", help="name or number; default: all")
    _judging(add)
    add.set_defaults(command=lambda o: _commands().mutate(o.lessons, workers=o.workers))


def _notebooks(parsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    add = parsers.add_parser("check", help="run the visible tests of your own notebook")
    add.add_argument("notebook", type=Path)
    add.set_defaults(command=lambda o: _commands().check(o.notebook))

    add = parsers.add_parser("judge", help="what would this one notebook get? No gradebook")
    add.add_argument("notebook", type=Path)
    add.add_argument("--lesson", help="default: found from the notebook")
    add.add_argument("--json", action="store_true", help="print the result as JSON")
    add.add_argument("--trusted", action="store_true", help="no sandbox: only for your own files")
    add.add_argument("--seed", type=int, help="of the hidden tests' random inputs")
    add.set_defaults(command=_judge)


def _judge(options: argparse.Namespace) -> int:
    judgement = _commands().judge(
        options.notebook, options.lesson, trusted=options.trusted, seed=options.seed
    )
    if options.json:
        print(json.dumps(judgement.as_json(), ensure_ascii=False, indent=1))
    else:
        _commands().print_judgement(judgement)
    return 0


def _classes(parsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    add = parsers.add_parser("grade", help="grade the class in grading/submitted/")
    add.add_argument("lesson", metavar="LESSON", help="name or number")
    add.add_argument("--student", action="append", metavar="ID", help="only this one (repeatable)")
    add.add_argument("--force", action="store_true", help="grade again what is already graded")
    add.add_argument("--trusted", action="store_true", help="no sandbox: only for your own files")
    add.add_argument("--figures", action="store_true", help="keep the pictures that cells draw")
    add.add_argument("--scheduler", default="", metavar="ADDRESS", help="judge on a Dask cluster")
    _judging(add)
    add.set_defaults(command=lambda options: _commands().grade(options))

    add = parsers.add_parser("feedback", help="write a page for each student")
    add.add_argument("lesson", metavar="LESSON")
    add.add_argument("--student", action="append", metavar="ID")
    add.add_argument("--force", action="store_true", help="write pages that are up to date too")
    add.set_defaults(command=lambda o: _commands().feedback(o.lesson, o.student, force=o.force))

    add = parsers.add_parser("report", help="marks, success per exercise, misconceptions found")
    add.add_argument("lesson", metavar="LESSON")
    add.add_argument("--html", action="store_true", help="also write one HTML page")
    add.set_defaults(command=lambda o: _commands().report(o.lesson, html=o.html))

    add = parsers.add_parser("demo", help="make a sample class for every lesson, and grade it")
    add.add_argument("lessons", nargs="*", metavar="LESSON", help="name or number; default: all")
    _judging(add)
    add.set_defaults(command=lambda o: _commands().demo(o.lessons, workers=o.workers, seed=o.seed))


def _judging(parser: argparse.ArgumentParser) -> None:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
    parser.add_argument(
        "--workers", type=_count, default=cores, metavar="N", help=f"default: {cores}"
    )
    parser.add_argument("--seed", type=int, help="of the hidden tests' random inputs")


def _count(text: str) -> int:
    """A number of workers: at least one."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {number}")
    return number
