"""Brings the key and the certificate of the pages to what the seed of a box says: takes the certificate that it brings, and always has a
request ready for the next one.
"""

from datetime import datetime
from pathlib import Path

import msgspec

from appliance.page_authority import files
from appliance.page_authority.errors import PageError
from appliance.page_authority.page_folder import PageFolder
from appliance.page_authority.scope import BOX_NAMES_MAX, ScopeError, scope

ANOTHER_AUTHORITY = "The certificate of the pages is from another authority than before: give that one to every computer that opens pages."


class SeededPages(msgspec.Struct, frozen=True):
    """What a seed says of pages. `certificate` is what the authority answered, PEM; empty if nobody has answered yet."""

    addresses: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    certificate: str = ""


def read_seeded(path: Path) -> SeededPages:
    """Read the file that the seed's step wrote. Raises PageError."""
    try:
        return msgspec.json.decode(files.read(path), type=SeededPages)
    except msgspec.DecodeError as wrong:
        raise PageError(f"{path} cannot be read: {wrong}. Put the seed onto the card again.") from wrong


def bring_to(folder: PageFolder, seeded: SeededPages, now: datetime) -> str:
    """Take the certificate if it is new, and make the request for the next one. Return what is wrong with the certificate, in sentences for
    whoever wrote the seed; empty if nothing is. Raises PageError if the folder does not work.

    A certificate that cannot be used changes nothing: the one in use stays, and so does the request.
    """
    try:
        wanted = scope(seeded.addresses, seeded.names, BOX_NAMES_MAX)
    except ScopeError as wrong:
        raise PageError(str(wrong)) from wrong
    says = ""
    if seeded.certificate and not folder.uses(seeded.certificate.encode()):
        try:
            if folder.take(seeded.certificate.encode(), now):
                says = ANOTHER_AUTHORITY
        except PageError as wrong:
            says = f"The certificate of the pages in the seed was not taken. {wrong}"
    folder.request(wanted)
    folder.tell(says)
    return says
