"""Moments that people type: one reading, or a sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.deadlines.moments import DateError, in_utc, local, read_moment, read_zone, shown

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("typed", "utc"),
    [
        ("2026-10-11T23:59", "2026-10-11 21:59"),
        ("2026-10-11 23:59:00", "2026-10-11 21:59"),
        ("2026-10-11", "2026-10-11 21:59"),
        ("2026-10-11T23:59Z", "2026-10-11 23:59"),
        ("2026-10-11 23:59 UTC", "2026-10-11 23:59"),
        ("2026-10-11T23:59+05:30", "2026-10-11 18:29"),
        ("2026-10-11 23:59 +0200", "2026-10-11 21:59"),
        ("2026-10-11 23:59 America/New_York", "2026-10-12 03:59"),
        ("2026-12-11T23:59", "2026-12-11 22:59"),
        ("2026-10-25 02:30", "2026-10-25 01:30"),  # twice on that night: the later one
    ],
)
def test_a_moment_is_read_in_its_zone(typed: str, utc: str) -> None:
    assert f"{in_utc(read_moment(typed, BERLIN)):%Y-%m-%d %H:%M}" == utc


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("2026-10-12 23:59:00 CEST", "'CEST' is no time zone; name it as Europe/Berlin"),
        ("2026-03-29 02:30", "does not exist in Europe/Berlin"),
        ("11.10.2026", "write it as 2026-10-11T23:59"),
        ("2026-02-30", "write it as 2026-10-11T23:59"),
        ("2026-10-11T25:00", "write it as 2026-10-11T23:59"),
        ("tomorrow", "write it as 2026-10-11T23:59"),
    ],
)
def test_what_has_no_one_reading_is_refused(typed: str, reason: str) -> None:
    with pytest.raises(DateError, match=reason):
        read_moment(typed, BERLIN)


def test_a_zone_that_is_nearly_right_is_asked_for() -> None:
    assert read_zone("europe/paris").key == "Europe/Paris"
    with pytest.raises(DateError, match="did you mean Europe/Berlin"):
        read_zone("Berlin")


zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"])


@given(st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)), zones)
def test_what_is_shown_is_what_was_kept(moment: datetime, name: str) -> None:
    kept, zone = moment.replace(second=0, microsecond=0), ZoneInfo(name)
    there = local(kept, zone)
    assert there.astimezone(UTC).replace(tzinfo=None) == kept
    assert f"{there:%Y-%m-%d %H:%M}" in shown(kept, zone)
    if not there.fold and there.utcoffset() == there.replace(fold=1).utcoffset():
        assert in_utc(read_moment(f"{there:%Y-%m-%dT%H:%M}", zone)) == kept
