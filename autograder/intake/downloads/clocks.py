"""Dates as systems write them, in the languages that they speak."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone

_MONTHS = {
    1: "january jan januar janvier enero ene gennaio januari janeiro",
    2: "february feb februar fevrier fev febrero febbraio februari fevereiro",
    3: "march mar marz maerz mars marzo maart marco mrz",
    4: "april apr avril avr abril abr aprile",
    5: "may mai mayo maggio mei maio",
    6: "june jun juni juin junio giugno junho",
    7: "july jul juli juillet juil julio luglio julho",
    8: "august aug aout agosto ago augustus",
    9: "september sep sept septembre septiembre setiembre settembre setembro",
    10: "october oct oktober okt octobre octubre ottobre outubro",
    11: "november nov novembre noviembre novembro",
    12: "december dec dezember dez decembre diciembre dic dicembre dezembro",
}
_MONTH_OF = {word: number for number, words in _MONTHS.items() for word in words.split()}
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*(.*)")
_CLOCK = re.compile(r"\b(\d{1,2})[:.](\d\d)(?:[:.](\d\d))?\s*([ap])?\.?\s?(m)?\b", re.IGNORECASE)
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)\b")
_NUMBERS = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./](\d{4})\b")


def read_clock(text: str) -> datetime | None:
    """The moment in a system's text; without a zone where it does not say one. None: no date.

    "Monday, 12 October 2026, 03:59 AM", "lundi 12 octobre 2026, 03:59", "12.10.2026 03:59",
    "2026-10-12 01:59:00.000000000 Z". Zones that are no offset ("CEST") are not read.
    """
    plain = unicodedata.normalize("NFKD", text.strip()[:200])
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    try:
        if found := _ISO.search(plain):
            year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
            return _zoned(datetime(year, month, day, hour, minute, second), found[7])
        return _spoken(plain)
    except ValueError:
        return None


def _spoken(text: str) -> datetime | None:
    clock = _CLOCK.search(re.sub(_NUMBERS, " ", text))
    if clock is None:
        return None
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if clock[4] and clock[5]:
        hour = hour % 12 + (12 if clock[4].lower() == "p" else 0)
    if numbers := _NUMBERS.search(text):
        day, month, year = (int(part) for part in numbers.groups())
        return datetime(year, month, day, hour, minute, second)
    words = re.findall(r"[^\W\d_]+", text.lower())
    month = next((_MONTH_OF[word] for word in words if word in _MONTH_OF), 0)
    rest = text.replace(clock[0], " ")
    years = re.findall(r"\b(\d{4})\b", rest)
    days = re.findall(r"\b(\d{1,2})(?:st|nd|rd|th|er|\.)?(?=\W|$)", rest)
    if not (month and years and days):
        return None
    found = datetime(int(years[0]), month, int(days[0]), hour, minute, second)
    return _zoned(found, text.rpartition(clock[0])[2])


def _zoned(moment: datetime, rest: str) -> datetime:
    """The moment with the zone that stands after it, if that is an offset or UTC."""
    rest = rest.strip()
    if rest[:3].upper() in ("UTC", "GMT") or rest[:1] in ("Z", "z"):
        rest = rest.lstrip("UTCGMZutcgmz")
        if not _OFFSET.match(rest):
            return moment.replace(tzinfo=UTC)
    if found := _OFFSET.match(rest):
        distance = timedelta(hours=int(found[2]), minutes=int(found[3]))
        return moment.replace(tzinfo=timezone(distance if found[1] == "+" else -distance))
    return moment
