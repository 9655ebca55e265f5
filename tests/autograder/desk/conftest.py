"""A class whose answers wait, made once; and the desk in this process, asked without a socket."""

from __future__ import annotations

import re
import shutil
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, expect

from autograder.database.opening import reading
from autograder.database.place import place
from autograder.database.rows import opened
from autograder.desk.access.door import Tokens
from autograder.desk.app import application
from autograder.desk.desk import Desk
from autograder.desk.pages.running import Uploads
from autograder.desk.work.jobs import Jobs
from autograder.lesson.course import Course
from autograder.sandbox.sandbox import Sandbox
from autograder.store.desk import accounts
from autograder.store.desk.accounts import MARKER, set_account
from tests.support import TINY_COURSE
from tests.support.classes import LESSON
from tests.support.desk_class import desk, different, enter_class, judge_once, questions
from tests.support.desk_day import MINUTES, Instructor

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it would rather have another HTTP client
    from starlette.testclient import TestClient

ORIGIN = "http://127.0.0.1:8200"
PASSWORD = "a long password"
SAME = "Because two and two **make four**, as everybody has known since school."
NEARLY = "because two and two make four, as everybody has known since school!"
_CSRF = re.compile(r'data-csrf="(\w+)"')


@dataclass
class Client:
    """A browser, as far as HTTP goes: cookies, the session's token, no script."""

    http: TestClient
    csrf: str = ""
    headers: dict[str, str] = field(
        default_factory=lambda: {"origin": ORIGIN, "hx-request": "true"}
    )

    def log_in(self, **given: str) -> Client:
        answer = self.http.post("/login", data=given, headers={"origin": ORIGIN})
        assert answer.status_code == 303, answer.text
        self.csrf = _CSRF.search(self.get("/").text)[1]  # type: ignore[index]
        return self

    def get(self, path: str) -> httpx.Response:
        return self.http.get(path)

    def post(self, path: str, fields: dict[str, Any] | None = None) -> httpx.Response:
        return self.http.post(
            path, data=fields or {}, headers={**self.headers, "x-csrf-token": self.csrf}
        )


@dataclass
class Office:
    """A desk, and browsers for those who come to it."""

    desk: Desk
    app: Any
    token: str

    def browser(self) -> Client:
        return Client(TestClient(self.app, base_url=ORIGIN, follow_redirects=False))

    def instructor(self) -> Client:
        return self.browser().log_in(token=self.token)

    def marker(self, name: str) -> Client:
        self.desk.change(lambda c: set_account(c, name, MARKER, PASSWORD))
        return self.browser().log_in(name=name, password=PASSWORD)


@pytest.fixture(scope="session", autouse=True)
def _passwords_are_cheap() -> Iterator[None]:
    """What makes a password slow to guess makes a test slow."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_COST", 16)
        yield


@pytest.fixture(scope="session")
def made_class(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve students, two written questions; s001 to s003 wrote the same, s004 nearly."""
    root = tmp_path_factory.mktemp("made") / "course"
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    course = Course(root)
    with pytest.MonkeyPatch.context() as patch, Sandbox(trusted=True) as sandbox:
        patch.setenv("AUTOGRADER_COURSE", str(root))
        lesson = questions(course, 2)
        good = judge_once(lesson, sandbox)
        bad = judge_once(lesson, sandbox, double="def double(x):\n    return x * x\n")
        texts = {
            f"s{n:03d}": {name: different(n, name) for name in ("why", "q2")} for n in range(12)
        }
        for student in ("s001", "s002", "s003"):
            texts[student]["why"] = SAME
        texts["s004"]["why"] = NEARLY
        weak = {student: words for student, words in texts.items() if student in ("s007", "s008")}
        enter_class(course, lesson, bad, weak)
        enter_class(course, lesson, good, {s: w for s, w in texts.items() if s not in weak})
    return root


@pytest.fixture
def office(made_class: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    root = tmp_path / "course"
    shutil.copytree(made_class, root)
    monkeypatch.setenv("AUTOGRADER_COURSE", str(root))
    course = Course(root)
    with reading(course) as store:
        desk, jobs, tokens = Desk(course, store, trusted=True), Jobs(course), Tokens()
        app = application(desk, jobs, tokens, Uploads(), [ORIGIN])
        yield Office(desk, app, tokens.secret)
        jobs.close()


@pytest.fixture(scope="session")
def instructor(
    tmp_path_factory: pytest.TempPathFactory, browser: BrowserContext
) -> Iterator[Instructor]:
    """Three students whose marks are there, and three who come later; the desk beside them."""
    root = tmp_path_factory.mktemp("buttons") / "course"
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    course = Course(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_COURSE", str(root))
        lesson = questions(course, 2)
        with Sandbox(trusted=True) as sandbox:
            good = judge_once(lesson, sandbox)
            bad = judge_once(lesson, sandbox, double="def double(x):\n    return x * x\n")
        names = ("why", "q2")
        texts = {f"s{n:03d}": {name: different(n, name) for name in names} for n in range(3)}
        enter_class(course, lesson, bad, {"s000": texts.pop("s000")})
        enter_class(course, lesson, good, texts)
        with opened(place(course)) as book:
            for student in ("s100", "s101", "s200"):  # who hand in later
                book.add_student(student)
        expect.set_options(timeout=MINUTES)
        with desk(course) as running:
            page = browser.new_page()
            page.set_default_timeout(MINUTES)
            page.goto(running.login)
            page.wait_for_url(f"{running.address}/")
            yield Instructor(course, page, running.address)
            page.close()


WHY = f"/mark/{LESSON}/why"
Q2 = f"/mark/{LESSON}/q2"
