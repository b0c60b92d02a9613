"""Reads scenarios of exercises from the disk: those that are shipped, and a district's own."""

import functools
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from appliance.exercises.parse import FILE_CHARACTERS_MAX, Parsed, parse
from appliance.exercises.scenario import Scenario, place_in_list
from appliance.plan.mistakes import Mistake

_BYTES_MAX = 4 * FILE_CHARACTERS_MAX  # a character of UTF-8 has at most four bytes


@functools.cache
def shipped() -> tuple[Scenario, ...]:
    """Give the scenarios that are shipped, by their titles, those in rooms last. They are read once, when somebody first asks for them."""
    found: list[Scenario] = []
    for file in files("appliance.exercises").joinpath("scenarios").iterdir():
        parsed = parse(file.read_text(encoding="utf-8"))
        assert parsed.scenario is not None, f"{file.name} is shipped and has a mistake: {parsed.mistakes[:1]}"
        found.append(parsed.scenario)
    return _by_title(found)


def with_own(own: tuple[Scenario, ...]) -> tuple[Scenario, ...]:
    """Give a district's own scenarios beside the shipped ones. One of its own takes the place of a shipped one with its id."""
    return _by_title({each.scenario: each for each in (*shipped(), *own)}.values())


def read(path: Path) -> Parsed:
    """Read a district's own scenario. Raises OSError where the file cannot be read."""
    text = text_of(path)
    return Parsed(None, (text,)) if isinstance(text, Mistake) else parse(text)


def text_of(path: Path) -> str | Mistake:
    """Give the text of a file; or the mistake, where it is no text. Raises OSError where the file cannot be read."""
    with path.open("rb") as file:
        raw = file.read(_BYTES_MAX + 1)
    try:
        # "utf-8-sig": Windows editors begin a UTF-8 file with a mark that means nothing
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Mistake("", line, "This is no UTF-8 text.", "Save the file as UTF-8, and check it again.")


def _by_title(scenarios: Iterable[Scenario]) -> tuple[Scenario, ...]:
    return tuple(sorted(scenarios, key=place_in_list))
