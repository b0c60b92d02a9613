"""Reads files of communications from the disk: the shipped one, and a district's own."""

import functools
from importlib.resources import files
from pathlib import Path

from appliance.communications.guidance import Guidance
from appliance.communications.parse import FILE_CHARACTERS_MAX, Parsed, parse
from appliance.plan.mistakes import Mistake

_BYTES_MAX = 4 * FILE_CHARACTERS_MAX  # a character of UTF-8 has at most four bytes


def shipped_text() -> str:
    """Give the text of the file that is shipped."""
    return files("appliance.communications").joinpath("drafts", "neutral.toml").read_text(encoding="utf-8")


@functools.cache
def shipped() -> Guidance:
    """Give the guidance that is shipped. It is read once, when somebody first asks for it."""
    parsed = parse(shipped_text())
    assert parsed.guidance is not None, f"the shipped file has a mistake: {parsed.mistakes[:1]}"
    return parsed.guidance


def read(path: Path) -> Parsed:
    """Read a district's own file. Raises OSError where the file cannot be read."""
    text = text_of(path)
    return text if isinstance(text, Parsed) else parse(text)


def text_of(path: Path) -> str | Parsed:
    """Give the text of a district's own file; or the mistake, where it is no text. Raises OSError where the file cannot be read."""
    with path.open("rb") as file:
        raw = file.read(_BYTES_MAX + 1)
    try:
        return raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Parsed(
            None, (Mistake("", line, "This is no UTF-8 text.", "Save the file as UTF-8, and check it again."),)
        )
