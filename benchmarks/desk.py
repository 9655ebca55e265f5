"""The desk beside formgrader, on one gradebook: the first page, the next answer, memory.

Both are asked by HTTP on this machine, one request after the other and in turns, until the last
byte of the page has come. After each answer a mark is given, as a marker does, and the next is
asked for. Where there is a Chromium, both are then used in it: from the key to the next answer.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import httpx

from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.proofs.demo import demo_course
from benchmarks import commands
from benchmarks.commands import MeasureError
from benchmarks.desk_class import fill
from benchmarks.figures import Comparison, Figure, Report, Row

if TYPE_CHECKING:
    from playwright.sync_api import Page

LESSON = "01_logistic_regression"
NEXT, FIRST = 100.0, 300.0  # milliseconds, at the median
_FIELD = re.compile(r'name="(key|seen|act|also)" value="([^"]*)"')
_CSRF = re.compile(r'data-csrf="(\w+)"')
_SECONDS = 600.0
# From the key to the frame in which the next answer stands.
_WATCH = """() => {
    window.taken = 0;
    let begin = 0;
    document.addEventListener("keydown", () => { begin = performance.now(); },
        { once: true, capture: true });
    document.addEventListener("htmx:afterSwap", () => requestAnimationFrame(() => setTimeout(() => {
        window.taken = performance.now() - begin;
    })), { once: true });
}"""


@dataclass(frozen=True)
class Sizes:
    """How many students there are, answers that each marks, first pages, and requests after all."""

    students: int
    answers: int
    pages: int
    requests: int


@dataclass
class Found:
    """Milliseconds of each request, and MiB of the desk's process as requests go on."""

    times: dict[str, list[float]] = field(default_factory=dict)
    memory: list[float] = field(default_factory=list)

    def clocked(self, name: str, ask: Callable[[], httpx.Response]) -> httpx.Response:
        """Ask, keep how long it took, and see that it was answered."""
        begin = time.perf_counter()
        answer = ask()
        self.times.setdefault(name, []).append(1000 * (time.perf_counter() - begin))
        if answer.status_code != 200:
            raise MeasureError(f"{name}: {answer.status_code} {answer.text[:500]}")
        return answer

    def of(self, name: str) -> float:
        return median(self.times[name])


def measure(quick: bool, report: Report) -> Comparison:
    """Make a class, start both servers, mark with both. Raises MeasureError."""
    from tests.support.desk_class import desk
    from tests.support.formgrader import formgrader

    sizes = Sizes(30, 8, 3, 200) if quick else Sizes(1000, 40, 10, 2000)
    trusted, found = commands.no_sandbox(), Found()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        course = demo_course(Course(commands.ROOT), Path(folder) / "course")
        lesson = course.lesson(LESSON)
        fill(course, lesson, sizes.students, report, trusted=trusted)
        running = stack.enter_context(desk(course))
        stock = stack.enter_context(formgrader(course))
        ours = Marker(found, lesson, running.login, running.process.pid)
        theirs = Formgrader(found, lesson, stock.address, stock.token)
        with report.progress("first pages", sizes.pages) as tick:
            for _ in range(sizes.pages):
                ours.first_page()
                theirs.first_page()
                tick("")
        with report.progress("answers", sizes.answers) as tick:
            for _ in range(sizes.answers):
                ours.mark()
                theirs.mark()
                tick("")
        ours.many(sizes.requests, report)
        _in_browser(ours, theirs, sizes.answers // 4, report)
    return _comparison(found, sizes)


def _in_browser(ours: Marker, theirs: Formgrader, number: int, report: Report) -> None:
    """The same in a Chromium, if there is one: until the next answer has been drawn."""
    from tests.support.chromium import chromium
    from tests.support.needs import find_chromium

    path = find_chromium()
    if path is None:
        return
    with (
        chromium(path, size=(1280, 900)) as window,
        report.progress("in a browser", number) as tick,
    ):
        page = window.new_page()
        page.set_default_timeout(1000 * _SECONDS)
        ours.open(page)
        for _ in range(number):
            ours.press(page)
            tick("")
        theirs.open(page)
        for _ in range(number):
            theirs.turn(page)
            tick("")
        page.close()


class Marker:
    """Somebody who marks at the desk."""

    def __init__(self, found: Found, lesson: Lesson, login: str, process: int) -> None:
        self._found, self._process = found, process
        address, _, token = login.partition("/login?token=")
        self._login, self._address = login, address
        self._http = httpx.Client(base_url=address, timeout=_SECONDS, follow_redirects=True)
        self._http.headers["origin"] = address
        page = self._http.post("/login", data={"token": token})
        found_token = _CSRF.search(page.text)
        if found_token is None:
            raise MeasureError(f"the desk let nobody in: {page.text[:500]}")
        self._http.headers["x-csrf-token"] = found_token[1]
        self._at = f"/mark/{lesson.name}/{lesson.written[0].grade_id}"
        self._card = ""

    def first_page(self) -> None:
        self._found.clocked("desk: class", lambda: self._http.get("/"))
        self._found.clocked("desk: question", lambda: self._http.get(self._at))

    def mark(self) -> None:
        """Give a mark to the answer that is shown; the next one comes with the answer to that."""
        if not self._card:
            first = self._found.clocked("desk: first answer", lambda: self._post("next", {}))
            self._card = first.text
        fields: dict[str, list[str]] = {}
        for name, value in _FIELD.findall(self._card):
            fields.setdefault(name, []).append(value)
        given: dict[str, Any] = {**fields, "points": "2", "comment": "Say which loss you mean."}
        self._card = self._found.clocked("desk: next", lambda: self._post("give", given)).text
        if "Give and next" not in self._card:
            raise MeasureError(f"no answer was left: {self._card[:500]}")

    def open(self, page: Page) -> None:
        page.goto(self._login)
        page.wait_for_url(f"{self._address}/")
        page.goto(f"{self._address}{self._at}")
        page.wait_for_selector("form.give [name=points]")

    def press(self, page: Page) -> None:
        """Give two points by keyboard."""
        page.keyboard.press("p")
        page.keyboard.type("2")
        page.evaluate(_WATCH)
        page.keyboard.press("Enter")
        taken = page.wait_for_function("() => window.taken").json_value()
        self._found.times.setdefault("desk: in Chromium", []).append(float(taken))

    def many(self, number: int, report: Report) -> None:
        """Look at one answer after another, and see what the process holds meanwhile."""
        with report.progress("many requests", number) as tick:
            for k in range(number):
                self._found.clocked("desk: skip", lambda: self._post("skip", {}))
                if k % 20 == 0:
                    self._http.get("/")
                if k % max(1, number // 10) == 0 or k == number - 1:
                    self._found.memory.append(commands.memory(self._process) / 2**20)
                tick("")

    def _post(self, what: str, fields: dict[str, Any]) -> httpx.Response:
        return self._http.post(f"{self._at}/{what}", data=fields)


class Formgrader:
    """Somebody who marks in nbgrader's formgrader."""

    def __init__(self, found: Found, lesson: Lesson, address: str, token: str) -> None:
        self._found, self._lesson, self._cell = found, lesson.name, lesson.written[0].grade_id
        self._http = httpx.Client(base_url=address, timeout=_SECONDS, follow_redirects=True)
        self._address, self._token = address.rstrip("/"), token
        self._http.headers["authorization"] = f"token {token}"
        listed = self._get(f"formgrader/api/submitted_notebooks/{self._lesson}/{self._lesson}")
        self._ids = [each["id"] for each in sorted(listed.json(), key=lambda each: each["id"])]

    def first_page(self) -> None:
        """The list of a lesson's notebooks: a page, and its rows, which the page asks for."""
        place = f"{self._lesson}/{self._lesson}"

        def both() -> httpx.Response:
            self._get(f"formgrader/gradebook/{place}")
            return self._get(f"formgrader/api/submitted_notebooks/{place}")

        self._found.clocked("formgrader: list", both)

    def mark(self) -> None:
        """Give points to the answer, as the page does, and go on to the next."""
        here = self._ids.pop(0)

        def both() -> httpx.Response:
            self._give(here)
            page = self._get(f"formgrader/submissions/{self._ids[0]}/")
            self._get("formgrader/api/comments", submission_id=self._ids[0])
            self._get("formgrader/api/grades", submission_id=self._ids[0])
            return page

        self._found.clocked("formgrader: next", both)

    def open(self, page: Page) -> None:
        page.goto(f"{self._address}/formgrader/?token={self._token}")

    def turn(self, page: Page) -> None:
        """Go to the next answer, until its page has been loaded."""
        self._ids.pop(0)
        begin = time.perf_counter()
        page.goto(f"{self._address}/formgrader/submissions/{self._ids[0]}/")
        taken = 1000 * (time.perf_counter() - begin)
        self._found.times.setdefault("formgrader: in Chromium", []).append(taken)

    def _give(self, notebook: str) -> None:
        for grade in self._get("formgrader/api/grades", submission_id=notebook).json():
            if grade["name"] == self._cell:
                self._http.put(
                    f"formgrader/api/grade/{grade['id']}", json={"manual_score": 2.0}
                ).raise_for_status()

    def _get(self, place: str, **query: str) -> httpx.Response:
        answer = self._http.get(place, params=query)
        answer.raise_for_status()
        return answer


def _comparison(found: Found, sizes: Sizes) -> Comparison:
    first = max(found.of("desk: class"), found.of("desk: question"))
    tenth, half, late = found.memory[1], found.memory[5], found.memory[-1]
    return Comparison(
        title=f"The next answer, in a class of {sizes.students}",
        ours=Figure("desk", found.of("desk: next"), "ms"),
        stock=Figure("formgrader", found.of("formgrader: next"), "ms"),
        more_is_better=False,
        details=(
            *(Figure(name, found.of(name), "ms") for name in found.times),
            Figure("desk: slowest next", max(found.times["desk: next"]), "ms"),
            Figure(f"desk after {sizes.requests // 10} requests", tenth, "MiB"),
            Figure(f"desk after {sizes.requests // 2} requests", half, "MiB"),
            Figure(f"desk after {sizes.requests} requests", late, "MiB"),
        ),
        remarks=(
            "Medians, both servers on this machine, asked in turns by HTTP. Formgrader's list is"
            " its page and its rows; its next answer is a grade, a page and what that asks for.",
            "Memory is flat where it does not grow from the half on, when every answer was seen.",
        ),
        rows=(
            Row("next answer", found.of("desk: next"), found.of("formgrader: next"), NEXT, 1.0),
            Row("first page", first, found.of("formgrader: list"), FIRST, 1.0),
        ),
    )
