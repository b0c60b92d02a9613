"""Brings the result onto the card's first partition, beside the seed, and the request for the certificate of the pages. Knows nothing of
what they say.

A FAT has no journal. So the file is written beside, flushed and renamed, and only if it says something new. Nothing else on that
partition is ever touched, and above all not the seed.
"""

import contextlib
from pathlib import Path

from image_build.first_boot.pages_on_card import lines_of, request_of
from image_build.first_boot.places import Places
from sync.transport.whole_file import UNFINISHED, write_whole


def bring(places: Places) -> str:
    """Write the result, and the request. Returns why one could not be written, for the journal; empty if both are there. If nobody can read
    them, that costs no call anything.
    """
    # Delete the mark first: if a step says something while this runs, the result is due again.
    places.result_due.unlink(missing_ok=True)
    try:
        text = places.result.read_bytes()
    except FileNotFoundError:
        return ""
    request = request_of(places)
    pages = "".join(f"{line}\r\n" for line in ("", *lines_of(places, request)))
    said = [_brought(places.card_result, text + (pages.encode() if pages.strip() else b""))]
    if request is not None or places.card_request.exists():
        said.append(_brought(places.card_request, request))
    return " ".join(filter(None, said))


def _brought(at: Path, text: bytes | None) -> str:
    """Write a file, or take it away. Return why that did not work; empty if it did."""
    try:
        if text is None:
            at.unlink(missing_ok=True)
        elif not _is_there(at, text):
            write_whole(at, text)
    except OSError as error:
        with contextlib.suppress(OSError):
            at.with_name(at.name + UNFINISHED).unlink(missing_ok=True)
        return f"{at} cannot be written: {error.strerror}. The screens of the box say the same."
    return ""


def _is_there(at: Path, text: bytes) -> bool:
    try:
        return at.read_bytes() == text
    except FileNotFoundError:
        return False
