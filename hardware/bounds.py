"""What a number or a word from a wire can be at most; beyond that it is none. The same for every family. Pure; knows no wire."""

COUNT_MAX = (
    2**31 - 1
)  # a receipt goes to a board as one int32 (`TELL`, hardware/firmware/counts.h): no count above it can be answered
AGE_MS_MAX = (
    366 * 24 * 3_600_000
)  # a board dates presses from its power-up, and no school keeps its power on for longer than a year
SAID_CHARS_MAX = 80  # of names, versions, claims and what cannot be read, as they are shown: a line of a console
SUPPLY_MV_MAX = 65_535  # a board measures its own supply, 5 to 24 V; 16 bits hold every one


def possible_count(count: int) -> bool:
    """Whether a board can count so far, and be told so."""
    return 0 <= count <= COUNT_MAX


def known_age(age_ms: int | None) -> int | None:
    """An age as a device can know it; None, unknown, for any other."""
    return age_ms if age_ms is not None and 0 <= age_ms <= AGE_MS_MAX else None


def printable(text: str) -> str:
    """What a device says, fit for a screen and a log line. What is behind the first few words is not looked at."""
    return "".join(each for each in text[: 2 * SAID_CHARS_MAX] if each.isprintable())[:SAID_CHARS_MAX]
