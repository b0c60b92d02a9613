"""Brings the result onto the card's first partition, beside the seed. Knows nothing of what it says.

A FAT has no journal. So the file is written beside, flushed and renamed, and only if it says something new. Nothing else on that
partition is ever touched, and above all not the seed.
"""

import contextlib

from image_build.first_boot.places import Places
from sync.transport.whole_file import UNFINISHED, write_whole


def bring(places: Places) -> str:
    """Write the result. Returns why it could not be written, for the journal; empty if it is there. If nobody can read the result, that
    costs no call anything.
    """
    # Delete the mark first: if a step says something while this runs, the result is due again.
    places.result_due.unlink(missing_ok=True)
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
