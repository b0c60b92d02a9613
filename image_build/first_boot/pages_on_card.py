"""Says on the card how the certificate of the pages is, and which request IT is to sign. The folder of the pages belongs to the user of a
process that may be taken over: so only a sound request and one plain line are taken from it.
"""

from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from appliance.api.sentences import fit
from appliance.page_authority import files
from appliance.page_authority.errors import PageError
from appliance.page_authority.page_folder import REQUEST, SAID, shown
from appliance.page_authority.reading import read_request
from image_build.first_boot.news import read
from image_build.first_boot.outcome import Taken
from image_build.first_boot.places import Places
from image_build.seed.readme import REQUEST_NAME

SAID_CHARACTERS_MAX = 600
"""Our longest sentence about a certificate has 400."""


def request_of(places: Places) -> bytes | None:
    """Give the request that waits for its answer, PEM; None if there is none, or if the seed has no pages."""
    if not _in_seed(places):
        return None
    try:
        content = files.read_short(places.pages / REQUEST)
        read_request(content)
        return x509.load_pem_x509_csr(content).public_bytes(Encoding.PEM)
    except (OSError, PageError):
        return None


def lines_of(places: Places, request: bytes | None) -> list[str]:
    """Say how the pages are, for handbell-result.txt; no line if the seed has no pages."""
    if not _in_seed(places):
        return []
    lines = ["Pages in browsers:"]
    used = shown(places.pages)
    if used is not None and not used.wrong:
        until = datetime.fromtimestamp(used.until_ms / 1000, UTC).date()
        lines.append(f"  Their certificate is for {used.said}. It ends on {until} (UTC).")
    elif used is not None:
        lines.append("  Their certificate cannot be read. Have another one made.")
    else:
        lines.append("  They are not served yet: they have no certificate.")
    if request is not None:
        names = read_request(request).scope.said
        lines.append(f"  {REQUEST_NAME} beside this file asks for {'the next one' if used else 'it'}, for {names}.")
    if says := _said(places):
        lines.append(f"  {says}")
    return lines


def _in_seed(places: Places) -> bool:
    taken = read(places.taken, Taken)
    return taken is not None and taken.pages


def _said(places: Places) -> str:
    try:
        text = files.read_short(places.pages / SAID).decode("utf-8", "replace")
    except (OSError, PageError):
        return ""
    plain = "".join(each if each.isprintable() else " " for each in text).strip()
    return fit(plain, SAID_CHARACTERS_MAX)
