"""Everything that happened to a student's work on a lesson, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from autograder.lesson.course import Course
from autograder.store import attempts, dates, hands, moves, returns
from autograder.store.attempts import Attempt, Judged
from autograder.store.store import Store


@dataclass(frozen=True)
class Event:
    """Something that happened: when (UTC), in a line, with details below it."""

    at: datetime
    line: str
    details: tuple[str, ...] = ()


def history(store: Store, lesson: str, student: str) -> list[Event]:
    """All that is kept of a student and a lesson; empty where nothing is."""
    with store.begin() as connection:
        events: list[Event] = []
        for attempt in attempts.attempts(connection, lesson, student):
            assert attempt.id is not None
            judged = attempts.judgements(connection, attempt.id)
            events += _attempt(attempt, judged)
        for extension in dates.extension_history(connection, lesson, student):
            until = f"until {extension.until} UTC" if extension.until else "taken back"
            why = f" ({extension.reason})" if extension.reason else ""
            line = f"extension {until}, by {extension.who}{why}"
            events.append(Event(extension.given or datetime.min, line))
        for hand in hands.hands(connection, lesson, student):
            before, after = ("–" if v is None else str(v) for v in (hand.before, hand.after))
            why = f" ({hand.why})" if hand.why else ""
            line = f"by hand, {hand.cell}: {hand.what} {before} → {after}, by {hand.who}{why}"
            events.append(Event(hand.at or datetime.min, line))
        for move in moves.moves(connection, lesson, student):
            before, after = ("–" if v is None else f"{v:.10g}" for v in (move.before, move.after))
            line = f"total {before} → {after}: {move.reason}"
            events.append(Event(move.noticed or datetime.min, line))
        for page in returns.returns(connection, lesson, student):
            total = f"{page.score:.10g} of {page.max_score:.10g} points"
            line = f"returned ({page.form}): {total}, in {page.place}, by {page.who}"
            events.append(Event(page.at or datetime.min, line))
    return sorted(events, key=lambda event: event.at)


def lessons_of(course: Course) -> list[str]:
    """The lessons by name, in order."""
    return [path.stem for path in course.sources()]


def _attempt(attempt: Attempt, judged: list[Judged]) -> Iterator[Event]:
    origin = f" from {attempt.source}" if attempt.source else ""
    named = f", called {attempt.original_name}" if attempt.original_name else ""
    counts = "; this one counts" if attempt.counts else ""
    kept = f"grading/{attempt.kept}"
    line = f"attempt {attempt.number}{origin}{named}: {kept}{counts}"
    first = judged[0].judged if judged else None
    yield Event(attempt.handed_in or first or datetime.min, line)
    for judgement in judged:
        yield _judgement(attempt, judgement)


def _judgement(attempt: Attempt, judged: Judged) -> Event:
    score = f"{judged.score:g} of {judged.max_score:g}"
    line = (
        f"attempt {attempt.number} judged: {score} points, seed {judged.seed},"
        f" lesson {judged.lesson_digest}"
    )
    failures = judged.verdicts.get("failures", {})
    details = []
    for exercise in judged.verdicts.get("exercises", []):
        points = exercise["points"]
        given = "" if points is None else f", {points:g} of {exercise['max_points']:g}"
        cause = f" ({exercise['misconception']})" if exercise.get("misconception") else ""
        details.append(f"{exercise['name']}: {exercise['verdict']}{given}{cause}")
        for sentence, taken, got in failures.get(exercise["name"], []):
            details.append(f"  {sentence}")
            details += [f"    input:    {taken}"] if taken else []
            details += [f"    came out: {got}"] if got else []
    return Event(judged.judged or datetime.min, line, tuple(details))
