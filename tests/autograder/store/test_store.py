"""Tables of our own in nbgrader's database: made, brought up to date, and what they keep."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from nbgrader.api import Gradebook
from sqlalchemy import Connection, NullPool, create_engine, inspect, text

from autograder.store import aside, attempts, dates, hands, moves, people
from autograder.store.store import NEWEST, Store, StoreError
from autograder.store.tables import VERSION_TABLE, metadata
from tests.support.postgres import postgres, why_no_postgres

NOON = datetime(2026, 10, 11, 12)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    if reason := why_no_postgres():
        (pytest.fail if os.environ.get("TEST_EVERYTHING") else pytest.skip)(reason)
    with postgres() as url:
        yield url


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook that nbgrader has made, with a student."""
    path = tmp_path_factory.mktemp("made") / "gradebook.db"
    _make(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="module")
def made_on_server(server: str) -> str:
    _make(server)
    return server


def _make(url: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        programs = [str(Path(sys.executable).parent), os.environ["PATH"]]  # nbgrader calls alembic
        patch.setenv("PATH", os.pathsep.join(programs))
        with Gradebook(url, "workbook") as gradebook:
            gradebook.add_student("ann", first_name="Ann")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """nbgrader's gradebook without tables of ours."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("made"), tmp_path)
        return f"sqlite:///{tmp_path / 'gradebook.db'}"
    place: str = request.getfixturevalue("made_on_server")
    with create_engine(place, poolclass=NullPool).begin() as connection:
        metadata.drop_all(connection)
        connection.execute(text(f"DROP TABLE IF EXISTS {VERSION_TABLE}"))
    return place


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store(url) as opened:
        yield opened


def nbgraders(url: str) -> tuple[str, list[str]]:
    """nbgrader's own version, and its students."""
    with create_engine(url, poolclass=NullPool).connect() as connection:
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        found = [row[0] for row in connection.execute(text("SELECT id FROM student"))]
    return str(version), found


def test_the_migrations_make_just_the_tables_and_leave_nbgraders_alone(url: str) -> None:
    before = nbgraders(url)
    with Store(url) as store, store.engine.connect() as connection:
        ours = set(metadata.tables) | {VERSION_TABLE}
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": VERSION_TABLE,
                "include_name": lambda name, kind, _: kind != "table" or name in ours,
            },
        )
        assert compare_metadata(context, metadata) == []
        assert ours <= set(inspect(connection).get_table_names())
    assert nbgraders(url) == before
    with Gradebook(url, "workbook") as gradebook:  # it opens what we have added to
        assert gradebook.find_student("ann").first_name == "Ann"


def test_many_who_open_it_for_the_first_time_at_once_all_can(url: str) -> None:
    def opened(_: int) -> str:
        with Store(url) as store, store.begin() as connection:
            return str(connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).all())

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(opened, range(4))) == {f"[('{NEWEST}',)]"}


def test_tables_that_hold_something_are_saved_before_they_are_upgraded(url: str) -> None:
    saved: list[str] = []
    with Store(url, lambda: saved.append("new")) as store, store.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    assert saved == []
    with pytest.raises(StoreError, match=r"newer version of this course \(tables 9999.*git pull"):
        Store(url)
    with create_engine(url, poolclass=NullPool).begin() as connection:
        metadata.drop_all(connection)
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '0000'"))
    with pytest.raises(Exception, match="0000"):  # no step leads from a form that never was
        Store(url, lambda: saved.append("old"))
    assert saved == ["old"]


def _enrol_and_fail(connection: Connection) -> None:
    people.enrol(connection, people.Enrolment("ann"))
    raise TypeError


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(TypeError), store.begin() as connection:
        _enrol_and_fail(connection)
    with store.begin() as connection:
        assert people.roster(connection) == {}


def test_the_roster_keeps_what_is_not_said_again_and_forgets_nobody(store: Store) -> None:
    with store.begin() as connection:
        people.enrol(connection, people.Enrolment("bob"))
        people.enrol(connection, people.Enrolment("ann", lms_id="51767", login="ann1"))
        people.enrol(connection, people.Enrolment("ann", section="A"))
        for _ in range(2):
            people.identify(connection, people.Identity("ann", "moodle", "id", "12345"))
        assert people.drop(connection, "bob")
        assert not people.drop(connection, "bob")
        assert not people.drop(connection, "nobody")
    with store.begin() as connection:
        ann = people.Enrolment("ann", "51767", "ann1", "A")
        assert people.roster(connection) == {"ann": ann}
        everybody = people.roster(connection, dropped=True)
        assert [entry.active for entry in everybody.values()] == [True, False]
        known = people.identities(connection, "ann")
        assert known == [people.Identity("ann", "moodle", "id", "12345")]
        people.forget(connection, known[0])
        assert people.identities(connection) == []


def test_the_latest_extension_counts_and_all_stay_on_record(store: Store) -> None:
    berlin = timezone(timedelta(hours=2))
    with store.begin() as connection:
        dates.set_due(connection, dates.Due("l1", "2026-10-11T23:59", "Europe/Berlin"))
        dates.set_due(connection, dates.Due("l1", late="10% a day"))
        until = datetime(2026, 10, 13, 1, 59, tzinfo=berlin)
        dates.extend(connection, dates.Extension("ann", "l1", until, "ill"))
        dates.extend(connection, dates.Extension("bob", "l1", until.astimezone(UTC)))
        dates.extend(connection, dates.Extension("bob", "l1", None, "a slip"))
    with store.begin() as connection:
        due = dates.dues(connection)["l1"]
        assert (due.local, due.timezone, due.late) == (
            "2026-10-11T23:59",
            "Europe/Berlin",
            "10% a day",
        )
        found = dates.extensions(connection, "l1")
        assert {who: entry.until for who, entry in found.items()} == {
            "ann": datetime(2026, 10, 12, 23, 59)
        }
        history = dates.extension_history(connection, "l1", "bob")
        assert [entry.reason for entry in history] == ["", "a slip"]
        assert all(entry.who and entry.given for entry in history)


def test_attempts_are_numbered_and_the_same_file_is_one(store: Store) -> None:
    first = attempts.Attempt("ann", "l1", "aa", "attempts/1", NOON, "c.zip", "ann_51767.ipynb")
    with store.begin() as connection:
        kept = attempts.keep_attempt(connection, first)
        assert attempts.keep_attempt(connection, first) == kept
        plain = attempts.Attempt("ann", "l1", "bb", "attempts/2", about={"remark": "ü"})
        second = attempts.keep_attempt(connection, plain)
        again = attempts.Attempt("ann", "l1", "bb", "attempts/2", NOON, about={"group": ["bob"]})
        filled = attempts.keep_attempt(connection, again)
        assert (kept.number, second.number, filled.id) == (1, 2, second.id)
        assert filled.handed_in == NOON
        assert filled.about == {"remark": "ü", "group": ["bob"]}
        attempts.let_count(connection, "ann", "l1", 2)
        attempts.let_count(connection, "ann", "l1", 1)
        counting = [a.number for a in attempts.attempts(connection, "l1") if a.counts]
        assert counting == [1]


def test_every_judgement_of_an_attempt_stays_and_so_does_the_lesson_it_was_made_with(
    store: Store,
) -> None:
    with store.begin() as connection:
        one = attempts.keep_attempt(connection, attempts.Attempt("ann", "l1", "aa", "1"))
        assert one.id is not None
        for seed in (7, 2**40):
            about = {"exercises": [{"name": "double", "checks": ["[1, 2] → 3"]}]}
            entry = attempts.Judged(one.id, seed, "d1", 3.5, 10.0, about)
            attempts.keep_judgement(connection, entry)
        for _ in range(2):
            attempts.keep_source(connection, "l1", "d1", "# %%\n")
    with store.begin() as connection:
        assert one.id is not None
        found = attempts.judgements(connection, one.id)
        assert [(entry.seed, entry.score) for entry in found] == [(7, 3.5), (2**40, 3.5)]
        assert found[0].verdicts == about
        assert attempts.kept_source(connection, "d1") == "# %%\n"
        assert attempts.kept_source(connection, "d2") is None


def test_what_is_nobodys_is_held_aside_until_it_is_settled(store: Store) -> None:
    entry = aside.Aside("l1", "x.ipynb", "aside/x", "aa", "no such id", NOON, {"id": "9"})
    with store.begin() as connection:
        number = aside.hold_aside(connection, entry)
        assert aside.hold_aside(connection, entry) == number
        assert [(a.id, a.about) for a in aside.held_aside(connection, "l1")] == [
            (number, {"id": "9"})
        ]
        aside.settle(connection, number, "ann")
        assert aside.held_aside(connection) == []


def test_totals_moves_and_what_persons_gave_are_told_in_order(store: Store) -> None:
    with store.begin() as connection:
        for score in (3.0, 4.0):
            moves.set_total(connection, moves.Total("ann", "l1", score, {"penalty": 0}))
        moves.keep_move(connection, moves.Move("ann", "l1", 3.0, 4.0, "a new attempt"))
        moves.keep_move(connection, moves.Move("bob", "l1", None, 4.0, "first graded"))
        gave = hands.Hand("ann", "l1", "why", hands.POINTS, None, 3.5, "well said", "ta", NOON)
        said = hands.Hand("ann", "l1", "why", hands.COMMENT, None, "“=1+1”", at=NOON)
        hands.keep_hand(connection, gave)
        hands.keep_hand(connection, said)
    with store.begin() as connection:
        assert moves.totals(connection, "l1")["ann"].score == 4.0
        assert [m.reason for m in moves.moves(connection, "l1")] == [
            "a new attempt",
            "first graded",
        ]
        assert [m.before for m in moves.moves(connection, student="bob")] == [None]
        found = hands.hands(connection, "l1", "ann")
        assert found[0] == gave
        assert (found[1].after, bool(found[1].who)) == ("“=1+1”", True)
