"""Reads a list as a spreadsheet saves it: its rows as cells by the names of their columns. Knows nothing of what they mean."""

import csv
import io
from collections.abc import Callable, Iterator

from appliance.plan.mistakes import counted, did_you_mean, listed, quoted

CSV_BYTES_MAX = 1024 * 1024  # 2,000 rows of ten generous cells take half of it; a larger file is some other file

type Note = Callable[[int, str, str, str], None]
"""Notes a mistake: on this line, in this column, what is wrong, and what to do."""

_DELIMITERS = (",", ";", "\t")  # a spreadsheet set to a language with decimal commas saves semicolons


def rows_of(text: str, known: tuple[str, ...], note: Note) -> Iterator[tuple[int, dict[str, str]]]:
    """Give every row that is not empty: the line on which it begins, and each `known` column's cell, empty if it has none.

    The first of `known` must be there; without it there are no rows. Columns may come in any order. A spreadsheet also saves columns to
    which somebody only gave a border: columns without a name behind the last named one are ignored, as long as they are empty.
    """
    lines = _cells(text, note)
    line, header = next(lines, (1, []))
    saved = len(header)
    while header and not header[-1]:
        header.pop()
    columns = _columns(header, line, known, note)
    if known[0] not in columns:
        return
    for line, cells in lines:
        if len(cells) > saved or any(cells[len(header) :]):
            says = f"There are {counted(len(cells), 'value')} here for {counted(len(header), 'column')}."
            note(line, "", says, "Put a value that holds a comma in quotes.")
        row = dict(zip(columns, cells, strict=False))
        yield line, {name: row.get(name, "") for name in known}


def _cells(text: str, note: Note) -> Iterator[tuple[int, list[str]]]:
    """Give every row that is not empty, with the line on which it begins, and without blanks around its cells."""
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=first.count), strict=True)
    begins = 1
    try:
        for cells in reader:
            stripped = [each.strip() for each in cells]
            if any(stripped):
                yield begins, stripped
            begins = reader.line_num + 1
    except csv.Error as error:
        says = f"This line cannot be read ({error})."
        note(max(begins, reader.line_num), "", says, "Look for a quotation mark that is not closed.")


def _columns(header: list[str], line: int, known: tuple[str, ...], note: Note) -> list[str]:
    """Give the names of the columns; an unknown name becomes an empty one."""
    columns: list[str] = []
    for name in (each.casefold() for each in header):
        if name not in known:
            says = f"There is no column {quoted(name)}."
            note(line, "", says, did_you_mean(name, known) or f"Known columns: {listed(known)}.")
        elif name in columns:
            note(line, name, "This column is there twice.", "Keep one of the two.")
        columns.append(name if name in known and name not in columns else "")
    if known[0] not in columns:
        says = f'The first line does not name a column "{known[0]}".'
        note(line, "", says, f"Begin with the line {','.join(known)}")
    return columns
