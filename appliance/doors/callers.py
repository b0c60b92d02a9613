"""Measures who connects to a network door, by address: how often, who proved itself lately, who is held back. Opens no socket, knows no
clock. An address proves nothing. If a right press came from it lately, it comes first where many wait, and that is all.
"""

import socket
from collections import OrderedDict

import msgspec

from appliance.doors.limits import Buckets
from appliance.words.troubles import WEBHOOK_FLOODED

CALLS_BURST = 50  # every pendant of a large school at once, behind one access point that gives them one address
CALLS_PER_S = 10.0
"""The rate after a burst. A device calls a few times a minute at most. A caller that uses this rate fully takes 2 % of a Pi 4 with TLS
handshakes (2 ms each).
"""
MANY_BURST = 100
MANY_PER_S = 40.0
"""The same limits where many devices may share one measure. One case is a whole /64 of IPv6: whoever has one address of it can have all.
A flood from a single address leaves its neighbours most of this measure. The other case is an address from which right presses come.
"""
STRANGERS_MAX = 1024  # addresses that are measured at once, about 200 KB: more than a school's network has
REMEMBERED_MAX = 512  # twice the one-way devices of a large school
REMEMBERED_S = (
    35 * 86_400.0
)  # a device is tested once a month; a device that was forgotten counts as a stranger, and gets in as strangers do
FLOODED_AFTER_S = 5.0  # a device that tries again at once, and then waits, is no flood
FLOOD_OVER_S = 30.0  # a flood that pauses still counts as a flood
HELD_BACK_MAX = 64  # addresses whose floods are followed one by one; all further addresses are followed as one
NAMED_MAX = 4  # addresses named to people: a console must still show what else is wrong
OTHERS = "other addresses"


class Caller(msgspec.Struct, frozen=True):
    """The measure of a connection. `known`: a right press came from its address lately; the address is then measured alone. `share` is
    the name under which its open connections are counted: the address, or the /64 of a stranger's IPv6 address.
    """

    address: str
    share: str
    known: bool


class _HeldBack(msgspec.Struct):
    first_s: float
    last_s: float


class Callers:
    """Measures callers; one per door. Times are seconds on any steady clock."""

    def __init__(self) -> None:
        self._strangers = Buckets(CALLS_BURST, CALLS_PER_S, STRANGERS_MAX)
        self._networks = Buckets(MANY_BURST, MANY_PER_S, STRANGERS_MAX)
        self._friends = Buckets(MANY_BURST, MANY_PER_S, REMEMBERED_MAX)
        self._remembered: OrderedDict[str, float] = OrderedDict()
        self._held_back: dict[str, _HeldBack] = {}

    def remember(self, address: str, now_s: float) -> None:
        """Note that a press with a right signature came from this address."""
        plain = _plain(address)
        self._remembered[plain] = now_s
        self._remembered.move_to_end(plain)
        if len(self._remembered) > REMEMBERED_MAX:
            self._remembered.popitem(last=False)

    def caller(self, address: str, now_s: float) -> Caller:
        """Give the caller at this address."""
        plain = _plain(address)
        known = now_s - self._remembered.get(plain, -REMEMBERED_S) < REMEMBERED_S
        return Caller(plain, plain if known else kin(plain), known)

    def may_come(self, caller: Caller, now_s: float) -> bool:
        """Count one connection. Return False if it is to be held back."""
        over = self._over(caller, now_s)
        if over is not None:
            self._hold_back(over, now_s)
        return over is None

    def floods(self, now_s: float) -> dict[str, str]:
        """Give who floods the door now, with what to do. Forget floods that are over."""
        over = [key for key, held in self._held_back.items() if now_s - held.last_s >= FLOOD_OVER_S]
        for key in over:
            del self._held_back[key]
        flooding = [key for key, held in self._held_back.items() if held.last_s - held.first_s >= FLOODED_AFTER_S]
        named = flooding[:NAMED_MAX] + ([OTHERS] if len(flooding) > NAMED_MAX else [])
        return dict.fromkeys(named, WEBHOOK_FLOODED.do)

    @property
    def watched(self) -> bool:
        """Return whether `floods` may say something else in a moment than it does now."""
        return bool(self._held_back)

    def _over(self, caller: Caller, now_s: float) -> str | None:
        """Give the measure that is used up, of the address or of its network; None if neither is."""
        if not (self._friends if caller.known else self._strangers).take(caller.address, now_s):
            return caller.address
        if caller.share != caller.address and not self._networks.take(caller.share, now_s):
            return caller.share
        return None

    def _hold_back(self, key: str, now_s: float) -> None:
        if key not in self._held_back and len(self._held_back) >= HELD_BACK_MAX:
            key = OTHERS
        held = self._held_back.setdefault(key, _HeldBack(now_s, now_s))
        held.last_s = now_s


def kin(address: str) -> str:
    """Give what is measured as one: an IPv4 address, or the /64 of an IPv6 address, since whoever has one address of it can have them
    all.
    """
    plain = _plain(address)
    if ":" not in plain:
        return plain
    network = socket.inet_pton(socket.AF_INET6, plain.partition("%")[0])[:8]
    return f"{socket.inet_ntop(socket.AF_INET6, network + bytes(8))}/64"


def _plain(address: str) -> str:
    """Give the address without the prefix `::ffff:`: a socket for both kinds of address gives IPv4 as `::ffff:10.0.0.7`."""
    return address.removeprefix("::ffff:")
