"""Packs and unpacks the live line's messages: deposits and receipts, without what the other end knows already. Pure; opens nothing.

Up, one message a deposit:   u8 entries | u8 wraps | each entry | each wrap | first 4 bytes of the last entry's digest
    entry = u8 flags | [u64 number | previous digest 32] | [epoch 16] | u8 place among the streams seen, or stream 16
            | [u16 key number] | u8 blocks | nonce 12 | ciphertext
    wrap  = u8 flags | u8 entry of this message, or u64 number | stream 16 | u8 place among the recipients seen, or recipient 32
            | u16 key number | u16 length | wrap
Down, one message an answer: u8 kind | receipt: [u64 first] | [key 32] | u48 received_ms | signature 64
                                     | anything else: msgpack, a Deposited or (Refused, seconds to wait)

A flag says when a field in brackets is left out: the entry before on this connection tells it, whether that entry was taken or not.
Put together again, the entries are the box's own, byte for byte. The digest at the end shows whether both ends put the same bytes
together, and the receipt shows whether the district kept what the box sealed.
"""

import struct
from copy import replace
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from appliance.envelope.deposit import Deposit, Deposited, HeadTold, Refused, Signed, Wrap
from appliance.envelope.format import (
    DIGEST_LEN,
    ID_LEN,
    NONCE_LEN,
    PAD_TO,
    SUITE_CHACHA20_POLY1305,
    TAG_LEN,
    UNREADABLE,
    VERSION,
    FormatError,
    Header,
    entry_digest,
    join,
    split,
)
from appliance.envelope.statements import Countersigned

ENTRIES_MAX = 32  # in one message; a call has about a dozen
WRAPS_MAX = 64
BLOCKS_MAX = 255  # blocks of 64 bytes; longer texts go as ordinary deposits
MESSAGE_LEN_MAX = 64 * 1024  # a request of the urgent lane has about 30 KB
SEEN_MAX = 256  # how many streams and recipients are remembered by place; after that both ends begin anew
CHECK_LEN = 4

FOLLOWS, SAME_EPOCH, STREAM_SEEN, SAME_KEY_NO = 1, 2, 4, 8  # flags of an entry
OF_ENTRY, RECIPIENT_SEEN = 1, 2  # flags of a wrap
FIRST_SENT, SAME_KEY = 1, 2  # flags of a receipt, in its kind
RECEIPT, DEPOSITED, REFUSED = 0x10, 0x20, 0x30  # kinds of an answer


class Refusing(NamedTuple):
    """A refusal, and in how many seconds to ask again; 0 where that is not said."""

    refused: Refused
    retry_after_s: int


@dataclass
class Known:
    """What both ends of one connection know. Each end has its own copy, and changes it only by the messages that pass."""

    building: bytes
    box: bytes
    epoch: bytes = bytes(ID_LEN)
    number: int = 0
    digest: bytes = bytes(DIGEST_LEN)
    streams: list[bytes] = field(default_factory=list)
    key_nos: dict[bytes, int] = field(default_factory=dict)
    recipients: list[bytes] = field(default_factory=list)
    receipt_key: bytes = b""

    def took(self, header: Header, digest: bytes) -> None:
        """Remember an entry that has passed."""
        self.epoch, self.number, self.digest = header.epoch, header.number, digest
        if header.stream not in self.key_nos:
            if len(self.streams) == SEEN_MAX:
                self.streams.clear()
                self.key_nos.clear()
            self.streams.append(header.stream)
        self.key_nos[header.stream] = header.key_no

    def gave(self, recipient: bytes) -> None:
        """Remember a recipient whose first wrap has passed."""
        if len(self.recipients) == SEEN_MAX:
            self.recipients.clear()
        self.recipients.append(recipient)


class Last(NamedTuple):
    """The part of a deposit on its way that its receipt leaves out."""

    first: int
    header: Header
    digest: bytes


# ---- deposits ----------------------------------------------------------------------------------------------------------------
def fits(deposit: Deposit, known: Known) -> bool:
    """Whether this deposit can go as a message."""
    if not 0 < len(deposit.entries) <= ENTRIES_MAX or len(deposit.wraps) > WRAPS_MAX:
        return False
    length = sum(map(len, deposit.entries)) + sum(len(wrap.wrap) + DIGEST_LEN for wrap in deposit.wraps)
    headers = [split(entry).header for entry in deposit.entries]
    return length < MESSAGE_LEN_MAX and all(
        (each.version, each.suite, each.building, each.box)
        == (VERSION, SUITE_CHACHA20_POLY1305, known.building, known.box)
        and (each.length - TAG_LEN) // PAD_TO <= BLOCKS_MAX
        for each in headers
    )


def pack_deposit(deposit: Deposit, known: Known) -> tuple[bytes, Last]:
    """Give the message, and what is needed to read its receipt. Only for a deposit that `fits`."""
    out = bytearray([len(deposit.entries), len(deposit.wraps)])
    headers = [_pack_entry(out, entry, known) for entry in deposit.entries]
    for wrap in deposit.wraps:
        _pack_wrap(out, wrap, headers, known)
    out += known.digest[:CHECK_LEN]
    return bytes(out), Last(headers[0].number, headers[-1], known.digest)


def unpack_deposit(message: bytes, known: Known) -> tuple[Deposit, Last]:
    """Read a message of `pack_deposit`, at the other end. Raises FormatError."""
    read = _Reader(message)
    entries, wraps = read.number(1), read.number(1)
    if not 0 < entries <= ENTRIES_MAX or wraps > WRAPS_MAX:
        raise FormatError(f"has {entries} entries and {wraps} wraps", "message")
    sealed = [_unpack_entry(read, known) for _ in range(entries)]
    headers = [header for _, header in sealed]
    given = tuple(_unpack_wrap(read, headers, known) for _ in range(wraps))
    if read.take(CHECK_LEN) != known.digest[:CHECK_LEN] or not read.at_end:
        raise FormatError("the entries put together here are not those that were sent", "message")
    return Deposit(tuple(entry for entry, _ in sealed), given), Last(headers[0].number, headers[-1], known.digest)


def _pack_entry(out: bytearray, entry: bytes, known: Known) -> Header:
    _, header, nonce, ciphertext = split(entry)
    follows = (header.number, header.prev_digest) == (known.number + 1, known.digest)
    seen, same_epoch = header.stream in known.key_nos, header.epoch == known.epoch
    same_key_no = known.key_nos.get(header.stream, 1) == header.key_no
    flags = FOLLOWS * follows | SAME_EPOCH * same_epoch | STREAM_SEEN * seen | SAME_KEY_NO * same_key_no
    out.append(flags)
    out += b"" if follows else struct.pack(">Q", header.number) + header.prev_digest
    out += b"" if same_epoch else header.epoch
    out += bytes([known.streams.index(header.stream)]) if seen else header.stream
    out += b"" if same_key_no else struct.pack(">H", header.key_no)
    out.append((header.length - TAG_LEN) // PAD_TO)
    out += nonce + ciphertext
    known.took(header, entry_digest(entry))
    return header


def _unpack_entry(read: "_Reader", known: Known) -> tuple[bytes, Header]:
    flags = read.number(1)
    number, previous = (known.number + 1, known.digest) if flags & FOLLOWS else (read.number(8), read.take(DIGEST_LEN))
    epoch = known.epoch if flags & SAME_EPOCH else read.take(ID_LEN)
    stream = _seen(known.streams, read.number(1)) if flags & STREAM_SEEN else read.take(ID_LEN)
    key_no = known.key_nos.get(stream, 1) if flags & SAME_KEY_NO else read.number(2)
    length = read.number(1) * PAD_TO + TAG_LEN
    header = Header(
        VERSION, SUITE_CHACHA20_POLY1305, known.building, known.box, epoch, number, stream, key_no, previous, length
    )
    entry = join(header, read.take(NONCE_LEN), read.take(length))
    known.took(header, entry_digest(entry))
    return entry, header


def _pack_wrap(out: bytearray, wrap: Wrap, headers: list[Header], known: Known) -> None:
    named = [(header.number, header.stream) for header in headers]
    of_entry, seen = (wrap.number, wrap.stream) in named, wrap.recipient in known.recipients
    out.append(OF_ENTRY * of_entry | RECIPIENT_SEEN * seen)
    out += (
        bytes([named.index((wrap.number, wrap.stream))]) if of_entry else struct.pack(">Q", wrap.number) + wrap.stream
    )
    out += bytes([known.recipients.index(wrap.recipient)]) if seen else wrap.recipient
    out += struct.pack(">HH", wrap.key_no, len(wrap.wrap)) + wrap.wrap
    if not seen:
        known.gave(wrap.recipient)


def _unpack_wrap(read: "_Reader", headers: list[Header], known: Known) -> Wrap:
    flags = read.number(1)
    if flags & OF_ENTRY:
        header = _seen(headers, read.number(1))
        number, stream = header.number, header.stream
    else:
        number, stream = read.number(8), read.take(ID_LEN)
    recipient = _seen(known.recipients, read.number(1)) if flags & RECIPIENT_SEEN else read.take(DIGEST_LEN)
    key_no = read.number(2)
    wrap = read.take(read.number(2))
    if not flags & RECIPIENT_SEEN:
        known.gave(recipient)
    return Wrap(number, stream, key_no, recipient, wrap)


# ---- answers -----------------------------------------------------------------------------------------------------------------
def pack_answer(answer: Deposited | Refusing, last: Last, known: Known) -> bytes:
    """Give the message that answers a deposit."""
    if isinstance(answer, Refusing):
        return bytes([REFUSED]) + msgspec.msgpack.encode(answer)
    signed = answer.receipt
    said = Countersigned.unpack(signed.statement)
    as_sent = replace(_receipt(last, known), first=said.first, received_ms=said.received_ms)
    if said != as_sent or signed.statement != said.pack() or said.received_ms >= 1 << 48:
        return bytes([DEPOSITED]) + msgspec.msgpack.encode(
            answer
        )  # a receipt that was given earlier, for more than what was sent now
    same_key, first_sent = signed.key == known.receipt_key, said.first == last.first
    known.receipt_key = signed.key
    out = bytearray([RECEIPT | FIRST_SENT * first_sent | SAME_KEY * same_key])
    out += b"" if first_sent else struct.pack(">Q", said.first)
    out += b"" if same_key else signed.key
    return bytes(out) + said.received_ms.to_bytes(6) + signed.signature


def unpack_answer(message: bytes, last: Last, known: Known) -> Deposited | Refusing:
    """Read a message of `pack_answer`. Believes nothing: the caller checks whether the receipt holds. Raises FormatError."""
    read = _Reader(message)
    kind = read.number(1)
    try:
        if kind == REFUSED:
            return msgspec.msgpack.decode(read.rest(), type=Refusing)
        if kind == DEPOSITED:
            return msgspec.msgpack.decode(read.rest(), type=Deposited)
    except UNREADABLE as wrong:
        raise FormatError(f"is no answer ({wrong})", "message") from wrong
    if kind & ~(FIRST_SENT | SAME_KEY) != RECEIPT:
        raise FormatError(f"is of the kind {kind}, which there is not", "message")
    first = last.first if kind & FIRST_SENT else read.number(8)
    known.receipt_key = known.receipt_key if kind & SAME_KEY else read.take(DIGEST_LEN)
    said = replace(_receipt(last, known), first=first, received_ms=read.number(6))
    signed = Signed(said.pack(), known.receipt_key, read.take(64))
    if not read.at_end:
        raise FormatError("goes on after its end", "message")
    return Deposited(signed, HeadTold("ok", last.header.epoch, last.header.number, last.digest))


def _receipt(last: Last, known: Known) -> Countersigned:
    header = last.header
    return Countersigned(known.building, known.box, header.epoch, last.first, header.number, last.digest, 0)


def _seen[Thing](things: list[Thing], at: int) -> Thing:
    if at >= len(things):
        raise FormatError(f"names the {at}th of {len(things)}", "message")
    return things[at]


class _Reader:
    """Takes bytes from the front. Raises FormatError where there are too few."""

    def __init__(self, message: bytes) -> None:
        self._message = message
        self._at = 0

    def take(self, length: int) -> bytes:
        found = self._message[self._at : self._at + length]
        if len(found) != length:
            raise FormatError(f"ends after {len(self._message)} bytes", "message")
        self._at += length
        return found

    def number(self, length: int) -> int:
        return int.from_bytes(self.take(length))

    def rest(self) -> bytes:
        return self.take(len(self._message) - self._at)

    @property
    def at_end(self) -> bool:
        return self._at == len(self._message)
