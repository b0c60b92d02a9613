"""Defines the words between our firmware and the appliance: names of entities and actions, and how counts and faults are written.

The same names stand in `hardware/firmware/`, whose tests compare the two. Pure; knows no connection.

A button says all its counts in one text, so that no reader ever sees half of them:

    5f3a9c21e0d4b7a6 help=8/6@5200,310 hold=2/2 medical=0/0

The ledger comes first. Then, for each contact that it has, come the count and the highest count with a receipt. After `@` stands how
many milliseconds ago each press without a receipt was made, the oldest first; `?` if a power cut made that impossible to know. The
button remembers `WAITING_MAX` presses one by one. If more presses wait, it keeps the oldest and the newest, and only the count tells of
the others.
"""

import re
from collections.abc import Mapping

import msgspec

from hardware.bounds import SAID_CHARS_MAX, known_age, possible_count, printable
from hardware.errors import FrameError
from hardware.ports import Phase

BUTTON_PROJECT = "handbell.button"
SOUNDER_PROJECT = "handbell.sounder"
NAME_PREFIX = "handbell-"  # begins every device's ESPHome name; its id in the plan follows, in lower case
API_PORT = 6053  # ESPHome's usual port
DIAL_IN_PORT = 6054  # ESPHome's usual port for devices that call the appliance

CONTACTS = ("help", "hold", "medical", "tap-out", "safe")
"""Every contact that a board can have, in the order in which receipts are told. *hold* is *help* held for two seconds, with its own
count.
"""

COUNTS = "counts"  # text sensor: the text described above
LAMP = "lamp"  # text sensor: what the lamp shows, a `Phase`
FAULTS = "faults"  # text sensor: see `parse_faults`
SUPPLY = "supply"  # sensor, in volts; only if the board can measure it
SOUNDING = "sounding"  # text sensor of a sounder: the pattern it plays, `SILENT`, or `DOWN`
SILENT = "silent"
DOWN = "down"  # it was told nothing for `DOWN_AFTER_S`, and shows by itself that the appliance is gone
DOWN_AFTER_S = 30

TELL = "tell"
"""Action of a button: `epoch` int, `phase` string, `ledger` string, `receipts` int[] (one for each of CONTACTS, `NO_RECEIPT` if nothing
is said about it), `quiet` bool (no buzzer), `dark` bool (no light either: a lockdown must not give a room away).
"""
SOUND = "sound"
"""Action of a sounder: `epoch` int, `pattern` string (empty: silence), `dark` bool."""

NO_RECEIPT = -1
# This many presses of each contact are remembered one by one. Beyond that, only the counter tells how many.
WAITING_MAX = 8

_LEDGER = re.compile(r"[0-9a-f]{16}", re.ASCII)
_CONTACT = re.compile(r"(?P<contact>[a-z-]{1,16})=(?P<count>\d+)/(?P<receipted>\d+)(?:@(?P<ages>[\d?,]+))?", re.ASCII)
_TEXT_MAX = 1024  # five contacts with eight ages each need some 500 characters


_VERSION = re.compile(r"(?P<major>[0-9]{1,4})\.(?P<minor>[0-9]{1,4})\.[0-9]{1,4}", re.ASCII)
_SINCE = {Phase.CLASS_COMING: (1, 1)}
"""Phases that the first firmware does not know, and the version that has them."""


def phase_told(phase: Phase, version: str) -> Phase:
    """Give the phase that firmware of this version is told: *ready* in place of one that it does not know. It would ignore the unknown
    word, and after 15 s say *not delivered*, which is not true. Every such phase is one in which no call is open.
    """
    since = _SINCE.get(phase)
    known = _VERSION.fullmatch(version)
    if since is None or (known is not None and (int(known["major"]), int(known["minor"])) >= since):
        return phase
    return Phase.READY


class Count(msgspec.Struct, frozen=True):
    """One contact: the presses counted, the highest count with a receipt, and the ages of the presses without one (see above)."""

    count: int
    receipted: int
    ages_ms: tuple[int | None, ...] = ()


class Impossible(msgspec.Struct, frozen=True):
    """A count that no board can have, as the device `said` it, and whether presses wait for a receipt there."""

    said: str
    waits: bool


class Counts(msgspec.Struct, frozen=True):
    """All that a button counts. `contacts` are in the order in which the firmware wrote them. The real counts of the contacts in
    `impossible` are unknown.
    """

    ledger: str
    contacts: dict[str, Count]
    impossible: Mapping[str, Impossible] = {}


def parse_counts(text: str) -> Counts:
    """Read what a button counts. Raises FrameError for anything else: a count that cannot be read is unknown, never 0."""
    ledger, _, rest = text.partition(" ")
    if len(text) > _TEXT_MAX or not _LEDGER.fullmatch(ledger):
        raise FrameError(f"{printable(text)!r} is not what a button counts")
    contacts: dict[str, Count] = {}
    impossible: dict[str, Impossible] = {}
    for word in rest.split():
        found = _CONTACT.fullmatch(word)
        if found is None or found["contact"] not in CONTACTS or found["contact"] in contacts.keys() | impossible.keys():
            raise FrameError(f"{printable(word)!r} is not the count of a contact")
        count = _count(word, found)
        if possible_count(count.count):
            contacts[found["contact"]] = count
        else:
            # without its ages, so that it is the same text when it is said again
            said = f"{found['contact']}={found['count']}"[:SAID_CHARS_MAX]
            impossible[found["contact"]] = Impossible(said, waits=count.count > count.receipted)
    return Counts(ledger, contacts, impossible)


def _count(word: str, found: re.Match[str]) -> Count:
    try:
        ages = tuple(known_age(_age(age)) for age in (found["ages"] or "").split(",") if age)
    except ValueError:
        raise FrameError(f"{printable(word)!r} has an age that cannot be read") from None
    count = Count(int(found["count"]), int(found["receipted"]), ages)
    if not len(ages) <= count.count - count.receipted or len(ages) > WAITING_MAX:
        raise FrameError(f"{printable(word)!r} has more presses without a receipt than it says")
    return count


def _age(text: str) -> int | None:
    return None if text == "?" else int(text)


def write_counts(counts: Counts) -> str:
    """Write counts as the firmware writes them."""
    words = [counts.ledger]
    for contact, count in counts.contacts.items():
        ages = ",".join("?" if age is None else str(age) for age in count.ages_ms)
        words.append(f"{contact}={count.count}/{count.receipted}" + (f"@{ages}" if ages else ""))
    return " ".join(words)


def parse_faults(text: str) -> dict[str, str]:
    """Read the faults that a device names: `what` or `what detail`, separated by commas; empty if all is well. Returns what → detail.

    The words are those of `hardware.signals.Fault`: `stuck help`, `chattering help`, `tampered`, `low-supply 4320 mV`,
    `older-box 1796000000`, `flash-failed`. After `older-box` stands the highest rank that it has heard; earlier firmware says nothing
    there.
    """
    faults: dict[str, str] = {}
    for each in text[:_TEXT_MAX].split(","):
        what, _, detail = each.strip().partition(" ")
        if what:
            faults.setdefault(what, detail)
    return faults


def write_faults(faults: dict[str, str]) -> str:
    """Write faults as the firmware writes them."""
    return ", ".join(f"{what} {detail}".rstrip() for what, detail in faults.items())


def receipts_told(receipts: Mapping[str, int]) -> list[int]:
    """Make the argument `receipts` of TELL. Leaves out contacts that our firmware does not have, and counts that cannot be told to it."""
    told = (receipts.get(contact, NO_RECEIPT) for contact in CONTACTS)
    return [count if possible_count(count) else NO_RECEIPT for count in told]


def device_name(button: str) -> str:
    """Make the ESPHome name of the device that is this button in the plan. ESPHome itself takes at most 31 characters."""
    return NAME_PREFIX + re.sub(r"[^a-z0-9]", "-", button.lower())
