"""Makes every file of what this box is from a seed, with its rights. Pure: writes nothing.

The program that reads a file is not the one that wrote it. Names and networks are for everybody; secrets are only for systemd and
the next step.
"""

from hashlib import sha256

import msgspec

from appliance.page_authority.seeded import SeededPages
from appliance.phone_network.telephone_file import CA_FILE, SECRET_FILE
from appliance.plan.check_power import watches_usb
from appliance.plan.document import to_document
from appliance.plan.families import AT_THE_WEBHOOK_DOOR
from appliance.plan.model import Plan
from appliance.plan.telephones import PIN_KEY
from image_build.first_boot.copy_file import copy_file
from image_build.first_boot.files import File, Files, Link
from image_build.first_boot.given import Given
from image_build.first_boot.network_files import network_files
from image_build.seed.model import Accessible, CopyTo, District, Pages, Phones, Replaces, Screen, Seed
from image_build.seed.sections import UNPROVISIONED
from sync.uplink.seeded import Seeded

# People can read it across a front office. It leaves the 80 columns that the board needs at 1280 by 800.
FONT_USUAL = "Lat15-Terminus32x16"
ZONES = "/usr/share/zoneinfo"
SECRET = 0o600


def rendered(seed: Seed, before: Given | None = None) -> Files:
    """Return path in a generation's folder → what is there. `before` is what the seed before gave; `lacking` must have found nothing
    wrong with it.
    """
    network = {f"network/{name}": _public(text) for name, text in network_files(seed.network).items()}
    return {
        "hostname": _public(f"{seed.name}\n"),
        "localtime": Link(f"{ZONES}/{seed.time_zone}"),
        "etc/time-zone.env": _public(f"TZ={seed.time_zone}\n"),
        "timesyncd.conf": _public(_clock(seed.network.ntp)),
        **network,
        **_screen(seed.screen),
        **_ssh(seed.ssh_keys),
        **_district(seed.district),
        **_webhook_door(seed.plan),
        **_pages(seed.pages),
        **_ups(seed.plan),
        **_copy(seed.copy, before),
        **_replaces(seed.replaces),
        **_phones(seed.phones),
        "given.json": File(msgspec.json.encode(given_by(seed, before)), SECRET),
    }


def lacking(seed: Seed, before: Given | None) -> str:
    """Say what this seed leaves to be kept and the box does not have; empty if there is nothing."""
    made = copy_file(seed.copy, before.copy if before is not None else b"") if seed.copy is not None else b""
    return made if isinstance(made, str) else ""


def unprovisioned() -> Files:
    """Return the files of a box without a seed: a name that says so, and the rest as the image has it."""
    return {
        "hostname": _public(f"{UNPROVISIONED}\n"),
        "localtime": Link(f"{ZONES}/UTC"),
        "timesyncd.conf": _public(_clock(())),
        **_screen(Screen()),
    }


def given_by(seed: Seed, before: Given | None = None) -> Given:
    """Return what the next step hands the running box. If all secrets of a seed are "kept", the hand of the seed before is used."""
    district = seed.district
    token = _hashed(district.token.encode()) if district is not None and district.token else ""
    keys = {each.key: each.secret for each in seed.buttons if each.secret}
    # The PIN is none of the secrets by which a box knows who prepared its seeds: it has four digits.
    pin = {PIN_KEY: seed.pin.encode()} if seed.pin else {}
    hand = (*(_hashed(each) for each in keys.values()), *([token] if token else []))
    return Given(
        digest=seed.digest,
        name=seed.name,
        office=seed.office,
        plan=to_document(seed.plan) if seed.plan is not None else b"",
        keys={**keys, **pin},
        server=district.server if district is not None else "",
        token=token,
        hand=hand or (before.hand if before is not None else ()),
        copy=_copy_file(seed.copy, before),
        recovery=seed.recovery,
        replaces=f"{seed.replaces.building.hex()} {seed.replaces.box.hex()}" if seed.replaces is not None else "",
    )


def _public(text: str) -> File:
    return File(text.encode())


def _clock(ntp: tuple[str, ...]) -> str:
    if not ntp:
        return "# The seed names no clock: the network's own is asked, else Debian's.\n[Time]\n"
    return f"# The clocks the seed names, and no other.\n[Time]\nNTP={' '.join(ntp)}\nFallbackNTP=\n"


def _screen(screen: Screen) -> Files:
    words = ["--plain"] if screen.accessible is not Accessible.NONE else []
    env = f"{_options(*words, *_at(screen.desk))}CONSOLE_FONT={screen.font or FONT_USUAL}\n"
    files: dict[str, File | Link] = {
        "etc/console-tty1.env": _public(env),
        "etc/console-serial.env": _public(_options(*_at(screen.serial_desk))),
    }
    if screen.accessible is not Accessible.NONE:
        files[f"etc/accessible-{screen.accessible}"] = _public("")
    return files


def _options(*words: str) -> str:
    return f'CONSOLE_OPTIONS="{" ".join(words)}"\n'


def _at(desk: str | None) -> tuple[str, ...]:
    """Return the desk as words of a command line. The seed was already checked (`image_build.seed.check`), so it is one word."""
    return ("--desk", desk) if desk else ()


def _ssh(keys: tuple[str, ...]) -> Files:
    return {"ssh/authorized_keys": _public("".join(f"{key}\n" for key in keys))} if keys else {}


def _district(district: District | None) -> Files:
    if district is None:
        return {}
    seeded = Seeded(district.server, district.ca, district.token, district.proxy, district.also)
    return {"district.json": File(msgspec.json.encode(seeded), SECRET)}


def _copy(copy: CopyTo | None, before: Given | None) -> Files:
    """Write the replica's file. If the copy needs the network, add the file on which the conditions of the replica's two units depend."""
    if copy is None:
        return {}
    far: Files = {"copy-far": _public("")} if copy.far else {}
    return {"copy.json": File(_copy_file(copy, before), SECRET), **far}


def _copy_file(copy: CopyTo | None, before: Given | None) -> bytes:
    made = copy_file(copy, before.copy if before is not None else b"") if copy is not None else b""
    assert isinstance(made, bytes), "a seed that lacks something was refused before"
    return made


def _replaces(replaces: Replaces | None) -> Files:
    """Write which box this one replaces, by the district's numbers. It is no secret."""
    if replaces is None:
        return {}
    named = {"building": replaces.building.hex(), "box": replaces.box.hex()}
    return {"replaces.json": File(msgspec.json.encode(named))}


def _webhook_door(plan: Plan | None) -> Files:
    """Write the file on which handbell-webhook.socket depends, if a device of the plan calls there."""
    calls = plan is not None and any(each.family in AT_THE_WEBHOOK_DOOR for each in plan.buttons)
    return {"webhook-open": _public("")} if calls else {}


def _pages(pages: Pages | None) -> Files:
    """Write what handbell-page-certificate.service reads, which is no secret, and the files on which the sockets of the pages depend."""
    if pages is None:
        return {}
    seeded = SeededPages(pages.addresses, pages.names, pages.certificate)
    plain: Files = {"pages-plain-open": _public("")} if pages.plain else {}
    return {"pages.json": File(msgspec.json.encode(seeded)), "pages-open": _public(""), **plain}


def _phones(phones: Phones | None) -> Files:
    """Write what systemd hands to handbell-phones.service, and to nobody else."""
    if phones is None:
        return {}
    ca: Files = {CA_FILE: File(phones.ca.encode(), SECRET)} if phones.ca else {}
    return {SECRET_FILE: File(f"{phones.secret}\n".encode(), SECRET), **ca}


def _ups(plan: Plan | None) -> Files:
    """Write the file on which handbell-ups-driver.service and handbell-ups.service depend, if a UPS is connected to this box's USB."""
    return {"ups-usb": _public("")} if plan is not None and watches_usb(plan) else {}


def _hashed(secret: bytes) -> str:
    return sha256(secret).hexdigest()
