"""`autograder collect` and its companions, from an archive to what lies in grading/."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from autograder.cli.main import main
from autograder.common.terminal import console
from autograder.database.opening import reading
from autograder.lesson.build import release_text
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.store.aside import held_aside
from autograder.store.attempts import attempts
from tests.support import TINY_COURSE
from tests.support.classes import marks, solved
from tests.support.made import notebook, zipped

ROSTER = (
    "id,last_name,first_name,email,lms_user_id\n"
    "s2700101,Example,Ada,ada@example.org,51001\n"
    "s2700102,Muster,Max,max@example.org,51014\n"
)
NB = "01_tiny.ipynb"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with a roster of two, due at a quarter to midnight in Berlin: made once."""
    root = tmp_path_factory.mktemp("template") / "course"
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_COURSE", str(root))
        (root.parent / "roster.csv").write_text(ROSTER)
        assert main(["students", "import", str(root.parent / "roster.csv"), "--yes"]) == 0
        due = ["--due", "2026-10-12T23:45", "--timezone", "Europe/Berlin"]
        assert main(["dates", "1", *due, "--late", "10% a day"]) == 0
    return root


@pytest.fixture
def rostered(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A copy of that course."""
    shutil.copytree(template, tmp_path / "course")
    shutil.copy(template.parent / "roster.csv", tmp_path)
    monkeypatch.setenv("AUTOGRADER_COURSE", str(tmp_path / "course"))
    monkeypatch.setattr(console, "_width", 400)
    return Course(tmp_path / "course")


def blackboard(path: Path, *files: tuple[str, str, str]) -> Path:
    """A download of (student, time, text)."""
    members = [(f"L_{who}_attempt_2026-10-{when}_{NB}", said) for who, when, said in files]
    return zipped(path, members)


def submitted(course: Course, student: str = "s2700101") -> Path:
    return course.grading / "submitted" / student / "01_tiny"


def test_what_counts_is_put_in_its_place_with_its_time(
    rostered: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = notebook("first"), notebook("second")
    path = blackboard(
        tmp_path / "gradebook.zip",
        ("s2700101", "12-23-00-00", first),
        ("s2700101", "13-01-00-00", second),
    )
    assert main(["collect", str(path), "--dry-run"]) == 0
    assert not submitted(rostered).exists()
    assert main(["collect", str(path), "--yes"]) == 0
    assert (submitted(rostered) / NB).read_text() == second
    assert (submitted(rostered) / "timestamp.txt").read_text() == "2026-10-12 23:00:00 UTC\n"
    with reading(rostered) as store, store.begin() as connection:
        kept = attempts(connection, "01_tiny", "s2700101")
    assert [entry.counts for entry in kept] == [False, True]
    assert [(rostered.grading / entry.kept).read_text() for entry in kept] == [first, second]
    assert "kept; a later one counts" in " ".join(capsys.readouterr().out.split())


def test_collecting_again_changes_nothing_and_an_older_file_does_not_count(
    rostered: Course, tmp_path: Path
) -> None:
    path = blackboard(tmp_path / "a.zip", ("s2700101", "12-10-00-00", notebook("new")))
    for _ in range(2):
        assert main(["collect", str(path), "--yes"]) == 0
    older = blackboard(tmp_path / "b.zip", ("s2700101", "11-10-00-00", notebook("old")))
    assert main(["collect", str(older), "--yes"]) == 0
    assert (submitted(rostered) / NB).read_text() == notebook("new")
    with reading(rostered) as store, store.begin() as connection:
        kept = attempts(connection, "01_tiny", "s2700101")
    assert [(entry.number, entry.counts) for entry in kept] == [(1, True), (2, False)]


def test_what_was_put_there_by_hand_is_kept_as_an_attempt(rostered: Course, tmp_path: Path) -> None:
    submitted(rostered).mkdir(parents=True)
    (submitted(rostered) / "by hand.ipynb").write_text(notebook("by hand"))
    path = blackboard(tmp_path / "a.zip", ("s2700101", "12-10-00-00", notebook("new")))
    assert main(["collect", str(path), "--yes"]) == 0
    assert sorted(p.name for p in submitted(rostered).iterdir()) == [NB, "timestamp.txt"]
    with reading(rostered) as store, store.begin() as connection:
        kept = attempts(connection, "01_tiny", "s2700101")
    assert [(entry.source, entry.counts) for entry in kept] == [
        ("submitted/", False),
        ("a.zip", True),
    ]


def test_what_is_nobody_s_is_held_aside_until_it_is_assigned(
    rostered: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = zipped(tmp_path / "Lesson.zip", [(f"Lesson/Mx Mustr - {NB}", notebook("whose"))])
    assert main(["collect", str(path), "--yes"]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "nobody on the roster is 'Mx Mustr'" in said
    assert f"--map 'Lesson/Mx Mustr - {NB}=STUDENT'" in said
    with reading(rostered) as store, store.begin() as connection:
        (held,) = held_aside(connection)
    assert (rostered.grading / held.kept).read_text() == notebook("whose")
    assert main(["collect", str(path), "--yes", "--map", f"Mx Mustr - {NB}=Max Muster"]) == 0
    assert (submitted(rostered, "s2700102") / NB).read_text() == notebook("whose")
    with reading(rostered) as store, store.begin() as connection:
        assert held_aside(connection) == []


def test_one_file_may_be_a_group_s(rostered: Course, tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", [(f"Group A/{NB}", notebook("both"))])
    assert main(["collect", str(path), "--yes", "--map", "Group A=s2700101,s2700102"]) == 0
    for student in ("s2700101", "s2700102"):
        assert (submitted(rostered, student) / NB).read_text() == notebook("both")


def test_nothing_is_written_unless_somebody_agrees(
    rostered: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = blackboard(tmp_path / "a.zip", ("s2700101", "12-10-00-00", notebook()))
    assert main(["collect", str(path)]) == 1
    assert "add --yes" in capsys.readouterr().out
    assert not submitted(rostered).exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing.zip"], "is not there"),
        (["a.zip", "--map", "b.ipynb=s2700101"], "no file is called 'b.ipynb'"),
        (["a.zip", "--map", f"{NB}=s1"], "'s1' is not on the roster"),
        (["a.zip", "--map", NB], "cannot be read; write it as --map FILE=STUDENT"),
        (["a.zip", "--lesson", "9"], "there is no lesson '9'"),
        (["a.zip", "--timezone", "CEST"], "is no time zone"),
        (["roster.csv"], "not only a table"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    arguments: list[str],
    said: str,
    rostered: Course,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    blackboard(tmp_path / "a.zip", ("s2700101", "12-10-00-00", notebook()))
    monkeypatch.chdir(tmp_path)
    assert main(["collect", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_without_a_roster_nothing_is_collected(
    course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = blackboard(tmp_path / "a.zip", ("s2700101", "12-10-00-00", notebook()))
    assert main(["collect", str(path)]) == 2
    assert "first autograder students import FILE" in capsys.readouterr().err


def test_the_best_attempt_counts_where_that_is_asked_for(
    rostered: Course, tiny: Lesson, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = blackboard(
        tmp_path / "a.zip",
        ("s2700101", "11-10-00-00", solved(tiny)),
        ("s2700101", "12-10-00-00", release_text(tiny)),
        ("s2700102", "11-10-00-00", solved(tiny, scale="scale_factor = 2.0")),
        ("s2700102", "15-10-00-00", solved(tiny)),
    )
    options = ["--yes", "--best", "--trusted", "--workers", "1", "--lesson", "1"]
    assert main(["collect", str(path), *options]) == 0
    assert (submitted(rostered) / NB).read_text() == solved(tiny)
    late = (submitted(rostered, "s2700102") / NB).read_text()
    assert late == solved(tiny, scale="scale_factor = 2.0"), (
        "three days late cost more than a point"
    )
    said = capsys.readouterr().out.split("taken in")[1]
    assert "s2700101, 01_tiny: attempt 1 of 2 counts (points: 10, 0)" in said
    assert "s2700102, 01_tiny: attempt 1 of 2 counts (points: 9, 7)" in said


@pytest.mark.slow
def test_that_the_best_counts_is_remembered_until_the_latest_is_asked_for(
    rostered: Course, tiny: Lesson, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quick = ["--yes", "--trusted", "--workers", "1", "--lesson", "1"]
    grade = ["grade", "1", "--trusted", "--workers", "1"]
    worse = solved(tiny, scale="scale_factor = 2.0")
    first = blackboard(tmp_path / "a.zip", ("s2700101", "11-10-00-00", solved(tiny)))
    later = blackboard(tmp_path / "b.zip", ("s2700101", "12-10-00-00", worse))
    assert main(["collect", str(first), *quick, "--best"]) == 0
    assert main(grade) == 0
    (submitted(rostered) / "again.ipynb").write_text(solved(tiny, scale="scale_factor = 5.0"))
    assert main(grade) == 0
    assert "attempt 1 of 2 counts (points: 10, 9)" in capsys.readouterr().out
    assert marks(rostered) == {"s2700101": 10.0}
    assert main(["collect", str(later), *quick]) == 0
    assert "attempt 1 of 3 counts (points: 10, 9, 9)" in capsys.readouterr().out
    assert (submitted(rostered) / NB).read_text() == solved(tiny)
    assert main(["collect", str(later), *quick, "--latest"]) == 0
    kept = (submitted(rostered) / NB).read_text()
    assert kept != solved(tiny)


def test_the_exchange_s_secret_goes_with_the_hand_in(rostered: Course, tmp_path: Path) -> None:
    folder = tmp_path / "inbound" / "s2700101+01_tiny+2026-10-12 08:00:00.5 UTC+a"
    folder.mkdir(parents=True)
    (folder / NB).write_text(notebook("x"))
    (folder / "submission_secret.txt").write_text("secret")
    assert main(["collect", str(folder.parent), "--yes"]) == 0
    assert (submitted(rostered) / "submission_secret.txt").read_text() == "secret"


def test_one_file_and_one_student_are_told_in_the_singular(
    rostered: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    members = [(f"s2700101/{NB}", notebook("one")), ("notes.txt", "x")]
    path = zipped(tmp_path / "one.zip", members)
    for options, said in (["--dry-run"], "1 new file;"), (["--yes"], "1 new file taken in"):
        assert main(["collect", str(path), *options]) == 0
        shown = capsys.readouterr().out
        assert said in shown
        assert "1 file is no hand-in: notes.txt" in shown
    assert main(["collect", str(path), "--yes"]) == 0
    assert "1 file is there already" in capsys.readouterr().out
    (tmp_path / "more.csv").write_text("id,name\ns9,Robin Placeholder\n")
    assert main(["students", "import", str(tmp_path / "more.csv"), "--yes"]) == 0
    assert "The roster has 1 student of more.csv." in capsys.readouterr().out


def test_the_students_command_lists_adds_and_drops(
    rostered: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["students", "add", "s3", "--first", "Robin", "--last", "Placeholder"]) == 0
    assert main(["students", "drop", "s2700101"]) == 0
    capsys.readouterr()
    assert main(["students", "list"]) == 0
    assert "2 students on the roster, 1 dropped" in capsys.readouterr().out
    assert main(["students", "add", "a/b"]) == 2


def test_dates_are_said_back_and_kept_in_utc(
    rostered: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["extend", "Max Muster", "1", "--until", "2026-10-14", "--reason", "ill"]) == 0
    capsys.readouterr()
    assert main(["dates", "1"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Mon 2026-10-12 23:45 Europe/Berlin (UTC+02:00) = 2026-10-12 21:45 UTC" in said
    assert "Every day begun takes off 10 % of the mark" in said
    assert "s2700102 has until Wed 2026-10-14 23:59 Europe/Berlin (ill)" in said
    for wrong in (["--due", "2026-10-12 23:59 CEST"], ["--late", "as usual"]):
        assert main(["dates", "1", *wrong]) == 2
    assert main(["dates", "--due", "2026-10-12"]) == 2


def test_a_course_of_manifests_and_lessons_goes_to_each_lesson(
    rostered: Course, tmp_path: Path
) -> None:
    manifest = {"lessons": [{"lesson": "01_tiny", "file": f"w/{NB}"}]}
    work = [(f"w/{NB}", notebook("mine")), ("my-work.json", json.dumps(manifest))]
    path = zipped(tmp_path / "my-work.zip", work)
    assert main(["collect", str(path), "--yes", "--map", "my-work.zip=s2700102"]) == 0
    assert (submitted(rostered, "s2700102") / NB).read_text() == notebook("mine")
