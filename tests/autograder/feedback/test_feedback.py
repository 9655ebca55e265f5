"""Feedback pages of a real class: what a student should read is there, what is secret is not."""

from __future__ import annotations

import html
import re
import shutil
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.common.files import write_aside
from autograder.feedback.feedback import page_path, write_feedback
from autograder.feedback.formulas import mathml
from autograder.feedback.markup import LARGEST_PICTURE, code_html, output_html, prose_html
from autograder.feedback.view import read_verdict
from autograder.gradebook import gradebook
from autograder.gradebook.marks import Mark
from autograder.grading.grade import Order, grade
from autograder.judge.verdict import Verdict
from autograder.lesson.build import solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.leaks import lesson_secrets
from autograder.lesson.lesson import CODE_STUB, Lesson
from autograder.report.page import render
from autograder.report.report import class_report
from tests.support import TINY_COURSE
from tests.support.barriers import barriers

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

NAME = "01_tiny"
NOW = datetime(2025, 11, 21, 10, 30)
HOSTILE = '<b onclick=alert(1)>"&'
WRITTEN = r"""Because $2 \cdot 2 = 4$. <script>alert("mine")</script>

![x](https://example.org/spy.png) [go](javascript:alert(2)) <img src=x onerror=alert(3)>
"""
NOISY = """def double(x):
    print("\\x1b[31mred\\x1b[0m <script>alert(4)</script>")
    return x + 1


display("<i>shown</i>")
double(1)
raise ValueError("<script>alert(5)</script>")
"""


@dataclass(frozen=True)
class Class:
    """A graded class with its pages."""

    course: Course
    lesson: Lesson
    written: tuple[str, ...]

    def page(self, student: str) -> str:
        return page_path(self.course, NAME, student).read_text(encoding="utf-8")

    def text(self, student: str) -> str:
        """What a reader sees, without markup."""
        body = self.page(student).partition("<main>")[2]
        return html.unescape(re.sub(r"<[^>]+>", "", body))


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    root = tmp_path_factory.mktemp("feedback") / "course"
    shutil.copytree(TINY_COURSE, root)
    course = Course(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_COURSE", str(root))
        lesson = course.lesson("1")
        for student, notebook in submissions(lesson).items():
            write_aside(course.grading / "submitted" / student / NAME / f"{NAME}.ipynb", notebook)
        write_aside(course.grading / "submitted" / "broken" / NAME / f"{NAME}.ipynb", "{")
        grade(Order(course, lesson, trusted=True, workers=1, seed=3))
        outcome = write_feedback(course, lesson)
        assert not outcome.problems
        yield Class(course, lesson, tuple(outcome.written))


def submissions(lesson: Lesson) -> dict[str, str]:
    words = {"why": "Why is twice two four?\n\nAs everybody knows."}
    squared = {"double": "def double(x):\n    return np.asarray(x) ** 2"}
    blank = {e.name: e.cell.without("SOLUTION", CODE_STUB) for e in lesson.exercises}
    noisy = solved_notebook(lesson, {"double": NOISY, "why": words["why"] + WRITTEN})
    own = nbformat.v4.new_code_cell("my_own = 1  # ### BEGIN HIDDEN TESTS\nprint(my_own)")
    noisy.cells.insert(3, own)
    return {
        "ann": nbformat.writes(solved_notebook(lesson, words)),
        "blank": nbformat.writes(solved_notebook(lesson, blank)),
        "squared": nbformat.writes(solved_notebook(lesson, {**words, **squared})),
        HOSTILE: nbformat.writes(noisy),
    }


def test_everybody_who_is_graded_gets_a_page(graded: Class) -> None:
    assert set(graded.written) == {"ann", "blank", "squared", HOSTILE}


@pytest.mark.parametrize("student", ["blank", "squared", HOSTILE])
def test_no_hidden_test_answer_or_misconception_is_on_a_page(graded: Class, student: str) -> None:
    text = graded.text(student)
    own = submissions(graded.lesson)[student]
    answers = {e.name for e in graded.lesson.exercises} if student == "blank" else {"double"}
    told = {wrong.sentence for e in graded.lesson.exercises for wrong in e.misconceptions}
    for secret, what in lesson_secrets(graded.lesson).items():
        if secret in told or secret.strip('".') + "." in told:
            continue
        if not what.startswith("an answer") or any(repr(name) in what for name in answers):
            assert secret not in text or secret in own, what
    for word in ("HIDDEN", "reference.", "_hidden", "rng", "SOLUTION"):
        assert word not in text or word in own, word


def test_the_hidden_tests_are_in_the_notebook_the_page_is_made_from(graded: Class) -> None:
    path = graded.course.grading / "autograded" / "ann" / NAME / f"{NAME}.ipynb"
    assert "BEGIN HIDDEN TESTS" in path.read_text(encoding="utf-8")


def test_a_failed_check_is_told_with_its_input_and_the_likely_cause(graded: Class) -> None:
    text = graded.text("squared")
    assert "Likely cause: You squared where twice was asked for." in text
    assert "double returned" in text
    assert "input" in text
    assert "came out" in text
    assert "Traceback" not in text


def test_the_summary_has_the_score_and_one_line_for_each_exercise(graded: Class) -> None:
    page = graded.page("squared")
    summary = page[page.index("<main>") : page.index("</table>")]
    assert "8 of 14 points" in summary
    assert "4 of these points wait" in summary
    for exercise in graded.lesson.exercises:
        assert summary.count(f'href="#{exercise.name}"') == 1
    assert 'href="#why"' in summary


def test_what_was_not_answered_is_said_so(graded: Class) -> None:
    assert graded.text("blank").count("This exercise has not been answered yet.") == 5


def test_nothing_of_a_students_runs_or_loads(graded: Class) -> None:
    page = graded.page(HOSTILE)
    for tag in ("script", "img", "link", "iframe", "b", "i onclick"):
        assert f"<{tag} " not in page.replace("<img alt", "")
        assert f"<{tag}>" not in page.partition("<main>")[2]
    assert not re.search(r"(href|src)=.?javascript:", page)
    assert "example.org" not in page
    assert "default-src 'none'" in page
    assert html.escape(HOSTILE).replace("&quot;", "&#34;") in page
    for number in (1, 2, 3, 4, 5):
        assert not re.search(rf"<[^>]*alert\({number}\)", page)


def test_no_page_asks_another_host_for_anything(graded: Class) -> None:
    for student in graded.written:
        page = graded.page(student)
        assert not re.search(r"(?:src|href|url|@import)\W{1,3}(?:https?:)?//", page)
        assert len(page) < 100_000


def test_what_a_cell_printed_is_shown_without_its_colours(graded: Class) -> None:
    page = graded.page(HOSTILE)
    assert "red &lt;script&gt;alert(4)" in page
    assert "\x1b" not in page
    assert "ValueError" in page
    assert "more cell of your own" in page
    assert "my_own" in page


def test_of_the_lesson_itself_the_page_repeats_nothing(graded: Class) -> None:
    assert "Everything a lesson can hold, once." not in graded.text("ann")


def test_a_page_is_made_again_only_when_something_changed(graded: Class) -> None:
    outcome = write_feedback(graded.course, graded.lesson)
    assert not outcome.written
    assert set(outcome.kept) == set(graded.written)
    seen: list[str] = []
    outcome = write_feedback(
        graded.course, graded.lesson, ["ann"], force=True, progress=seen.append
    )
    assert outcome.written == seen == ["ann"]


def test_a_page_that_was_cut_off_is_made_again(graded: Class) -> None:
    path = page_path(graded.course, NAME, "ann")
    path.write_text(graded.page("ann")[:5000], encoding="utf-8")
    assert write_feedback(graded.course, graded.lesson).written == ["ann"]


def test_a_mark_and_a_comment_by_hand_appear_on_the_page(graded: Class) -> None:
    with gradebook._gradebook(graded.course) as book:
        mark = book.find_grade("why", NAME, NAME, "blank")
        mark.manual_score, mark.needs_manual_grade = 1.5, False
        comment = book.find_comment("why", NAME, NAME, "blank")
        comment.manual_comment = "Say *why* $2 + 2 = 4$."
        book.db.commit()
    assert write_feedback(graded.course, graded.lesson).written == ["blank"]
    assert "1.5 of 4" in graded.text("blank")
    assert "<em>why</em> <math" in graded.page("blank")
    why = class_report(graded.course, graded.lesson).exercises[-1]
    assert (why.waiting, why.share) == (3, None)  # the others are open still


def test_who_is_not_graded_is_named_and_the_others_get_their_pages(graded: Class) -> None:
    outcome = write_feedback(graded.course, graded.lesson, ["broken", "ann"])
    assert "not graded yet" in outcome.problems["broken"]
    assert outcome.kept == ["ann"]


def test_the_report_of_the_class_links_to_the_pages(graded: Class) -> None:
    report = class_report(graded.course, graded.lesson)
    assert {row.student for row in report.students} == {*graded.written, "broken"}
    assert report.wrong[0].name == "squared"
    folder = graded.course.grading / "report"
    folder.mkdir(exist_ok=True)
    links = re.findall(r'<th scope="row"><a href="([^"]+)"', render(report, NOW))
    assert len(links) == len(graded.written)
    for link in links:
        assert (folder / unquote(html.unescape(link))).is_file()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_on_a_page_keeps_anybody_out(
    graded: Class, browser: BrowserContext, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page()
    page.emulate_media(color_scheme=scheme)
    for student in graded.written:
        page.goto(page_path(graded.course, NAME, student).as_uri())
        assert barriers(page) == []
    page.close()


def test_a_page_takes_less_than_a_second(graded: Class) -> None:
    started = time.process_time()
    write_feedback(graded.course, graded.lesson, ["ann", "squared"], force=True)
    assert time.process_time() - started < 4  # about 0.2 s on a quiet machine


# --- the parts ---------------------------------------------------------------------------------


def test_an_output_the_judge_did_not_write_is_not_quoted() -> None:
    output = {
        "output_type": "error",
        "ename": "AssertionError",
        "evalue": "reference.double(3) is 6",
        "traceback": ["assert double(3) == reference.double(3)"],
    }
    view = read_verdict([output], Mark(0, 2, waits=False, by_hand=False))
    assert view.verdict is Verdict.FAIL
    assert "reference" not in repr(view)


def test_a_failed_page_text_keeps_a_look_alike_line_inside_its_own_check() -> None:
    lines = ["✗ f: not right yet", "• first", "  input:    x = 1", "• second", "  came out: • 3"]
    output = {"output_type": "error", "ename": "fail", "evalue": "", "traceback": lines}
    view = read_verdict([output], Mark(0, 2, waits=False, by_hand=False))
    assert [check.sentence for check in view.checks] == ["first", "second"]
    assert view.checks[1].details == (("came out", "• 3"),)


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{\partial L}{\partial w} = \frac1N \sum_{n=1}^N (p_n - y_n) x_n",
        r"\begin{aligned} a &= b \\ c &= \left[ d \right] \end{aligned}",
        r"\hat y = \sigma(\mathbf{w}^\top x + b), \quad \lVert w \rVert_2^2 < \infty",
        r"f'(x) = \begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases}",
    ],
)
def test_a_formula_becomes_mathml(tex: str) -> None:
    assert ElementTree.fromstring(mathml(tex)).tag == "math"


@pytest.mark.parametrize("tex", [r"\unknown{x}", "{", "}", "x_1_2", "a & b", r"\left(", "\\", "^"])
def test_what_cannot_be_a_formula_is_shown_as_typed(tex: str) -> None:
    assert html.unescape(re.sub("</?code>", "", mathml(tex))) == f"${tex}$"


@given(st.text(alphabet="ab1{}[]()_^&\\'<>\"$ \n", max_size=60) | st.text(max_size=30))
def test_whatever_is_typed_as_a_formula_is_well_formed_markup(tex: str) -> None:
    made = mathml(tex.replace("\\a", r"\frac").replace("\\b", r"\left("))
    assert made.startswith(("<math", "<code>"))
    assert not re.search(r"<(?!/?(?:m[a-z]+|code)\b)", made)


@given(st.text(max_size=200))
def test_no_markdown_makes_a_tag_that_runs_or_loads(text: str) -> None:
    made = str(prose_html(f"{text}<script>x</script><img src=//x>![a](//x){text}"))
    assert "<script" not in made
    assert "<img" not in made


@pytest.mark.parametrize("text", ["$" * 9000, "[" * 9000, "> " * 4000, "<a " * 3000, "\\(" * 4500])
def test_markdown_meant_to_take_for_ever_does_not(text: str) -> None:
    started = time.process_time()
    prose_html(text)
    assert time.process_time() - started < 5


def test_large_things_are_left_out_or_cut() -> None:
    assert len(code_html("x = 1\n" * 50_000)) < 200_000
    assert len(output_html({"output_type": "stream", "text": "y" * 100_000})) < 10_000
    picture = {"output_type": "display_data", "data": {"image/png": "A" * 4 * LARGEST_PICTURE}}
    assert "left out" in output_html(picture)
    broken = {"output_type": "display_data", "data": {"image/png": '"><script>'}}
    assert "<script" not in output_html(broken)
