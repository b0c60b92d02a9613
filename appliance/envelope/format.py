"""Defines the bytes of a sealed entry: layout, padding, digests and the bytes that get signed. Holds no key and opens nothing. Pure.

    entry = header 116 | nonce 12 | ciphertext (tag included)          all numbers big-endian
    header = "HBE1" | u8 version | u8 suite | building 16 | box 16 | epoch 16 | u64 number | stream 16 | u16 key_no
        | prev_digest 32 | u32 length of the ciphertext
    plaintext = u32 length | "F" or "K" | msgpack | zeros up to a multiple of 64

This is the one file of ours that the district's blind server imports, so it must never learn to read an entry.
"""

import hashlib
import struct
from typing import NamedTuple, Protocol

import msgspec

MAGIC = b"HBE1"
VERSION = 1
SUITE_CHACHA20_POLY1305 = 1

ID_LEN = 16
DIGEST_LEN = 32
HEADER_LEN = 116
FRONT_LEN = 54  # of the header, the same in a whole epoch: the first letters, version, suite, building, box, epoch
NONCE_LEN = 12
TAG_LEN = 16
AROUND_LEN = HEADER_LEN + NONCE_LEN  # what comes before the ciphertext
PAD_TO = 64  # the length of a note or a name must not tell what happened
ENTRY_LEN_MAX = 1 << 20  # the largest fact is an adopted plan, a few hundred bytes a room; any reader can hold 1 MiB
CIPHERTEXT_LEN_MAX = (ENTRY_LEN_MAX - HEADER_LEN - NONCE_LEN - TAG_LEN) // PAD_TO * PAD_TO + TAG_LEN
PLAINTEXT_LEN_MAX = CIPHERTEXT_LEN_MAX - TAG_LEN - 4

GENESIS_DIGEST = bytes(DIGEST_LEN)  # the digest that the very first entry names as the one before it
CLASSES = ("A", "B", "C", "D")  # A operational, B student, C personnel, D restricted

FACT = b"F"  # first byte of an opened entry: an event follows
KEY = b"K"  # first byte of an opened entry: a KeyStatement follows

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What msgspec raises for bytes that are no message of the kind asked for. Text that is no UTF-8 and deep nests raise Python's own
errors.
"""

_HEADER = struct.Struct(">4sBB16s16s16sQ16sH32sI")
_BEHIND_FRONT = struct.Struct(">Q16sH32sI")  # the header behind the part that is the same in a whole epoch
_FIELDS = struct.Struct(">BB16s16s16sQ16sH32sI")  # the header behind its four letters
BEGINS = MAGIC + bytes((VERSION, SUITE_CHACHA20_POLY1305))  # the bytes with which every entry of this version begins
_LENGTH = struct.Struct(">I")
_HEAD = struct.Struct(">16s16s16sQ32s")  # building, box, epoch, number, digest


def _label(purpose: str) -> bytes:
    """Make a label of 32 bytes, so that no label is the beginning of another, and bytes made for one purpose never serve a second."""
    return f"handbell {purpose}".encode().ljust(32, b"\0")


DIGEST_LABEL = _label("entry digest v1")
COMMITMENT_LABEL = _label("key commitment v1")
WRAP_LABEL = _label("key wrap v1")
HEAD_LABEL = _label("head statement v1")
EPOCH_LABEL = _label("epoch statement v1")
_LABELLED = hashlib.sha256(DIGEST_LABEL)  # begun once, and copied for each entry


class FormatError(ValueError):
    """These bytes are no entry of ours. Says what is wrong and where in the bytes."""

    def __init__(self, what: str, where: str) -> None:
        super().__init__(f"{where}: {what}")
        self.what = what
        self.where = where


class UnknownVersion(FormatError):
    """An entry of a later Handbell: keep it as it is, and read it with a newer version."""


class Header(NamedTuple):
    """The header of an entry, readable by all and authenticated as a whole. Ids 16 bytes, digest 32."""

    version: int
    suite: int
    building: bytes
    box: bytes
    epoch: bytes
    number: int
    stream: bytes
    key_no: int
    prev_digest: bytes
    length: int


class Entry(NamedTuple):
    """An entry taken apart. `ciphertext` includes the 16-byte tag."""

    header_bytes: bytes
    header: Header
    nonce: bytes
    ciphertext: bytes


def epoch_front(
    building: bytes, box: bytes, epoch: bytes, version: int = VERSION, suite: int = SUITE_CHACHA20_POLY1305
) -> bytes:
    """Make the 54 bytes with which every header of an epoch begins. Raises FormatError."""
    if not len(building) == len(box) == len(epoch) == ID_LEN:
        raise FormatError("building, box and epoch take 16 bytes each", "header")
    try:
        return b"".join((MAGIC, bytes((version, suite)), building, box, epoch))
    except ValueError as wrong:
        raise FormatError(f"version or suite is out of range ({wrong})", "header") from wrong


def header_of(front: bytes, number: int, stream: bytes, key_no: int, prev_digest: bytes, length: int) -> bytes:
    """Make a header's 116 bytes, which begin with its `epoch_front`.

    Raises FormatError for a wrong length, which struct would cut or fill in silence.
    """
    if len(front) != FRONT_LEN or len(stream) != ID_LEN or len(prev_digest) != DIGEST_LEN:
        raise FormatError(f"an epoch's front takes {FRONT_LEN} bytes, stream 16, prev_digest 32", "header")
    try:
        return front + _BEHIND_FRONT.pack(number, stream, key_no, prev_digest, length)
    except struct.error as wrong:
        raise FormatError(f"a number is out of range ({wrong})", "header") from wrong


def pack_header(header: Header) -> bytes:
    """Pack a header into 116 bytes. Raises FormatError."""
    version, suite, building, box, epoch, number, stream, key_no, prev_digest, length = header
    front = epoch_front(building, box, epoch, version, suite)
    return header_of(front, number, stream, key_no, prev_digest, length)


def unpack_header(data: bytes) -> Header:
    """Read the header at the start of `data`. Raises FormatError, UnknownVersion."""
    if data[: len(MAGIC)] != MAGIC:
        raise FormatError("does not begin with HBE1", "byte 0")
    if len(data) > len(MAGIC) and data[4] != VERSION:
        raise UnknownVersion(f"is version {data[4]}, this Handbell reads version {VERSION}", "byte 4")
    if len(data) < HEADER_LEN:
        raise FormatError(f"ends inside the header, {len(data)} of {HEADER_LEN} bytes", f"byte {len(data)}")
    header = Header._make(_HEADER.unpack_from(data)[1:])
    if header.suite != SUITE_CHACHA20_POLY1305:
        raise UnknownVersion(f"is sealed with suite {header.suite}, this Handbell knows suite 1", "byte 5")
    return header


def split(data: bytes) -> Entry:
    """Take an entry apart, and check every length. Raises FormatError, UnknownVersion."""
    header = whole_header(data)
    begin = HEADER_LEN + NONCE_LEN
    return Entry(data[:HEADER_LEN], header, data[HEADER_LEN:begin], data[begin:])


def whole_header(data: bytes) -> Header:
    """Give the header of a whole entry; check every length and copy nothing. Raises FormatError, UnknownVersion."""
    if type(data) is not bytes:
        raise FormatError(f"is no entry but {type(data).__name__}", "row")  # a damaged row of a table may hold anything
    if (
        len(data) > AROUND_LEN + TAG_LEN
    ):  # a quick check that nearly every entry passes; the code below says what is wrong with the others
        header = Header._make(_FIELDS.unpack_from(data, len(MAGIC)))
        length = header.length
        fits = length == len(data) - AROUND_LEN <= CIPHERTEXT_LEN_MAX and (length - TAG_LEN) % PAD_TO == 0
        if fits and data[: len(BEGINS)] == BEGINS:
            return header
    header = unpack_header(data)
    length = header.length
    if not TAG_LEN < length <= CIPHERTEXT_LEN_MAX or (length - TAG_LEN) % PAD_TO:
        raise FormatError(f"says its ciphertext has {length} bytes, which no entry has", f"entry {header.number}")
    surplus = len(data) - HEADER_LEN - NONCE_LEN - length
    if surplus < 0:
        raise FormatError(f"is cut short, {-surplus} bytes are missing", f"entry {header.number}")
    if surplus > 0:
        raise FormatError(f"is followed by {surplus} bytes that do not belong to it", f"entry {header.number}")
    return header


def entries_of(joined: bytes) -> list[bytes]:
    """Take whole entries apart that follow one another. Raises FormatError where they do not end with the bytes."""
    entries, at = [], 0
    while at + HEADER_LEN <= len(joined):
        end = at + HEADER_LEN + NONCE_LEN + _LENGTH.unpack_from(joined, at + HEADER_LEN - _LENGTH.size)[0]
        entries.append(joined[at:end])
        at = end
    if at != len(joined):
        raise FormatError("does not end where an entry does", f"byte {len(joined)}")
    return entries


def join(header: Header, nonce: bytes, ciphertext: bytes) -> bytes:
    """Put an entry together; the counterpart of `split`. Raises FormatError where the parts do not fit each other."""
    data = b"".join((pack_header(header), nonce, ciphertext))
    if len(nonce) != NONCE_LEN:
        raise FormatError(f"the nonce has {len(nonce)} bytes instead of {NONCE_LEN}", f"entry {header.number}")
    split(data)
    return data


def entry_digest(data: bytes) -> bytes:
    """Give the SHA-256 over label and the whole stored entry; never over the plaintext, which could be guessed."""
    labelled = _LABELLED.copy()
    labelled.update(data)
    return labelled.digest()


def pad(plaintext: bytes) -> bytes:
    """Give length, plaintext, and zeros up to a multiple of 64. Raises FormatError above PLAINTEXT_LEN_MAX."""
    if len(plaintext) > PLAINTEXT_LEN_MAX:
        raise FormatError(f"has {len(plaintext)} bytes, an entry takes {PLAINTEXT_LEN_MAX}", "plaintext")
    filled = _LENGTH.pack(len(plaintext)) + plaintext
    return filled + bytes(-len(filled) % PAD_TO)


def unpad(padded: bytes) -> bytes:
    """Undo `pad`. Takes only what `pad` makes, so that a plaintext has one padded form. Raises FormatError."""
    if not padded or len(padded) % PAD_TO:
        raise FormatError(f"has {len(padded)} bytes, not a multiple of {PAD_TO}", "padding")
    (length,) = _LENGTH.unpack_from(padded)
    plaintext = padded[4 : 4 + length]
    if length > PLAINTEXT_LEN_MAX or pad(plaintext) != padded:
        raise FormatError(f"does not fit a plaintext of {length} bytes, or is not all zeros", "padding")
    return plaintext


class KeyStatement(msgspec.Struct, frozen=True, array_like=True, tag="key-1"):
    """Plaintext of a *key entry*: commits to a data key and to each of its detached wraps.

    `wraps`: (fingerprint of the recipient 32, SHA-256 of the wrap 32). The entry is sealed under the very key it introduces, so that
    neither class nor recipients are readable: whoever was given a wrap opens it and thereby proves the key. One ciphertext of
    ChaCha20-Poly1305 can be made to open under two keys; the commitment (HMAC) rules the second one out.
    """

    klass: str
    commitment: bytes
    wraps: tuple[tuple[bytes, bytes], ...]

    def encode(self) -> bytes:
        """Give the plaintext to seal, with its leading "K"."""
        return KEY + msgspec.msgpack.encode(self)

    @staticmethod
    def decode(plaintext: bytes) -> "KeyStatement":
        """Read an opened entry, with its leading "K". Raises FormatError."""
        if plaintext[:1] != KEY:
            raise FormatError("is not a key entry", "plaintext")
        try:
            statement = _KEY_STATEMENT.decode(plaintext[1:])
        except UNREADABLE as wrong:
            raise FormatError(f"is no key statement we can read ({wrong})", "plaintext") from wrong
        digests = [statement.commitment, *(part for pair in statement.wraps for part in pair)]
        if statement.klass not in CLASSES or any(len(digest) != DIGEST_LEN for digest in digests):
            raise FormatError("names an unknown class, or a digest that has not 32 bytes", "key statement")
        return statement


_KEY_STATEMENT = msgspec.msgpack.Decoder(KeyStatement)


def wrap_info(
    building: bytes, epoch: bytes, stream: bytes, key_no: int, klass: str, recipient_key_sha256: bytes
) -> bytes:
    """Give the HPKE `info` of a wrap, 115 bytes, never empty: a wrap opens only in its own place, for its own reader."""
    place = struct.pack(">16s16s16sHc", *_ids(building, epoch, stream), key_no, _class_byte(klass))
    return WRAP_LABEL + place + _digest(recipient_key_sha256)


def key_place(stream: bytes, key_no: int, klass: str) -> bytes:
    """Give the bytes over which the commitment of a data key is computed, 51 bytes."""
    return COMMITMENT_LABEL + struct.pack(">16sHc", *_ids(stream), key_no, _class_byte(klass))


def head_statement(building: bytes, box: bytes, epoch: bytes, number: int, digest: bytes) -> bytes:
    """Give the bytes that are signed to say "the logbook ends here", 120 bytes."""
    return HEAD_LABEL + _HEAD.pack(*_ids(building, box, epoch), number, _digest(digest))


def read_head_statement(statement: bytes) -> tuple[bytes, bytes, bytes, int, bytes]:
    """Read building, box, epoch, number and digest from a head statement. Raises FormatError where it is none."""
    if len(statement) != len(HEAD_LABEL) + _HEAD.size or not statement.startswith(HEAD_LABEL):
        raise FormatError("is no head statement", "statement")
    building, box, epoch, number, digest = _HEAD.unpack_from(statement, len(HEAD_LABEL))
    return building, box, epoch, number, digest


class EpochFields(Protocol):
    """The fields of an EpochStarted that are signed: all but the signature. Their texts and meanings are the same as there."""

    @property
    def epoch(self) -> str: ...
    @property
    def epoch_rank(self) -> int: ...
    @property
    def device_key(self) -> str: ...
    @property
    def parent(self) -> tuple[str, int, str] | None: ...
    @property
    def reason(self) -> str: ...
    @property
    def plan_digest(self) -> str: ...
    @property
    def recipients_version(self) -> int: ...
    @property
    def clock(self) -> str: ...
    @property
    def calls_so_far(self) -> int: ...


def epoch_statement(building: bytes, box: bytes, started: EpochFields) -> bytes:
    """Give the bytes that the device key signs when an epoch starts; bound to building and box, each field with its length before it."""
    parent_epoch, parent_number, parent_digest = started.parent or ("", 0, "")
    return b"".join(
        (
            EPOCH_LABEL,
            *_ids(building, box),
            _text(started.epoch),
            struct.pack(">Q", started.epoch_rank),
            _text(started.device_key),
            struct.pack(">?", started.parent is not None),
            _text(parent_epoch),
            struct.pack(">Q", parent_number),
            _text(parent_digest),
            _text(started.reason),
            _text(started.plan_digest),
            struct.pack(">Q", started.recipients_version),
            _text(started.clock),
            struct.pack(">Q", started.calls_so_far),
        )
    )


def _text(value: str) -> bytes:
    encoded = value.encode()
    return _LENGTH.pack(len(encoded)) + encoded


def _ids(*ids: bytes) -> tuple[bytes, ...]:
    if any(len(each) != ID_LEN for each in ids):
        raise FormatError("an id takes 16 bytes", "statement")
    return ids


def _digest(digest: bytes) -> bytes:
    if len(digest) != DIGEST_LEN:
        raise FormatError("a digest or fingerprint takes 32 bytes", "statement")
    return digest


def _class_byte(klass: str) -> bytes:
    if klass not in CLASSES:
        raise FormatError(f"there is no class {klass!r}", "statement")
    return klass.encode()
