"""Decides what counts of the entries that came over the district's line: those connected to what the former box signed, and to what the
safety office has. Writes nothing. The office's word is under its root key. The moment of the bundle is under the former box's device key:
if the entries go that far, the entry of that moment must be among them. Entries beyond the office's last one count as far as they open
under a key that was handed over.
"""

import hmac
from collections.abc import Iterator

import msgspec

from appliance.envelope import format as layout
from appliance.envelope.handover import Handover
from appliance.envelope.hybrid import PublicKey
from appliance.envelope.opening import OpenError, open_entry
from appliance.envelope.seal import DataKey, commitment, wrap
from appliance.logbook.carve import WrapFound
from appliance.logbook.head import Head
from appliance.recovery.offered import Offered
from appliance.restoring.believing import Believed, Keys, believed
from appliance.restoring.mirror import Mirror, SignedHead
from appliance.restoring.refused import Refused

NOTHING_CAME = Refused("no-entries", "The district has no entry of that box. There is nothing to go on with.")
NOT_THESE = Refused(
    "not-these-entries",
    "What the district gave as the entries of that box is not what the safety office has, nor what the box signed. Tell the district's "
    "administrator. It is fetched again meanwhile.",
)


class Brought(Mirror):
    """What came, as a copy without wraps, and without a head that the box signed."""

    def __init__(self, offered: Offered) -> None:
        self._offered = offered

    def close(self) -> None:
        """Do nothing: no file is held open."""

    def about(self, name: str) -> tuple[bytes, bytes]:
        """Give nothing: the handover says whose it is."""
        del name
        return b"", b""

    @property
    def head(self) -> SignedHead | None:
        """None: no head came."""
        return None

    @property
    def last(self) -> int:
        """The highest entry number, 0 if there is no entry."""
        return max(self._offered.numbers(), default=0)

    def upwards(self, upto: int) -> Iterator[tuple[int, bytes]]:
        """Give entries as `Mirror` does. Raises OSError."""
        return self._offered.upwards(upto)

    def downwards(self, upto: int) -> Iterator[tuple[int, bytes]]:
        """Give entries as `Mirror` does. Raises OSError."""
        return self._offered.downwards(upto)

    def wraps(self) -> tuple[list[WrapFound], int]:
        """Give none: the wraps for the building's own keys never left it."""
        return [], 0

    def gone(self) -> frozenset[tuple[bytes, int]]:
        """Give none: nobody tells what was destroyed."""
        return frozenset()

    @property
    def length_bytes(self) -> int:
        """Bytes on the disk."""
        return self._offered.length


class Vouched(msgspec.Struct, frozen=True):
    """What counts. `introduced`: for each key, number and epoch of the entry that introduced it. `beyond`: how many streams go on above
    what counts.
    """

    believed: Believed
    introduced: dict[tuple[bytes, int], tuple[int, bytes]]
    beyond: int


def vouched(brought: Brought, handed: Handover) -> Vouched | Refused:
    """Judge the entries that came. Raises CopyError, OSError."""
    if not brought.last:
        return NOTHING_CAME
    keys: Keys = {
        (each.stream, each.key_no): DataKey(each.raw, each.stream, each.key_no, each.klass) for each in handed.keys
    }
    walk = _Walk(handed, keys)
    for number, entry in brought.upwards(brought.last):
        walk.take(number, entry)
    if walk.tip is None or walk.has_another_at_made:
        return NOT_THESE
    contents = handed.bundle
    counted = believed(brought, contents.device_key, contents.building, {}, tip=walk.tip, keys=keys)
    if isinstance(counted, Refused):
        return counted
    return Vouched(counted, walk.introduced, len(walk.beyond))


def wraps_for(reader: PublicKey, building: bytes, vouched: Vouched) -> list[WrapFound]:
    """For each key that was handed over, make one wrap for this reader, at the entry that introduced the key."""
    found = []
    for (stream, key_no), (number, epoch) in vouched.introduced.items():
        key = vouched.believed.keys[stream, key_no]
        info = layout.wrap_info(building, epoch, stream, key_no, key.klass, reader.fingerprint)
        found.append((number, reader.fingerprint, stream, key_no, wrap(key.raw, reader, info)))
    return found


class _Walk:
    """Walks from the first entry upwards, to the last entry for which somebody vouches."""

    def __init__(self, handed: Handover, keys: Keys) -> None:
        self.tip: Head | None = None
        self.introduced: dict[tuple[bytes, int], tuple[int, bytes]] = {}
        self.beyond: set[bytes] = set()
        self.has_another_at_made = False
        self._made, self._keys = handed.made, keys
        self._named = {handed.made} | ({handed.head[1:]} if handed.head is not None else set())
        self._before: tuple[int, bytes] | None = None  # the last entry that follows on the tip without a gap
        self._building = handed.bundle.building

    def take(self, number: int, entry: bytes) -> None:
        """Take the next entry."""
        header, digest = layout.whole_header(entry), layout.entry_digest(entry)
        opens = self._opens(entry, header)
        hangs = self._before == (number - 1, header.prev_digest)
        if number == self._made[0] and digest != self._made[1]:
            self.has_another_at_made = True
        if (number, digest) in self._named or (hangs and opens):
            self.tip, self._before, self.beyond = Head(header.epoch, number, digest), (number, digest), set()
            return
        if hangs:
            self._before = number, digest
        if self.tip is not None:
            self.beyond.add(header.stream)

    def _opens(self, entry: bytes, header: layout.Header) -> bool:
        place = header.stream, header.key_no
        key = self._keys.get(place)
        if key is None or header.building != self._building:
            return False
        try:
            plaintext = open_entry(entry, key)
            if place not in self.introduced and _introduces(plaintext, key):
                self.introduced[place] = header.number, header.epoch
        except (OpenError, layout.FormatError):
            return False
        return True


def _introduces(plaintext: bytes, key: DataKey) -> bool:
    if plaintext[:1] != layout.KEY:
        return False
    said = layout.KeyStatement.decode(plaintext)
    expected = commitment(key.raw, key.stream, key.key_no, key.klass)
    return said.klass == key.klass and hmac.compare_digest(said.commitment, expected)
