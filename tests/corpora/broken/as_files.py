"""Files that are damaged, misnamed, misplaced, or no notebooks at all."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

from autograder.lesson.build import released_notebook, solved_notebook
from autograder.lesson.course import Course
from tests.corpora.broken.case import LESSON, Notebook, cell, files, text, write
from tests.support import ROOT

NAME = f"{LESSON}.ipynb"


@files(note="handed in as '01_logistic_regression (1).ipynb'")
def renamed_by_a_browser(folder: Path, nb: Notebook) -> None:
    write(folder, nb, f"{LESSON} (1).ipynb")


@files(note="handed in as 'homework FINAL v2.ipynb'")
def renamed_by_a_person(folder: Path, nb: Notebook) -> None:
    write(folder, nb, "homework FINAL v2.ipynb")


@files(note="handed in as")
def second_ending(folder: Path, nb: Notebook) -> None:
    write(folder, nb, f"{NAME}.txt")


@files(note="handed in as")
def capital_ending(folder: Path, nb: Notebook) -> None:
    write(folder, nb, NAME.upper())


@files(note="Übung – 回帰")
def non_ascii_name(folder: Path, nb: Notebook) -> None:
    write(folder, nb, "Übung – 回帰 ✓.ipynb")


@files(note="handed in as 'aaaa")
def very_long_name(folder: Path, nb: Notebook) -> None:
    write(folder, nb, "a" * 249 + ".ipynb")


@files()
def nested_folders(folder: Path, nb: Notebook) -> None:
    """As a Mac packs them, with its own files and a checkpoint beside it."""
    write(folder / "lesson 1" / "my answers", nb)
    write(folder / "lesson 1" / ".ipynb_checkpoints", nb, f"{LESSON}-checkpoint.ipynb")
    (folder / "__MACOSX").mkdir()
    (folder / "__MACOSX" / f"._{NAME}").write_bytes(b"\0\5\26\7 resource fork")


@files(note="other notebooks were handed in too")
def several_of_which_one_was_worked_on(folder: Path, nb: Notebook) -> None:
    lesson = Course(ROOT).lesson(LESSON)
    write(folder, released_notebook(lesson))
    write(folder, nb, f"{LESSON}-Copy1.ipynb")


@files(note="other notebooks were handed in too")
def several_of_which_one_has_the_right_name(folder: Path, nb: Notebook) -> None:
    write(folder, nb)
    cell(nb, "sigmoid")["source"] = "def sigmoid(z):\n    return 0"
    write(folder, nb, "scratch.ipynb")


@files(note="other notebooks were handed in too")
def several_that_are_the_same(folder: Path, nb: Notebook) -> None:
    write(folder, nb, "mine.ipynb")
    write(folder, nb, "mine (1).ipynb")


@files(note="other notebooks were handed in too")
def several_of_several_lessons(folder: Path, nb: Notebook) -> None:
    write(folder, solved_notebook(Course(ROOT).lesson("2")), "two.ipynb")
    write(folder, nb, "one.ipynb")


@files(problem="several notebooks were handed in ('a.ipynb', 'b.ipynb'); ask which one counts")
def several_and_no_telling_which(folder: Path, nb: Notebook) -> None:
    write(folder, nb, "a.ipynb")
    cell(nb, "sigmoid")["source"] = "def sigmoid(z):\n    return 0"
    write(folder, nb, "b.ipynb")


@files(problem="30 notebooks were handed in; ask which one counts")
def thirty_notebooks(folder: Path, nb: Notebook) -> None:
    for number in range(30):
        write(folder, nb, f"{number}.ipynb")


@files(problem="holds the lesson 02_cross_entropy, not 01_logistic_regression")
def wrong_lesson(folder: Path, nb: Notebook) -> None:
    write(folder, solved_notebook(Course(ROOT).lesson("2")))


@files(problem="holds no exercise of 01_logistic_regression; ask for")
def no_lesson_at_all(folder: Path, nb: Notebook) -> None:
    nb["cells"] = [{"cell_type": "code", "metadata": {}, "source": "print('hello')", "outputs": []}]
    write(folder, nb)


@files(problem="holds no exercise of")
def no_cells(folder: Path, nb: Notebook) -> None:
    nb["cells"] = []
    write(folder, nb)


@files(problem="is empty; ask the student to hand it in again")
def empty_file(folder: Path, nb: Notebook) -> None:
    (folder / NAME).touch()


@files(problem="is empty")
def file_of_zeros(folder: Path, nb: Notebook) -> None:
    """What a full disk or a broken synchronisation leaves behind."""
    (folder / NAME).write_bytes(b"\0" * 4096)


@files(problem="no notebook was handed in; ask for 01_logistic_regression.ipynb")
def nothing(folder: Path, nb: Notebook) -> None:
    (folder / "timestamp.txt").write_text("2030-01-01 12:00:00 UTC")


@files(problem="no notebook was handed in, only 'answers.pdf', 'answers.py'; ask for")
def other_files_only(folder: Path, nb: Notebook) -> None:
    (folder / "answers.pdf").write_bytes(b"%PDF-1.7")
    (folder / "answers.py").write_text("def sigmoid(z): ...")


@files(problem="only 'answers.zip'; ask for")
def zip_only(folder: Path, nb: Notebook) -> None:
    with zipfile.ZipFile(folder / "answers.zip", "w") as archive:
        archive.writestr(NAME, text(nb))


@files(problem="is not a notebook (it is a zip archive); ask for the .ipynb file")
def zip_named_ipynb(folder: Path, nb: Notebook) -> None:
    with zipfile.ZipFile(folder / NAME, "w") as archive:
        archive.writestr(NAME, text(nb))


@files(problem="is not a notebook (it is a compressed archive)")
def gzip_named_ipynb(folder: Path, nb: Notebook) -> None:
    (folder / NAME).write_bytes(gzip.compress(text(nb).encode()))


@files(problem="is not a notebook (it is a PDF file)")
def pdf_named_ipynb(folder: Path, nb: Notebook) -> None:
    (folder / NAME).write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj")


@files(problem="is not a notebook (it is a web page)")
def web_page_named_ipynb(folder: Path, nb: Notebook) -> None:
    (folder / NAME).write_text("<!DOCTYPE html>\n<html><head><title>lesson</title></head></html>")


@files(problem="is not a notebook (it is not text)")
def binary_named_ipynb(folder: Path, nb: Notebook) -> None:
    (folder / NAME).write_bytes(bytes(range(256)) * 16)


@files(problem="is cut off at its end; ask the student to hand it in again")
def truncated(folder: Path, nb: Notebook) -> None:
    path = write(folder, nb)
    path.write_bytes(path.read_bytes()[:20_000])


@files(problem="holds the marks of a merge conflict")
def merge_conflict(folder: Path, nb: Notebook) -> None:
    path = write(folder, nb)
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[40:41] = ["<<<<<<< HEAD", lines[40], "=======", lines[40], ">>>>>>> main"]
    path.write_text("\n".join(lines), encoding="utf-8")


@files(problem="is 200 MiB, more than 64 MiB; ask for it again with its outputs cleared")
def outputs_of_200_mib(folder: Path, nb: Notebook) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": "@"}
    cell(nb, "sigmoid")["outputs"] = [output]
    before, after = text(nb).split("@", 1)
    with (folder / NAME).open("w", encoding="utf-8") as file:
        file.write(before)
        for _ in range(200):
            file.write("0123456789abcdef" * 2**16)
        file.write(after)


@files()
def outputs_of_40_mib(folder: Path, nb: Notebook) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": "x" * 40 * 2**20}
    cell(nb, "sigmoid")["outputs"] = [output]
    write(folder, nb)


@files(problem="characters of text and code, more than 2,097,152; ask for the lesson's notebook")
def a_whole_data_set_in_a_cell(folder: Path, nb: Notebook) -> None:
    cell(nb, "sigmoid")["source"] = "numbers = [" + "0.123456789, " * 300_000 + "]"
    write(folder, nb)


@files()
def byte_order_mark(folder: Path, nb: Notebook) -> None:
    (folder / NAME).write_bytes(b"\xef\xbb\xbf" + text(nb).encode())


@files()
def utf_16(folder: Path, nb: Notebook) -> None:
    (folder / NAME).write_bytes(text(nb).encode("utf-16"))


@files()
def latin_1(folder: Path, nb: Notebook) -> None:
    nb["cells"][0]["source"] = "größer"
    (folder / NAME).write_bytes(text(nb).encode("latin-1", errors="replace"))


@files()
def windows_line_ends(folder: Path, nb: Notebook) -> None:
    """Between the lines of the file, and in the cells too."""
    for each in nb["cells"]:
        each["source"] = each["source"].replace("\n", "\r\n")
    (folder / NAME).write_bytes(text(nb).replace("\n", "\r\n").encode())


@files(problem="is not a readable notebook")
def json_but_no_notebook(folder: Path, nb: Notebook) -> None:
    (folder / NAME).write_text('[{"answers": "all of them"}]')


@files(problem="no notebook was handed in")
def folder_named_ipynb(folder: Path, nb: Notebook) -> None:
    (folder / NAME).mkdir()


@files(problem="no notebook was handed in")
def links_that_lead_elsewhere(folder: Path, nb: Notebook) -> None:
    (folder / NAME).symlink_to(ROOT / "solutions" / LESSON / "lesson.py")
    (folder / "loop.ipynb").symlink_to(folder / "loop.ipynb")
    (folder / "up").symlink_to(folder.parent.parent)
