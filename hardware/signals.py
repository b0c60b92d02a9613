"""Defines the signals that come from the wires, in the words of the wires. Pure values; other code decides what a press means."""

import re
from typing import Literal

import msgspec

CONTACTS_MAX = 8  # Our call button has up to four contacts (help, medical, tap-out, safe), and each may also be held.
RANK_MAX = 2**31 - 1  # every device keeps an epoch's rank as one int32 in its flash
OLDER_BOX = "older-box"  # a device refuses a box because it has heard one of a higher rank
BY_DEVICE = frozenset({"stuck", "chattering", "tampered", "low-supply", OLDER_BOX, "unknown-count", "flash-failed"})
"""The faults that a device may find in itself. Any other word becomes `UNWELL`: a device must not fill the board with words that it
invents.
"""
UNWELL = "unwell"
# A device says a count that no board can have. Such a press rings without a count.
IMPOSSIBLE_COUNT = "impossible-count"
UNFORESEEN = "unforeseen"  # a fault of this program, met while it listened to a device or told it something

_RANK = re.compile(r"[0-9]{1,10}", re.ASCII)


class Press(msgspec.Struct, frozen=True):
    """A contact closed. `counter` is the device's own count for that contact, kept in its flash. The count is what is trusted, never the
    single event.

    `age_ms` is how long ago the press happened, as the device says. It is None if the device does not say it or cannot know it (it
    lost power in between). Unknown never means now, and such a press is never practice.

    `ledger` names the counting to which `counter` belongs, and is None if the device has no such name. The counts of a wiped or
    swapped board start again, under another ledger, and are no repeats of old ones.

    `counter` None: the device does not count (fixed URLs), or says a count that no board can have.

    `hop` is what heard the press first, if that is told: the number of a repeater. It tells roughly where the person was.
    """

    button: str
    contact: str
    counter: int | None
    age_ms: int | None = None
    ledger: str | None = None
    hop: str = ""


class CheckIn(msgspec.Struct, frozen=True):
    """A device is alive. `counters[contact]` is None if the device does not know its count yet (NaN on the wire), and never 0 then. A
    device that does not count has no counters.

    `class_coming`: its lamp can say that a class comes, and says it when it is told. Older firmware cannot.
    """

    button: str
    counters: dict[str, int | None]
    supply_mv: int | None = None
    ledger: str | None = None
    class_coming: bool = True


class Fault(msgspec.Struct, frozen=True):
    """Something is wrong with one device. `what` is a short word that never changes, such as "lost", "wiped", "stuck", "tampered"."""

    button: str
    what: str
    detail: str


class Mended(msgspec.Struct, frozen=True):
    """A fault of one device that was named before is over."""

    button: str
    what: str


type WireKind = Literal["line", "receiver", "board", "panel"]


class WireFault(msgspec.Struct, frozen=True):
    """Something is wrong with a thing to which several buttons are wired. `subject` is its id in the plan, `what` is as in `Fault`."""

    kind: WireKind
    subject: str
    what: str
    detail: str


class WireMended(msgspec.Struct, frozen=True):
    """A fault that was named in a `WireFault` is over."""

    kind: WireKind
    subject: str
    what: str


class RankSeen(msgspec.Struct, frozen=True):
    """A button refuses this box. `rank` is the highest rank that the button says it has heard, None if it says none. It is reported again
    whenever the button says so; nothing proves it.
    """

    button: str
    rank: int | None


class FamilyLost(msgspec.Struct, frozen=True):
    """A whole family of devices cannot be heard (its port, listener or receiver is gone)."""

    family: str
    detail: str


class FamilyRestored(msgspec.Struct, frozen=True):
    """The family is heard again."""

    family: str


type Signal = Press | CheckIn | Fault | Mended | WireFault | WireMended | RankSeen | FamilyLost | FamilyRestored


def rank_in(detail: str) -> int | None:
    """Read the rank that stands after `older-box`. None if it is not a rank; older firmware sends nothing there."""
    rank = int(detail) if _RANK.fullmatch(detail) else 0
    return rank if 0 < rank <= RANK_MAX else None
