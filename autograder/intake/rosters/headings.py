"""Which column of a table is what, by the words that registrars and systems use for it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

# What a column may be. "last" may be several columns (two surnames), and so may "first".
FIELDS = ("id", "first", "last", "full", "email", "lms_id", "login", "section")

_WORDS: dict[str, str] = {
    "id": """
        id; student id; student; student number; student no; studentid; id number; idnumber; sid
        matriculation number; matriculation no; matriculation; matric number; matric no; matric
        registration number; registration no; enrolment number; enrollment number; roll number
        roll no; sis id; sis user id; sis student id; org defined id; university id; campus id
        person number; personnel number; identifier; identification number; student identifier
        matrikelnummer; matrikel nr; matrikelnr; matrikel; matr nr; matrnr; matnr; mat nr; mtknr
        id nummer; identifikationsnummer; studierendennummer; studentennummer; studienkennung
        numero etudiant; no etudiant; n etudiant; numero d etudiant; num etudiant; code etudiant
        numero d identification; numero d inscription; ine; numero ine; code permanent
        matricula; numero de matricula; no de matricula; n de matricula; numero de estudiante
        numero de alumno; numero de identificacion; identificador; expediente; legajo; carne; carnet
        codigo; codigo de estudiante; nia; nie; matricola; numero di matricola; studentnummer
        numero de aluno; numero do aluno; numero mecanografico; indeks; nr indeksu; opiskelijanumero
        student_id; student nr; nr albumu; numer albumu; numer indeksu; studienummer; studentnr
        osobni cislo; cislo studenta; ogrenci no; ogrenci numarasi; okul no
        numero de expediente""",
    "login": """
        login; login id; sis login id; username; user name; user; account; account name; net id
        netid; uni id; unikey; uid; kerberos; github username; github; github name; user id name
        benutzername; benutzer; nutzername; nutzerkennung; benutzerkennung; kennung; anmeldename
        rz kennung; zih login; hochschulkennung; identifiant; nom d utilisateur; utilisateur
        nombre de usuario; usuario; cuenta; nome utente; gebruikersnaam; nome de utilizador""",
    "email": """
        email; e mail; mail; email address; e mail address; mail address; student email
        emailadresse; e mail adresse; mailadresse; uni mail; adresse email; adresse e mail
        adresse mail; courriel
        adresse de courriel; adresse electronique; correo; correo electronico; direccion de correo
        direccion de correo electronico; correo institucional; indirizzo email; e mailadres
        sis email; institutional email; e mail istituzionale; email istituzionale
        posta elettronica; correio eletronico; correio electronico; adres e mail; adres email
        e post; epost; e postadress; e posta; eposta; e posta adresi; e postadresse
        emailova adresa; adresa e mail; direccion electronica""",
    "first": """
        first name; first names; firstname; given name; given names; givenname; forename; forenames
        preferred name; middle name; vorname; vornamen; rufname; prenom; prenoms; nombres; primer
        nombre; segundo nombre; nombre de pila; nome proprio; voornaam; imie; imiona; first
        fornamn; fornavn; krestni jmeno; primeiro nome""",
    "last": """
        last name; last names; lastname; surname; surnames; family name; familyname; nachname
        familienname; zuname; nom de famille; nom patronymique; apellido; apellidos; primer apellido
        segundo apellido; apellido paterno; apellido materno; cognome; achternaam; apelido
        sobrenome; nazwisko; last; second surname; first surname
        tussenvoegsel; tussenvoegsels; efternamn; efternavn
        etternavn; prijmeni; soyad; soyadi; ultimo nome""",
    "full": """
        name; full name; fullname; student name; display name; sortable name; name of student
        participant; vollstandiger name; voller name; name vorname; vorname name; nachname vorname
        vorname nachname; teilnehmer; teilnehmer in; studierende; nom complet; nom et prenom
        nom prenom; prenom nom; prenom et nom; nom; nombre; nombre completo; nombre y apellidos
        apellidos y nombre; apellidos nombre; alumno; estudiante; etudiant; nome; nome completo
        volledige naam; last name first name; first name last name; roster name
        nom de naissance; nom d usage; ad; adi; jmeno""",
    "lms_id": """
        lms id; lms user id; lmsuserid; lms_user_id; canvas id; canvas user id; moodle id; user id
        moodle user id; userid; blackboard id; learn id; lms nummer; lms number; ilias id
        sakai id""",
    "section": """
        section; sections; group; groups; class; tutorial; gruppe; gruppen; ubungsgruppe; tutorium
        kurs; groupe; groupes; grupo; grupos; seccion""",
}
# Words that mean the last or first name only because the other one has a column of its own.
_BESIDE = {"name": "last", "nom": "last", "nombre": "first", "nome": "first", "student": "full"}
_BESIDE |= {"nom de naissance": "last", "nom d usage": "last"}
_BESIDE |= {"ad": "first", "adi": "first", "jmeno": "first"}
_REMARK = re.compile(r"[(\[][^)\]]*[)\]]")


def fold(heading: str) -> str:
    """A heading in small letters without marks: "Matrikel-Nr." is "matrikel nr"."""
    plain = unicodedata.normalize("NFKD", heading.casefold().replace("ß", "ss"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.sub(r"[\W_]+", " ", plain.replace("º", " ").replace("°", " ")).split())


_FIELD_OF = {
    fold(word): kind
    for kind, text in _WORDS.items()
    for line in text.split("\n")
    for word in line.split(";")
    if word.strip()
} | {"primer nombre": "first"}


def understood(row: Sequence[str]) -> int:
    """How many different fields a row names: its headings, if it is the row of headings."""
    return len({_FIELD_OF[name] for name in map(_plainly, row) if name in _FIELD_OF})


def fields_of(headings: Sequence[str]) -> dict[str, list[int]]:
    """The columns of each field, by position, in the table's order."""
    names = [_plainly(heading) for heading in headings]
    found: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        if kind := _FIELD_OF.get(name):
            found.setdefault(kind, []).append(position)
    _full_or_half(names, found)
    _id_or_number(names, found)
    for kind in set(found) - {"first", "last"}:
        found[kind] = found[kind][:1]
    return {kind: found[kind] for kind in FIELDS if found.get(kind)}


def _plainly(heading: str) -> str:
    """A heading folded, without a remark in brackets if only then it is understood."""
    name, shorter = fold(heading), fold(_REMARK.sub(" ", heading))
    return shorter if name not in _FIELD_OF and shorter in _FIELD_OF else name


def columns_by_hand(headings: Sequence[str], given: Mapping[str, str]) -> dict[str, list[int]]:
    """The columns that somebody named, `{"id": "Kennung"}`; a number counts from 1.

    Raises KeyError with the field or column that is not there.
    """
    names = [fold(heading) for heading in headings]
    found = {}
    for kind, column in given.items():
        if kind not in FIELDS:
            raise KeyError(kind)
        if fold(column) in names:
            found[kind] = [names.index(fold(column))]
        elif column.isdigit() and 1 <= int(column) <= len(headings):
            found[kind] = [int(column) - 1]
        else:
            raise KeyError(column)
    return found


def _full_or_half(names: list[str], found: dict[str, list[int]]) -> None:
    """Beside "Vorname" a "Name" is the last name, beside "Apellidos" a "Nombre" the first."""
    halves = [kind for kind in ("first", "last") if found.get(kind)]
    if len(halves) == 1:
        missing = "last" if halves == ["first"] else "first"
        for position in found.get("full", []):
            if _BESIDE.get(names[position]) == missing:
                found[missing] = [position]
                found["full"] = [other for other in found["full"] if other != position]
                return


def _id_or_number(names: list[str], found: dict[str, list[int]]) -> None:
    """Beside a registrar's number "ID" is the system's own, and "Student" is the name."""
    ids = found.get("id", [])
    student = [position for position in ids if names[position] == "student"]
    if student and len(ids) > 1:
        ids = [position for position in ids if position not in student]
        found.setdefault("full", []).extend(student)
    plain = [position for position in ids if names[position] == "id"]
    if plain and len(ids) > 1:
        ids = [position for position in ids if position not in plain]
        found.setdefault("lms_id", plain)
    others = [position for position in ids if names[position] != "identifier"]
    found["id"] = others or ids  # Moodle's "Identifier" is a number of the assignment
