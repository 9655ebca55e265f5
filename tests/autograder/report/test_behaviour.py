"""Wrong answers in groups: those that did the same, whoever wrote them and whenever judged."""

from __future__ import annotations

from collections.abc import Callable

from autograder.gradebook.marks import Mark, Marks
from autograder.grading.records import Record
from autograder.judge.judge import Judge
from autograder.judge.verdict import Judgement
from autograder.lesson.build import solved_notebook
from autograder.lesson.lesson import Lesson
from autograder.report.page import render
from autograder.report.report import make_report
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.submission import Submission
from tests.autograder.report.test_report import NOW, record, shown

SUM = "def double(x):\n    return x + np.sum(x)\n"
ALSO_SUM = "def double(x):\n    total = sum(np.ravel(x))  # of all\n    return total + x\n"
PLUS_ONE = "def double(x):\n    return x + 1\n"
SQUARED = "def double(x):\n    return x * x\n"


def of(judgement: Judgement, student: str) -> Record:
    return Record(student, "01_tiny", student, "d", judgement.as_record())


def test_answers_that_do_the_same_are_one_group_however_they_are_written(
    tiny: Lesson, judged: Callable[..., Judgement]
) -> None:
    answers = {"ann": SUM, "bob": ALSO_SUM, "cem": PLUS_ONE, "dea": SQUARED, "eve": SUM}
    records = [of(judged(double=text), who) for who, text in answers.items()]
    report = make_report(tiny, records, {})
    sums, squared = report.wrong
    assert (sums.name, sums.students) == ("", ("ann", "bob", "eve"))
    assert (squared.name, squared.students) == ("squared", ("dea",))
    assert report.alone == 1
    text = " ".join(shown(report).split())
    assert "3 double: double" in text
    assert "(no known cause)" in text
    assert "double gives" in text
    assert "1 other wrong answer without a known cause, each unlike all others" in text
    assert "double gives" in render(report, NOW)


def test_answers_judged_with_other_hidden_inputs_are_compared_by_the_fixed_ones(
    tiny: Lesson, judged: Callable[..., Judgement], trusted: Sandbox
) -> None:
    later = Judge(tiny, trusted, seed=8)
    records = [of(judged(double=SUM), "ann"), of(judged(double=PLUS_ONE), "cem")]
    for who, text in (("bob", ALSO_SUM), ("dea", PLUS_ONE)):
        again = later.judge(Submission(solved_notebook(tiny, {"double": text})))
        records.append(of(again, who))
    groups = {group.students for group in make_report(tiny, records, {}).wrong}
    assert groups == {("ann", "bob"), ("cem", "dea")}
    for group in make_report(tiny, records, {}).wrong:
        assert group.call == "double gives [4., 5.]" if "ann" in group.students else group.call


def test_the_same_error_in_another_line_is_the_same(tiny: Lesson) -> None:
    def raised(line: str) -> dict[str, list[list[str]]]:
        return {"scale": [[f"It raised TypeError in the line `{line}`: no number.", "", ""]]}

    records = [
        record("ann", scale="fail", failures=raised("x = 'a' + 1")),
        record("bob", scale="fail", failures=raised("y = 1 + 'b'")),
    ]
    (group,) = make_report(tiny, records, {}).wrong
    assert group.students == ("ann", "bob")
    assert group.sentence == "It raised TypeError: no number."


def came_out(name: str, value: str) -> dict[str, list[list[str]]]:
    return {name: [[f"{name} is wrong.", "x = 3.0", value]]}


def test_two_who_alone_share_a_mistake_are_named_with_care_and_only_in_a_class(
    tiny: Lesson,
) -> None:
    odd = [
        record("ann", double="fail", failures=came_out("double", "17.0")),
        record("bob", double="fail", failures=came_out("double", "17.0")),
    ]
    others = [record(f"s{number}") for number in range(10)]
    report = make_report(tiny, [*odd, *others], {})
    (pair,) = report.shared
    assert pair.students == ("ann", "bob")
    for text in (shown(report), render(report, NOW)):
        words = " ".join(text.split())
        assert "Rare mistakes that two students share" in words
        assert "it says nothing about who did what" in words
        assert not any(word in words.lower() for word in ("cheat", "plagiar", "copied", "suspect"))
    assert make_report(tiny, odd, {}).shared == ()


def test_what_many_share_or_what_shows_nothing_or_one_known_mistake_names_nobody(
    tiny: Lesson,
) -> None:
    others = [record(f"s{number}") for number in range(10)]
    many = [record(w, double="fail", failures=came_out("double", "17.0")) for w in "abc"]
    none = [record(w, double="fail", failures=came_out("double", "None")) for w in "ab"]
    known = [record(w, double="fail/squared", failures=came_out("double", "9.0")) for w in "ab"]
    for odd in (many, none, known):
        assert make_report(tiny, [*odd, *others], {}).shared == ()


def test_the_points_of_a_person_are_shown_beside_the_verdict(tiny: Lesson) -> None:
    test = tiny.exercise("double").tests[0].grade_id
    given = Marks({test: Mark(1.5, 2.0, waits=False, by_hand=True, auto=0.0)}, {}, 0.0)
    report = make_report(tiny, [record("ann", double="fail")], {"ann": given})
    said = "double: 1.5 points by hand instead of 0"
    assert said in shown(report)
    page = render(report, NOW)
    assert said in page
    assert 'class="sign fail given"' in page
