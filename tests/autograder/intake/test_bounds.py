"""Downloads within bounds: each thing that is wrong is a line for its student, the rest arrives."""

from __future__ import annotations

import io
import os
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.intake.downloads import archive
from autograder.intake.downloads.archive import Download, IntakeError
from autograder.intake.people.people import Person
from autograder.lesson.lesson import Lesson
from tests.autograder.intake.made import collected, notebook, zip_bytes, zipped

ADA, MAX = Person("s2700101", "Ada", "Example"), Person("s2700102", "Max", "Muster")
NB = "01_tiny.ipynb"
GOOD = (f"s2700102/{NB}", notebook("max"))


def link(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as z:
        entry = zipfile.ZipInfo(f"s2700101/{NB}")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        z.writestr(entry, "/etc/passwd")
        z.writestr(*GOOD)


def encrypted(path: Path) -> None:
    zipped(path, [(f"s2700101/{NB}", notebook("secret")), GOOD])
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1  # the flag of the first file
    path.write_bytes(data)


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        with z.open(f"s2700101/{NB}", "w", force_zip64=True) as file:
            for _ in range(66):
                file.write(bytes(2**20))
        z.writestr(*GOOD)


def lying_bomb(path: Path) -> None:
    bomb(path)
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 1000)  # "1000 bytes, unpacked"
    path.write_bytes(data)


def damaged(path: Path) -> None:
    zipped(path, [(f"s2700101/{NB}", notebook("x" * 300)), GOOD])
    data = bytearray(path.read_bytes())
    start = data.index(b"s2700101") + len(f"s2700101/{NB}")
    data[start : start + 8] = bytes(8)
    path.write_bytes(data)


def upwards(path: Path) -> None:
    zipped(path, [(f"s2700101/../../{NB}", notebook()), GOOD])


def absolute(path: Path) -> None:
    zipped(path, [(f"/srv/s2700101/{NB}", notebook()), GOOD])


def windows(path: Path) -> None:
    zipped(path, [(f"C:\\s2700101\\{NB}", notebook()), GOOD])


def nested_too_deep(path: Path) -> None:
    inner = zip_bytes([(NB, notebook())])
    for _ in range(4):
        inner = zip_bytes([("inner.zip", inner)])
    zipped(path, [("s2700101/work.zip", inner), GOOD])


def nested_damaged(path: Path) -> None:
    zipped(path, [("s2700101/work.zip", b"PK\x03\x04 not really"), GOOD])


def nested_rar(path: Path) -> None:
    zipped(path, [("s2700101/work.rar", b"Rar!\x1a\x07\x00"), GOOD])


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (link, "is a link"),
        (encrypted, "is encrypted"),
        (bomb, "66 MiB"),
        (lying_bomb, ""),
        (damaged, "is damaged"),
        (upwards, "leads out of the archive"),
        (absolute, "leads out of the archive"),
        (windows, "leads out of the archive"),
        (nested_too_deep, "archive within an archive"),
        (nested_damaged, "damaged"),
        (nested_rar, "RAR"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_one_bad_hand_in_is_one_line_and_the_others_arrive(
    make: Callable[[Path], None], said: str, tiny: Lesson, tmp_path: Path
) -> None:
    make(tmp_path / "x.zip")
    found, others = collected(tmp_path / "x.zip", [ADA, MAX], [tiny])
    assert [delivery.student for delivery in found if delivery.student != ADA.id] == [MAX.id]
    lines = [row for row in others if row.kind == "problem"]
    if said:
        (row,) = lines
        assert row.person == ADA
        assert said in row.why
    assert not list(tmp_path.rglob("*.ipynb")), "nothing is unpacked"


def test_what_a_student_zipped_is_opened(tiny: Lesson, tmp_path: Path) -> None:
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w:gz") as packed:
        entry = tarfile.TarInfo(f"work/{NB}")
        data = notebook("max").encode()
        entry.size, entry.mtime = len(data), 1_700_000_000
        packed.addfile(entry, io.BytesIO(data))
        packed.addfile(tarfile.TarInfo("work/._x.ipynb"))
    members = [
        ("Ada Example_7_assignsubmission_file_/w.zip", zip_bytes([(NB, notebook("ada"))])),
        ("Max Muster_8_assignsubmission_file_/w.tar.gz", tar.getvalue()),
    ]
    found, _ = collected(zipped(tmp_path / "x.zip", members), [ADA, MAX], [tiny])
    assert {delivery.student for delivery in found} == {ADA.id, MAX.id}


def test_a_folder_s_links_and_pipes_are_named_and_never_opened(
    tiny: Lesson, tmp_path: Path
) -> None:
    folder = tmp_path / "class"
    for student in ("s2700101", "s2700102"):
        (folder / student).mkdir(parents=True)
    (folder / "s2700101" / "link.ipynb").symlink_to("/etc/passwd")
    os.mkfifo(folder / "s2700102" / "pipe.ipynb")
    (folder / "s2700102" / NB).write_text(notebook("max"))
    found, others = collected(folder, [ADA, MAX], [tiny], lesson="01_tiny")
    assert [delivery.student for delivery in found] == [MAX.id]
    assert {row.why for row in others} == {
        "link.ipynb is a link to another file",
        "pipe.ipynb is no regular file",
    }


def test_names_that_do_not_say_that_they_are_utf_8_are_read(tiny: Lesson, tmp_path: Path) -> None:
    joerg = Person("s3", "Jörg", "Beispiel")
    path = zipped(tmp_path / "x.zip", [(f"Lesson/Jörg Beispiel - {NB}", notebook())])
    data = path.read_bytes()
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(mark) + offset
        data = data[:place] + struct.pack("<H", 0) + data[place + 2 :]
    path.write_bytes(data)
    (found,), _ = collected(path, [joerg], [tiny])
    assert found.student == "s3"


def test_the_time_in_utc_is_taken_where_the_archive_has_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as z:
        entry = zipfile.ZipInfo("a.ipynb", (2026, 10, 12, 3, 59, 0))
        when = datetime(2026, 10, 12, 1, 59, tzinfo=UTC)
        entry.extra = struct.pack("<HHBI", 0x5455, 5, 1, int(when.timestamp()))
        z.writestr(entry, "{}")
        z.writestr(zipfile.ZipInfo("b.ipynb"), "{}")
    with Download(tmp_path / "x.zip") as download:
        assert [member.modified for member in download.members] == [when, None]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.zip", b"PK\x03\x04garbage", "download it again"),
        ("x.rar", b"Rar!\x1a\x07", "unpack it and name the folder"),
        ("x.tar.gz", b"\x1f\x8bgarbage", "download it again"),
    ],
)
def test_a_download_that_cannot_be_opened_is_one_sentence(
    name: str, data: bytes, said: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(IntakeError, match=said):
        Download(tmp_path / name)
    with pytest.raises(IntakeError, match="is not there"):
        Download(tmp_path / "nothing.zip")


def test_a_download_of_too_many_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 3)
    with pytest.raises(IntakeError, match="more than 3 files"):
        Download(zipped(tmp_path / "x.zip", [(f"{k}.txt", "") for k in range(4)]))


def test_a_compressed_download_is_not_unpacked_beyond_its_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MOST_TOTAL", 2**20)
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as packed:
        entry = tarfile.TarInfo("a.ipynb")
        entry.size = 2**21
        packed.addfile(entry, io.BytesIO(bytes(2**21)))
    with pytest.raises(IntakeError, match="more than 1 MiB unpacked"):
        Download(tmp_path / "x.tar.gz")
