"""What lateness costs: rules as people type them, worked out, and said back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.deadlines.late import LatePolicy, read_policy
from autograder.deadlines.moments import DateError

HOUR, DAY = 3600, 86400
RULES = [
    "10% a day, at most 5 days",
    "10 % per day; max 50%",
    "2 points an hour, 15 minutes free, nothing after 2 days",
    "2,5% per full day",
    "20% once",
    "zero",
    "none",
    "1 day free, zero",
]


@pytest.mark.parametrize(
    ("rule", "score", "late", "taken"),
    [
        ("10% a day, at most 5 days", 40, 1, 4),
        ("10% a day, at most 5 days", 40, DAY, 4),
        ("10% a day, at most 5 days", 40, DAY + 1, 8),
        ("10% a day at most 5 days", 40, 30 * DAY, 20),
        ("10 % per full day", 40, 2 * DAY - 1, 4),
        ("10%/day, max 25%", 40, 9 * DAY, 10),
        ("2 points an hour", 40, 90 * 60, 4),
        ("2 points an hour", 3, 90 * 60, 3),
        ("1 point per day, up to 3 points", 40, 9 * DAY, 3),
        ("5% per 12 hours", 40, 13 * HOUR, 4),
        ("2.5% a day", 40, 1, 1),
        ("2,5% a day", 40, 1, 1),
        ("20% once", 40, 9 * DAY, 8),
        ("20% off", 40, 1, 8),
        ("10% a day, 15 min free", 40, 15 * 60, 0),
        ("10% a day, 15 min free", 40, 15 * 60 + 1, 4),
        ("10% a day and nothing after 1 week", 40, 7 * DAY, 28),
        ("10% a day and nothing after 1 week", 40, 7 * DAY + 1, 40),
        ("zero", 40, 1, 40),
        ("none", 40, 9 * DAY, 0),
        ("10% a day", 40, 0, 0),
        ("10% a day", 40, -DAY, 0),
    ],
)
def test_a_rule_takes_off_what_it_says(rule: str, score: float, late: float, taken: float) -> None:
    assert read_policy(rule).penalty(score, late) == pytest.approx(taken)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("10% a day, at most 5 days", "never more than 50 % of the mark"),
        ("10% a day, at most 5 days", "Every day begun takes off 10 % of the mark"),
        ("2 points an hour", "Every hour begun takes off 2 points"),
        ("10% per full day", "Every full day takes off"),
        ("zero", "Work that is late gets no points."),
        ("none", "Lateness costs nothing."),
        ("10% a day, 2 days free", "up to 2 days late costs nothing"),
    ],
)
def test_a_rule_is_said_back_in_words(rule: str, words: str) -> None:
    assert words in str(read_policy(rule))


@pytest.mark.parametrize(
    "rule", ["", "as usual", "10% of the maximum a day", "at most 5 days", "150% a day"]
)
def test_what_is_not_understood_is_refused_with_an_example(rule: str) -> None:
    with pytest.raises(DateError, match="10% a day"):
        read_policy(rule)


def test_a_rule_says_only_once_what_is_taken_off() -> None:
    with pytest.raises(DateError, match="twice"):
        read_policy("10% a day, 2 points an hour")


scores = st.floats(0, 1000, allow_nan=False)
times = st.floats(-(10**7), 10**7, allow_nan=False)


@given(st.sampled_from(RULES), scores, times, times)
def test_more_lateness_never_costs_less_and_nobody_gets_less_than_nothing(
    rule: str, score: float, one: float, two: float
) -> None:
    policy = read_policy(rule)
    sooner, later = (policy.penalty(score, when) for when in sorted((one, two)))
    assert 0 <= sooner <= later <= score


@given(scores, times)
def test_without_a_rule_nothing_is_taken(score: float, late: float) -> None:
    assert LatePolicy().penalty(score, late) == 0
