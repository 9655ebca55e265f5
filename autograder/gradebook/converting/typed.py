"""What people type into nbgrader's own commands: dates with a zone, tables with an id for a row.

nbgrader takes the name of a zone that it does not know for UTC, and +0200 for 200 seconds.
"""

from __future__ import annotations

import csv
import warnings
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

from dateutil.parser import UnknownTimezoneWarning, parse, parserinfo

from autograder.common.text import decoded, plain
from autograder.deadlines.moments import DateError, in_utc, place, read_zone
from course_utils.notebook.bounded import UnreadableFile, read_bounded

_MOST = 32 * 2**20  # bytes of a table
_WORDS = parserinfo()
_BETWEEN = ",;\t|"
_READS_ALL = "autograder students import"


def read_utc(typed: datetime | str | None) -> datetime | None:
    """A moment as the gradebook keeps it, in UTC without a zone.

    What is typed may end in Z, an offset or a zone's name; without one it is UTC already. Raises
    DateError: no date, or a zone that is no IANA name.
    """
    if typed is None:
        return None
    moment = _read(typed) if isinstance(typed, str) else typed
    return moment if moment.tzinfo is None else in_utc(moment)


def refusing_dates(start: Callable[[Any], None]) -> Callable[[Any], None]:
    """A command that ends with a sentence where a date cannot be used."""

    @wraps(start)
    def run(app: Any) -> None:
        try:
            start(app)
        except DateError as error:
            app.fail(str(error))

    return run


def refusing_tables(start: Callable[[Any], None]) -> Callable[[Any], None]:
    """A command that imports a table, and says what one lacks that nbgrader cannot read."""

    @wraps(start)
    def run(app: Any) -> None:
        path = Path(app.extra_args[0]) if len(app.extra_args) == 1 else None
        if path is not None and path.is_file() and (sentence := _lacking(app, path)):
            app.fail(sentence)
        start(app)

    return run


def _read(text: str) -> datetime:
    *words, last = text.split() or [""]
    try:
        if words and _is_zone(last):
            zone = read_zone("UTC" if _WORDS.utczone(last) else last)
            moment = parse(" ".join(words))
            return moment if moment.tzinfo else place(moment, zone)
        with warnings.catch_warnings():
            warnings.simplefilter("error", UnknownTimezoneWarning)
            return parse(text)
    except DateError:
        raise
    except (ValueError, OverflowError, UnknownTimezoneWarning) as error:
        raise DateError(
            f"{plain(text)!r} is not a date and time; write it as '2026-10-11 23:59 Europe/Berlin'"
            " or 2026-10-11T23:59+02:00 (without a zone it is UTC)"
        ) from error


def _is_zone(word: str) -> bool:
    known = (_WORDS.ampm, _WORDS.month, _WORDS.weekday)
    return word[:1].isalpha() and all(find(word) is None for find in known)


def _lacking(app: Any, path: Path) -> str:
    """What is to be said of a table without the column that nbgrader needs; else nothing."""
    try:
        data = read_bounded(path, _MOST, links=True)
    except UnreadableFile as error:
        return f"{path.name} {error}; expected a CSV file"
    if app.primary_key in _headings_for_nbgrader(data):
        return ""
    first = next(iter(decoded(data).splitlines()), "")
    between = max(_BETWEEN, key=first.count)
    named = ", ".join(plain(word) for word in next(csv.reader([first], delimiter=between), []))
    others = [key for key in app.expected_keys if key not in (app.primary_key, "id")]
    sentence = (
        f"{path.name} has the columns: {named or 'none'}; nbgrader needs {app.primary_key!r} (and"
        f" takes {', '.join(others)}), with commas between, in UTF-8 without a byte order mark"
    )
    if app.table_class.__name__ != "Student":
        return sentence
    return f"{sentence}; as it is, it can be read by: {_READS_ALL} {path.name}"


def _headings_for_nbgrader(data: bytes) -> list[str]:
    try:
        first = next(iter(data.decode("utf-8").splitlines()), "")
        return [word.strip() for word in next(csv.reader([first]), [])]
    except (UnicodeDecodeError, csv.Error):
        return []
