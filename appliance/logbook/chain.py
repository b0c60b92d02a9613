"""Holds the end of the chain in memory, and turns facts into sealed entries, one after the other. Knows keys and streams, no SQLite."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Protocol

import msgspec

from appliance.core import standing
from appliance.core.calls.closing import REOPEN_MS_MAX, practice_after, reopens
from appliance.core.calls.events import FirstCall, PressedOften, RecordOpened, StoodDown
from appliance.core.ground.events import IncidentEvent
from appliance.core.ground.stands import Stands
from appliance.core.ground.words import Counting
from appliance.envelope import format as layout
from appliance.envelope.hybrid import PublicKey
from appliance.envelope.seal import DataKey, Position, seal
from appliance.logbook.batch import Batch, Fact
from appliance.plan.ids import IncidentId
from appliance.record import codec
from appliance.record.events import AnyEvent, KeysDestroyed, RecordMoved, is_live, klass_of, owes_record
from appliance.record.words import Status
from appliance.vault.pool import FreshKey, Pool


class Tagger(Protocol):
    """Makes tags and hidden values for the look-up tables, so that these tell nothing without the key (the vault does it)."""

    def tag(self, text: str) -> bytes:
        """Give 16 bytes that say nothing without the key."""
        ...

    def hide(self, plaintext: bytes) -> bytes:
        """Seal the plaintext for this box alone."""
        ...


class Stream(msgspec.Struct):
    """One stream being written: its id, first entry number, the newest key number used in it, and the key of each class that seals now.
    `owes_record`: whether its record is owed once its call is stood down; never for a stream that is `practice` now.
    """

    stream: bytes
    first: int
    key_no: int
    # a class is missing until this epoch's first write makes a new key
    keys: dict[str, DataKey] = {}
    practice: bool = False
    owes_record: bool = False
    often: dict[str, int] = {}
    """For each counting, the entry that says how often it was pressed, as long as nothing else was recorded since."""

    def heard(self, event: AnyEvent) -> None:
        """Take note of what an event says about the incident as a whole."""
        self.practice = practice_after(event, before=self.practice)
        self.owes_record = not self.practice and (self.owes_record or owes_record(event))

    def said_before(self, number: int, event: AnyEvent) -> int | None:
        """Give the earlier entry that this one says again. Entries of a run hold totals, so the newest says all: the next start must not
        have to read a whole night of a broken contact.
        """
        if not isinstance(event, PressedOften):
            self.often.clear()
            return None
        which = "/".join((event.source.presser, event.source.contact or "", event.source.ledger or ""))
        before = self.often.get(which)
        self.often[which] = number
        return before


class Chain:
    """Seals facts. `head` is (number, digest) of the newest sealed entry, written or not."""

    def __init__(
        self, *, building: bytes, box: bytes, epoch: bytes, head: tuple[int, bytes], pool: Pool, tagger: Tagger
    ) -> None:
        self.head = head
        self.epoch = epoch
        self.incidents: dict[IncidentId, Stream] = {}
        # with the moment (mono_ms) when the call was stood down: these may be opened again
        self._stood_down: dict[IncidentId, tuple[Stream, int]] = {}
        self._taken_up: dict[
            IncidentId, Stream
        ] = {}  # stood down, and written to since: some hundred bytes each, in one epoch
        self.house: Stream | None = None
        self._house_month = ""
        self._front = layout.epoch_front(building, box, epoch)
        self._pool = pool
        self._tagger = tagger
        self._before: dict[
            int, tuple[Stream, Stream]
        ] = {}  # by identity: a stream of this batch, and what it was before

    def seal(self, facts: Sequence[Fact]) -> Batch:
        """Seal facts in order. The result is final: it is written as it is, again if need be.

        It is all or none: if this raises, the chain is as it was, and can still seal other facts.
        """
        plaintexts = [plaintext_of(fact) for fact in facts]
        batch = Batch(first=self.head[0] + 1)
        with self._all_or_none():
            for fact, plaintext in zip(facts, plaintexts, strict=True):
                klass = klass_of(fact.event)
                stream = self._stream_of(fact, klass, batch)
                number = self._append(batch, stream.stream, stream.keys[klass], plaintext)
                self._index(batch, stream, number, fact)
        batch.last, batch.digest = self.head
        return batch

    def carry_forward(self, keys: Sequence[DataKey], readers: Sequence[PublicKey] | None = None) -> Batch:
        """Make new key entries for these data keys. They name the wraps of the keys for today's recipients, or for `readers` alone.

        Each is sealed under its own key.
        """
        batch = Batch(first=self.head[0] + 1)
        with self._all_or_none():
            for key in keys:
                fresh = self._pool.for_key(key, readers)
                number = self._append(batch, key.stream, key, fresh.statement.encode())
                batch.wraps.extend((number, recipient, key.stream, key.key_no, wrap) for recipient, wrap in fresh.wraps)
        batch.last, batch.digest = self.head
        return batch

    def renew_keys(self) -> None:
        """Let every stream get a new key at its next write, as at the start of an epoch."""
        aside = (stream for stream, _ in self._stood_down.values())
        for stream in (*self.incidents.values(), *self._taken_up.values(), *aside):
            stream.keys.clear()
        if self.house is not None:
            self.house.keys.clear()

    def at_hand(self, incident: IncidentId) -> bool:
        """Return whether an incident's stream can be written to without looking it up. If the call was just stood down, keep its stream
        at hand from here on.
        """
        if incident in self._stood_down:
            self._taken_up[incident], _ = self._stood_down[incident]
        return incident in self.incidents or incident in self._taken_up

    def take_up(self, incident: IncidentId, stream: Stream) -> None:
        """Make a stream writable again that was stood down in an earlier epoch or long ago."""
        if not self.at_hand(incident):
            self._taken_up[incident] = stream

    def forget(self, incident: IncidentId) -> None:
        """Let go of the keys of an incident that is over. Whoever writes to it again takes it up anew, with new keys."""
        self._taken_up.pop(incident, None)
        self._stood_down.pop(incident, None)

    @contextmanager
    def _all_or_none(self) -> Iterator[None]:
        """Put the chain back to where it was if anything inside fails: a batch that nobody writes leaves no gap."""
        head, house, month = self.head, self.house, self._house_month
        incidents, stood_down, taken_up = self.incidents.copy(), self._stood_down.copy(), self._taken_up.copy()
        self._before.clear()
        try:
            yield
        except BaseException:
            self.head, self.house, self._house_month = head, house, month
            self.incidents, self._stood_down, self._taken_up = incidents, stood_down, taken_up
            for stream, before in self._before.values():
                stream.key_no, stream.keys = before.key_no, before.keys
                stream.practice, stream.owes_record, stream.often = before.practice, before.owes_record, before.often
            raise

    def _changing(self, stream: Stream) -> Stream:
        """Note the state of a stream before it changes, so that it can be put back. Gives the same stream."""
        if id(stream) not in self._before:
            self._before[id(stream)] = (
                stream,
                msgspec.structs.replace(stream, keys=stream.keys.copy(), often=stream.often.copy()),
            )
        return stream

    def _stream_of(self, fact: Fact, klass: str, batch: Batch) -> Stream:
        event = fact.event
        if isinstance(event, FirstCall | RecordOpened):
            return self._begin(event, batch)
        if reopens(event):
            self.incidents[event.incident], _ = self._stood_down.pop(event.incident)
        stream = self._known(event.incident) if isinstance(event, IncidentEvent) else self._house_stream(fact, batch)
        if klass not in stream.keys:
            self._introduce(batch, stream, self._pool.for_stream(stream.stream, stream.key_no + 1, klass))
        return stream

    def _known(self, incident: IncidentId) -> Stream:
        """Give the stream to write to. It may have been stood down in this very batch: a round seals what came before and after
        together.
        """
        known = self.incidents.get(incident) or self._taken_up.get(incident) or self._stood_down[incident][0]
        return self._changing(known)

    def _begin(self, event: FirstCall | RecordOpened, batch: Batch) -> Stream:
        fresh = self._pool.take()
        stream = Stream(fresh.stream, self.head[0] + 1, fresh.key_no)
        if isinstance(event, FirstCall):
            self.incidents[event.incident] = stream
        else:  # nobody pressed for it: it rings nowhere, and is never open
            self._taken_up[event.incident] = stream
            batch.closed[stream.first] = True
            batch.unfinished[stream.first] = True
        tags = self._tagger.tag(f"incident:{event.incident}"), self._tagger.tag(event.place.key(event.incident))
        batch.opened.append((stream.first, stream.stream, *tags))
        self._introduce(batch, stream, fresh)
        return stream

    def _house_stream(self, fact: Fact, batch: Batch) -> Stream:
        month = datetime.fromtimestamp(fact.at.wall_ms / 1000, UTC).strftime("%Y-%m")
        if self.house is None:
            fresh = self._pool.take()
            self.house = Stream(fresh.stream, self.head[0] + 1, fresh.key_no)
            self._introduce(batch, self.house, fresh)
        elif month != self._house_month:
            self._changing(self.house).keys.clear()  # a new month's key
        self._house_month = month
        return self._changing(self.house)

    def _introduce(self, batch: Batch, stream: Stream, fresh: FreshKey) -> None:
        """Write the key entry: sealed under the key it introduces, naming each wrap by its hash."""
        stream.keys[fresh.klass], stream.key_no = fresh.data_key, fresh.key_no
        number = self._append(batch, stream.stream, fresh.data_key, fresh.statement.encode())
        batch.wraps.extend((number, recipient, stream.stream, fresh.key_no, wrap) for recipient, wrap in fresh.wraps)

    def _append(self, batch: Batch, stream: bytes, key: DataKey, plaintext: bytes) -> int:
        before, prev_digest = self.head
        number = before + 1
        entry = seal(Position(self._front, number, prev_digest), key, plaintext)
        batch.entries.append((number, stream, entry))
        self.head = (number, layout.entry_digest(entry))
        return number

    def _index(self, batch: Batch, stream: Stream, number: int, fact: Fact) -> None:
        event = fact.event
        stream.heard(event)
        if (before := stream.said_before(number, event)) is not None:
            batch.said_again.append((before,))
        if isinstance(event, StoodDown):
            batch.closed[stream.first] = True
            batch.unfinished[stream.first] = stream.owes_record
            self._put_aside(event.incident, fact.at.mono_ms)
        elif reopens(event):
            batch.closed[stream.first] = False
        elif isinstance(event, RecordMoved) and event.to is Status.REVIEWED:
            batch.unfinished[stream.first] = False
        elif isinstance(event, KeysDestroyed):
            batch.certified.append((self._tagger.tag(f"incident:{event.incident}"), number))
        if not is_live(event):
            return
        for change in standing.changes(event):
            batch.standing[self._tagger.tag(change.key)] = number if isinstance(change, Stands) else None
        counted = standing.counter_of(event)
        if counted is not None:
            batch.counters.append(self.counted(*counted))

    def counted(self, counting: Counting, value: int) -> tuple[bytes, bytes]:
        """Give the row of a count: tag, hidden value."""
        return count_row(self._tagger, counting, value)

    def _put_aside(self, incident: IncidentId, now_ms: int) -> None:
        """Note that the call is over. Its stream stays at hand for as long as the call may be opened again."""
        fresh = {each: aside for each, aside in self._stood_down.items() if now_ms - aside[1] <= REOPEN_MS_MAX}
        self._stood_down = {**fresh, incident: (self.incidents.pop(incident), now_ms)}


def count_row(tagger: Tagger, counting: Counting, value: int) -> tuple[bytes, bytes]:
    """Give the row of a count: tag, hidden value."""
    hidden = tagger.hide(msgspec.msgpack.encode((*counting, value)))
    return tagger.tag("/".join(("counter", *counting))), hidden


def plaintext_of(fact: Fact) -> bytes:
    """Give the plaintext of a fact, which is then sealed. Raises for a fact that no entry can hold: a number beyond 64 bits, text that is
    no UTF-8, too much of it.

    The exceptions for these are OverflowError, UnicodeEncodeError, FormatError.
    """
    plaintext = layout.FACT + codec.encode(fact.at, fact.event)
    if len(plaintext) > layout.PLAINTEXT_LEN_MAX:
        raise layout.FormatError(f"has {len(plaintext)} bytes, an entry takes {layout.PLAINTEXT_LEN_MAX}", "fact")
    return plaintext
