"""Decides what counts of a copy: entries on which the head that the former box signed depends, and keys that such entries name. Writes
nothing. From the signed head downwards, each entry must be the one that the entry above it names. If one is missing or was changed, lower
entries count again from the first entry that opens under a key which already counts: nobody else can have sealed it.
"""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

import msgspec

from appliance.envelope import format as layout
from appliance.envelope.hybrid import PrivateKey
from appliance.envelope.open_calls import OpenCalls
from appliance.envelope.opening import OpenError, open_entry, open_key_entry
from appliance.envelope.seal import DataKey, wrap_digest
from appliance.logbook.carve import WrapFound
from appliance.logbook.head import Head
from appliance.restoring.mirror import CopyError, Mirror
from appliance.restoring.refused import Refused
from appliance.vault.vault import verify

DIGEST_LEN = layout.DIGEST_LEN

type Keys = dict[tuple[bytes, int], DataKey]
"""By stream and key number."""


class Believed(msgspec.Struct):
    """What counts. `gaps`: first and last number of each run of entries that is missing or does not count, the newest first.
    `lowest_left_out`: the lowest entry that is there and does not count. `wraps`: the wraps of entries that count, as far as can be told.
    `is_open`: streams of the calls that were open at the tip, by the former box's signature; None if nothing tells.
    """

    tip: Head
    keys: Keys
    wraps: list[WrapFound]
    gaps: list[tuple[int, int]]
    lowest_left_out: int | None
    numbers: array[int]
    digests: bytearray
    is_open: frozenset[bytes] | None = None

    @property
    def missing(self) -> int:
        """How many recorded entries are missing. If a copy begins above entry 1, the record itself may have begun there."""
        lowest = self.tip.number if self.lowest_left_out is None else self.lowest_left_out
        return sum(last - first + 1 for first, last in self.gaps if first > 1 or lowest <= last)

    def entries(self, mirror: Mirror) -> Iterator[tuple[int, bytes]]:
        """Give the entries that count, the oldest first. A damaged file may give other entries than before: then this raises CopyError."""
        due = len(self.numbers) - 1
        for number, entry in mirror.upwards(self.tip.number):
            if due >= 0 and number == self.numbers[due]:
                if layout.entry_digest(entry) != self.digests[due * DIGEST_LEN : (due + 1) * DIGEST_LEN]:
                    raise CopyError(f"Entry {number:,} is another each time it is read.")
                due -= 1
                yield number, entry
        if due >= 0:
            raise CopyError(f"Entry {self.numbers[due]:,} is not there each time it is read.")


def believed(
    mirror: Mirror,
    device_key: bytes,
    building: bytes,
    readers: Mapping[bytes, PrivateKey],
    *,
    tip: Head | Refused | None = None,
    keys: Keys | None = None,
) -> Believed | Refused:
    """Judge a copy. `device_key`: the former box's key, from the bundle. `readers`: fingerprint → reading key, from there too. `tip`:
    where the copy ends, if that is known from elsewhere; `keys`: keys that count already. Raises CopyError.
    """
    tip = _signed(mirror, device_key, building) if tip is None else tip
    if isinstance(tip, Refused):
        return tip
    is_open = _open_at(mirror, device_key, building, tip)
    judging = _Judging(mirror.wraps()[0], destroyed(mirror, is_open), building, readers)
    judging.keys |= keys or {}
    if not judging.run(mirror, tip):
        return Refused("head-changed", f"Entry {tip.number:,} is not the one that the former box signed. {_ANOTHER}")
    return Believed(
        tip,
        judging.keys,
        judging.wraps,
        judging.gaps,
        judging.lowest_left_out,
        judging.numbers,
        judging.digests,
        is_open,
    )


def destroyed(mirror: Mirror, is_open: frozenset[bytes] | None) -> frozenset[tuple[bytes, int]]:
    """Give the data keys that must not come back. Nobody signed this list, so the keys of calls that were open are not in it. Raises
    CopyError.
    """
    return frozenset(each for each in mirror.gone() if each[0] not in (is_open or ()))


def _open_at(mirror: Mirror, device_key: bytes, building: bytes, tip: Head) -> frozenset[bytes] | None:
    head = mirror.head
    if head is None or not verify(device_key, head.is_open, head.is_open_signature):
        return None
    try:
        said = OpenCalls.unpack(head.is_open)
    except layout.FormatError:
        return None
    of_this = (said.building, said.number, said.digest) == (building, tip.number, tip.digest)
    return frozenset(said.streams) if of_this else None


def _signed(mirror: Mirror, device_key: bytes, building: bytes) -> Head | Refused:
    head, last = mirror.head, mirror.last
    if not last:
        return Refused("no-entries", "The copy has no entry: it was only just begun. There is nothing to go on with.")
    if head is None or not verify(device_key, head.statement, head.signature):
        return Refused("head-not-signed", f"The former box did not sign where this copy ends. {_ANOTHER}")
    try:
        of_building, _, epoch, number, digest = layout.read_head_statement(head.statement)
    except layout.FormatError as error:
        return Refused("head-not-signed", f"What the former box signed {error}. {_ANOTHER}")
    if of_building != building:
        return Refused("another-building", "The copy ends at an entry of another building.")
    if number > last:
        says = f"The copy ends at entry {last:,}, but the former box signed it up to entry {number:,}. {_ANOTHER}"
        return Refused("copy-cut-off", says)
    return Head(epoch, number, digest)


class _Judging:
    """One walk from the head down to the first entry."""

    def __init__(
        self,
        wraps: list[WrapFound],
        gone: Collection[tuple[bytes, int]],
        building: bytes,
        readers: Mapping[bytes, PrivateKey],
    ) -> None:
        self.keys: Keys = {}
        self.wraps: list[WrapFound] = []
        self.lowest_left_out: int | None = None
        self.numbers = array("Q")
        self.digests = bytearray()
        self.gaps: list[tuple[int, int]] = []
        self._building = building
        self._readers = readers
        self._named: defaultdict[int, list[WrapFound]] = defaultdict(list)
        for wrap in wraps:
            if (wrap[2], wrap[3]) not in gone:
                self._named[wrap[0]].append(wrap)

    def run(self, mirror: Mirror, tip: Head) -> bool:
        """Walk. Return whether the entry that was signed is there. Raises CopyError."""
        digest: bytes | None = tip.digest
        due = tip.number  # the highest number for which nothing was found yet
        for number, entry in mirror.downwards(tip.number):
            header = self._counts(number, entry, digest if number == due else None)
            if header is None:
                if number == tip.number:
                    return False
                self.lowest_left_out = number
                digest = None
                continue
            if number != due:
                if due == tip.number:
                    return False
                self.gaps.append((number + 1, due))
            due, digest = number - 1, header.prev_digest
            self.numbers.append(number)
            self.digests += layout.entry_digest(entry)
            self._take_keys(number, entry, header)
        if due and due != tip.number and digest != layout.GENESIS_DIGEST:
            self.gaps.append((1, due))
        return due != tip.number

    def _counts(self, number: int, entry: bytes, digest: bytes | None) -> layout.Header | None:
        try:
            header = layout.whole_header(entry)
        except layout.FormatError:
            return None
        if header.number != number or header.building != self._building:
            return None
        if digest is not None:
            return header if layout.entry_digest(entry) == digest else None
        key = self.keys.get((header.stream, header.key_no))
        try:
            return header if key is not None and open_entry(entry, key) else None
        except (OpenError, layout.FormatError):
            return None

    def _take_keys(self, number: int, entry: bytes, header: layout.Header) -> None:
        """Take the wraps that this entry names. If the key does not open here, nobody can tell what the entry names: the office checks
        those wraps.
        """
        here = [wrap for wrap in self._named.pop(number, ()) if (wrap[2], wrap[3]) == (header.stream, header.key_no)]
        key = next((key for wrap in here if (key := self._opened(entry, wrap)) is not None), None)
        if key is not None:
            self.keys.setdefault((key.stream, key.key_no), key)
            named = layout.KeyStatement.decode(open_entry(entry, key)).wraps
            here = [wrap for wrap in here if (wrap[1], wrap_digest(wrap[4])) in named]
        else:
            here = [wrap for wrap in here if wrap[1] not in self._readers]
        self.wraps += here

    def _opened(self, entry: bytes, wrap: WrapFound) -> DataKey | None:
        private = self._readers.get(wrap[1])
        try:
            return open_key_entry(entry, wrap[4], private) if private is not None else None
        except (OpenError, layout.FormatError):
            return None


_ANOTHER = "It was changed, or is damaged. Try the copy at another place, or the one of the day before."
