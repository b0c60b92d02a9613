"""The list of records, and one record by the number people say or that stands on a receipt. Pure."""

from appliance.api.records.messages import RecordLine
from appliance.record.words import Status

MORE = "Older ones ..."
NO_NUMBER = "That is no number. Type its digits, such as 12."
_DIGITS_MAX = 9
"""No building has more calls, so somebody typed a longer number for something else."""


def heading(*, unfinished: bool) -> str:
    """Head the list: which records it has, and in which order."""
    return f"RECORDS{' that are not finished' if unfinished else ', finished ones too'}, newest first"


def number_in(text: str) -> int | None:
    """Give the number that somebody typed; None where the text is no number."""
    digits = text.strip().removeprefix("#")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS_MAX else None


def no_such(number: int) -> str:
    """Say why no record opens."""
    return f"There is no record {number} that can be read."


def finished(lines: tuple[RecordLine, ...]) -> tuple[RecordLine, ...]:
    """Give the records that wait for nothing any more."""
    return tuple(line for line in lines if line.status is Status.REVIEWED)
