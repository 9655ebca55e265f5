"""Finds the command's file, reads its arguments, runs it."""

from __future__ import annotations

import argparse
import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from autograder.cli import authors, classes, handback, keeping, notebooks

GROUPS = (authors, notebooks, classes, handback, keeping)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. What a user can mend is one sentence, exit code 2."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    options = _parser(words).parse_args(words)
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


def commands() -> dict[str, str]:
    """Each command and the module that holds it, in the order of `GROUPS`."""
    return {
        found.name.rstrip("_"): f"{group.__name__}.{found.name}"
        for group in GROUPS
        for found in pkgutil.iter_modules(group.__path__)
    }


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of the command that `words` begin with; without one, of all commands."""
    parser = argparse.ArgumentParser(
        prog="autograder", description="Build, judge and grade lessons."
    )
    parsers = parser.add_subparsers(metavar="COMMAND", required=True)
    found = commands()
    asked = [word for word in words[:1] if word in found]
    for name in asked or found:
        module: ModuleType = import_module(found[name])
        its_own = parsers.add_parser(name, help=module.HELP)
        module.arguments(its_own)
        its_own.set_defaults(command=module.run)
    return parser


def _expected() -> tuple[type[Exception], ...]:
    from autograder.cli.errors import EXPECTED

    return EXPECTED
