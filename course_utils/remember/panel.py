"""A question in a notebook: buttons or a field, and the verdict below them.

Every control has a text for a name and works with Tab, Space and Enter; the verdict is announced.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import TYPE_CHECKING

from course_utils.remember.question import Question

if TYPE_CHECKING:
    from ipywidgets import VBox, Widget

_SAID = '<div role="status" style="line-height: 1.4; max-width: 42em">{}</div>'


def panel(question: Question, said: str, answer: Callable[[str], None]) -> VBox:
    """The controls of a question.

    Args:
        question: what is asked.
        said: the answer that it already has; empty for none.
        answer: called with the first answer, which locks the controls.
    """
    from ipywidgets import HTML, VBox

    asked = (
        f"<div style='line-height: 1.4; max-width: 42em'><b>{html.escape(question.text)}</b></div>"
    )
    verdict = HTML()
    controls = _buttons(question) if question.options else _field()

    def lock(text: str) -> None:
        for control in controls:
            control.disabled = True
            option = getattr(control, "description", "")
            if option in question.options and (option == text or question.is_right(option)):
                control.icon = "check" if question.is_right(option) else "times"
                control.layout.border = "2px solid" if option == text else None
        verdict.value = _SAID.format(html.escape(question.verdict(text)))

    def take(text: str) -> None:
        if not question.accepts(text):
            verdict.value = _SAID.format("Write a number, such as 0.5, -2 or 1/3.")
            return
        lock(text)
        answer(text)

    _listen(controls, take)
    if said:
        lock(said)
    return VBox([HTML(asked), _row(controls), verdict])


def _buttons(question: Question) -> list[Widget]:
    from ipywidgets import Button

    return [
        Button(description=option, tooltip=f"{question.text} {option}", layout=_auto())
        for option in question.options
    ]


def _field() -> list[Widget]:
    from ipywidgets import Button, Text

    number = Text(description="Your number", style={"description_width": "initial"})
    return [number, Button(description="That is my answer", layout=_auto())]


def _listen(controls: list[Widget], take: Callable[[str], None]) -> None:
    from ipywidgets import Text

    first = controls[0]
    if isinstance(first, Text):
        controls[1].on_click(lambda _: take(first.value.strip()))
        return
    for control in controls:
        control.on_click(lambda button: take(button.description))


def _row(controls: list[Widget]) -> Widget:
    from ipywidgets import Box, Layout

    return Box(controls, layout=Layout(flex_flow="row wrap"))


def _auto() -> object:
    from ipywidgets import Layout

    return Layout(width="auto", max_width="100%")
