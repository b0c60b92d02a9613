"""Brings the result onto the card's first partition, beside the seed. Knows nothing of what it says.

A FAT has no journal: the file is written beside, flushed, and renamed, and only when it says something new. Nothing else on that
partition is ever touched, the seed least of all.
"""

import contextlib

from image_build.first_boot.places import Places
from sync.transport.whole_file import UNFINISHED, write_whole


def bring(places: Places) -> str:
    """Returns why it could not be written, for the journal; empty when it is there. A result nobody could read costs no call anything."""
    places.result_due.unlink(missing_ok=True)  # first: what is said while this is being brought is due anew
    try:
        text = places.result.read_bytes()
    except FileNotFoundError:
        return ""
    try:
        if _is_there(places, text):
            return ""
        write_whole(places.card_result, text)
    except OSError as error:
        with contextlib.suppress(OSError):
            places.card_result.with_name(places.card_result.name + UNFINISHED).unlink(missing_ok=True)
        return f"{places.card_result} cannot be written: {error.strerror}. The screens of the box say the same."
    return ""


def _is_there(places: Places, text: bytes) -> bool:
    try:
        return places.card_result.read_bytes() == text
    except FileNotFoundError:
        return False
