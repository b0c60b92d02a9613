"""What comes off a wire, in the wire's own words. Pure values; what a press means is decided far from here."""

import re
from typing import Literal

import msgspec

CONTACTS_MAX = 8  # our call button has up to four (help, medical, tap-out, safe), each of which may also be held
RANK_MAX = 2**31 - 1  # an epoch's rank is one int32 in every flash
OLDER_BOX = "older-box"  # a device refuses a box of a lower rank than one it has heard
BY_DEVICE = frozenset({"stuck", "chattering", "tampered", "low-supply", OLDER_BOX, "unknown-count", "flash-failed"})
"""What a device may find wrong with itself. Anything else is `UNWELL`: a device must not fill the board with inventions."""
UNWELL = "unwell"
IMPOSSIBLE_COUNT = "impossible-count"  # a device says a count that no board can have; such a press rings without one
UNFORESEEN = "unforeseen"  # a fault of this program, met while it heard or told one device

_RANK = re.compile(r"[0-9]{1,10}", re.ASCII)


class Press(msgspec.Struct, frozen=True):
    """A contact closed. `counter` is the device's own count for that contact, kept in its flash: the truth, never an event.

    `age_ms` is how long ago the device says it happened, None where it does not say or cannot know (it lost power in between): unknown
    is never now, and such a press is never practice.
    `ledger` names the counting `counter` belongs to, None where the device has no such name: counts of a wiped or swapped
    board start again, under another ledger, and are no repeats of old ones.
    `counter` None: the device counts nothing (fixed URLs), or says a count that no board can have.
    `hop`: what heard it first, where that is told: a repeater's number. It says about where somebody was.
    """

    button: str
    contact: str
    counter: int | None
    age_ms: int | None = None
    ledger: str | None = None
    hop: str = ""


class CheckIn(msgspec.Struct, frozen=True):
    """A device is alive. `counters[contact]` is None where the device does not know yet (NaN on the wire), never 0; who counts nothing
    has none.
    """

    button: str
    counters: dict[str, int | None]
    supply_mv: int | None = None
    ledger: str | None = None


class Fault(msgspec.Struct, frozen=True):
    """Something is wrong with one device: `what` is a short stable word such as "lost", "wiped", "stuck", "tampered"."""

    button: str
    what: str
    detail: str


class Mended(msgspec.Struct, frozen=True):
    """A fault named before is over."""

    button: str
    what: str


type WireKind = Literal["line", "receiver", "board", "panel"]


class WireFault(msgspec.Struct, frozen=True):
    """Something is wrong with what several buttons hang on: `subject` is its id in the plan, `what` as in `Fault`."""

    kind: WireKind
    subject: str
    what: str
    detail: str


class WireMended(msgspec.Struct, frozen=True):
    """A fault named before is over."""

    kind: WireKind
    subject: str
    what: str


class RankSeen(msgspec.Struct, frozen=True):
    """A button refuses this box: the highest rank it has heard, as it says, None where it says none. Said again whenever it says so;
    nothing proves it.
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
    """The rank behind `older-box`; None for anything that is none, as older firmware says nothing there."""
    rank = int(detail) if _RANK.fullmatch(detail) else 0
    return rank if 0 < rank <= RANK_MAX else None
