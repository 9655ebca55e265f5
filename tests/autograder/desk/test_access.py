"""Who has no token gets nothing, nobody changes anything by looking, and the browser is warned."""

from __future__ import annotations

import hashlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from autograder.desk.access.door import HEADERS, Tries
from autograder.store.desk import accounts
from tests.autograder.desk.conftest import ORIGIN, PASSWORD, Office, TestClient
from tests.support.classes import LESSON

FILLED = {"{lesson}": LESSON, "{cell}": "why", "{exercise}": "double"}
OPEN = {"/login"}
QUERIES = {
    "/student": "?id=s001",
    "/feedback": f"?id=s001&lesson={LESSON}",
    "/search": "?q=s001",
    "/file": "?name=marks/marks.csv",
}


def addresses(office: Office) -> list[tuple[str, str]]:
    """(method, path) of every route."""
    found = []
    for route in office.app.routes:
        path = route.path
        for name, value in FILLED.items():
            path = path.replace(name, value)
        found += [(method, path) for method in route.methods if method != "HEAD"]
    assert len(found) > 30
    return found


def contents(office: Office) -> dict[str, str]:
    """Every table of the gradebook, and every file below grading/, as digests."""
    found = {}
    with office.desk.looking() as connection:
        for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type='table'")):
            rows = connection.execute(text(f'SELECT * FROM "{name[0]}"')).all()
            found[name[0]] = hashlib.sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()
    for path in office.desk.course.grading.rglob("*"):
        if path.is_file() and path.suffix not in (".db", ".db-journal") and path.name != ".guard":
            found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def test_without_a_session_every_address_gives_nothing_and_does_nothing(office: Office) -> None:
    before = contents(office)
    for method, path in addresses(office):
        answer = office.browser().http.request(method, path + QUERIES.get(path, ""))
        if path in OPEN or path.startswith("/static/"):
            assert answer.status_code in (200, 403), path
        else:
            assert answer.status_code in (303, 401), (method, path)
        assert "s001" not in answer.text
        if not path.startswith("/static/"):
            assert LESSON not in answer.text
    assert contents(office) == before


def test_looking_changes_nothing(office: Office) -> None:
    instructor = office.instructor()
    instructor.get("/")
    before = contents(office)
    seen = 0
    for method, path in addresses(office):
        if method == "GET" and path != "/events":
            answer = instructor.get(path + QUERIES.get(path, ""))
            assert answer.status_code in (200, 404), (path, answer.text)
            seen += answer.status_code == 200
    assert seen > 12
    assert contents(office) == before


def test_a_change_needs_the_sessions_own_token(office: Office) -> None:
    instructor, other = office.instructor(), office.instructor()
    before = contents(office)
    for csrf in ("", other.csrf):
        instructor.csrf = csrf
        for method, path in addresses(office):
            if method == "POST" and path not in ("/login", "/logout"):
                assert instructor.post(path).status_code == 403, path
    assert contents(office) == before


def test_a_page_of_another_site_and_another_name_for_this_one_are_refused(office: Office) -> None:
    instructor = office.instructor()
    instructor.headers["origin"] = "https://elsewhere.example"
    assert instructor.post("/undo").status_code == 403
    for host in ("elsewhere.example:8200", "127.0.0.1:1", ""):
        answer = instructor.http.get("/", headers={"host": host})
        assert (answer.status_code, "Class" in answer.text) == (403, False)


def test_every_answer_carries_the_headers_and_the_cookie_is_out_of_reach(office: Office) -> None:
    browser = office.browser()
    entered = browser.http.post("/login", data={"token": office.token}, headers={"origin": ORIGIN})
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    for path in ("/", "/login", "/static/desk.js", "/static/desk.css", "/nothing-here"):
        answer = browser.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (path, name)
        assert "unsafe" not in answer.headers["content-security-policy"]


def test_a_marker_marks_and_sees_nothing_else(office: Office) -> None:
    marker = office.marker("marker-1")
    for method, path in addresses(office):
        ours = path.startswith("/mark/") and not path.endswith("/sample")
        if ours or path in ("/", "/draft", "/undo", "/login", "/logout") or "/static/" in path:
            continue
        answer = marker.get(path) if method == "GET" else marker.post(path)
        assert answer.status_code in (401, 403), (method, path)
    assert "s001" not in marker.get("/").text
    named = marker.post(f"/mark/{LESSON}/why/next?names=yes").text
    assert "s0" not in named.replace("is0", "")


@pytest.mark.parametrize(
    "given", [{"token": "wrong"}, {"name": "marker-1", "password": "wrong"}, {"token": ""}, {}]
)
def test_what_does_not_fit_opens_nothing(office: Office, given: dict[str, str]) -> None:
    office.marker("marker-1")
    answer = office.browser().http.post("/login", data=given, headers={"origin": ORIGIN})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_who_guesses_keeps_out_nobody_else(office: Office) -> None:
    for name in ("marker-1", "marker-2"):
        office.marker(name)
    wrong = {"name": "marker-1", "password": "wrong"}
    right = {"name": "marker-1", "password": PASSWORD}
    tried = [status(office, wrong) for _ in range(12)]
    assert tried == [403] * 10 + [429] * 2
    assert status(office, right) == 429
    assert status(office, right, "192.0.2.7") == 303
    assert status(office, {**right, "name": "marker-2"}) == 303
    assert status(office, {"token": office.token}) == 303
    assert [status(office, {"token": "no"}) for _ in range(11)] == [403] * 10 + [429]


def status(office: Office, given: dict[str, str], address: str = "127.0.0.1") -> int:
    """What somebody at an address gets who tries to log in."""
    http = TestClient(office.app, base_url=ORIGIN, follow_redirects=False, client=(address, 50000))
    return int(http.post("/login", data=given, headers={"origin": ORIGIN}).status_code)


def test_a_locked_gradebook_is_no_wrong_password(office: Office) -> None:
    office.marker("marker-1")
    given = {"name": "marker-1", "password": PASSWORD}
    with closing(sqlite3.connect(office.desk.course.gradebook)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for _ in range(2):
            with ThreadPoolExecutor(6) as pool:
                found = list(pool.map(lambda _: status(office, given), range(6)))
            assert found == [503] * 6
        other.rollback()
    assert status(office, given) == 303


def test_tries_are_forgotten_after_a_minute_and_a_right_one_is_none() -> None:
    tries = Tries()
    assert all(tries.begin("ann", "here", at=float(n)) for n in range(10))
    assert not tries.begin("ann", "here", at=30.0)
    assert tries.begin("ann", "there", at=30.0)
    assert tries.begin("ann", "here", at=75.0)
    for n in range(200):
        assert tries.begin("bob", "here", at=100.0 + n / 10)
        tries.fitted("bob", "here")
    everywhere = [tries.begin("eve", f"address {n}", at=500.0) for n in range(120)]
    assert everywhere == [True] * 100 + [False] * 20


def test_a_session_ends_with_its_password_and_at_the_door(office: Office) -> None:
    marker = office.marker("marker-1")
    assert marker.get("/").status_code == 200
    office.desk.change(
        lambda c: accounts.set_account(c, "marker-1", accounts.MARKER, PASSWORD + "!")
    )
    assert marker.get("/").status_code == 303
    instructor = office.instructor()
    assert instructor.http.post("/logout", data={"csrf": "wrong"}).status_code == 303
    assert instructor.get("/").status_code == 200
    assert instructor.http.post("/logout", data={"csrf": instructor.csrf}).status_code == 303
    assert instructor.get("/").status_code == 303


def test_a_password_is_never_kept(office: Office, tmp_path: Path) -> None:
    marker = office.marker("marker-1")
    secret = next(iter(marker.http.cookies.jar)).value
    kept = office.desk.course.gradebook.read_bytes()
    assert PASSWORD.encode() not in kept
    assert secret is not None
    assert secret.encode() not in kept


@pytest.mark.parametrize(
    ("about", "said"),
    [
        (("", "marker", PASSWORD), "expected a name"),
        (("ann", "boss", PASSWORD), "expected the role instructor or marker, found 'boss'"),
        (("ann", "marker", "short"), "at least 10 characters"),
    ],
)
def test_an_account_that_cannot_be_is_one_sentence(
    office: Office, about: tuple[Any, ...], said: str
) -> None:
    with pytest.raises(accounts.AccountError, match=said):
        office.desk.change(lambda c: accounts.set_account(c, *about))
