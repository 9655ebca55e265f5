"""A class report in a terminal: all of a small class, of a large one those to look at.

Fits the width it is given, and is plain text where the output is not a terminal. What students
wrote is shown as plain text only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.common.text import listed, plain
from autograder.feedback.symbols import VERDICT_SIGNS
from autograder.judge.verdict import Verdict
from autograder.report.behaviour import SharedMistakes, WrongAnswer
from autograder.report.items import LOW, ExerciseRow
from autograder.report.report import ClassReport
from autograder.report.rows import StudentRow
from autograder.report.words import ABOUT_PAIRS, bare_table, number, print_parts, signed

LARGEST_CLASS = 40
MOST_ROWS = 20
MOST_MISTAKES = 15
MOST_PAIRS = 10
LONGEST_CALL = 160
_WIDEST_ID = 28
_SHORTEST_REMARK = 14
_PADDING = 2  # a blank on either side of a column
_STYLES = {
    Verdict.PASS: "green",
    Verdict.FAIL: "bold yellow",
    Verdict.UNANSWERED: "dim",
    Verdict.TIMEOUT: "bold magenta",
    Verdict.CRASH: "bold magenta",
    Verdict.REFUSED: "bold red",
    Verdict.MANUAL: "cyan",
}


def print_report(report: ClassReport, console: Console) -> None:
    """Print everything there is to say, in the order in which it is asked for."""
    console.print(Text(plain(report.title), style="bold"))
    if not report.students:
        console.print(f"Nobody is graded yet; run: autograder grade {report.lesson}")
        return
    print_parts(_parts(report, console.width), console)


def _parts(report: ClassReport, width: int) -> Iterator[tuple[str, RenderableType]]:
    everybody = len(report.students) <= LARGEST_CLASS
    shown = list(report.students) if everybody else report.problems + report.noted
    most = max(MOST_ROWS, len(report.urgent))  # whose program ended is never left out
    if shown:
        heading = "Students" if everybody else "Students to look at"
        yield heading, _students(report, shown if everybody else shown[:most], width)
        if _signs_fit(report, width):
            yield "", _legend(report)
    if len(shown) > most and not everybody:
        yield "", Text(f"… and {len(shown) - most} more: see the table of all students")
    yield "Marks", _marks(report)
    yield "Exercises", _exercises(report, width)
    yield "", _what_the_columns_say(report)
    if report.wrong or report.alone:
        yield "Wrong answers, by what they do", _wrong(report)
    if report.shared:
        yield "Rare mistakes that two students share", _shared(report.shared)
    if report.problems:
        yield "Not judged", _remarks((row.student, row.problem) for row in report.problems)
    if report.absent:
        yield "Handed in nothing", _names(report.absent)
    if everybody and report.noted:
        yield "Notes", _remarks((row.student, "; ".join(row.remarks)) for row in report.noted)


def _students(report: ClassReport, rows: Sequence[StudentRow], width: int) -> Table:
    """A table whose columns are as wide as is said here, so that none takes another's room.

    Ids that are longer go on in the next line; of remarks there is what fits.
    """
    table = bare_table()
    heading = f"of {report.max_score:g}"
    score = max(len(heading), *(_score(row).cell_len for row in rows))
    signs = len(report.exercises) if _signs_fit(report, width) else 0
    taken = score + _PADDING + (signs + _PADDING if signs else 0)
    name = max(1, min(_longest_id(report), width - taken - _PADDING))
    remark = width - taken - name - 2 * _PADDING
    table.add_column("student", overflow="fold", width=name)
    table.add_column(heading, justify="right", no_wrap=True, width=score)
    if signs:
        table.add_column(_numbers(report.exercises), no_wrap=True, width=signs)
    remarks = signs and remark >= _SHORTEST_REMARK
    if remarks:
        table.add_column("", overflow="ellipsis", no_wrap=True, width=remark)
    for row in rows:
        cells: list[RenderableType] = [Text(plain(row.student)), _score(row)]
        cells += [_signs(report, row)] if signs else []
        cells += [Text(plain(_remark(row)), style="dim")] if remarks else []
        table.add_row(*cells)
    return table


def _longest_id(report: ClassReport) -> int:
    """How wide the column of students should be."""
    ids = (cell_len(plain(row.student)) for row in report.students)
    return min(_WIDEST_ID, max(len("student"), *ids))


def _signs_fit(report: ClassReport, width: int) -> bool:
    """Whether there is room for a sign for every exercise."""
    return len(report.exercises) + _longest_id(report) + 14 <= width


def _numbers(exercises: tuple[ExerciseRow, ...]) -> str:
    """The exercises' places, by their last digit, as the heading of the column of signs."""
    return "".join(str(place % 10) for place in range(1, len(exercises) + 1))


def _legend(report: ClassReport) -> Text:
    """What the signs in use mean."""
    used = {verdict for row in report.students for verdict in row.verdicts.values()}
    text = Text(" ")
    for verdict in (verdict for verdict in Verdict if verdict in used):
        text.append(f"{VERDICT_SIGNS[verdict]}", style=_STYLES[verdict])
        text.append(f" {verdict.value}  ", style="dim")
    return text


def _score(row: StudentRow) -> Text:
    if row.score is None:
        return Text("–", style="dim")
    return Text(f"{number(row.score)}{'+' if row.waits else ''}")


def _signs(report: ClassReport, row: StudentRow) -> Text:
    text = Text()
    for exercise in report.exercises:
        verdict = row.verdicts.get(exercise.name)
        text.append(VERDICT_SIGNS[verdict or ""], _STYLES[verdict] if verdict else "")
    return text


def _remark(row: StudentRow) -> str:
    return "; ".join(row.remarks)


def _marks(report: ClassReport) -> Text:
    text = Text(f"{len(report.scores)} graded")
    if report.problems:
        text.append(f", {len(report.problems)} not judged", style="bold red")
    if report.waiting:
        text.append(f", {len(report.waiting)} with open marking by hand (+)")
    if report.late:
        text.append(f", {len(report.late)} late")
    if report.absent:
        text.append(f", {len(report.absent)} handed in nothing")
    if report.again:
        most = max(row.about.attempts for row in report.again)
        text.append(f"\n{len(report.again)} handed in more than once, up to {most} times")
    if report.quartiles is not None and report.mean is not None and len(report.scores) > 1:
        first, median, third = map(number, report.quartiles)
        so_far = "so far: " if report.waiting else ""
        text.append(f"\n{so_far}median {median} of {report.max_score:g}, ")
        text.append(f"mean {number(report.mean)}, half of the class between {first} and {third}")
    return text


def _exercises(report: ClassReport, width: int) -> Table:
    table = bare_table()
    bar = 20 if width >= 100 else 8 if width >= 60 else 0
    with_r = any(row.discrimination is not None for row in report.exercises)
    table.add_column("", justify="right", style="dim", no_wrap=True)
    table.add_column("", overflow="fold")
    table.add_column("share", justify="right", no_wrap=True)
    if with_r:
        table.add_column("r", justify="right", no_wrap=True)
    for _ in range(2 if bar else 0):
        table.add_column("")
    for place, row in enumerate(report.exercises, 1):
        share = Text("–" if row.share is None else f"{row.share:.0%}".replace("%", " %"))
        r = [_discrimination(row)] if with_r else []
        more = [_bar(row.share, bar), _counts(row)] if bar else []
        table.add_row(str(place), row.name, share, *r, *more)
    return table


def _what_the_columns_say(report: ClassReport) -> Text:
    words = "share: mean share of the points"
    if any(row.discrimination is not None for row in report.exercises):
        words += (
            f"; r: correlation with the points for all other exercises, below {LOW:g} worth a look"
        )
    return Text(words, style="dim")


def _discrimination(row: ExerciseRow) -> Text:
    if row.discrimination is None:
        return Text("–", style="dim")
    return Text(signed(row.discrimination), style="bold yellow" if row.is_low else "")


def _bar(share: float | None, width: int) -> Text:
    if share is None:
        return Text("")
    filled = round(share * width)
    return Text("█" * filled, style="green") + Text("░" * (width - filled), style="dim")


def _counts(row: ExerciseRow) -> Text:
    """How often each verdict but a pass was given."""
    if row.written:
        if row.waiting:
            return Text(f"{row.waiting} of {row.total} wait for marks by hand", style="dim")
        return Text("mean mark" if row.share is not None else "marked by hand", style="dim")
    parts = [
        Text(f"{VERDICT_SIGNS[verdict]} {row.counts[verdict]} {verdict.value}", style=style)
        for verdict, style in _STYLES.items()
        if verdict is not Verdict.PASS and row.counts.get(verdict)
    ]
    return Text("  ").join(parts)


def _wrong(report: ClassReport) -> Table:
    table = bare_table()
    table.show_header = False
    table.add_column(justify="right", no_wrap=True, style="bold")
    table.add_column(overflow="fold")
    for group in report.wrong[:MOST_MISTAKES]:
        table.add_row(str(len(group.students)), said_of(group))
    left = len(report.wrong) - MOST_MISTAKES
    if left > 0:
        table.add_row("", Text(f"… and {left} more", style="dim"))
    if report.alone:
        others = "wrong answer" if report.alone == 1 else "wrong answers"
        like = f"other {others} without a known cause, each unlike all others"
        table.add_row(str(report.alone), Text(like, style="dim"))
    return table


def said_of(group: WrongAnswer) -> Text:
    """A group of wrong answers: the likely cause, or else what came out."""
    if group.name:
        sentence = plain(group.sentence) or "(no longer in the lesson)"
    else:
        sentence = f"{plain(group.sentence)} (no known cause)"
        if call := plain(group.call):
            sentence += f"\n{call[:LONGEST_CALL]}{'…' if len(call) > LONGEST_CALL else ''}"
    return Text(f"{group.exercise}: ", style="dim") + Text(sentence, style="default")


def _shared(pairs: tuple[SharedMistakes, ...]) -> RenderableType:
    lines = []
    for pair in pairs[:MOST_PAIRS]:
        one, two = map(plain, pair.students)
        exercises = ", ".join(mistake.exercise for mistake in pair.mistakes)
        lines.append(Text(f"{one} and {two}: {exercises}"))
    left = len(pairs) - MOST_PAIRS
    lines += [Text(f"… and {left} more pairs", style="dim")] if left > 0 else []
    lines.append(Text(ABOUT_PAIRS, style="dim"))
    return Padding(Text("\n").join(lines), (0, 0, 0, 2))


def _names(students: tuple[str, ...]) -> RenderableType:
    shown = listed([*map(plain, students)], MOST_ROWS)
    return Padding(Text(f"{len(students)}: {shown}"), (0, 0, 0, 2))


def _remarks(pairs: Iterable[tuple[str, str]]) -> RenderableType:
    lines = [Text(f"{plain(who)}: {plain(what)}") for who, what in pairs]
    left = len(lines) - MOST_ROWS
    more = [Text(f"… and {left} more", style="dim")] if left > 0 else []
    return Padding(Text("\n").join([*lines[:MOST_ROWS], *more]), (0, 0, 0, 2))
