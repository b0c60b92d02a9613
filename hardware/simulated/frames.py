"""Defines the words between a pretend button and the appliance, and their bytes. No sockets, no clock; knows nothing of calls.

A frame is a big-endian length of 16 bits and that many bytes of msgpack: an array whose first item is the frame's tag. The appliance
speaks first (Challenge); the button answers Hello, with a proof that it has its key. The proof shows who opened the connection. The
rest is not sealed, since people reach a pretend building only over loopback or a test network.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator
from typing import Annotated, Any

import msgspec

from hardware.bounds import COUNT_MAX, SUPPLY_MV_MAX, possible_count
from hardware.errors import FrameError
from hardware.ports import Phase
from hardware.signals import CONTACTS_MAX, RANK_MAX

# The longest frame, a fault with 200 four-byte characters, needs 850. A board has enough RAM for that.
FRAME_BYTES_MAX = 1024
NONCE_BYTES = 32  # as long as the proof, so that no nonce ever comes twice
KEY_BYTES_MIN = 16  # 128 bits cannot be guessed
LENGTH_BYTES = 2
PROOF_LABEL = b"handbell pretend button 1\0"

CONTACT_NAME = re.compile(r"^[a-z0-9-]{1,24}\Z")
LEDGER_NAME = re.compile(r"^[0-9a-f]{32}\Z")

type ButtonName = Annotated[str, msgspec.Meta(pattern=r"^[!-~]{1,64}\Z")]
type ContactName = Annotated[str, msgspec.Meta(pattern=CONTACT_NAME.pattern)]
type LedgerName = Annotated[str, msgspec.Meta(pattern=LEDGER_NAME.pattern)]
type Count = Annotated[int, msgspec.Meta(ge=0, le=COUNT_MAX)]
# msgpack ends at 64 bits; whoever hears it judges whether a board can say so much
type Said = Annotated[int, msgspec.Meta(ge=0)]
type Counts = Annotated[dict[ContactName, Count], msgspec.Meta(max_length=CONTACTS_MAX)]
type UnsureCounts = Annotated[dict[ContactName, Said | None], msgspec.Meta(max_length=CONTACTS_MAX)]
type Rank = Annotated[int, msgspec.Meta(ge=0, le=RANK_MAX)]
type Millivolts = Annotated[int, msgspec.Meta(ge=0, le=SUPPLY_MV_MAX)]
type FaultWord = Annotated[str, msgspec.Meta(pattern=r"^[a-z-]{1,24}\Z")]
type Text = Annotated[str, msgspec.Meta(max_length=200)]


class Hello(msgspec.Struct, frozen=True, array_like=True, tag="hello"):
    """Button: who I am. `ledger` is random and was made when the flash was first written. Another ledger means a wiped or swapped
    board.
    """

    button: ButtonName
    ledger: LedgerName
    proof: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class Pressed(msgspec.Struct, frozen=True, array_like=True, tag="pressed"):
    """Button: a contact closed; `counter` is its new count. `age_ms` None: I lost power since and cannot know when."""

    contact: ContactName
    counter: Said
    age_ms: Said | None


class CheckIn(msgspec.Struct, frozen=True, array_like=True, tag="check-in"):
    """Button: I am alive. A counter is None where I do not know it yet."""

    counters: UnsureCounts
    supply_mv: Millivolts | None


class FaultSeen(msgspec.Struct, frozen=True, array_like=True, tag="fault"):
    """Button: something is wrong with me."""

    what: FaultWord
    detail: Text


class Mended(msgspec.Struct, frozen=True, array_like=True, tag="mended"):
    """Button: that fault is over."""

    what: FaultWord


class Seen(msgspec.Struct, frozen=True, array_like=True, tag="seen"):
    """Button: your Tell arrived. This answer shows that a connection is alive in both directions."""


class Challenge(msgspec.Struct, frozen=True, array_like=True, tag="challenge"):
    """Appliance: prove that you have your key, over this nonce."""

    nonce: Annotated[bytes, msgspec.Meta(min_length=NONCE_BYTES, max_length=NONCE_BYTES)]


class Tell(msgspec.Struct, frozen=True, array_like=True, tag="tell"):
    """Appliance: show this phase; these counts are on disk. `ledger` names the counting to which they belong; None means yours."""

    phase: Phase
    epoch_rank: Rank
    receipts: Counts
    ledger: LedgerName | None = None


class Refused(msgspec.Struct, frozen=True, array_like=True, tag="refused"):
    """Appliance: I do not accept you, and why, for the person who reads the button's log."""

    says: Text


type FromButton = Hello | Pressed | CheckIn | FaultSeen | Mended | Seen
type ToButton = Challenge | Tell | Refused

_ENCODER = msgspec.msgpack.Encoder()
FROM_BUTTON: msgspec.msgpack.Decoder[FromButton] = msgspec.msgpack.Decoder(
    Hello | Pressed | CheckIn | FaultSeen | Mended | Seen
)
TO_BUTTON: msgspec.msgpack.Decoder[ToButton] = msgspec.msgpack.Decoder(Challenge | Tell | Refused)


def tellable(contact: str, count: int, ledger: str | None) -> bool:
    """Return whether a receipt fits in a Tell. A receipt that was recorded earlier, or came by another wire, may not fit."""
    fits = CONTACT_NAME.match(contact) is not None and possible_count(count)
    return fits and (ledger is None or LEDGER_NAME.match(ledger) is not None)


def encode(frame: FromButton | ToButton) -> bytes:
    """Write the frame's bytes, with its length. Raises ValueError if the frame is too long to send, which is our own mistake."""
    body = _ENCODER.encode(frame)
    if len(body) > FRAME_BYTES_MAX:
        raise ValueError(f"a {type(frame).__name__} frame of {len(body)} bytes is longer than {FRAME_BYTES_MAX}")
    return len(body).to_bytes(LENGTH_BYTES) + body


class FrameReader[Frame: Any]:
    """Cuts a stream of bytes into frames of one direction (`FROM_BUTTON` or `TO_BUTTON`). Keeps at most one unfinished frame."""

    def __init__(self, decoder: msgspec.msgpack.Decoder[Frame]) -> None:
        self._decoder = decoder
        self._unfinished = b""

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Give each finished frame in order. Raises FrameError at the first bytes that are no frame, after it gave the frames before
        them.
        """
        data = self._unfinished + data
        start = 0
        self._unfinished = b""
        while len(data) - start >= LENGTH_BYTES:
            body = start + LENGTH_BYTES
            end = body + int.from_bytes(data[start:body])
            if not 0 < end - body <= FRAME_BYTES_MAX:
                raise FrameError(f"a frame says it is {end - body} bytes long; it can be 1 to {FRAME_BYTES_MAX}")
            if end > len(data):
                break
            start = end
            yield self._decoded(data[body:end])
        self._unfinished = data[start:]

    def _decoded(self, body: bytes) -> Frame:
        try:
            return self._decoder.decode(body)
        except msgspec.MsgspecError as error:
            raise FrameError(f"a frame cannot be read: {error}") from None
        except UnicodeDecodeError:
            raise FrameError("a frame cannot be read: its text is not UTF-8") from None


def proof(key: bytes, nonce: bytes, button: str, ledger: str) -> bytes:
    """Compute HMAC-SHA256 with the button's key over the appliance's nonce and the identity that the button claims."""
    said = PROOF_LABEL + nonce + button.encode() + b"\0" + ledger.encode()
    return hmac.digest(key, said, hashlib.sha256)


def proves(hello: Hello, key: bytes, nonce: bytes) -> bool:
    """Return whether the hello was made with this key over this nonce. Takes the same time in both cases."""
    return hmac.compare_digest(hello.proof, proof(key, nonce, hello.button, hello.ledger))
