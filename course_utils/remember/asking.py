"""What lessons call: a prediction, a recall of the lesson before, and what came as a surprise."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from course_utils.remember.cards import CARDS
from course_utils.remember.kept import at_hand
from course_utils.remember.question import Question
from course_utils.session.kernel import shell
from course_utils.session.sentences import wrapped


def predict(
    name: str,
    text: str,
    options: Sequence[str] = (),
    *,
    right: float,
    because: str,
    within: float = 0.0,
) -> None:
    """Ask for a prediction. The first answer is locked, kept beside the notebook, and not marked.

    Args:
        name: by which `if_ready` waits for it, and `say` answers it.
        text: the question, in plain text.
        options: what to choose from; without them, a number is asked.
        right: the place of the right option, or the right number.
        because: one sentence, told with the verdict.
        within: how far off a number may be; by default half a per cent.

    Raises ValueError where `right` is the place of no option.
    """
    question = Question(text, right, because, tuple(options), within)
    if shell() is None:
        return
    kept = at_hand()
    kept.ask(name, question)
    made = kept.made.get(name)
    _show(question, made.said if made else "", lambda said: kept.make(name, said), name)


def say(name: str, answer: str | float) -> None:
    """Answer a prediction by typing, where there are no buttons; prints the verdict.

    Raises ValueError where nothing of the kind was asked, or it cannot be answered so.
    """
    kept = at_hand()
    kept.make(name, str(answer))
    print(wrapped(kept.asked[name].verdict(kept.made[name].said)))


def recall(lesson: str, seed: int | None = None) -> None:
    """Three questions about earlier lessons, with numbers drawn anew, or by `seed`; not marked."""
    if shell() is None:
        return
    rng = np.random.default_rng(seed)
    for card in CARDS[lesson]:
        _show(card(rng), "", lambda said: None)


def surprises() -> None:
    """Print which predictions came out otherwise, of those that were made in this lesson."""
    if shell() is None or not (made := at_hand().made):
        return
    wrong = {name: each for name, each in made.items() if not each.right}
    print(f"\nYour predictions: {len(made) - len(wrong)} of {len(made)} came out as you said.")
    if wrong:
        print("What surprised you:")
    for each in wrong.values():
        print(wrapped(f"• {each.text} You said {each.said}; it is {each.answer}. {each.because}"))


def _show(question: Question, said: str, answer: Callable[[str], None], name: str = "") -> None:
    """Controls where there are widgets, and the question as text where there are none."""
    from IPython.display import display

    text = _in_words(question, said, name)
    try:
        from course_utils.remember.panel import panel

        shown = panel(question, said, answer)
        bundle = shown._repr_mimebundle_()  # ipywidgets' way of showing it
    except ImportError:
        print(text)
        return
    display({**bundle, "text/plain": text}, raw=True)


def _in_words(question: Question, said: str, name: str) -> str:
    lines = [question.text, *(f"  – {option}" for option in question.options)]
    if said:
        lines.append(question.verdict(said))
    elif name:
        first = repr(question.options[0]) if question.options else "0.5"
        lines.append(f"Buttons are missing? Answer in a new cell: remember.say({name!r}, {first})")
    else:
        lines.append(f"(The answer: {question.answer}. {question.because})")
    return "\n".join(lines)
