"""Feedback pages as e-mail messages: files that any mail program opens and sends.

RFC 5322; `X-Unsent: 1` lets Outlook and others open a file as a draft.
"""

from __future__ import annotations

from collections.abc import Sequence
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from autograder.common.text import plain
from autograder.handback.archives import Files
from autograder.handback.forms import number
from autograder.handback.pages import Page
from autograder.handback.placing import ReturnError
from autograder.lesson.lesson import Lesson

_UTF8 = SMTP.clone(utf8=True)  # for the rare address with other than ASCII letters


def email_files(lesson: Lesson, ready: Sequence[Page], sender: str = "") -> Files:
    """One message for each student who has an address. Raises ReturnError for a bad `sender`."""
    came_from = None
    if sender:
        came_from = _address("", sender)
        if came_from is None:
            raise ReturnError(f"--from {sender!r} is no e-mail address; write it as ta@example.org")
    files, problems = {}, {}
    for page in ready:
        who = page.person
        to = _address(" ".join(filter(None, (who.first_name, who.last_name))), who.email)
        if not who.email:
            problems[page.student] = (
                "has no e-mail address; add it: autograder students add"
                f" {page.student} --email ADDRESS"
            )
        elif to is None:
            problems[page.student] = (
                f"the address {plain(who.email)!r} cannot be written to; mend it: autograder"
                f" students add {page.student} --email ADDRESS"
            )
        else:
            files[f"{page.student}.eml"] = _message(lesson, page, to, came_from)
    return files, problems


def _address(name: str, text: str) -> Address | None:
    """The address with a name in front; None where it is none."""
    try:
        found = Address(plain(name), addr_spec=text.strip())
    except (ValueError, IndexError, MessageError):
        return None
    fine = found.username and "." in found.domain.strip(".") and found.addr_spec.isprintable()
    return found if fine else None


def _message(lesson: Lesson, page: Page, to: Address, came_from: Address | None) -> bytes:
    message = EmailMessage(policy=SMTP if to.addr_spec.isascii() else _UTF8)
    if came_from is not None:
        message["From"] = came_from
    message["To"] = to
    message["Subject"] = plain(f"{lesson.title}: your marks")
    message["X-Unsent"] = "1"
    message.set_content(_text(lesson, page))
    message.add_attachment(
        page.html.decode("utf-8"), subtype="html", filename=f"{lesson.name}.html"
    )
    return message.as_bytes()


def _text(lesson: Lesson, page: Page) -> str:
    name = plain(page.person.first_name or page.person.last_name or page.student)
    lines = [
        f"Hello {name},",
        "",
        f"{lesson.title}: {number(page.score)} of {number(page.max_score)} points.",
    ]
    if page.penalty:
        lines.append(f"{number(page.penalty)} points were taken off because it came in late.")
    if page.waiting:
        lines.append(f"{number(page.waiting)} of the points are still to be given by a person.")
    lines += ["", "The attached page says why, exercise by exercise; open it in a browser.", ""]
    return "\n".join(lines)
