"""What was begun is kept: one draft for each answer and marker, until it is a mark."""

from __future__ import annotations

import re

from autograder.store.desk import writing
from tests.autograder.desk.conftest import Q2, Client, Office
from tests.autograder.desk.test_marking import form_of, mark, points_of

_PLACE = re.compile(r'data-draft="([^"]+)"')


def begin(client: Client, card: str, comment: str, points: str = "") -> None:
    """Write something to the answer of a card, as far as the browser sends it while one types."""
    place = _PLACE.search(card)
    assert place is not None
    fields = {"place": place[1], "act": form_of(card)["act"][0], "key": form_of(card)["key"][0]}
    answer = client.post("/draft", fields | {"points": points, "comment": comment})
    assert answer.status_code == 204


def test_what_was_begun_is_there_again(office: Office) -> None:
    client = office.instructor()
    begin(client, client.post(f"{Q2}/next").text, "In the middle of", "2")
    card = client.post(f"{Q2}/next").text
    assert "In the middle of" in card
    assert 'value="2"' in card
    card = mark(client, Q2, card, "2", "In the middle of it.")
    assert "As you left it" not in card


def test_each_answer_that_was_skipped_keeps_what_was_begun_for_it(office: Office) -> None:
    one, other = office.marker("marker-1"), office.marker("marker-2")
    words = {}
    card = one.post(f"{Q2}/next").text
    for n in range(3):
        words[form_of(card)["key"][0]] = f"Draft number {n}"
        begin(one, card, f"Draft number {n}")
        card = one.post(f"{Q2}/skip").text
    card = other.post(f"{Q2}/next").text
    held = form_of(card)["key"][0]
    assert held in words
    assert "Draft number" not in card
    seen = {}
    card = one.post(f"{Q2}/next").text
    while "Give and next" in card:
        key = form_of(card)["key"][0]
        seen[key] = "".join(re.findall(r"Draft number \d", card))
        card = mark(one, Q2, card, "2", "Done.")
    assert {key: text for key, text in seen.items() if text} == {
        key: text for key, text in words.items() if key != held
    }
    assert len(seen) == 11


def test_a_draft_that_comes_after_its_mark_is_not_kept(office: Office) -> None:
    client = office.instructor()
    card = client.post(f"{Q2}/next").text
    after = mark(client, Q2, card, "3", "The whole sentence.")
    begin(client, card, "The whole sen")
    again = client.post(f"{Q2}/back", {"key": form_of(after)["key"][0]}).text
    assert "The whole sentence." in again
    assert "As you left it" not in again
    assert 3.0 in points_of(office, "q2").values()


def test_a_place_is_never_cut_so_that_two_become_one() -> None:
    long = ["l" * 128, "c" * 128]
    places = {writing.place("mark", *long, key) for key in ("a", "b")}
    assert len(places) == 2
    assert max(map(len, places)) <= writing.LONGEST_PLACE
    assert writing.place("mark", "a", "b") == "mark a b"
