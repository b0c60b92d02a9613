"""Examines whether a whole record holds: its chain, signed head, runs, keys and tables. Takes slices in order; knows no lock, socket or
screen.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

import msgspec

from appliance.core.calls.events import (
    ActUndone,
    CallMadeReal,
    CallRaised,
    CallRaisedElsewhere,
    ReopenedByPress,
    StoodDown,
)
from appliance.core.devices.events import ButtonsTakenOver
from appliance.core.devices.rank import RANK_MAX
from appliance.core.district.events import BoxReplaced
from appliance.core.events import Event
from appliance.core.ground.events import EpochStarted
from appliance.core.ground.words import DeskAct
from appliance.envelope import format as layout
from appliance.envelope.opening import OpenError, open_entry, open_key_entry
from appliance.envelope.seal import DataKey
from appliance.log.fault import Fault, Kind
from appliance.logbook import verify
from appliance.logbook.head import Head
from appliance.logbook.verify import Link
from appliance.record import codec
from appliance.record.events import is_live
from appliance.vault import vault as vaults
from appliance.vault.vault import Vault

FAULTS_MAX = 1000  # nobody reads more faults than that; a wholly rewritten record must not fill the memory
RESTART = "restart"  # the reason of a run before which nothing was set aside (`logbook.epoch`)
# Data keys at hand, 1 KiB each: an entry is opened unless 20,000 incidents began since its stream's last entry.
KEYS_KEPT = 20_000


class Row(NamedTuple):
    """One stored entry as its table has it. `stream` is None if it comes from no table."""

    number: int
    stream: bytes | None
    entry: bytes


class Wrap(NamedTuple):
    """One detached wrap as its table has it. `named_in`: the entry that names it, if that entry is in a later slice."""

    number: int
    recipient: bytes
    stream: bytes
    key_no: int
    wrap: bytes
    named_in: bytes = b""


class Run(msgspec.Struct):
    """The epoch being read: what came before it, and whether its start entry was seen."""

    epoch: bytes
    first: int
    after: tuple[str | None, int, str] | None
    """Epoch, number and digest of the entry before it. The epoch is None if the record was begun anew; all is None for the very first
    entry.
    """
    started: bool = False
    unread: bool = False


class Seen(msgspec.Struct):
    """What was looked at. `unread` entries are sealed under keys that this building does not hold, or no longer holds."""

    first: int = 0
    entries: int = 0
    facts: int = 0
    keys: int = 0
    unread: int = 0
    runs: int = 0


class Calls(msgspec.Struct):
    """The calls of a record, as stream → the call's first entry: `open` calls, which nobody stood down, and calls that are `over`.
    `unread`: streams of which not everything could be read. `practice`: calls of practice, which end with their drill or are left behind
    with it.
    """

    open: dict[bytes, int] = {}
    over: dict[bytes, int] = {}
    unread: set[bytes] = set()
    practice: dict[bytes, int] = {}


class Examination:
    """Examines a record: give it slices with `take`, then call `end`. Without a vault it examines only what needs no key."""

    def __init__(self, building: bytes, vault: Vault | None, head: Head | None) -> None:
        self.faults: list[Fault] = []
        self.seen = Seen()
        self.calls = Calls()
        self.link: Link | None = None
        self._building = building
        self._vault = vault
        self._head = head
        self._run: Run | None = None
        self._rank = -1
        self._parents_keys: dict[bytes, str] = {}
        self._keys: OrderedDict[tuple[bytes, int], DataKey] = OrderedDict()

    def take(self, rows: Sequence[Row], wraps: Sequence[Wrap]) -> None:
        """Take the next entries, the wraps that their key entries name, and the wraps by which their keys were carried forward."""
        named: defaultdict[int, list[Wrap]] = defaultdict(list)
        for wrap in wraps:
            if wrap.named_in and self._vault is not None:
                self._carried(self._vault, wrap)
            named[wrap.number].append(wrap)
        for row in rows:
            self._take(row, named[row.number])

    def end(self) -> None:
        """Note that there are no more entries."""
        self._end_run()
        last = self.link.number if self.link else 0
        if self._head is not None and last < self._head.number:
            self._fault(Kind.HEAD, last, f"the record ends here, but entry {self._head.number:,} was signed")

    # ---- entry by entry

    def _take(self, row: Row, wraps: Sequence[Wrap]) -> None:
        before = self.link
        self._follow(row)
        self.seen.entries += 1
        self._compare_with_head(row)
        try:
            header = layout.split(row.entry).header
        except layout.FormatError:
            return  # the chain has reported this already
        if before is None:
            self._begin(header)
        if row.stream is not None and row.stream != header.stream:
            self._fault(Kind.TABLE, row.number, "the table lists it under another stream than its own")
        self._follow_run(header, before)
        if self._vault is not None:
            self._open(self._vault, row, header, wraps)

    def _follow(self, row: Row) -> None:
        for result in verify.check([(row.number, row.entry)], self._building, self.link):
            if isinstance(result, Link):
                self.link = result
            else:
                self._fault(Kind.CHAIN, result.number, result.says)

    def _begin(self, header: layout.Header) -> None:
        self.seen.first = header.number
        if header.number == 1 and header.prev_digest != layout.GENESIS_DIGEST:
            self._fault(Kind.CHAIN, 1, "it is the first entry, yet it names one before it")

    def _compare_with_head(self, row: Row) -> None:
        head = self._head
        if head is not None and row.number == head.number and layout.entry_digest(row.entry) != head.digest:
            self._fault(Kind.HEAD, row.number, "it is not the entry that was signed")

    # ---- runs

    def _follow_run(self, header: layout.Header, before: Link | None) -> None:
        if self._run is not None and self._run.epoch == header.epoch:
            return
        after: tuple[str | None, int, str] | None = None
        if before is not None:
            after = (self._run.epoch.hex() if self._run else None, before.number, before.digest.hex())
        elif header.number > 1:
            after = (None, header.number - 1, header.prev_digest.hex())
        self._end_run()
        self._run = Run(header.epoch, header.number, after)
        self.seen.runs += 1

    def _end_run(self) -> None:
        run = self._run
        if self._vault is None or run is None or run.started:
            return
        if run.first == self.seen.first > 1:
            self._fault(
                Kind.EPOCH, run.first, "the record begins here, and no start entry says why: its beginning is missing"
            )
        elif not run.unread:
            self._fault(Kind.EPOCH, run.first, f"the run {run.epoch.hex()[:8]} begins here without a start entry")

    def _started(self, vault: Vault, header: layout.Header, started: EpochStarted) -> None:
        run = self._run
        assert run is not None
        run.started = True
        for wrong, says in (
            (started.epoch != run.epoch.hex(), "the start entry names another run than the one it stands in"),
            (
                started.device_key != self._device_key_of(vault, header.box, started),
                "the start entry names another device's key than this box's",
            ),
            (not _continues(started.parent, run.after), "the start entry names another entry before it than there is"),
            (run.first == self.seen.first > 1 and started.reason == RESTART, "the record begins here without a reason"),
            (started.epoch_rank <= self._rank < RANK_MAX, "the rank of the run does not rise"),
            (not _signed(header, started), "the signature of the start entry does not hold"),
        ):
            if wrong:
                self._fault(Kind.EPOCH, header.number, says)
        self._rank = max(self._rank, started.epoch_rank)

    def _device_key_of(self, vault: Vault, box: bytes, started: EpochStarted) -> str:
        """Give the device key that a box must name. For a box that this one stands in for, that is the key of its first run here: its own
        key is lost, or is in the bundle with which this box began.
        """
        if box in vault.parents:
            return self._parents_keys.setdefault(box, started.device_key)
        return vault.device_public.hex()

    def _replaced(self, header: layout.Header, event: BoxReplaced) -> None:
        """Compare what the former box's bundle said of it with what its runs say in the record."""
        key = self._parents_keys.get(event.former_box, event.former_device_key.hex())
        if key != event.former_device_key.hex():
            self._fault(Kind.EPOCH, header.number, "the box it replaces had another device's key than its runs name")

    # ---- keys and contents

    def _open(self, vault: Vault, row: Row, header: layout.Header, wraps: Sequence[Wrap]) -> None:
        for wrap in wraps:
            self._try_wrap(vault, row, header, wrap)
        key = self._keys.get((header.stream, header.key_no))
        if key is None:
            self._unread(header)
            return
        self._keys.move_to_end((header.stream, header.key_no))
        try:
            plaintext = open_entry(row.entry, key)
            event = codec.decode(plaintext[1:])[1] if plaintext[:1] == layout.FACT else None
        except (OpenError, layout.FormatError, codec.CodecError) as error:
            self._fault(Kind.CONTENT, row.number, str(error))
            return
        if event is not None and is_live(event):
            self._told(vault, header, event)

    def _try_wrap(self, vault: Vault, row: Row, header: layout.Header, wrap: Wrap) -> None:
        if (wrap.stream, wrap.key_no) != (header.stream, header.key_no):
            self._fault(Kind.KEY, row.number, "a wrap is kept for it under another stream or key number")
            return
        reader = vault.reading_keys.private_for(wrap.recipient)
        if reader is None:
            return
        try:
            key = open_key_entry(row.entry, wrap.wrap, reader)
        except (OpenError, layout.FormatError) as error:
            self._fault(Kind.KEY, row.number, str(error))
            return
        self.seen.keys += 1
        self._keep(key)

    def _carried(self, vault: Vault, wrap: Wrap) -> None:
        """Take a key from its later wrap: the first wrap went with its week's reading key. The wrap itself is examined at the entry that
        names it.
        """
        reader = vault.reading_keys.private_for(wrap.recipient)
        if reader is not None:
            with suppress(OpenError, layout.FormatError):
                self._keep(open_key_entry(wrap.named_in, wrap.wrap, reader))

    def _keep(self, key: DataKey) -> None:
        self._keys[key.stream, key.key_no] = key
        if len(self._keys) > KEYS_KEPT:
            self._keys.popitem(last=False)

    def _unread(self, header: layout.Header) -> None:
        self.seen.unread += 1
        self.calls.unread.add(header.stream)
        if self._run is not None:
            self._run.unread = True

    def _told(self, vault: Vault, header: layout.Header, event: Event) -> None:
        self.seen.facts += 1
        match event:
            case CallRaised() if event.drill is not None:
                self.calls.practice[header.stream] = header.number
            case CallRaised() | CallRaisedElsewhere():
                self.calls.open[header.stream] = header.number
            case CallMadeReal():
                self._moved(header.stream, self.calls.practice, self.calls.open)
            case StoodDown():
                self._moved(header.stream, self.calls.open, self.calls.over)
            case ActUndone(undone=DeskAct.STOOD_DOWN) | ReopenedByPress():
                self._moved(header.stream, self.calls.over, self.calls.open)
            case EpochStarted():
                self._started(vault, header, event)
            case ButtonsTakenOver():
                self._rank = max(self._rank, event.rank)
            case BoxReplaced():
                self._replaced(header, event)
            case _:
                pass

    def _moved(self, stream: bytes, out_of: dict[bytes, int], into: dict[bytes, int]) -> None:
        if stream in out_of:
            into[stream] = out_of.pop(stream)

    def _fault(self, kind: Kind, number: int, says: str) -> None:
        if len(self.faults) < FAULTS_MAX:
            self.faults.append(Fault(kind, number, says))


def _continues(parent: tuple[str, int, str] | None, after: tuple[str | None, int, str] | None) -> bool:
    if parent is None or after is None:
        return parent is after
    return parent[1:] == after[1:] and after[0] in {None, parent[0]}


def _signed(header: layout.Header, started: EpochStarted) -> bool:
    try:
        key, signature = bytes.fromhex(started.device_key), bytes.fromhex(started.signature)
    except ValueError:
        return False
    return vaults.verify(key, layout.epoch_statement(header.building, header.box, started), signature)
