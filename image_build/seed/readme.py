"""Writes README.txt for the card's first partition: a person reads it on any computer, and our programs recognise our cards by it.

Its line ends are those of Windows, which every other system shows as well.
"""

import re

from image_build.seed.model import FILE_NAME, FORMAT

README_NAME = "README.txt"
RESULT_NAME = "handbell-result.txt"
REQUEST_NAME = "handbell-page-request.csr"
"""The request for the certificate of the pages, beside the result."""

_FORMAT = re.compile(r"^Takes seeds of format ([0-9]{1,4})\.", re.MULTILINE)
_TITLE = "Handbell: help calls for a school building"


def readme(version: str) -> bytes:
    """Write the whole file for an image of this version. It names no kind of box: images with the same kernel are the same bytes."""
    text = f"""{_TITLE}
Version {version}.
Takes seeds of format {FORMAT}.

This card makes a box that shows and sounds help calls. It starts by itself as soon as it has power, with or without a network.

To make it the box of your building, put its seed here: one file with the name

    {FILE_NAME}

Your district's IT makes it. A copy on a USB stick that is put into the running box does the same.
The box says on its screen, and here in {RESULT_NAME}, whether it took the seed, and if not, what to correct.
Correct the file, put it here again, and start the box again. Until a whole and sound one is here, nothing is changed.

Leave every other file as it is: the box starts from them.
"""
    return text.replace("\n", "\r\n").encode()


def format_taken(text: str) -> int | None:
    """Return which format of seeds the image takes that has this text; None if this is no README.txt of ours."""
    found = _FORMAT.search(text.replace("\r\n", "\n"))
    return int(found[1]) if text.startswith(_TITLE) and found else None
