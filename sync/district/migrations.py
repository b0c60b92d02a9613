"""Finds the numbered SQL files that make and change the tables. Knows no store: the caller runs them."""

import importlib.resources
import re
from typing import NamedTuple

_NUMBERED = re.compile(r"(?P<kind>[a-z]+)_(?P<number>\d{3})\.sql")

# Made before any numbered file; it lists which of them have been run.
MADE_FIRST = "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY)"


class Migration(NamedTuple):
    """One migration, run completely or not at all."""

    number: int
    sql: str


class TooNew(Exception):
    """A later Handbell made these tables. The text says what to do."""


def migrations(kind: str) -> list[Migration]:
    """Give every migration for `sqlite` or `postgres`, in order."""
    found = []
    for file in importlib.resources.files("sync.district.schema").iterdir():
        name = _NUMBERED.fullmatch(file.name)
        if name is not None and name["kind"] == kind:
            found.append(Migration(int(name["number"]), file.read_text(encoding="utf-8")))
    return sorted(found)


def missing(kind: str, there: set[int]) -> list[Migration]:
    """Give the steps that were not run yet. Raises TooNew where a step was run that this release does not have."""
    known = migrations(kind)
    beyond = there - {each.number for each in known}
    if beyond:
        raise TooNew(
            f"a later Handbell changed its tables (they are at step {max(beyond)}, this one knows {known[-1].number}). Nothing was "
            'changed. Start the later one; or put back the backup that was made before it: INSTALL.md, section 6, "and back"'
        )
    return [each for each in known if each.number not in there]
