"""Slips that show in a result: a column for an array, a sum for a mean, a list cut short."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.lesson.wrong.wrapping import LOG_OF_MORE, SMALL, Slip, around

_COLUMN = "v[:, None] if _array(v, 1) else v"
_RESULTS = {
    "zero": ("v * 0", "is 0 throughout, whatever goes in"),
    "one": ("v * 0 + 1", "is 1 throughout, whatever goes in"),
    "as_column": (_COLUMN, "is a column of shape (N, 1); an array of shape (N,) is due"),
    "as_row": ("v[None, :] if _array(v, 1) else v", "is a table of one row; drop the outer axis"),
    "transposed": ("v.T if _array(v, 2) else v", "has rows and columns exchanged; transpose it"),
    "sign": ("-v", "has the sign the wrong way round"),
    "summed": (
        "v * _rows(args)",
        "is N times what is due: a mean over the examples is asked for, not a sum",
    ),
    "averaged": (
        "v / _rows(args)",
        "is N times too small: a sum is asked for, or the mean has been taken already",
    ),
    "doubled": ("2 * v", "is twice what is due: look for a factor of 2 too many"),
    "halved": ("v / 2", "is half of what is due: look for a factor of 2 that is missing"),
    "bits_for_nats": ("v / _np.log(2)", "is in bits (log2); natural logarithms are asked for"),
    "nats_for_bits": ("v * _np.log(2)", "is in nats (log); bits (log2) are asked for"),
    "mean_of_all": ("_np.mean(v)", "is a mean over everything; a number for each is asked for"),
    "sum_of_all": ("_np.sum(v)", "is a sum over everything; a number for each is asked for"),
    "rounded_2": ("_np.round(v, 2)", "is rounded to two digits; return it with all of them"),
    "rounded_3": ("_np.round(v, 3)", "is rounded to three digits; return it with all of them"),
    "rounded_4": ("_np.round(v, 4)", "is rounded to four digits; return it with all of them"),
    "cut_off": ("_np.trunc(v)", "has lost its fractions: int() and // cut them off"),
    "absolute": ("_np.abs(v)", "has lost its sign: an absolute value too many"),
    "square": ("v**2", "is the square of what is due"),
    "root": ("_np.sqrt(v)", "is the square root of what is due"),
    "logarithm": ("_np.log(v)", "is the logarithm of what is due"),
    "exponential": ("_np.exp(v)", "is the exponential of what is due"),
    "complement": ("1 - v", "is 1 minus what is due"),
    "reciprocal": ("1 / v", "is 1 divided by what is due: a fraction is upside down"),
    "decided": (
        "(v > 0.5) * 1.0 if _floats(v) else v",
        "is decided already, 0 or 1; the number that decides, a probability, is asked for",
    ),
    "over_columns": (
        "v * _rows(args) / _columns(args)",
        "is divided by the number of columns; the number of rows, of examples, is due",
    ),
    "over_entries": (
        "v / _columns(args)",
        "is a mean over all entries; the mean is over the rows, the examples, alone",
    ),
    "column_sums": (
        "_np.sum(v, axis=0) if _array(v, 2) else v",
        "is summed down the columns; a row for each example is asked for",
    ),
    "column_means": (
        "_np.mean(v, axis=0) if _array(v, 2) else v",
        "is averaged down the columns; a row for each example is asked for",
    ),
    "row_sums": (
        "_np.sum(v, axis=1) if _array(v, 2) else v",
        "is summed along the rows; a number for each entry is asked for",
    ),
}
_OF_A_PART = (
    *("as_column", "transposed", "sign", "summed", "averaged", "doubled", "halved"),
    *("mean_of_all", "sum_of_all", "over_columns"),
)
_PARTS = ("first", "second", "third")
_LISTS = {
    "last_missing": ("v[:-1]", "lacks its last entry: you stop, or cut it, one too early"),
    "first_missing": ("v[1:]", "lacks its first entry: you begin one too late"),
    "last_only": ("v[-1]", "is only its last entry; all of them are asked for"),
    "last_in_a_list": ("v[-1:]", "holds its last entry alone; all of them are asked for"),
    "first_only": ("v[0]", "is only its first entry; all of them are asked for"),
    "length": ("len(v)", "is the number of its entries; the entries are asked for"),
    "backwards": ("v[::-1]", "is in the reverse order"),
    "one_for_all": ("[v[-1]] * len(v)", "holds its last entry again and again"),
}


def of_results(source: str, name: str) -> Iterator[Slip]:
    """What the function would return with one slip in its result each."""
    sentence = "Your function returns nothing: end it with return; print only shows a result."
    yield "slip_no_return", around(source, name, ["_right(*args, **kwargs)"]), sentence
    for about, (change, words) in _RESULTS.items():
        lines = [f"return _each(_right(*args, **kwargs), lambda v: {change})"]
        yield f"slip_{about}", around(source, name, lines), f"Your result {words}."
    for about, (change, words) in _LISTS.items():
        lines = [f"return _lists(_right(*args, **kwargs), lambda v: {change})"]
        yield f"slip_{about}", around(source, name, lines), f"The list in your result {words}."
    yield from _of_parts(source, name)
    if "log" in source:
        for number, (small, sign) in enumerate((s, o) for s in SMALL for o in ("", "-")):
            change = f"{sign}_np.log(_np.exp({sign}v) + {small})"
            lines = [f"return _each(_right(*args, **kwargs), lambda v: {change})"]
            yield f"slip_floor_{number}", around(source, name, lines), LOG_OF_MORE


def _of_parts(source: str, name: str) -> Iterator[Slip]:
    """A slip in one part of a tuple, or in how its parts are put together."""
    for about in _OF_A_PART:
        change, words = _RESULTS[about]
        for place, part in enumerate(_PARTS):
            lines = [
                "result = _right(*args, **kwargs)",
                f"if not isinstance(result, tuple) or len(result) < {max(place + 1, 2)}:",
                "    return result",
                f"part = _each(result[{place}], lambda v: {change})",
                f"return (*result[:{place}], part, *result[{place + 1}:])",
            ]
            sentence = f"The {part} part of your result {words}."
            yield f"slip_{about}_{part}", around(source, name, lines), sentence
    together = {
        "reversed": ("result[::-1]", "The parts of your result stand in the reverse order."),
        "first_part": ("result[0]", "You return only the first part of what is asked for."),
        "second_part": ("result[1]", "You return only the second part of what is asked for."),
    }
    for about, (change, sentence) in together.items():
        lines = [
            "result = _right(*args, **kwargs)",
            f"return {change} if isinstance(result, tuple) and len(result) > 1 else result",
        ]
        yield f"slip_{about}", around(source, name, lines), sentence
