"""Moments as people type and read them: local time in a named zone; UTC is for the tables.

A zone is an IANA name such as Europe/Berlin: what "CEST" or "IST" means depends on who reads it. A
moment without a zone is never compared with one that has one.
"""

from __future__ import annotations

import difflib
import os
import re
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

_TYPED = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?:[T ]+(?P<clock>\d\d?:\d\d(?::\d\d)?))?\s*(?P<zone>\S.*)?\Z"
)
_OFFSET = re.compile(r"[+-]\d\d:?\d\d\Z")
_END_OF_DAY = time(23, 59)
_EXPECTED = "write it as 2026-10-11T23:59"


class DateError(ValueError):
    """A date, zone or rule that cannot be used; the text says what is wrong and what to type."""


def read_moment(text: str, zone: ZoneInfo) -> datetime:
    """The moment that somebody typed, with its zone.

    `zone` is where it is meant, unless the text ends in Z, an offset such as +02:00, or a zone's
    name. A date alone is the end of that day (23:59). Where clocks are put back the later of the
    two moments is meant: nobody loses an hour.

    Raises DateError: not a date, a time that the clocks skip, a zone that is no IANA name.
    """
    found = _TYPED.match(text.strip())
    if not found:
        raise DateError(f"{text!r} is not a date and time; {_EXPECTED}")
    said = found["zone"] or ""
    try:
        day = datetime.fromisoformat(found["day"])
        clock = time.fromisoformat(found["clock"].zfill(5)) if found["clock"] else _END_OF_DAY
        if said in ("Z", "UTC"):
            return datetime.combine(day, clock, UTC)
        if _OFFSET.match(said):
            return datetime.fromisoformat(f"{day:%Y-%m-%d}T{clock:%H:%M:%S}{said}")
    except ValueError as error:
        raise DateError(f"{text!r} is not a date and time ({error}); {_EXPECTED}") from error
    return _in_zone(datetime.combine(day, clock), read_zone(said) if said else zone)


def read_zone(name: str) -> ZoneInfo:
    """The time zone of that name; raises DateError, with names that look like it."""
    known = _zones()
    found = known.get(name.strip().lower().replace(" ", "_"))
    if found:
        return ZoneInfo(found)
    word = name.strip().lower().replace(" ", "_")
    cities = [full for lower, full in sorted(known.items()) if lower.rsplit("/", 1)[-1] == word]
    places = [lower for lower in known if "/" in lower]
    close = difflib.get_close_matches(word, places, n=2, cutoff=0.75)
    near = cities[:2] or [known[lower] for lower in close]
    meant = f"; did you mean {' or '.join(near)}?" if near else ""
    raise DateError(f"{name!r} is no time zone; name it as Europe/Berlin is named{meant}")


def here() -> ZoneInfo:
    """This computer's time zone; UTC where it does not say."""
    link = Path("/etc/localtime")
    named = [os.environ.get("TZ", "").lstrip(":")]
    if link.is_symlink():
        named.append(str(link.resolve()).partition("zoneinfo/")[2])
    for name in named:
        if found := _zones().get(name.lower()):
            return ZoneInfo(found)
    return ZoneInfo("UTC")


def in_utc(moment: datetime) -> datetime:
    """A moment with a zone as the tables keep it: UTC, without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone has no place in UTC")
    return moment.astimezone(UTC).replace(tzinfo=None)


def shown(moment: datetime, zone: ZoneInfo) -> str:
    """A moment as the tables keep it, in a zone's clock: 'Sun 2026-10-11 23:59 Europe/Berlin'."""
    return f"{local(moment, zone):%a %Y-%m-%d %H:%M} {zone.key}"


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """A moment as the tables keep it, with the zone's clock."""
    return moment.replace(tzinfo=UTC).astimezone(zone)


def place(moment: datetime, zone: ZoneInfo) -> datetime:
    """A clock's reading as a moment in the zone, as well as can be: for what no person typed.

    A reading that the clocks skip counts as if they had not been put forward.
    """
    return moment.replace(tzinfo=zone, fold=1)


def _in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    there = moment.replace(tzinfo=zone, fold=1)
    if there.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment:
        raise DateError(
            f"{moment:%Y-%m-%d %H:%M} does not exist in {zone.key}: the clocks are put forward"
            " there; choose another time"
        )
    return there


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """Lower-case name → name."""
    return {name.lower(): name for name in available_timezones() if not name.startswith("posix")}
