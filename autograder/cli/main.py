"""Finds the command's file, reads its arguments, runs it."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from autograder.common.encoding import spell_out

_OBJECTS = 100_000  # made between two looks for garbage; Python's own number is 700
GROUPS = ("authors", "notebooks", "classes", "handback", "keeping")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. What a user can mend is one sentence, exit code 2."""
    spell_out()
    words = sys.argv[1:] if arguments is None else list(arguments)
    with _rarely_collecting():
        return _run(words)


def _run(words: Sequence[str]) -> int:
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


@contextmanager
def _rarely_collecting() -> Iterator[None]:
    """Spare the looks for garbage while modules are imported: what they make stays."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def commands() -> dict[str, Path]:
    """Each command and the file that holds it, in the order of `GROUPS`."""
    return {
        path.stem.rstrip("_"): path
        for group in GROUPS
        for path in sorted((Path(__file__).parent / group).glob("[a-z]*.py"))
    }


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of the command that `words` begin with; without one, of all commands."""
    parser = argparse.ArgumentParser(
        prog="autograder", description="Build, judge and grade lessons."
    )
    parsers = parser.add_subparsers(metavar="COMMAND", required=True)
    found = commands()
    if words and words[0] in found:
        path = found[words[0]]
        module = import_module(f"autograder.cli.{path.parent.name}.{path.stem}")
        its_own = parsers.add_parser(words[0], help=module.HELP)
        module.arguments(its_own)
        its_own.set_defaults(command=module.run)
    else:  # a list of commands, or a complaint: no command is imported for either
        for name, path in found.items():
            parsers.add_parser(name, help=_help(path))
    return parser


def _help(path: Path) -> str:
    """The `HELP` of a command's file, read without importing what the command needs."""
    _, _, after = path.read_text(encoding="utf-8").partition('\nHELP = "')
    return after.partition('"\n')[0]


def _expected() -> tuple[type[Exception], ...]:
    from autograder.cli.errors import EXPECTED

    return EXPECTED
