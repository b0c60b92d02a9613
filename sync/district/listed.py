"""Reads the names in a list of buildings, as a spreadsheet saves it: of all its columns the district needs only this one.
Opens no store.
"""

import csv
from collections import Counter
from pathlib import Path

NAME = "name"
LIST_BYTES_MAX = 1024 * 1024  # as many bytes as `handbell image provision` takes
_DELIMITERS = (",", ";", "\t")  # a spreadsheet set to a language with decimal commas saves semicolons


class ListUnreadable(Exception):
    """The names cannot be read. The text says why, and what to do."""


def names_in(path: Path) -> list[str]:
    """Give each building's name, in the order of the rows. Raises ListUnreadable, OSError."""
    with path.open("rb") as file:
        content = file.read(LIST_BYTES_MAX + 1)
    if len(content) > LIST_BYTES_MAX:
        raise ListUnreadable(
            f"{path} is longer than {LIST_BYTES_MAX:,} bytes. Check that this is the list of buildings."
        )
    try:
        text = content.decode("utf-8-sig")
        rows = list(_rows(text))
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise ListUnreadable(f"{path} cannot be read as a list ({wrong}). Save it as CSV in UTF-8.") from wrong
    if not rows or NAME not in (header := [cell.casefold() for cell in rows[0]]):
        raise ListUnreadable(f"{path} has no column {NAME}. The first line names the columns.")
    at = header.index(NAME)
    names = [row[at] if at < len(row) else "" for row in rows[1:]]
    if not names or not all(names):
        raise ListUnreadable(f"{path} has {'a row without a name' if names else 'no building'}. Write one in each row.")
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise ListUnreadable(
            f"{path} names {', '.join(sorted(twice))} more than once. Each building has a name of its own."
        )
    return names


def _rows(text: str) -> list[list[str]]:
    """Give the rows that are not empty, without blanks around their cells."""
    first = text.partition("\n")[0]
    reader = csv.reader(text.splitlines(keepends=True), delimiter=max(_DELIMITERS, key=first.count), strict=True)
    stripped = ([cell.strip() for cell in row] for row in reader)
    return [row for row in stripped if any(row)]
