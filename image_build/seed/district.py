"""Reads the section `district` of a seed: where the box enrols, and which safety office it believes. Speaks to nobody."""

import re
from urllib.parse import urlsplit

from cryptography import x509

from appliance.plan.marked import RawValue, Sheet
from appliance.plan.mistakes import quoted
from image_build.seed.authority import certificates_on
from image_build.seed.model import District
from image_build.seed.network import is_address, is_host_name
from image_build.seed.values import filled
from sync.transport.proxy import completed

USED = "used"
"""This may replace the token once the box was enrolled; the line may also be left out. Then the seed holds no secret any more."""

SERVERS_MAX = 4  # Servers of one store. A box that finds none of them tries each again within a minute or two.
CERTIFICATES_MAX = 4  # An authority and the one that replaces it, each with the authority above it.

_TOKEN = re.compile(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){7}")  # As `handbell district enrol` prints it: 160 bits in base 32.
_FINGERPRINT_DIGITS = 64  # SHA-256 in hex
_SEPARATORS = re.compile(r"[ :\n\t-]")
_TOGETHER = ("server", "ca")  # a box that is enrolled needs no token


def district_on(sheet: Sheet, raw: RawValue | None) -> tuple[District | None, str]:
    """Read the district as far as that can be read (None if there is none), and the fingerprint of the office's root key."""
    if raw is None:
        return None, ""
    if not sheet.is_section(raw):
        # a token may stand here, so it is not shown
        sheet.note(raw, "This must be a section of names and values.", "Write one `name: value` a line.")
        return None, ""
    held = sheet.fields(raw, (), (*_TOGETHER, "token", "office", "proxy"))
    office = _office(sheet, held.get("office"))
    if not any(each in held for each in (*_TOGETHER, "token", "proxy")):
        return None, office
    for name in _TOGETHER:
        if name not in held:
            sheet.note(
                RawValue(f"{raw.path}.{name}", raw.line, raw.node),
                f'"{name}" is missing: with a district go its server and its ca, and a token where the box is to enrol.',
                "Add it, or leave out all of them.",
            )
    servers = _servers(sheet, held.get("server"))
    district = District(
        server=servers[0] if servers else "",
        also=servers[1:],
        ca=_authority(sheet, held.get("ca")),
        token=_token(sheet, held.get("token")),
        proxy=_proxy(sheet, held.get("proxy")),
    )
    return district, office


def _servers(sheet: Sheet, raw: RawValue | None) -> tuple[str, ...]:
    """Read one server, or several of the same store, which are tried in this order."""
    if raw is not None and raw.empty:
        filled(sheet, raw)  # Reports that the value is empty.
    items = sheet.items(raw, one_alone=True)
    found = [(each, server) for each in items[:SERVERS_MAX] if (server := _server(sheet, each))]
    for at, (each, server) in enumerate(found):
        if server in [other for _, other in found[:at]]:
            sheet.note(each, f"{quoted(server)} stands here twice.", "Keep one of the two.")
    if len(items) > SERVERS_MAX and raw is not None:
        sheet.note(raw, f"There are {len(items)} here.", f"At most {SERVERS_MAX} are tried: keep the nearest.")
    return tuple(dict.fromkeys(server for _, server in found))


def _server(sheet: Sheet, raw: RawValue | None) -> str:
    text = filled(sheet, raw)
    if raw is None or not text:
        return ""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    like = "Write it like https://handbell.district.example:8460 or https://10.1.0.7:8460."
    if parts.scheme != "https" or not (is_address(host) or is_host_name(host)) or port == 0:
        sheet.note(raw, f"{quoted(text)} is not the address of a district's server.", like)
        return ""
    if parts.path not in {"", "/"} or parts.query or parts.fragment or "@" in parts.netloc:
        sheet.note(raw, "There is more here than https, the server's name and its port.", like)
        return ""
    shown = f"[{host}]" if ":" in host else host
    return f"https://{shown}" + (f":{port}" if port else "")


def _authority(sheet: Sheet, raw: RawValue | None) -> str:
    pem, found = certificates_on(sheet, raw, "district's")
    if raw is None or not pem:
        return ""
    if len(found) > CERTIFICATES_MAX:
        says = f"There are {len(found)} certificates here; a district has one authority of its own."
        sheet.note(raw, says, "Write that one only. A public list of authorities is of no use here.")
    elif not any(_is_authority(each) for each in found):
        says = "This certificate is not an authority's."
        sheet.note(raw, says, "Write that of the district's authority, not that of its server.")
    return pem


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


def _token(sheet: Sheet, raw: RawValue | None) -> str:
    text = filled(sheet, raw)
    if raw is None or not text or text == USED:
        return ""
    token = text.upper()
    if not _TOKEN.fullmatch(token):
        # The token is never shown: even with one wrong letter it is most of a secret.
        says = "This is not a token: it has eight groups of four letters and digits."
        sheet.note(raw, says, "Copy it again, as `handbell district enrol` printed it.")
        return ""
    return token


def _office(sheet: Sheet, raw: RawValue | None) -> str:
    text = filled(sheet, raw)
    if raw is None or not text:
        return ""
    digits = _SEPARATORS.sub("", text).casefold()
    if len(digits) != _FINGERPRINT_DIGITS or not re.fullmatch(r"[0-9a-f]+", digits):
        wrong = "something else than 0-9 and a-f is in it"
        if len(digits) != _FINGERPRINT_DIGITS:
            wrong = f"it has {_FINGERPRINT_DIGITS} digits (0-9, a-f), and here are {len(digits)}"
        says = f"This is not the fingerprint of a safety office: {wrong}."
        sheet.note(raw, says, "Copy it again from what `handbell office root` printed.")
        return ""
    return digits


def _proxy(sheet: Sheet, raw: RawValue | None) -> str:
    text = filled(sheet, raw)
    if raw is None or not text:
        return ""
    try:
        return completed(text)
    except ValueError as wrong:
        sheet.note(raw, f"This is {wrong}.", "Correct it, or leave the line out.")
        return ""
