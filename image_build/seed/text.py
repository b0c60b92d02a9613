"""Turns the bytes of a seed file into its text, or says why it is none: too long, not text, or cut short. Pure.

A stick that is pulled out too early, or a copy that is interrupted, leaves a file that begins well. The last line shows whether all
of it is there, so that half a seed never becomes half a box.
"""

import hashlib
import re

from appliance.plan.mistakes import Mistake

SEED_BYTES_MAX = 256 * 1024
"""A school of 500 rooms, with a button and two keys each, needs half of it. A larger file is something else."""

LAST_LINE = "end_of_seed: true"

_LAST = re.compile(r"end_of_seed:[ \t]+(true|yes)[ \t]*(#.*)?", re.IGNORECASE)
_CUT = "The file was cut short: its last line, `end_of_seed: true`, is missing."
_AGAIN = (
    "Copy it again, whole, and eject the stick or card before you pull it out. If you wrote it by hand, add that line."
)

_TOO_LONG = Mistake(
    "", 1, f"The file is longer than {SEED_BYTES_MAX:,} bytes, which no seed is.", "Check that this is the seed file."
)


def decoded(raw: bytes) -> str | Mistake:
    """Decode the bytes of a file: UTF-8, with or without the mark with which Windows editors begin it."""
    if len(raw) > SEED_BYTES_MAX:
        return _TOO_LONG
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        if error.reason == "unexpected end of data":
            return Mistake("", line, _CUT, _AGAIN)
        return Mistake("", line, "This is not text in UTF-8.", "Save the file with the encoding UTF-8.")


def normal(text: str) -> str:
    """Return the text in the form that is the same on all machines: one kind of line end, and no mark at the beginning."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def digest(text: str) -> str:
    """Return the SHA-256 of a normal text, in hex. A text that is not Unicode cannot come from a file, but must not raise here either."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def with_section(text: str, section: str) -> str:
    """Add a section to a whole text, before its last line, with the text's own line ends."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(end)
    last = next(at for at in range(len(lines) - 1, -1, -1) if _LAST.fullmatch(lines[at]))
    return end.join([*lines[:last], *section.splitlines(), *lines[last:]])


def incomplete(text: str) -> Mistake | None:
    """Say why a normal text is no whole seed; None if its end is there."""
    if len(text) > SEED_BYTES_MAX:
        return _TOO_LONG
    lines = text.split("\n")
    if text.endswith("\0"):
        whole = text.rstrip("\0").count("\n") + 1
        return Mistake("", whole, "The file ends in empty bytes: it was not written to its end.", _AGAIN)
    told = [
        (number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.lstrip().startswith("#")
    ]
    if not told:
        return Mistake(
            "", 1, "There is nothing in this file.", "Start from the output of `handbell image seed example`."
        )
    number, last = told[-1]
    if _LAST.fullmatch(last):
        return None
    ended = next((at for at, line in told if _LAST.fullmatch(line)), None)
    if ended is None:
        return Mistake("", number, _CUT, _AGAIN)
    says = f"Something stands behind the last line, `{LAST_LINE}`, which is line {ended}."
    return Mistake("", number, says, "Move that line to the end, or take out what is behind it.")
