"""Makes what travels between the online and the offline machine to hand over a dead box's bundle and keys. Asks nobody; opens no entry.

The online office has the data keys and no key to the bundle. The offline machine has that key and the root key, and no data keys. A person
learns by telephone the code that the new box shows: the handover is sealed for the key with this code, or for none.
"""

import msgspec

from appliance.api.discreet import Discreet
from appliance.envelope import handover
from appliance.envelope.bundle import Sealed, opened
from appliance.envelope.handover import HandedKey, Handover
from appliance.envelope.hybrid import SUITE, PrivateKey, PublicKey
from sync.office.papers import Unreadable
from sync.office.root import Root
from sync.protocol import HandoverGiven, RestoringBox

PAPER_LEN_MAX = 4 * 1024 * 1024  # a bundle, and a few thousand keys
_LABEL = b"handbell handed keys v1".ljust(32, b"\0")


class NoSuchCode(Exception):
    """No box that asks has this code. The text says what to do."""


class RestorePaper(msgspec.Struct, frozen=True, array_like=True, tag="restore-1"):
    """What goes from the online to the offline machine: nothing in it opens without the recovery key."""

    building: bytes
    bundle: bytes
    wanted: tuple[RestoringBox, ...]
    known: tuple[tuple[bytes, bytes], ...]
    """For each recovery key: its fingerprint, and a `Known` sealed for it."""

    @property
    def sealed(self) -> Sealed:
        """The bundle, still sealed. Raises BundleError."""
        return Sealed.unpack(self.bundle)


class Known(Discreet, frozen=True, array_like=True, tag="known-1"):
    """What the online office knows of the former box; the fields are as in `Handover`."""

    keys: tuple[HandedKey, ...]
    head: tuple[bytes, int, bytes] | None
    unread: int = 0

    def __repr__(self) -> str:
        return f"Known(keys={len(self.keys)})"


class Opened(Discreet, frozen=True):
    """What the recovery key opened."""

    whole: Handover

    def __repr__(self) -> str:
        return "Opened()"


def known_for(recovery: PublicKey, building: bytes, known: Known) -> tuple[bytes, bytes]:
    """Seal what the online office knows for the key that opens the bundle."""
    inside = msgspec.msgpack.encode(known)
    return recovery.fingerprint, SUITE.encrypt(inside, recovery.hpke_key, info=_LABEL + building)


def read(data: bytes) -> RestorePaper:
    """Read the file. Raises Unreadable."""
    try:
        return msgspec.msgpack.decode(data, type=RestorePaper)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise Unreadable(f"This is no file of handbell office restore ask ({wrong}).") from wrong


def opened_with(paper: RestorePaper, recovery: PrivateKey) -> Opened:
    """Open the bundle and the data keys. Raises BundleError, Unreadable."""
    contents, about = opened(paper.sealed, recovery), paper.sealed.about
    mine = dict(paper.known).get(recovery.public.fingerprint)
    known = Known((), None)
    if mine is not None:
        try:
            inside = SUITE.decrypt(mine, recovery.hpke_key, info=_LABEL + paper.building)
            known = msgspec.msgpack.decode(inside, type=Known)
        except (
            Exception
        ) as wrong:  # the library's own error or msgspec's: either way the online office did not write this
            raise Unreadable("The data keys in this file do not open: it was changed on its way.") from wrong
    return Opened(Handover(contents, known.keys, known.head, (about.head, about.digest), known.unread))


def hand_over(paper: RestorePaper, found: Opened, code: str, root: Root) -> HandoverGiven:
    """Seal it for the box that has this code, and sign. Raises NoSuchCode, HandoverError."""
    for each in paper.wanted:
        if handover.is_code_of(code, paper.building, each.public):
            public = PublicKey.from_bytes(each.public)
            made = handover.seal(found.whole, paper.building, public, root.hand_over)
            return HandoverGiven(paper.building, each.box, made.pack())
    raise NoSuchCode(
        "No box that asked has this code. Hear it again from the box's screen, by a number of the school that you know; where it is the "
        "same, somebody else asks in its place: seal nothing, and tell the district's administrator."
    )
