"""Feedback pages go back as the archive that each system's bulk upload takes, or as e-mails."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import nbformat
import pytest

from autograder.cli.main import main
from autograder.database.place import place
from autograder.database.rows import opened
from autograder.judge.verdict import Judgement
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from tests.support import TINY_COURSE
from tests.support.classes import LESSON, enter, give, solved
from tests.support.made import zipped

SCALE = {"ann": "3.0", "bob": "2.0", "cem": "3.00", "dia": "3.000"}
MOODLE = {"ann": "Ann Über_700101", "bob": "Bob O'Neil_700102", "cem": "Cem Ak_700103"}
CANVAS = {
    "ann": "uberann_LATE_51001_9900001_tiny_1-1.ipynb",
    "bob": "oneilbob_51002_9900002_my+work.ipynb",
    "cem": "akcem_51003_9900003_01_tiny.ipynb",
}
ROSTER = """id,first name,last name,e-mail,canvas id
ann,Ann,Über,ann@example.org,51001
bob,Bob,O'Neil,,51002
cem,Cem,Ak,not an address,51003
dia,Dia,Day,dia@example.org,51004
eve,Eve,Absent,eve@example.org,51005
"""


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory, tiny: Lesson, judged: Callable[..., Judgement]
) -> Course:
    """Four have marks, of `bob` one is open; `dia` came by no system, `eve` is absent."""
    folder = tmp_path_factory.mktemp("made")
    root = folder / "course"
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    course = Course(root)
    texts = {who: solved(tiny, scale=f"scale_factor = {scale}") for who, scale in SCALE.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_COURSE", str(root))
        (folder / "roster.csv").write_text(ROSTER)
        assert main(["students", "import", str(folder / "roster.csv"), "--yes"]) == 0
        moodle = [
            (f"{name}_assignsubmission_file_/my.ipynb", texts[who]) for who, name in MOODLE.items()
        ]
        canvas = [(name, texts[who] + "\n") for who, name in CANVAS.items()]
        for system, members in (("canvas", canvas), ("moodle", moodle)):
            archive = zipped(folder / f"{system}.zip", members)
            assert main(["collect", str(archive), "--lesson", "1", "--yes"]) == 0
        for who, scale in SCALE.items():
            enter(course, who, texts[who], judged(scale=f"scale_factor = {scale}"))
            if who != "bob":
                give(course, who, "why", 3.25, said="“well” said & <done>")
    return course


@pytest.fixture
def graded(made: Course, course: Course) -> Course:
    shutil.copytree(made.root, course.root, dirs_exist_ok=True)
    text = course.config.read_text()
    assert str(made.root) not in text
    return course


def returned(course: Course, form: str, *options: str) -> Path:
    main(["return", "1", "--format", form, *options])
    name = f"{form}.zip" if form in ("moodle", "canvas") else form
    return course.grading / "returned" / LESSON / name


def taken_by_moodle(data: bytes, participants: set[int]) -> dict[int, tuple[str, bytes]]:
    """What Moodle's import makes of a zip: the file of each participant (importziplib.php)."""
    taken = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for path in archive.namelist():
            parts = path.split("/")
            assert not parts[-1].startswith((".", "~"))
            while parts:
                info = parts.pop(0).split("_", 4)
                if len(info) < 4 or not info[1].isdigit() or int(info[1]) not in participants:
                    continue
                assert info[2:4] == ["assignsubmission", "file"]
                rest = "/".join([*info[4:5], *parts])
                taken[int(info[1])] = (rest.removeprefix("/"), archive.read(path))
                break
    return taken


def taken_by_canvas(data: bytes, files: set[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """What Canvas makes of a zip: the comment file of each (user, attachment)."""
    taken = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for path in archive.namelist():
            parts = [part for part in path.rsplit("/", 1)[-1].split("_") if part != "LATE"]
            numbers = [int(part) for part in parts if part.isdigit()][:2]
            assert not parts[-1].startswith("link")
            assert (numbers[0], numbers[1]) in files
            taken[numbers[0], numbers[1]] = archive.read(path)
    return taken


def test_moodle_finds_each_participant_and_who_is_not_returned_is_named(
    graded: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = returned(graded, "moodle")
    said = capsys.readouterr().out
    taken = taken_by_moodle(archive.read_bytes(), {700101, 700102, 700103, 700104})
    assert {number: name for number, (name, _) in taken.items()} == {
        700101: f"{LESSON}.html",
        700103: f"{LESSON}.html",
    }
    page = graded.grading / "feedback" / "ann" / LESSON / f"{LESSON}.html"
    assert taken[700101][1] == page.read_bytes()
    assert b"13.25 of 14 points" in taken[700101][1]
    assert f"2 pages of {LESSON}: grading/returned/{LESSON}/moodle.zip\n" in said
    assert "Upload multiple feedback files in a zip" in said
    assert "left out for marks by hand (--open returns them too): 1\n  bob: why\n" in said
    assert "✗ dia: no hand-in came in Moodle's download" in said
    assert "1 on the roster has no marks in this lesson" in said
    again = archive.read_bytes()
    assert returned(graded, "moodle").read_bytes() == again
    with_open = returned(graded, "moodle", "--open", "--student", "bob")
    assert {*taken_by_moodle(with_open.read_bytes(), {700102})} == {700102}


def test_canvas_gets_each_page_under_the_hand_ins_own_name_as_a_file_of_that_kind(
    graded: Course,
) -> None:
    data = returned(graded, "canvas", "--open").read_bytes()
    taken = taken_by_canvas(data, {(51001, 9900001), (51002, 9900002), (51003, 9900003)})
    assert len(taken) == 3
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == sorted(CANVAS.values())
    notebook = nbformat.reads(taken[51001, 9900001].decode(), as_version=4)
    nbformat.validate(notebook)
    page = graded.grading / "feedback" / "ann" / LESSON / f"{LESSON}.html"
    assert notebook.cells[0].outputs[0].data["text/html"] == page.read_text()


def test_folders_hold_a_page_each_and_are_made_anew(
    graded: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = returned(graded, "folders", "--open")
    pages = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    assert pages == [f"{who}/{LESSON}.html" for who in SCALE]
    returned(graded, "folders", "--student", "ann")
    assert [path.name for path in folder.iterdir()] == ["ann"]
    assert [path.name for path in folder.parent.iterdir()] == ["folders"]
    elsewhere = tmp_path / "out"
    returned(graded, "folders", "--out", str(elsewhere))
    assert (elsewhere / "ann" / f"{LESSON}.html").is_file()
    capsys.readouterr()
    with_new = ["return", "1", "--format", "folders", "--new"]
    assert main(with_new) == 0
    assert "3 were returned before, unchanged" in capsys.readouterr().out
    give(graded, "ann", "why", 4.0)
    assert main(with_new) == 0
    said = capsys.readouterr().out
    assert "1 page of 01_tiny" in said
    assert "returned before with another total: ann" in said


def test_an_email_has_the_page_attached_and_the_total_in_its_text(
    graded: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = returned(graded, "email", "--open", "--from", "ta@example.org")
    said = capsys.readouterr().out
    assert sorted(path.name for path in folder.iterdir()) == ["ann.eml", "dia.eml"]
    data = (folder / "ann.eml").read_bytes()
    assert max(map(len, data.split(b"\r\n"))) < 998
    message = message_from_bytes(data, _class=EmailMessage, policy=policy.SMTP)
    assert (message["To"], message["From"]) == ("Ann Über <ann@example.org>", "ta@example.org")
    assert message["Subject"] == "A tiny lesson: your marks"
    body = message.get_body(("plain",))
    assert body is not None
    assert "Hello Ann,\n\nA tiny lesson: 13.25 of 14 points." in body.get_content().replace(
        "\r", ""
    )
    (page,) = message.iter_attachments()
    assert page.get_filename() == f"{LESSON}.html"
    assert "13.25 of 14 points" in page.get_content()
    assert "✗ bob: has no e-mail address; add it: autograder students add bob --email" in said
    assert "✗ cem: the address 'not an address' cannot be written to" in said


def test_what_was_returned_stands_in_the_students_history(
    graded: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    returned(graded, "moodle")
    returned(graded, "email")
    capsys.readouterr()
    assert main(["history", "ann"]) == 0
    said = capsys.readouterr().out
    assert f"returned (moodle): 13.25 of 14 points, in grading/returned/{LESSON}/moodle.zip" in said
    assert f"returned (email): 13.25 of 14 points, in grading/returned/{LESSON}/email" in said
    assert main(["history", "bob"]) == 0
    assert "returned" not in capsys.readouterr().out.replace("grading/returned", "")


BAD = {
    ("moodle", "--out", "marks.zip"): "lies in the course's repository",
    ("moodle", "--out", "{tmp}/marks.tar"): "a moodle archive is a file whose name ends in .zip",
    ("folders", "--out", "{tmp}"): "is there already; name a folder that is new or empty",
    ("folders", "--student", "nobody"): f"nobody has no marks in {LESSON}",
    ("email", "--from", "the TA"): "--from 'the TA' is no e-mail address",
}


@pytest.mark.parametrize(("options", "sentence"), BAD.items())
def test_what_makes_no_sense_is_one_sentence_and_writes_nothing(
    graded: Course,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    sentence: str,
) -> None:
    monkeypatch.chdir(graded.root)
    words = [option.format(tmp=tmp_path) for option in options]
    assert main(["return", "1", "--format", *words]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
    assert not (graded.grading / "returned").exists()


def test_a_lesson_without_marks_returns_nothing(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["return", "1", "--format", "moodle"]) == 1
    assert "no page of 01_tiny to return; nothing is written" in capsys.readouterr().out
    with opened(place(course)) as book:
        assert book.students == []
