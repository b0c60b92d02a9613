"""Limits of the numbers and words that devices send: a value beyond its limit is taken as no value. The limits are the same for every
family. Pure; knows nothing about wires.
"""

# A receipt goes to a board as one int32 (`TELL`, hardware/firmware/counts.h), so a higher count could not be answered.
COUNT_MAX = 2**31 - 1
# A board dates its presses from when it got power, and no school keeps its power on for longer than a year.
AGE_MS_MAX = 366 * 24 * 3_600_000
SAID_CHARS_MAX = 80  # One line of a console: how much is shown of names, versions, claims and unreadable text.
SUPPLY_MV_MAX = 65_535  # A board measures its own supply, 5 to 24 V. All these values fit in 16 bits.


def possible_count(count: int) -> bool:
    """Return whether a board can count up to this number and can be told it in a receipt."""
    return 0 <= count <= COUNT_MAX


def known_age(age_ms: int | None) -> int | None:
    """Return an age if a device can know it, and otherwise None (unknown)."""
    return age_ms if age_ms is not None and 0 <= age_ms <= AGE_MS_MAX else None


def printable(text: str) -> str:
    """Make text from a device fit for a screen and a log line. Only the first few words are looked at."""
    return "".join(each for each in text[: 2 * SAID_CHARS_MAX] if each.isprintable())[:SAID_CHARS_MAX]
