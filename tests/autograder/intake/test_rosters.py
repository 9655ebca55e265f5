"""Rosters of registrars and systems: any order, delimiter, encoding and usual words."""

from __future__ import annotations

import codecs
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.database.opening import reading
from autograder.intake.downloads.archive import IntakeError
from autograder.intake.people.people import Person
from autograder.intake.rosters import enrol
from autograder.intake.rosters.roster import read_roster
from autograder.intake.rosters.tables import rows_of_text
from autograder.lesson.course import Course

ADA = Person("0700101", "Ada", "Example", "ada@example.org")
JOERG = Person("0700102", "Jörg", "Beispiel", "joerg@example.org")
HEADINGS = {
    "English": ("Student ID", "First name", "Surname", "E-mail address"),
    "German": ("Matrikel-Nr.", "Vorname", "Name", "E-Mail"),
    "French": ("N° étudiant", "Prénom", "Nom", "Adresse électronique"),
    "Spanish": ("Número de matrícula", "Nombre", "Apellidos", "Correo electrónico"),
    "Danish": ("Studienummer", "Fornavn", "Efternavn", "E-mail (KU)"),
    "Swedish": ("Student ID [LADOK]", "Förnamn", "Efternamn", "E-post"),
    "Portuguese": ("Número mecanográfico", "Nome", "Apelido", "Correio eletrónico"),
    "Italian": ("Matricola", "Nome", "Cognome", "E-mail istituzionale"),
    "a French register": ("N° étudiant", "Prénom", "Nom de naissance", "Courriel"),
    "nbgrader": ("id", "first_name", "last_name", "email"),
}
BEYOND_LATIN = {
    "Polish": ("Nr albumu", "Imię", "Nazwisko", "Adres e-mail"),
    "Czech": ("Osobní číslo", "Jméno", "Příjmení", "E-mail"),
    "Turkish": ("Öğrenci No", "Ad", "Soyad", "E-posta"),
}


def text(headings: tuple[str, ...], delimiter: str = ",") -> str:
    """Two students under these headings."""
    rows = [(p.id, p.first, p.last, p.email) for p in (ADA, JOERG)]
    return "".join(delimiter.join(row) + "\r\n" for row in (headings, *rows))


def written(folder: Path, content: str, encoding: str = "utf-8", name: str = "r.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode(encoding))
    return path


@pytest.mark.parametrize("language", HEADINGS)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_roster_is_read_in_any_usual_form(
    language: str, delimiter: str, encoding: str, tmp_path: Path
) -> None:
    path = written(tmp_path, text(HEADINGS[language], delimiter), encoding)
    assert read_roster(path).people == (ADA, JOERG)


def test_a_canvas_gradebook_is_a_roster(tmp_path: Path) -> None:
    content = (
        "Student,ID,SIS User ID,SIS Login ID,Section,Lesson 1 (7)\n"
        "    Points Possible,,,,,41\n"
        '"Beispiel, Jörg",51027,s2700103,joerg@example.org,DL101,\n'
    )
    found = read_roster(written(tmp_path, content))
    mail = "joerg@example.org"
    assert found.people == (Person("s2700103", "Jörg", "Beispiel", mail, "51027", mail),)
    assert found.remarks == ("1 row without an id left out",)
    assert found.sections == {"s2700103": "DL101"}


@pytest.mark.parametrize("headings", BEYOND_LATIN.values(), ids=list(BEYOND_LATIN))
def test_headings_beyond_latin_1_are_read(tmp_path: Path, headings: tuple[str, ...]) -> None:
    assert read_roster(written(tmp_path, text(headings), "utf-16")).people == (ADA, JOERG)


def test_a_particle_in_a_column_of_its_own_belongs_to_the_last_name(tmp_path: Path) -> None:
    table = "Studentnummer;Voornaam;Tussenvoegsel;Achternaam\n1;Ada;van den;Example\n"
    (person,) = read_roster(written(tmp_path, table)).people
    assert (person.first, person.last) == ("Ada", "van den Example")


def test_headings_may_stand_below_a_title(tmp_path: Path) -> None:
    content = "sep=;\nTeilnehmerliste DL101;;;\n;;;\n" + text(HEADINGS["German"], ";")
    assert read_roster(written(tmp_path, content, "cp1252")).people == (ADA, JOERG)


def test_a_workbook_keeps_the_zeros_of_its_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["nothing here"])
    sheet = book.create_sheet("Liste")
    sheet.append(["Matrikelnummer", "Nachname, Vorname"])
    sheet.append([700101, "Example, Ada"])
    sheet.append([700102.0, "García Márquez, Ana"])
    sheet["A2"].number_format = "0000000"
    book.save(tmp_path / "r.xlsx")
    people = read_roster(tmp_path / "r.xlsx").people
    assert people == (
        Person("0700101", "Ada", "Example"),
        Person("700102", "Ana", "García Márquez"),
    )


def test_two_surnames_in_two_columns_are_one_last_name(tmp_path: Path) -> None:
    content = "Usuario;Primer apellido;Segundo apellido;Nombre\ngm1;García;Márquez;Ana\n"
    found = read_roster(written(tmp_path, content))
    assert found.people == (Person("gm1", "Ana", "García Márquez", login="gm1"),)
    assert found.remarks == (
        "there is no column of ids: 'Usuario' is taken; --map id=COLUMN for another",
    )


def test_a_column_is_named_by_hand(tmp_path: Path) -> None:
    path = written(tmp_path, "Nr;Kürzel;Name\n1;ada1;Ada Example\n")
    with pytest.raises(IntakeError, match="it has: Nr, Kürzel, Name; name one: --map id=COLUMN"):
        read_roster(path)
    assert read_roster(path, {"id": "Kürzel"}).people == (Person("ada1", "Ada", "Example"),)
    assert read_roster(path, {"id": "2"}).people[0].id == "ada1"
    with pytest.raises(IntakeError, match=r"'Nummer' is no column of r\.csv"):
        read_roster(path, {"id": "Nummer"})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"id,name\n", "names nobody"),
        (b"id,name\ns1,Ada Example\ns1,Max Muster\n", "has the id s1 twice"),
        (b"\xd0\xcf\x11\xe0 old", "old Excel file"),
        (b"PK\x03\x04 no book", "no readable XLSX"),
        (bytes(range(256)) * 9, "has no column|names nobody|cannot be read"),
    ],
)
def test_what_is_no_roster_is_one_sentence(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_bytes(content)
    with pytest.raises(IntakeError, match=said):
        read_roster(tmp_path / "r.csv")


def test_an_id_that_cannot_name_a_folder_is_left_out_and_said(tmp_path: Path) -> None:
    found = read_roster(written(tmp_path, "id,name\n../x,Ada Example\ns2,Max Muster\n"))
    assert [person.id for person in found.people] == ["s2"]
    assert "'../x' cannot be a student id" in found.remarks[0]


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=5), st.sampled_from(";,\t"))
def test_quoted_cells_come_back_as_they_were(rows: list[tuple[str, str]], delimiter: str) -> None:
    content = "".join(
        delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n"
        for row in [("Student ID", "Last name"), *rows]
    )
    from autograder.intake.rosters.headings import understood

    kept = [[cell.strip() for cell in row] for row in rows if any(map(str.strip, row))]
    assert rows_of_text(content, understood)[1:] == kept


def test_importing_again_updates_and_never_deletes(course: Course) -> None:
    with reading(course) as store, store.begin() as connection:
        enrol.enrol(connection, [ADA, JOERG])
        married = Person(ADA.id, "Ada", "Sample", lms_id="51001")
        planned = enrol.plan(connection, [married, Person("s3")])
        assert planned.states == {ADA.id: "changed", "s3": "new"}
        assert planned.missing == (JOERG,)
        enrol.enrol(connection, [married])
    with reading(course) as store, store.begin() as connection:
        kept = enrol.everybody(connection)
    assert kept == [(Person(ADA.id, "Ada", "Sample", ADA.email, "51001"), True), (JOERG, True)]


def test_who_is_dropped_keeps_the_entry_and_may_come_back(course: Course) -> None:
    with reading(course) as store, store.begin() as connection:
        enrol.enrol(connection, [ADA, JOERG])
        enrol.drop(connection, ADA.id)
        assert [person.id for person in enrol.roster(connection).people] == [JOERG.id]
        with pytest.raises(IntakeError, match="was dropped already"):
            enrol.drop(connection, ADA.id)
        with pytest.raises(IntakeError, match="did you mean 0700102"):
            enrol.drop(connection, "Joerg Beispiel")
        assert enrol.plan(connection, [ADA]).states == {ADA.id: "back"}
        enrol.enrol(connection, [ADA])
        assert enrol.one_student(connection, "ada@example.org") == ADA


def test_an_unusual_mark_at_the_start_is_read(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(codecs.BOM_UTF32_LE + text(HEADINGS["English"]).encode("utf-32-le"))
    assert read_roster(path).people == (ADA, JOERG)
