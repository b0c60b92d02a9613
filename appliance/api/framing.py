"""Turns bytes into messages and back: a u32 length (big-endian), then that many bytes of msgpack. Knows no socket and no clock."""

from collections.abc import Iterator

import msgspec

PREFIX_LEN = 4

ANSWER_LEN_MAX = 8 * 1024 * 1024
"""From server to client. A board of 1,000 open calls is 0.6 MiB; a sealed batch is cut at 4 MiB, and one entry is never cut."""
ASKS_AT_ONCE_MAX = 64
"""Frames in one read from a client: twice the requests that it may have outstanding (doors), so that only a flood has more."""


class LineError(ValueError):
    """The other end sent something that is no frame of ours. `str()` is the sentence with which it is refused."""


class FrameTooLong(LineError):
    """A frame is empty, or longer than this line takes. Raised as soon as its length is read, before its bytes are kept."""


class Framer:
    """Cuts a stream of bytes into frames. `len_max` may be raised later, when it is known who is at the other end."""

    def __init__(self, len_max: int, at_once_max: int | None = None) -> None:
        self.len_max = len_max
        self._at_once_max = at_once_max
        self._waiting = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Take the bytes that were read and give the frames that they complete. Raises LineError; then the stream cannot be used any
        more.
        """
        self._waiting += data
        frames: list[bytes] = []
        start = 0
        while (end := self._frame_end(start)) is not None:
            # without the view, each slice of the bytearray would be copied twice
            with memoryview(self._waiting) as waiting:
                frames.append(bytes(waiting[start + PREFIX_LEN : end]))
            start = end
            if self._at_once_max is not None and len(frames) > self._at_once_max:
                raise LineError(f"More than {self._at_once_max} requests at once. Wait for answers before asking more.")
        del self._waiting[:start]
        return frames

    def forget(self) -> None:
        """Drop a frame that will never be whole."""
        self._waiting = bytearray()

    def _frame_end(self, start: int) -> int | None:
        if len(self._waiting) - start < PREFIX_LEN:
            return None
        length = int.from_bytes(self._waiting[start : start + PREFIX_LEN])
        if not 1 <= length <= self.len_max:
            raise FrameTooLong(f"A frame of {length:,} bytes; this line takes 1 to {self.len_max:,}.")
        end = start + PREFIX_LEN + length
        return end if end <= len(self._waiting) else None


_encoder = msgspec.msgpack.Encoder()


def frame(message: msgspec.Struct) -> bytes:
    """Give the bytes of one message as they travel, length first."""
    buffer = bytearray(PREFIX_LEN)
    _encoder.encode_into(message, buffer, PREFIX_LEN)
    buffer[:PREFIX_LEN] = (len(buffer) - PREFIX_LEN).to_bytes(PREFIX_LEN)
    return bytes(buffer)


class Reader[Message]:
    """A Framer and the decoder for one direction of one line: bytes in, messages out."""

    def __init__(self, decoder: msgspec.msgpack.Decoder[Message], framer: Framer) -> None:
        self._decoder = decoder
        self.framer = framer

    def feed(self, data: bytes) -> Iterator[Message]:
        """Take the bytes that were read and give the messages that they complete. Each is decoded only when asked for. Raises LineError."""
        for each in self.framer.feed(data):
            yield self._decode(each)

    def _decode(self, frame: bytes) -> Message:
        try:
            return self._decoder.decode(frame)
        # msgspec lets two other errors through: one for bad UTF-8 in a string, and one for nesting deeper than the stack
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise LineError(f"Not understood: {error}. Both ends must be of the same version of Handbell.") from error
