"""Packs what districts and safety offices sign into bytes: receipts, notices, *opened*. Pure; holds no key, signs and checks nothing.

    countersigned = label 32 | building 16 | box 16 | epoch 16 | u64 first | u64 last | digest of the last 32 | u64 received_ms
    holding       = label 32 | building 16 | box 16 | epoch 16 | u64 number | digest 32 | u64 received_ms
    notice        = label 32 | building 16 (zeros: every building) | u8 type | u64 version | u32 length | msgpack
    opened        = label 32 | building 16 | stream 16 | u64 last number | digest of that entry 32 | u64 opened_ms
    enrolment     = label 32 | building 16 | box 16 | u32 length | token | u32 length | certificate request in PEM
    renewal       = label 32 | building 16 | box 16 | u32 length | certificate request in PEM
    succession key = label 32 | building 16 | box 16 | Ed25519 public key 32                          signed by the device key
    succession    = label 32 | building 16 | former box 16 | new box 16 | new device key 32 | epoch 16 | u64 number | digest 32
        signed by the succession key
    handover      = label 32 | building 16 | fingerprint of the new box's key 32 | SHA-256 of what is sealed 32   signed by the root key

Numbers are big-endian, times milliseconds since the Unix epoch. Signatures are Ed25519, 64 bytes, over the whole statement.
A countersigned receipt covers every entry up to `last`, since its digest depends on the whole chain before it.
"""

import enum
import struct
from typing import Self

import msgspec

from appliance.envelope.format import DIGEST_LEN, ID_LEN, FormatError

EVERY_BUILDING = bytes(ID_LEN)
NOTICE_LEN_MAX = 256 * 1024  # a hundred recipients of 1,216 bytes, twice over

_COUNTERSIGNED = struct.Struct(">16s16s16sQQ32sQ")
_HOLDING = struct.Struct(">16s16s16sQ32sQ")
_NOTICE = struct.Struct(">16sBQI")
_OPENED = struct.Struct(">16s16sQ32sQ")
_SUCCESSION_KEY = struct.Struct(">16s16s32s")
_SUCCESSION = struct.Struct(">16s16s16s32s16sQ32s")
_HANDOVER = struct.Struct(">16s32s32s")


def _label(purpose: str) -> bytes:
    return f"handbell {purpose}".encode().ljust(32, b"\0")


COUNTERSIGNED_LABEL = _label("countersigned v1")
HOLDING_LABEL = _label("holding receipt v1")
NOTICE_LABEL = _label("office notice v1")
OPENED_LABEL = _label("opened v1")
ENROLMENT_LABEL = _label("enrolment v1")
RENEWAL_LABEL = _label("renewal v1")
SUCCESSION_KEY_LABEL = _label("succession key v1")
SUCCESSION_LABEL = _label("succession v1")
HANDOVER_LABEL = _label("handover v1")


class Countersigned(msgspec.Struct, frozen=True):
    """The district holds every entry of this box up to `last`, and has checked their chain from `first` on."""

    building: bytes
    box: bytes
    epoch: bytes
    first: int
    last: int
    digest: bytes
    received_ms: int

    def pack(self) -> bytes:
        """The statement's bytes. Raises FormatError."""
        _check((self.building, self.box, self.epoch), self.digest)
        return COUNTERSIGNED_LABEL + _pack(
            _COUNTERSIGNED, self.building, self.box, self.epoch, self.first, self.last, self.digest, self.received_ms
        )

    @classmethod
    def unpack(cls, statement: bytes) -> Self:
        """The counterpart of `pack`. Raises FormatError."""
        return cls(*_unpack(_COUNTERSIGNED, COUNTERSIGNED_LABEL, statement))


class Holding(msgspec.Struct, frozen=True):
    """The district holds this one entry, which was sent ahead of the backlog. The receipt says nothing about earlier entries."""

    building: bytes
    box: bytes
    epoch: bytes
    number: int
    digest: bytes
    received_ms: int

    def pack(self) -> bytes:
        """The statement's bytes. Raises FormatError."""
        _check((self.building, self.box, self.epoch), self.digest)
        return HOLDING_LABEL + _pack(
            _HOLDING, self.building, self.box, self.epoch, self.number, self.digest, self.received_ms
        )

    @classmethod
    def unpack(cls, statement: bytes) -> Self:
        """The counterpart of `pack`. Raises FormatError."""
        return cls(*_unpack(_HOLDING, HOLDING_LABEL, statement))


class NoticeType(enum.IntEnum):
    """What a notice of the safety office is about. Each is valid only under the office's offline root key."""

    RECIPIENTS = 1
    """Everybody for whom new data keys are wrapped, in place of the earlier recipients."""
    RECEIPT_KEYS = 2
    """The keys of the district's servers whose receipts count."""
    REVOKED = 3
    """Boxes that are not to be believed any more."""
    FORK_DECIDED = 4
    """Which of two histories of a box is its own."""
    ESCROW = 5
    """Keys are asked back. Reserved."""
    DISTRICT_PERSON = 6
    """The person outside the building for whom answers about repercussions are sealed, and their key, in place of the person before."""
    LESSONS = 7
    """Lessons that every building is told, in place of those that were told before; sealed for each of them."""
    EXERCISES = 8
    """Sets of exercises that are assigned to buildings, in place of those that were assigned before."""


class Notice(msgspec.Struct, frozen=True):
    """An order of the safety office. Of each type the highest `version` holds; a lower one is old and changes nothing."""

    building: bytes
    type: NoticeType
    version: int
    body: bytes

    def pack(self) -> bytes:
        """The statement's bytes. Raises FormatError."""
        _check((self.building,), None)
        if len(self.body) > NOTICE_LEN_MAX:
            raise FormatError(f"has {len(self.body)} bytes, a notice takes {NOTICE_LEN_MAX}", "notice")
        return NOTICE_LABEL + _pack(_NOTICE, self.building, self.type, self.version, len(self.body)) + self.body

    @classmethod
    def unpack(cls, statement: bytes) -> Self:
        """The counterpart of `pack`. Raises FormatError, also for a type this release does not know."""
        begin = len(NOTICE_LABEL) + _NOTICE.size
        if len(statement) < begin or not statement.startswith(NOTICE_LABEL):
            raise FormatError("is no notice of a safety office", "statement")
        building, kind, version, length = _NOTICE.unpack_from(statement, len(NOTICE_LABEL))
        body = statement[begin:]
        if length != len(body) or length > NOTICE_LEN_MAX:
            raise FormatError(f"says {length} bytes follow, but {len(body)} do", "notice")
        if kind not in set(NoticeType):
            raise FormatError(f"is of type {kind}, which this release does not know", "notice")
        return cls(building, NoticeType(kind), version, body)


class Opened(msgspec.Struct, frozen=True):
    """The safety office opened and checked every entry of this stream up to `last`: the building may forget it once nothing else prevents
    that.
    """

    building: bytes
    stream: bytes
    last: int
    digest: bytes
    opened_ms: int

    def pack(self) -> bytes:
        """The statement's bytes. Raises FormatError."""
        _check((self.building, self.stream), self.digest)
        return OPENED_LABEL + _pack(_OPENED, self.building, self.stream, self.last, self.digest, self.opened_ms)

    @classmethod
    def unpack(cls, statement: bytes) -> Self:
        """The counterpart of `pack`. Raises FormatError."""
        return cls(*_unpack(_OPENED, OPENED_LABEL, statement))


class SuccessionKey(msgspec.Struct, frozen=True):
    """Whoever holds the private half of `public` may say, once, which box follows on this one. Only the recovery bundle has that half."""

    building: bytes
    box: bytes
    public: bytes

    def pack(self) -> bytes:
        """The statement's bytes. Raises FormatError."""
        _check((self.building, self.box), self.public)
        return SUCCESSION_KEY_LABEL + _pack(_SUCCESSION_KEY, self.building, self.box, self.public)

    @classmethod
    def unpack(cls, statement: bytes) -> Self:
        """The counterpart of `pack`. Raises FormatError."""
        return cls(*_unpack(_SUCCESSION_KEY, SUCCESSION_KEY_LABEL, statement))


class Succession(msgspec.Struct, frozen=True):
    """The new box follows on the former one, after its entry `number` of this epoch and digest; that entry is its parent."""

    building: bytes
    former_box: bytes
    new_box: bytes
    new_device_key: bytes
    epoch: bytes
    number: int
    digest: bytes

    def pack(self) -> bytes:
        """The statement's bytes. Raises FormatError."""
        _check((self.building, self.former_box, self.new_box, self.epoch), self.digest)
        _check((), self.new_device_key)
        return SUCCESSION_LABEL + _pack(_SUCCESSION, *msgspec.structs.astuple(self))

    @classmethod
    def unpack(cls, statement: bytes) -> Self:
        """The counterpart of `pack`. Raises FormatError."""
        return cls(*_unpack(_SUCCESSION, SUCCESSION_LABEL, statement))


class HandoverSaid(msgspec.Struct, frozen=True):
    """The safety office hands over what is sealed for the key with this fingerprint; the key belongs to a box that is being restored."""

    building: bytes
    public: bytes
    sealed: bytes

    def pack(self) -> bytes:
        """The statement's bytes. Raises FormatError."""
        _check((self.building,), self.public)
        _check((), self.sealed)
        return HANDOVER_LABEL + _pack(_HANDOVER, self.building, self.public, self.sealed)

    @classmethod
    def unpack(cls, statement: bytes) -> Self:
        """The counterpart of `pack`. Raises FormatError."""
        return cls(*_unpack(_HANDOVER, HANDOVER_LABEL, statement))


def enrolment_statement(token: str, csr: str, building: bytes, box: bytes) -> bytes:
    """Give what a box's device key signs for a certificate request in PEM and a single-use token. Raises FormatError."""
    _check((building, box), None)
    return ENROLMENT_LABEL + building + box + _text(token) + _text(csr)


def renewal_statement(csr: str, building: bytes, box: bytes) -> bytes:
    """Give the same without a token. If it is replayed, it gives a certificate of which only the box has the key. Raises FormatError."""
    _check((building, box), None)
    return RENEWAL_LABEL + building + box + _text(csr)


def _text(value: str) -> bytes:
    encoded = value.encode()
    return len(encoded).to_bytes(4) + encoded


def _check(ids: tuple[bytes, ...], digest: bytes | None) -> None:
    if any(len(each) != ID_LEN for each in ids) or (digest is not None and len(digest) != DIGEST_LEN):
        raise FormatError("an id takes 16 bytes and a digest 32", "statement")


def _pack(layout: struct.Struct, *values: bytes | int) -> bytes:
    try:
        return layout.pack(*values)
    except struct.error as wrong:
        raise FormatError(f"a number is out of range ({wrong})", "statement") from wrong


def _unpack(layout: struct.Struct, label: bytes, statement: bytes) -> tuple:  # type: ignore[type-arg]
    if len(statement) != len(label) + layout.size or not statement.startswith(label):
        raise FormatError("is another statement than the one asked for", "statement")
    return layout.unpack_from(statement, len(label))
