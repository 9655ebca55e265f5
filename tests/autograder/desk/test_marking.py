"""Answers marked by hand: dealt, grouped, given once, taken back, and never by name."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from autograder.database.place import place
from autograder.database.rows import opened
from autograder.desk.marking.alike import numbers_of
from autograder.desk.marking.dealing import agreement, in_sample
from autograder.gradebook import byhand
from autograder.store import hands
from autograder.store.desk import marking
from autograder.store.desk.marking import Opinion, Question
from tests.autograder.desk.conftest import Q2, WHY, Client, Office
from tests.support.classes import LESSON, give, wait_for

_FIELD = re.compile(r'name="(key|seen|act|also|second)" value="([^"]*)"')


def form_of(card: str) -> dict[str, list[str]]:
    """The hidden fields of a card."""
    found: dict[str, list[str]] = {}
    for name, value in _FIELD.findall(card):
        found.setdefault(name, []).append(value)
    return found


def mark(client: Client, at: str, card: str, points: str, comment: str = "") -> str:
    """Give points to what a card shows; returns the next card."""
    fields = {**form_of(card), "points": points, "comment": comment}
    answer = client.post(f"{at}/give", fields)
    assert answer.status_code == 200, answer.text
    return answer.text


def points_of(office: Office, cell: str) -> dict[str, float | None]:
    with opened(place(office.desk.course)) as book:
        return {
            s.student.id: book.find_grade(cell, LESSON, LESSON, s.student.id).manual_score
            for s in book.assignment_submissions(LESSON)
        }


def comments_of(office: Office, cell: str) -> list[str]:
    with opened(place(office.desk.course)) as book:
        found = [
            book.find_comment(cell, LESSON, LESSON, s.student.id).manual_comment
            for s in book.assignment_submissions(LESSON)
        ]
    return [text for text in found if text]


def read_all(client: Client, office: Office) -> None:
    """Wait until all answers have been read for their likeness."""
    client.get(WHY)
    dealer = office.desk.kept(("dealer", Question(LESSON, "why")), _asked(office), lambda: None)
    wait_for(lambda: len(dealer.likeness.known) == 12)


def _asked(office: Office) -> object:
    from autograder.desk.marking.reading import asked

    return asked(office.desk, LESSON, "why")


def test_the_same_answers_are_marked_once_and_nearly_the_same_with_them(office: Office) -> None:
    client = office.instructor()
    read_all(client, office)
    card = client.post(f"{WHY}/next").text
    acts = 0
    while "Give and next" in card:
        card = mark(client, WHY, card, "3", "Well said.")
        acts += 1
    assert acts == 12 - 3
    assert set(points_of(office, "why").values()) == {3.0}
    assert comments_of(office, "why") == ["Well said."] * 12
    assert "Nothing is left" in card


def test_two_markers_are_never_dealt_the_same_answer(office: Office) -> None:
    markers = [office.marker(f"marker-{n}") for n in range(4)]

    def all_of_it(client: Client) -> list[str]:
        seen, card = [], client.post(f"{Q2}/next").text
        while "Give and next" in card:
            seen += form_of(card)["key"]
            card = mark(client, Q2, card, "2")
        return seen

    with ThreadPoolExecutor(4) as pool:
        seen = [key for keys in pool.map(all_of_it, markers) for key in keys]
    assert len(seen) == len(set(seen)) == 12
    assert set(points_of(office, "q2").values()) == {2.0}
    with office.desk.looking() as connection:
        kept = hands.hands(connection, LESSON)
    assert {entry.who for entry in kept} <= {f"marker-{n}" for n in range(4)}
    assert len(kept) == 12


def test_a_mark_that_is_sent_twice_is_given_once(office: Office) -> None:
    client = office.instructor()
    card = client.post(f"{Q2}/next").text
    fields = {**form_of(card), "points": "1", "comment": "Once."}
    for _ in range(3):
        assert client.post(f"{Q2}/give", fields).status_code == 200
    with office.desk.looking() as connection:
        assert len(hands.hands(connection, LESSON)) == 2  # points, comment
        assert len(marking.recent_acts(connection, client_name(office))) == 1


def client_name(office: Office) -> str:
    from autograder.store.store import who

    return who()


def test_undo_takes_the_last_act_back_whole_but_not_what_another_changed(office: Office) -> None:
    client = office.instructor()
    card = client.post(f"{Q2}/next").text
    card = mark(client, Q2, card, "1", "First.")
    mark(client, Q2, card, "2", "Second.")
    assert "2 points for 1 answer" in client.post("/undo").text
    assert sorted(filter(None, points_of(office, "q2").values())) == [1.0]
    assert comments_of(office, "q2") == ["First."]
    marked = next(s for s, points in points_of(office, "q2").items() if points)
    give(office.desk.course, marked, "q2", 4.0)
    assert "somebody has changed it since" in client.post("/undo").text
    assert points_of(office, "q2")[marked] == 4.0
    give(office.desk.course, marked, "q2", 1.0)
    assert client.post("/undo").status_code == 200
    assert client.post("/undo").status_code == 409


def test_back_shows_the_mark_that_was_given_and_takes_another(office: Office) -> None:
    client = office.instructor()
    first = client.post(f"{Q2}/next").text
    second = mark(client, Q2, first, "1", "Look again.")
    again = client.post(f"{Q2}/back", {"key": form_of(second)["key"]}).text
    assert form_of(again)["key"] == form_of(first)["key"]
    assert "Look again." in again
    after = mark(client, Q2, again, "3.5", "Looked.")
    assert form_of(after)["key"] != form_of(first)["key"]
    assert list(filter(None, points_of(office, "q2").values())) == [3.5]
    assert client.post(f"{Q2}/back", {"key": form_of(first)["key"]}).status_code == 409


def test_what_is_skipped_comes_again_when_all_else_is_done(office: Office) -> None:
    client = office.instructor()
    card = client.post(f"{Q2}/next").text
    put_aside = form_of(card)["key"]
    card = client.post(f"{Q2}/skip").text
    seen = []
    while "Give and next" in card:
        seen += form_of(card)["key"]
        card = mark(client, Q2, card, "2")
    assert seen[-1:] == put_aside
    assert len(seen) == 12


def test_what_is_skipped_comes_again_in_the_order_in_which_it_was_shown(office: Office) -> None:
    client = office.instructor()
    read_all(client, office)
    shown = [form_of(client.post(f"{WHY}/next").text)["key"][0]]
    for _ in range(30):
        shown.append(form_of(client.post(f"{WHY}/skip").text)["key"][0])
    different = len(set(shown))
    assert 2 < different < 12  # some answers are alike, and shown together
    assert shown == (shown[:different] * 31)[:31]


def test_a_flagged_answer_waits_for_somebody_else(office: Office) -> None:
    marker, instructor = office.marker("marker-1"), office.instructor()
    card = marker.post(f"{Q2}/next").text
    key = form_of(card)["key"][0]
    marker.post(f"{Q2}/flag", {"key": key, "note": "Is this a proof?"})
    assert "Is this a proof?" in instructor.get(Q2).text
    card = instructor.post(f"{Q2}/look", {"key": key}).text
    assert form_of(card)["key"] == [key]
    assert "Is this a proof?" in card
    mark(instructor, Q2, card, "4")
    assert "Is this a proof?" not in instructor.get(Q2).text


def test_no_name_is_in_the_page_unless_an_instructor_asks(office: Office) -> None:
    client = office.instructor()
    students = [f"s{n:03d}" for n in range(12)]
    pages = [client.get(WHY).text, client.post(f"{WHY}/next").text]
    assert not [s for s in students if s in "".join(pages)]
    named = client.post(f"{WHY}/next?names=yes").text
    assert len([s for s in students if s in named]) == 1


def test_an_answer_that_was_handed_in_anew_meanwhile_is_not_marked_unseen(office: Office) -> None:
    client = office.instructor()
    card = client.post(f"{Q2}/next").text
    fields = {**form_of(card), "points": "1", "comment": "", "seen": "of an older answer"}
    answer = client.post(f"{Q2}/give", fields)
    assert "another answer was graded meanwhile" in answer.text
    assert set(points_of(office, "q2").values()) == {None}


def test_an_answer_that_another_marks_is_not_taken_from_them(office: Office) -> None:
    one, other = office.marker("marker-1"), office.marker("marker-2")
    card = one.post(f"{Q2}/next").text
    fields = {**form_of(card), "points": "1", "comment": ""}
    assert "marker-1 is marking this answer now" in other.post(f"{Q2}/give", fields).text
    mark(one, Q2, card, "2")
    assert "somebody else has marked" in other.post(f"{Q2}/give", fields).text
    assert sorted(filter(None, points_of(office, "q2").values())) == [2.0]


@pytest.mark.parametrize("points", ["5", "-1", "x", "", "nan", "1e400"])
def test_points_that_cannot_be_are_one_sentence(office: Office, points: str) -> None:
    client = office.instructor()
    card = client.post(f"{Q2}/next").text
    answer = client.post(f"{Q2}/give", {**form_of(card), "points": points, "comment": ""})
    assert answer.status_code in (400, 422)
    assert answer.text.startswith("points")
    assert set(points_of(office, "q2").values()) == {None}


def test_the_rubric_begins_with_the_guide_and_has_a_key_for_each_item(office: Office) -> None:
    client = office.instructor()
    assert client.post(f"{Q2}/rubric", {"do": "guide"}).status_code == 204
    card = client.post(f"{Q2}/next").text
    assert re.findall(r'data-points="([\d.]+)"', card) == ["1.0", "2.0", "1.0"]
    for n in range(6):
        fields = {"do": "add", "points": "-0.5", "text": f"item {n}"}
        assert client.post(f"{Q2}/rubric", fields).status_code == 204
    answer = client.post(f"{Q2}/rubric", {"do": "add", "points": "1", "text": "one too many"})
    assert "at most 9 items" in answer.text
    number = re.findall(r'name="chosen" value="(\d+)"', client.post(f"{Q2}/next").text)[0]
    client.post(f"{Q2}/rubric", {"do": "drop", "item": number})
    assert "it says square" not in client.post(f"{Q2}/next").text


def test_a_comment_is_offered_again(office: Office) -> None:
    client = office.instructor()
    card = mark(client, Q2, client.post(f"{Q2}/next").text, "1", "Say why it is a square.")
    assert 'data-text="Say why it is a square."' in card


def test_a_sample_is_marked_twice_and_the_first_mark_stands(office: Office) -> None:
    one, other = office.marker("marker-1"), office.marker("marker-2")
    assert office.instructor().post(f"{Q2}/sample", {"percent": "100"}).status_code == 204
    card = one.post(f"{Q2}/next").text
    while "Give and next" in card:
        card = mark(one, Q2, card, "3")
    card, second = other.post(f"{Q2}/next").text, 0
    while "Give and next" in card:
        assert "somebody else has marked this answer" in card
        card = mark(other, Q2, card, "3" if second else "1")
        second += 1
    assert second == 12
    assert set(points_of(office, "q2").values()) == {3.0}
    with office.desk.looking() as connection:
        found = agreement(marking.opinions(connection, Question(LESSON, "q2")))
    assert found is not None
    assert (found.pairs, len(found.differ)) == (12, 1)
    assert found.apart == pytest.approx(2 / 12)
    assert "92 % the same" in office.instructor().get(Q2).text
    instructor = office.instructor()
    page = instructor.get(Q2).text.replace("\n", " ")
    assert "3, marker-2 1" in page
    key = re.search(
        r"3, marker-2 1.*?&#34;key&#34;: &#34;(\w+)|3, marker-2 1.*?\"key\": \"(\w+)", page
    )
    assert key is not None
    looked = instructor.post(f"{Q2}/look", {"key": key[1] or key[2]}).text
    assert "marker-1 gave 3, marker-2 gave 1." in looked
    assert "gave 3" not in one.post(f"{Q2}/back", {"key": ""}).text


def test_a_second_opinion_that_is_skipped_comes_after_the_others(office: Office) -> None:
    one, other = office.marker("marker-1"), office.marker("marker-2")
    office.instructor().post(f"{Q2}/sample", {"percent": "100"})
    card = one.post(f"{Q2}/next").text
    while "Give and next" in card:
        card = mark(one, Q2, card, "3")
    put_aside = []
    card = other.post(f"{Q2}/next").text
    for _ in range(2):
        put_aside += form_of(card)["key"]
        card = other.post(f"{Q2}/skip").text
    seen = []
    while "Give and next" in card:
        seen += form_of(card)["key"]
        card = mark(other, Q2, card, "1")
    assert seen[-2:] == put_aside
    assert len(set(seen)) == len(seen) == 12


def test_agreement_is_of_those_that_two_have_marked() -> None:
    opinions = [Opinion("a", "x", 1.0), Opinion("b", "x", 2.0), Opinion("b", "y", 4.0)]
    found = agreement(opinions)
    assert found is not None
    assert (found.pairs, found.same, found.apart) == (1, 0.0, 2.0)
    assert agreement(opinions[:2]) is None


def test_a_sample_has_about_its_share_and_is_drawn_once_for_all() -> None:
    drawn = [in_sample(f"key {n}", 10) for n in range(5000)]
    assert 400 < sum(drawn) < 600
    assert drawn == [in_sample(f"key {n}", 10) for n in range(5000)]
    assert not any(in_sample(f"key {n}", 0) for n in range(100))
    assert all(in_sample(f"key {n}", 100) for n in range(100))


def test_words_are_compared_without_case_or_signs() -> None:
    assert list(numbers_of("Two, and TWO!")) == list(numbers_of("two and two"))
    assert list(numbers_of("two and three")) != list(numbers_of("two and two"))


def test_what_waits_is_counted_by_the_gradebook(office: Office) -> None:
    client = office.instructor()
    mark(client, Q2, client.post(f"{Q2}/next").text, "1")
    with office.desk.looking() as connection:
        assert byhand.waiting(connection, LESSON)["q2"] == (11, 12)
