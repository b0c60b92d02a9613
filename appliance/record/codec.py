"""Turns events into the bytes that are sealed into entries, and back: live events and those of the record. Knows nothing of keys or
chains.

The bytes are msgpack of [moment, event]. The event's tag ("call-raised-1") carries its version. Bytes written once must be readable
for ever: a changed event gets a new tag, and the class of the old tag stays.
"""

import msgspec

from appliance.core.ground.moment import Moment
from appliance.record.events import AnyEvent


class CodecError(ValueError):
    """The bytes are no event that this software knows; the message names what was found."""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(tuple[Moment, AnyEvent])


def encode(at: Moment, event: AnyEvent) -> bytes:
    """Encode one event and when it happened."""
    return _encoder.encode((at, event))


def decode(data: bytes) -> tuple[Moment, AnyEvent]:
    """Give the event and its moment. Raises CodecError."""
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CodecError(f"This entry is no event this software can read{_tag(data)}: {error}.") from error


def _tag(data: bytes) -> str:
    """Tell the tag that the bytes carry, as far as it can be read."""
    try:
        match msgspec.msgpack.decode(data):
            case [_, {"type": str(tag)}]:
                return f" (it calls itself {tag[:40]!r}; a newer version may have written it)"
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    return ""
