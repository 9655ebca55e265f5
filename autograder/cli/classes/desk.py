"""`autograder desk`"""

from __future__ import annotations

import argparse
import getpass
import sys

from autograder.cli.shared import trusted
from autograder.common.terminal import console
from autograder.common.text import plain
from autograder.lesson.course import Course, find_course

HELP = "the class in a browser page: what needs attention, and answers marked by hand"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8200, help="default: 8200; 0 takes a free one")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help="listen here, for a team"
    )
    parser.add_argument(
        "--origin",
        default="",
        metavar="URL",
        help="what browsers call it, behind a proxy: https://desk.example.org",
    )
    parser.add_argument(
        "--account", default="", metavar="NAME", help="add an account or change it, then end"
    )
    parser.add_argument("--role", choices=("instructor", "marker"), help="of the account")
    parser.add_argument("--remove", default="", metavar="NAME", help="take an account away")
    parser.add_argument("--accounts", action="store_true", help="list the accounts")
    trusted(parser)


def run(options: argparse.Namespace) -> int:
    course = find_course()
    if options.account or options.remove or options.accounts:
        return _accounts(course, options)
    from autograder.desk.server import Place, serve

    place = Place(options.host, options.port, options.origin.rstrip("/"))
    serve(course, place, browser=not options.no_browser, trusted=options.trusted)
    return 0


def _accounts(course: Course, options: argparse.Namespace) -> int:
    from autograder.database.opening import reading, writing
    from autograder.store.desk import accounts

    if options.account:
        role = options.role or accounts.MARKER
        password = _password()
        with writing(course, "desk --account") as store, store.begin() as connection:
            accounts.set_account(connection, options.account, role, password)
        console.print(f"{plain(options.account)} has an account ({role})", markup=False)
    if options.remove:
        with writing(course, "desk --remove") as store, store.begin() as connection:
            gone = accounts.remove_account(connection, options.remove)
        said = "has no account any more" if gone else "had no account"
        console.print(f"{plain(options.remove)} {said}", markup=False)
    if options.accounts:
        with reading(course) as store, store.begin() as connection:
            for name, role in accounts.accounts(connection).items():
                console.print(f"{plain(name)}  {role}", markup=False)
    return 0


def _password() -> str:
    """As typed, unseen; from a pipe, its first line."""
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")
