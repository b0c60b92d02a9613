"""Seals and opens the frames of one direction of a private line. Pure; knows no socket. What is sealed is JSON in UTF-8.

frame = AES-256-GCM(key, nonce = 4 zero bytes | u64 count from 0, JSON filled up with blanks to whole blocks)      no further bytes

The count is not sent: both ends count. So a frame that is lost, doubled, moved, cut or changed does not open, and ends the line.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from appliance.private_line.errors import PrivateLineError

FRAME_LEN_MAX = 64 * 1024
"""Bytes of a sealed frame. Ours: the longest is what a desk in a browser draws, some 20 KiB with a full board."""
TAG_LEN = 16  # of AES-GCM, the longest that it has (NIST SP 800-38D, section 5.2.1.2)
BLOCK_LEN = 256
"""What is said is filled up to blocks of so many bytes: *going* and *cannot* must not be told apart by their lengths. Our own figure: an
answer and a heartbeat need one block, a card two.
"""
TEXT_LEN_MAX = (FRAME_LEN_MAX - TAG_LEN) // BLOCK_LEN * BLOCK_LEN
"""Bytes of JSON in one frame."""
BLANK = b" "  # no JSON ends in a blank that means anything (RFC 8259, section 2)


class Sealer:
    """Seals frames in their order."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._count = 0

    def seal(self, text: bytes) -> bytes:
        """Seal the next frame. Raises ValueError for a text of no byte, or of more than TEXT_LEN_MAX."""
        if not 1 <= len(text) <= TEXT_LEN_MAX:
            raise ValueError(f"{len(text)} bytes for one frame: it takes 1 to {TEXT_LEN_MAX}")
        filled = text + BLANK * (-len(text) % BLOCK_LEN)
        sealed = self._cipher.encrypt(_nonce(self._count), filled, None)
        self._count += 1
        return sealed


class Opener:
    """Opens frames in their order. After the first that does not open, none does."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._count = 0
        self.over = False
        """A frame did not open: the line is over."""

    def open(self, frame: bytes) -> bytes:
        """Open the next frame, and give its JSON without the blanks behind it. Raises PrivateLineError; then the line is over."""
        if self.over:
            raise PrivateLineError("a frame of a line that is over")
        try:
            return self._opened(frame)
        except PrivateLineError:
            self.over = True
            raise

    def _opened(self, frame: bytes) -> bytes:
        if not TAG_LEN < len(frame) <= FRAME_LEN_MAX:
            raise PrivateLineError(f"a frame of {len(frame)} bytes: it has {TAG_LEN + 1} to {FRAME_LEN_MAX}")
        try:
            filled = self._cipher.decrypt(_nonce(self._count), frame, None)
        except InvalidTag as error:
            raise PrivateLineError("a frame that is not the next one of this line") from error
        self._count += 1
        return filled.rstrip(BLANK)


def _nonce(count: int) -> bytes:
    return bytes(4) + count.to_bytes(8)
