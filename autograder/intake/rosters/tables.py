"""Tables that registrars and systems export: CSV of any kind, or XLSX, as rows of text."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from autograder.common.text import decoded, first_line
from autograder.intake.downloads.archive import IntakeError
from course_utils.notebook.bounded import UnreadableFile, read_bounded, size

MOST_BYTES = 32 * 2**20
MOST_UNPACKED = 512 * 2**20  # of the XML in an XLSX file
MOST_ROWS = 50_000
MOST_COLUMNS = 500
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
_DELIMITERS = ";,\t|"
_LOOKED_AT = 30  # rows from which the delimiter is told

Rows = list[list[str]]


def read_rows(path: Path, known: Callable[[Sequence[str]], int] = len) -> Rows:
    """The rows of a table, cells without outer spaces; empty rows are left out.

    `known` says how many cells of a row are headings that are understood: of several ways to read a
    file, the one with the most is right. Raises IntakeError.
    """
    try:
        data = read_bounded(path, MOST_BYTES, links=True)
    except UnreadableFile as error:
        raise IntakeError(f"{path.name} {error}; expected a CSV or XLSX file") from error
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise IntakeError(f"{path.name} is an old Excel file (.xls); save it as .xlsx or CSV")
    if data.startswith(b"PK"):
        rows = _of_workbook(path.name, data, known)
    else:
        rows = rows_of_text(decoded(data), known)
    if not rows:
        raise IntakeError(f"{path.name} is empty; expected a table with a row of headings")
    return rows


def rows_of_text(text: str, known: Callable[[Sequence[str]], int] = len) -> Rows:
    """The rows of a CSV file's text, whatever stands between its cells."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return _split(rest, first.strip()[4])
    start = "\n".join(text.split("\n", _LOOKED_AT)[:_LOOKED_AT])

    def fits(delimiter: str) -> tuple[int, int]:
        rows = _split(start, delimiter)
        return max(map(known, rows), default=0), max(map(len, rows), default=0)

    return _split(text, max(_DELIMITERS, key=fits))


def _split(text: str, delimiter: str) -> Rows:
    rows: Rows = []
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            if any(map(str.strip, row)):
                rows.append([cell.strip() for cell in row[:MOST_COLUMNS]])
            if len(rows) > MOST_ROWS:
                raise IntakeError(f"the table has more than {MOST_ROWS:,} rows; is it the roster?")
    except csv.Error as error:
        raise IntakeError(f"the table cannot be read as CSV ({error}); save it again") from error
    return rows


def _of_workbook(name: str, data: bytes, known: Callable[[Sequence[str]], int]) -> Rows:
    """The sheet of an XLSX file with the most headings that are understood."""
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MOST_UNPACKED:
            raise IntakeError(f"{name} holds {size(unpacked)} unpacked; save it as CSV")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [_of_sheet(sheet) for sheet in book.worksheets]
    except IntakeError:
        raise
    except Exception as error:  # openpyxl raises many kinds, for many kinds of damage
        raise IntakeError(f"{name} is no readable XLSX file ({first_line(error)})") from error
    return max(sheets, key=lambda rows: max(map(known, rows[:_LOOKED_AT]), default=0), default=[])


def _of_sheet(sheet: Any) -> Rows:
    rows: Rows = []
    for row in sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS):
        cells = [_text(cell) for cell in row]
        if any(cells):
            rows.append(cells)
    return rows


def _text(cell: Any) -> str:
    """A cell as a person sees it: whole numbers without a point, with the zeros of their format."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    shown = str(value).strip()
    pattern = str(getattr(cell, "number_format", ""))
    if isinstance(value, int) and pattern and set(pattern) == {"0"}:
        return shown.zfill(len(pattern))
    return shown
