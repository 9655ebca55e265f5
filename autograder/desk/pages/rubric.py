"""Changes beside a mark: rubric items, the sample marked twice, drafts, undo."""

from __future__ import annotations

from sqlalchemy import Connection
from starlette.responses import Response

from autograder.desk.access.visit import Refused, Visit
from autograder.desk.marking.giving import undo
from autograder.desk.marking.reading import asked
from autograder.gradebook import byhand
from autograder.store.desk import marking, writing

MOST_ITEMS = 9  # a key each
_LONGEST_DRAFT = 20_000


def items(visit: Visit) -> Response:
    """Add an item, take one out, or begin with those that the marking guide lists."""
    question = asked(visit.desk, visit.path["lesson"], visit.path["cell"])
    place, deed = question.question, visit.need("do")

    def change(connection: Connection) -> None:
        there = writing.rubric(connection, place)
        if deed == "drop":
            writing.drop_item(connection, place, int(visit.number("item")), visit.who)
            return
        if deed == "guide":
            new = [pair for pair in question.items if pair[1] not in {i.text for i in there}]
        else:
            new = [(visit.number("points"), visit.need("text")[:500])]
        if len(there) + len(new) > MOST_ITEMS:
            raise Refused(f"A rubric has at most {MOST_ITEMS} items, one for each key.")
        for points, text in new:
            writing.add_item(connection, place, text, points, visit.who)

    visit.desk.change(change)
    return visit.go(f"/mark/{place.lesson}/{place.cell}")


def sample(visit: Visit) -> Response:
    """Say how many per cent of the answers two markers see."""
    question = asked(visit.desk, visit.path["lesson"], visit.path["cell"]).question
    percent = visit.number("percent")
    if not 0 <= percent <= 100:
        raise Refused(f"expected 0 to 100 per cent, found {percent:g}")
    visit.desk.change(lambda c: marking.set_sample(c, question, percent))
    return visit.go(f"/mark/{question.lesson}/{question.cell}")


def draft(visit: Visit) -> Response:
    """Keep what somebody is writing, so that nothing is lost when the page is closed."""
    place, act = visit.need("place")[: writing.LONGEST_PLACE], visit.form.get("act", "")
    fields = {k: v for k, v in visit.form.items() if k not in ("place", "csrf", "act")}
    if sum(map(len, fields.values())) > _LONGEST_DRAFT:
        raise Refused("This is too long to be kept.")
    fields["chosen"] = ",".join(visit.lists.get("chosen", []))
    kept = fields if any(v for k, v in fields.items() if k != "key") else None

    def deed(connection: Connection) -> None:
        if not marking.is_done(connection, act):  # else it came late: what it began is a mark now
            writing.keep_draft(connection, visit.who, place, kept)

    visit.desk.change(deed)
    return Response(status_code=204)


def undone(visit: Visit) -> Response:
    """Take back what one did last."""
    rule = visit.desk.rule()
    last = visit.desk.change(lambda c: undo(c, rule, visit.who))
    if last is None:
        raise Refused("There is nothing to undo.", 409)
    said = Response(f"Undone: {last.what}\n", media_type="text/plain")
    for state in last.before[:1]:
        place = (state["lesson"], state["cell"], state["student"])
        with visit.desk.looking() as connection:
            for answer in byhand.answers(connection, *place):
                said.headers["desk-key"] = answer.key
                said.headers["desk-at"] = f"/mark/{place[0]}/{place[1]}"
    return said
