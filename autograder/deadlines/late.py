"""What lateness costs: a rule as an instructor types it, worked out and said back in words.

    10% a day, at most 5 days
    2 points an hour, 15 minutes free, nothing after 2 days
    20% once · zero · none

Percentages are of the mark that was reached. A day or hour that has begun counts whole, unless the
rule says "full day". `penalty` takes off what the rule says and never more than there is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from autograder.deadlines.moments import DateError

_UNITS = {"minute": 60, "hour": 3600, "day": 86400, "week": 604800}
_TIME = r"(?:(?P<count>\d+(?:\.\d+)?|an?|one)\s*)?(?P<unit>minute|hour|day|week)s?"
_TAKEN = r"(?P<amount>\d+(?:\.\d+)?)\s*(?P<kind>%|percent|points?|marks?)(?:\s+off)?"
_LONG = {"min": "minute", "mins": "minute", "h": "hour", "hr": "hour", "hrs": "hour", "d": "day"}
EXAMPLES = '"10% a day, at most 5 days", "2 points an hour, 15 minutes free", "zero" or "none"'


@dataclass(frozen=True)
class LatePolicy:
    """A rule for lateness.

    Attributes:
        amount: what is taken off for each period, or once; in `percent` of the mark or in points.
        period: seconds; None takes it once.
        full: whether only full periods count; else one that has begun counts whole.
        most_periods: how many are counted at most.
        cap: the most that is taken off, (amount, whether percent).
        grace: seconds that cost nothing; what is later counts from the due date on.
        zero_after: seconds after which nothing is left.
        text: as it was typed.
    """

    amount: float = 0.0
    percent: bool = False
    period: float | None = None
    full: bool = False
    most_periods: float | None = None
    cap: tuple[float, bool] | None = None
    grace: float = 0.0
    zero_after: float | None = None
    text: str = ""

    def penalty(self, score: float, seconds_late: float) -> float:
        """The points to take off a mark of `score` points: between 0 and `score`."""
        if seconds_late <= self.grace or score <= 0:
            return 0.0
        if self.zero_after is not None and seconds_late > self.zero_after:
            return score
        taken = self.amount * self._periods(seconds_late)
        points = score * taken / 100 if self.percent else taken
        if self.cap is not None:
            most, percent = self.cap
            points = min(points, score * most / 100 if percent else most)
        return min(score, max(0.0, round(points, 9)))

    def _periods(self, seconds: float) -> float:
        if self.period is None:
            return 1.0
        passed = round(seconds / self.period, 9)
        whole = math.floor(passed) if self.full else math.ceil(passed)
        return min(whole, self.most_periods) if self.most_periods is not None else whole

    def __str__(self) -> str:
        """The rule in words, as one sentence."""
        parts = []
        if self.amount and self.period is None:
            parts.append(f"late work loses {self._taken(self.amount)}")
        elif self.amount and self.period is not None:
            each = f"every {'full ' if self.full else ''}{_duration(self.period, each=True)}"
            begun = "" if self.full else " begun"
            parts.append(f"{each}{begun} takes off {self._taken(self.amount)}")
        if parts and self.most_periods is not None and self.period is not None:
            most = self._taken(self.amount * self.most_periods)
            counted = _duration(self.most_periods * self.period)
            parts.append(f"counting at most {counted} (so never more than {most})")
        if parts and self.cap is not None:
            kind = replace(self, percent=self.cap[1])
            parts.append(f"never more than {kind._taken(self.cap[0])}")
        if self.zero_after is not None:
            when = f"more than {_duration(self.zero_after)} late" if self.zero_after else "late"
            parts.append(f"work that is {when} gets no points")
        if not parts:
            return "Lateness costs nothing."
        if self.grace:
            parts.append(f"up to {_duration(self.grace)} late costs nothing")
        sentence = "; ".join(parts)
        return f"{sentence[0].upper()}{sentence[1:]}."

    def _taken(self, amount: float) -> str:
        if self.percent:
            return f"{amount:g} % of the mark"
        return f"{amount:g} point{'' if amount == 1 else 's'}"


def read_policy(text: str) -> LatePolicy:
    """The rule that was typed; raises DateError with the words that are not understood."""
    policy = LatePolicy(text=text.strip())
    words = re.sub(r"(?<=\d),(?=\d)", ".", text.lower().replace("per cent", "percent"))
    words = re.sub(
        r"\s(?=(?:at most|up to|for at most|no more than|never more than)\s)", ", ", words
    )
    words = re.sub(r"\b(min|mins|h|hr|hrs|d)\b", lambda short: _LONG[short[0]], words)
    clauses = [clause.strip(" .") for clause in re.split(r"[,;]|\band\b|\bthen\b|\bbut\b", words)]
    if not any(clauses):
        raise DateError(f"the rule for lateness is empty; write it as {EXAMPLES}")
    for clause in filter(None, clauses):
        policy = _with(policy, clause, text)
    if policy.most_periods is not None and policy.period is None:
        raise DateError(
            f"{text!r} says how long lateness counts, but not what each day takes off;"
            ' write it as "10% a day, at most 5 days"'
        )
    return policy


def _with(policy: LatePolicy, clause: str, text: str) -> LatePolicy:
    for pattern, change in _CLAUSES:
        if found := re.fullmatch(pattern, clause):
            changed = change(policy, found)
            break
    else:
        raise DateError(
            f"the rule for lateness {text!r} is not understood at {clause!r};"
            f" write it as {EXAMPLES}"
        )
    if changed.percent and changed.amount > 100:
        raise DateError(f"{text!r} takes off more than 100 %; write it as {EXAMPLES}")
    return changed


def _rate(policy: LatePolicy, found: re.Match[str]) -> LatePolicy:
    if policy.amount:
        raise DateError(f"{policy.text!r} says twice what lateness takes off; say it once")
    return replace(
        policy,
        amount=float(found["amount"]),
        percent=_is_percent(found),
        period=_seconds(found) if found["unit"] else None,
        full=bool(found["full"]),
    )


def _once(policy: LatePolicy, found: re.Match[str]) -> LatePolicy:
    return replace(policy, amount=float(found["amount"]), percent=_is_percent(found))


def _most(policy: LatePolicy, found: re.Match[str]) -> LatePolicy:
    if not policy.period:
        raise DateError(
            f"{policy.text!r} must say first what each day takes off,"
            ' as "10% a day, at most 5 days"'
        )
    return replace(policy, most_periods=_seconds(found) / policy.period)


def _graced(policy: LatePolicy, found: re.Match[str]) -> LatePolicy:
    return replace(policy, grace=_seconds(found))


def _is_percent(found: re.Match[str]) -> bool:
    return found["kind"] in ("%", "percent")


def _seconds(found: re.Match[str]) -> float:
    count = found["count"]
    number = float(count) if count and count[0].isdigit() else 1.0
    if not number:
        raise DateError("a length of time of 0 makes no rule; write it as " + EXAMPLES)
    return number * _UNITS[found["unit"]]


_AT_MOST = r"(?:at most|up to|max(?:imum)?|no more than|for at most|capped at|never more than)\s+"
_NOTHING = r"(?:nothing|zero|0|no (?:points|marks|credit)|not accepted|0\s*%|closed)"
_CLAUSES: tuple[tuple[str, Callable[[LatePolicy, re.Match[str]], LatePolicy]], ...] = (
    (
        rf"(?:minus |lose )?{_TAKEN}\s*(?:(?:a|an|per|each|every|/)\s*"
        rf"(?:(?P<full>full|whole|complete)|started|begun)?\s*{_TIME}"
        r"(?:\s+(?:late|begun|started))?)",
        _rate,
    ),
    (rf"(?:a )?(?:flat |minus |lose )?{_TAKEN}(?:\s+(?:once|flat|if late))?", _once),
    (_AT_MOST + _TIME, _most),
    (_AT_MOST + _TAKEN, lambda p, m: replace(p, cap=(float(m["amount"]), _is_percent(m)))),
    (rf"{_TIME}\s+(?:are\s+|is\s+)?(?:free|grace|of grace)", _graced),
    (rf"(?:grace|free)(?:\s+of|\s+for)?\s+{_TIME}", _graced),
    (rf"{_NOTHING}\s+after\s+{_TIME}", lambda p, m: replace(p, zero_after=_seconds(m))),
    (rf"{_NOTHING}(?:\s+if late)?", lambda p, _: replace(p, zero_after=0.0)),
    (r"none|no penalty|free", lambda p, _: p),
)


def _duration(seconds: float, *, each: bool = False) -> str:
    """A length of time in its largest unit; `each` drops the number one: 'day', '2 days'."""
    sizes = ("week", "day", "hour")
    unit = next((size for size in sizes if seconds % _UNITS[size] == 0), "minute")
    if unit == "week" and seconds < 2 * _UNITS["week"]:
        unit = "week" if each else "day"
    number = seconds / _UNITS[unit]
    if each and number == 1:
        return unit
    return f"{number:g} {unit}{'' if number == 1 else 's'}"
