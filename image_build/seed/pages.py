"""Reads the section `pages` of a seed: at which exact addresses and names the box serves pages, and the certificate for them."""

from appliance.page_authority.errors import PageError
from appliance.page_authority.reading import read_answer, scope_certified
from appliance.page_authority.scope import BOX_NAMES_MAX, Scope, ScopeError, scope
from appliance.plan.marked import RawValue, Sheet
from image_build.seed.model import Network, Pages, Purpose
from image_build.seed.values import filled

_LIKE = "Write `addresses: [10.4.7.20]`, the exact address at which browsers reach this box."


def pages_on(sheet: Sheet, raw: RawValue | None, network: Network) -> Pages | None:
    """Read the section as far as that can be read; None if there is none. Without addresses and names, it is about the fixed addresses that
    have the door of the pages.
    """
    if raw is None:
        return None
    if raw.empty or not sheet.is_section(raw):
        sheet.note(raw, "This must be a section with the addresses of the pages.", _LIKE)
        return None
    held = sheet.fields(raw, (), ("addresses", "names", "certificate", "plain_http"))
    addresses, names = (_exact(sheet, held.get(name)) for name in ("addresses", "names"))
    if not any(name in held for name in ("addresses", "names")):
        addresses = _fixed(network)
        if not addresses:
            sheet.note(raw, "It does not say at which address browsers find the pages, and DHCP may change it.", _LIKE)
    certificate = held.get("certificate")
    return Pages(
        addresses=addresses,
        names=names,
        certificate=_certificate(sheet, certificate, addresses, names) if certificate is not None else "",
        plain=sheet.yes(held.get("plain_http")),
    )


def _fixed(network: Network) -> tuple[str, ...]:
    further = [each for each in network.more if each.purpose is Purpose.PAGES]
    found = [each.address for each in further]
    if not further or Purpose.PAGES in network.also:
        found.insert(0, network.address)
    return tuple(str(each.ip.ip) for each in found if each is not None)


def _exact(sheet: Sheet, raw: RawValue | None) -> tuple[str, ...]:
    """Read addresses, or names: both are checked as the certificate's own."""
    items = sheet.items(raw, one_alone=True)
    if raw is not None and len(items) > BOX_NAMES_MAX:
        sheet.note(raw, f"There are {len(items)} here.", f"A certificate of pages has at most {BOX_NAMES_MAX}.")
    found: dict[str, None] = {}
    for each in items[:BOX_NAMES_MAX]:
        text = filled(sheet, each)
        try:
            if text and raw is not None:
                found |= dict.fromkeys(_one(text, as_address=raw.path.endswith("addresses")))
        except ScopeError as wrong:
            says, _, do = str(wrong).partition(". ")
            sheet.note(each, f"{says}.", do)
    return tuple(found)


def _one(text: str, *, as_address: bool) -> tuple[str, ...]:
    read = scope([text] if as_address else [], [] if as_address else [text], 1)
    return (*read.addresses, *read.names)


def _certificate(sheet: Sheet, raw: RawValue, addresses: tuple[str, ...], names: tuple[str, ...]) -> str:
    text = filled(sheet, raw)
    if not text:
        return ""
    if "PRIVATE KEY" in text:
        says = "There is a private key here. The key of the pages never leaves the box. Whoever saw this file has it."
        sheet.note(
            raw,
            says,
            "Write what `handbell page authority sign` made instead, and make a new key where this one came from.",
        )
        return ""
    try:
        certified = scope_certified(read_answer(text.encode())[0])
    except PageError as wrong:
        do = "Write `certificate: |` and below it, each line indented, the whole file that `handbell page authority sign` made."
        sheet.note(raw, f"{str(wrong).partition('. ')[0].rstrip('.')}.", do)
        return ""
    if not _same(certified, addresses, names):
        says = f"This certificate is for {certified.said}, and the pages are at {', '.join((*addresses, *names))}."
        sheet.note(raw, says, "Leave it out: the box then makes another request. Or correct the addresses.")
        return ""
    return f"{text}\n"


def _same(certified: Scope, addresses: tuple[str, ...], names: tuple[str, ...]) -> bool:
    try:
        return certified == scope(addresses, names, BOX_NAMES_MAX)
    except ScopeError:
        return True  # what is wrong with them was said where they stand
