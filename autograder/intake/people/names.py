"""Names of people, compared as a person would: ü is ue is u, whatever the order, case and marks.

Every spelling comes down to keys; two spellings may be the same name when they share one. A key is
coarse on purpose: when two people on a roster share it, neither is taken (see `matching`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

_LETTERS = str.maketrans(
    {"ß": "ss", "ẞ": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l"}
    | {"þ": "th", "ı": "i", "ħ": "h", "ŋ": "n"}
)
_DIGRAPHS = re.compile(r"([aou])e|aa")
_APOSTROPHES = re.compile(r"['’‘`´ʼ′\"]")
_APART = re.compile(r"[\W_]+")


def same_form(text: str) -> str:
    """Text in one normal form, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def words(name: str) -> tuple[str, ...]:
    """The words of a name in their coarse form: obrien, muller, zo of "O’Brien-Müller, Zoë"."""
    return _words(name, lambda character: True)


def keys(name: str) -> frozenset[str]:
    """What a whole name may come down to, its words in any order.

    "Beispiel, Jörg", "Jörg Beispiel" and "joerg beispiel" share a key; so does "jrg beispiel",
    which a system writes that drops what is not ASCII.
    """
    found = {" ".join(sorted(read)) for read in (words(name), _dropped(name))}
    return frozenset(found - {""})


def joined_keys(first: str, last: str) -> frozenset[str]:
    """What a name may come down to where it is written as one word: "beispieljorg"."""
    found = set()
    for read in (words, _dropped):
        one, two = "".join(read(first)), "".join(read(last))
        found |= {_short(one + two), _short(two + one)}
    return frozenset(found - {""})


def joined(name: str) -> frozenset[str]:
    """The keys of a name that was written as one word, or in other words than usual."""
    return frozenset({_short("".join(read)) for read in (words(name), _dropped(name))} - {""})


def related(name: str, other: str) -> bool:
    """Whether the words of one name are among those of the other: Ana García, Ana García López."""
    one, two = set(words(name)), set(words(other))
    return len(one & two) >= 2 and (one <= two or two <= one)


def split_full(name: str) -> tuple[str, str]:
    """First and last name of "Last, First" or "First Last"; of the latter the last word is last."""
    name = same_form(name)
    if "," in name:
        last, _, first = name.partition(",")
        return first.strip(), last.strip()
    first, _, last = name.rpartition(" ")
    return first, last


def put_together(parts: Iterable[str]) -> str:
    """A name from its parts, without empty ones."""
    return " ".join(filter(None, map(same_form, parts)))


def _words(name: str, kept: Callable[[str], bool]) -> tuple[str, ...]:
    text = _APOSTROPHES.sub("", unicodedata.normalize("NFC", name))
    parts = _APART.split("".join(c for c in text if kept(c)))
    return tuple(filter(None, map(_coarse, parts)))


def _dropped(name: str) -> tuple[str, ...]:
    """The words of a name without the letters that are not ASCII."""
    return _words(name, str.isascii)


def _coarse(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    kept = "".join(c for c in plain if not unicodedata.combining(c) and c.isalnum())
    return _short(kept)


def _short(text: str) -> str:
    """ae, oe, ue and aa as one letter; where that makes new pairs, these too."""
    while (shorter := _DIGRAPHS.sub(lambda pair: pair[1] or "a", text)) != text:
        text = shorter
    return text
