"""Puts messages of ESPHome's native API on a TCP connection, as the device does. Does no I/O; knows no message's meaning.

Plain frames: 0x00, length and number as varints, payload. Noise frames: 0x01, a length of 16 bits and the content. The contents are,
in turn, the client's hello, the device's hello (its name and MAC), one message of each side of Noise_NNpsk0_25519_ChaChaPoly_SHA256,
and then sealed messages. The facts come from the clients in aioesphomeapi and from ESPHome's own answers to mistakes; clients look at
the wording of these answers.
"""

from collections.abc import Iterable, Iterator

from aioesphomeapi.noise import DecryptCipher, EncryptCipher
from cryptography.exceptions import InvalidTag
from noise.connection import NoiseConnection
from noise.exceptions import NoiseValueError

from hardware.errors import FrameError

PLAIN = 0x00
NOISE = 0x01
NO_KEY = bytes(32)  # As in ESPHome: one may speak sealed to a device without a key, with this key that everybody knows.
BAD_KEY = "Handshake MAC failure"  # clients recognise a wrong key by this exact text
FRAME_BYTES_MAX = 65_535  # The most that a length of 16 bits can say. Plain frames have the same limit.
VARINT_BYTES_MAX = 4  # 28 bits, far more than any allowed length or number needs

type Message = tuple[int, bytes]  # the message's number and its payload


class PlainFrames:
    """Frames without a key. `reply` is never filled, since there is no handshake."""

    sealed = False

    def __init__(self) -> None:
        self.reply = bytearray()
        self._unread = bytearray()

    def feed(self, data: bytes) -> Iterator[Message]:
        """Give every message that is complete by now. Raises FrameError for bytes that are no message."""
        self._unread += data
        while (frame := self._next()) is not None:
            yield frame

    def pack(self, messages: Iterable[Message]) -> bytes:
        """Return the bytes of these messages."""
        return b"".join(
            bytes((PLAIN,)) + _varint(len(payload)) + _varint(number) + payload for number, payload in messages
        )

    def _next(self) -> Message | None:
        if not self._unread:
            return None
        if self._unread[0] != PLAIN:
            raise FrameError(f"a plain message does not begin with {self._unread[0]:#04x}")
        length, at = self._read_varint(1)
        number, at = self._read_varint(at)
        if length is None or number is None or len(self._unread) < at + length:
            return None
        if length > FRAME_BYTES_MAX:
            raise FrameError(f"a message of {length} bytes; {FRAME_BYTES_MAX} are the most")
        payload = bytes(self._unread[at : at + length])
        del self._unread[: at + length]
        return number, payload

    def _read_varint(self, at: int) -> tuple[int | None, int]:
        value = 0
        for place, each in enumerate(self._unread[at : at + VARINT_BYTES_MAX]):
            value |= (each & 0x7F) << 7 * place
            if not each & 0x80:
                return value, at + place + 1
        if len(self._unread) >= at + VARINT_BYTES_MAX:
            raise FrameError("a length or number that does not end")
        return None, at


class NoiseFrames:
    """Frames under a key of 32 bytes. The answers of the handshake gather in `reply`, for the caller to send and clear.

    `hello_first`: a device that dials says who it is before the client speaks, so that the client knows which key to use.
    """

    sealed = True

    def __init__(self, key: bytes, name: str, mac: str, *, hello_first: bool = False) -> None:
        self.reply = bytearray()
        self._key = key
        self._hello = _frame(b"\x01" + name.encode() + b"\0" + mac.encode() + b"\0")
        self._unread = bytearray()
        self._noise: NoiseConnection | None = None
        self._seal: EncryptCipher | None = None
        self._open: DecryptCipher | None = None
        self._hello_first = hello_first
        if hello_first:
            self.reply += self._hello

    def feed(self, data: bytes) -> Iterator[Message]:
        """Give every message that is complete by now. Raises FrameError for bytes that are no message, with the refusal in `reply`."""
        self._unread += data
        while (frame := self._next()) is not None:
            if self._open is not None:
                yield _opened(self._open, frame)
            elif self._noise is None:
                self._greet(frame)
            else:
                self._shake_hands(self._noise, frame)

    def pack(self, messages: Iterable[Message]) -> bytes:
        """Return the bytes of these messages, sealed. Only possible once the handshake is over."""
        assert self._seal is not None, "a device says nothing before the handshake is over"
        return b"".join(
            _frame(self._seal.encrypt(number.to_bytes(2) + len(payload).to_bytes(2) + payload))
            for number, payload in messages
        )

    def _next(self) -> bytes | None:
        if self._unread and self._unread[0] != NOISE:
            self._refuse("Bad indicator byte")
        if len(self._unread) < 3 or len(self._unread) < (end := 3 + int.from_bytes(self._unread[1:3])):
            return None
        frame = bytes(self._unread[3:end])
        del self._unread[:end]
        return frame

    def _greet(self, client_hello: bytes) -> None:
        if not self._hello_first:
            self.reply += self._hello
        self._noise = NoiseConnection.from_name(b"Noise_NNpsk0_25519_ChaChaPoly_SHA256")
        self._noise.set_as_responder()
        self._noise.set_psks(self._key)
        self._noise.set_prologue(b"NoiseAPIInit" + len(client_hello).to_bytes(2) + client_hello)
        self._noise.start_handshake()

    def _shake_hands(self, noise: NoiseConnection, frame: bytes) -> None:
        if not frame:
            self._refuse("Empty handshake message")
        if frame[0] != 0:
            self._refuse("Bad handshake error byte")
        try:
            noise.read_message(frame[1:])
        except InvalidTag:
            self._refuse(BAD_KEY)
        except (ValueError, NoiseValueError):  # this is no point of the curve: it is too short, or all zeros
            self._refuse("Handshake error")
        self.reply += _frame(b"\0" + bytes(noise.write_message()))
        state = noise.noise_protocol
        self._seal = EncryptCipher(state.cipher_state_encrypt)
        self._open = DecryptCipher(state.cipher_state_decrypt)

    def _refuse(self, why: str) -> None:
        if self._open is None:
            self.reply += _frame(b"\x01" + why.encode())
        raise FrameError(why)


def _opened(cipher: DecryptCipher, frame: bytes) -> Message:
    try:
        text = cipher.decrypt(frame)
    except InvalidTag:
        raise FrameError("a message was not sealed with this connection's key") from None
    if len(text) < 4:
        raise FrameError(f"a sealed message of {len(text)} bytes; it needs at least its number and length")
    return int.from_bytes(text[:2]), text[4:]


def _frame(content: bytes) -> bytes:
    return bytes((NOISE,)) + len(content).to_bytes(2) + content


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
