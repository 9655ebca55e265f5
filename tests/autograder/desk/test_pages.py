"""Pages beside marking: groups of wrong answers and comments to them, search, the course."""

from __future__ import annotations

import re

from autograder.gradebook import byhand
from tests.autograder.desk.conftest import Q2, Client, Office
from tests.autograder.desk.test_marking import comments_of, mark
from tests.support.classes import LESSON

DOUBLE = f"/exercise/{LESSON}/double"


def group_of(page: str) -> dict[str, list[str]]:
    """The fields of the form for a comment to a group."""
    found: dict[str, list[str]] = {}
    form = page[page.index(f'action="{DOUBLE}/comment"') :]
    for name, value in re.findall(r'name="(act|place|student)" value="([^"]*)"', form):
        found.setdefault(name, []).append(value)
    return found


def said_about_double(office: Office) -> dict[str, str]:
    """What each student was told about an exercise, as far as they were told anything."""
    with office.desk.looking() as connection:
        found = byhand.comments(connection, LESSON, "double")
    return {who: text for who, text in found.items() if text}


def test_wrong_answers_stand_in_groups_with_what_they_do_and_where_the_exercise_is(
    office: Office,
) -> None:
    page = office.instructor().get(DOUBLE).text
    assert page.count('<section class="group">') == 1
    assert "2 answers: " in page
    assert set(group_of(page)["student"]) == {"s007", "s008"}
    assert re.search(r'class="where">solutions/.*lesson\.py:\d+<', page)


def test_a_comment_to_a_group_reaches_each_of_it_once_and_is_undone_whole(office: Office) -> None:
    client = office.instructor()
    fields = {**group_of(client.get(DOUBLE).text), "comment": "Twice, not squared."}
    for _ in range(2):
        assert client.post(f"{DOUBLE}/comment", fields).status_code == 204
    everybody = {"s007": "Twice, not squared.", "s008": "Twice, not squared."}
    assert said_about_double(office) == everybody
    more = {**group_of(client.get(DOUBLE).text), "comment": "Try x = 3."}
    client.post(f"{DOUBLE}/comment", more)
    assert set(said_about_double(office).values()) == {"Twice, not squared.\n\nTry x = 3."}
    assert client.post("/undo").status_code == 200
    assert said_about_double(office) == everybody


def test_a_comment_to_a_group_that_was_begun_is_there_again(office: Office) -> None:
    client = office.instructor()
    fields = group_of(client.get(DOUBLE).text)
    begun = {"place": fields["place"][0], "act": fields["act"][0], "comment": "Twice, not sq"}
    assert client.post("/draft", begun).status_code == 204
    page = client.get(DOUBLE).text
    assert "Twice, not sq</textarea>" in page
    client.post(f"{DOUBLE}/comment", {**group_of(page), "comment": "Twice."})
    assert "Twice, not sq</textarea>" not in client.get(DOUBLE).text


def found(client: Client, words: str) -> list[str]:
    return re.findall(r'<li><a href="([^"]+)"', client.get(f"/search?q={words}").text)


def test_search_finds_students_and_exercises(office: Office) -> None:
    client = office.instructor()
    assert found(client, "s007") == ["/student?id=s007"]
    assert len(found(client, "s0")) == 12
    assert found(client, "DOUBLE") == [DOUBLE]
    assert found(client, "why") == [f"/mark/{LESSON}/why"]
    assert found(client, "") == []
    assert "0 results for “&lt;b&gt;”" in client.get("/search?q=<b>").text


def test_pictures_say_the_same_as_the_tables_beside_them(office: Office) -> None:
    page = office.instructor().get(f"/lesson/{LESSON}").text
    charts = re.findall(r"<figure>(.*?)</figure>", page, re.DOTALL)
    assert charts
    for chart in charts:
        assert re.search(r'<svg [^>]*role="img" aria-label="[^"]+"', chart)
        if "<table" in chart:
            drawn = re.findall(r'text-anchor="middle"[^>]*>(\d+)</text>', chart)
            told = [n for n in re.findall(r'<td class="number">(\d+)</td>', chart) if n != "0"]
            assert drawn == told != []


def test_the_course_shows_everybody_with_what_is_open(office: Office) -> None:
    client = office.instructor()
    page = client.get("/course").text
    assert len(re.findall(r'href="/student\?id=(s\d+)"', page)) == 12
    assert len(re.findall(r"\d\+</td>|\d\+\n", page)) == 12
    card = client.post(f"{Q2}/next").text
    while "Give and next" in card:
        card = mark(client, Q2, card, "3", "Good.")
    assert len(comments_of(office, "q2")) == 12
    assert client.get("/course").text != page


def test_the_class_counts_who_handed_in_as_folders_come(office: Office) -> None:
    client, submitted = office.instructor(), office.desk.course.grading / "submitted"

    def handed_in() -> str:
        return re.findall(r"handed in</dt><dd>(\d+)", client.get("/").text)[0]

    assert handed_in() == "12"
    (submitted / "s900" / LESSON).mkdir(parents=True)
    assert handed_in() == "13"
    (submitted / "s901").mkdir()
    assert handed_in() == "13"
    (submitted / "s901" / LESSON).mkdir()
    assert handed_in() == "14"
