"""Events as bytes, the way they are sealed into entries, live ones and the record's. Knows nothing of keys or chains.

msgpack of [moment, event]; the event's tag ("call-raised-1") carries its version. Bytes written once must be readable for ever: a
changed event gets a new tag, and the class of the old one stays.
"""

import msgspec

from appliance.core.ground.moment import Moment
from appliance.record.events import AnyEvent


class CodecError(ValueError):
    """These bytes are no event this software knows; the message names what was found."""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(tuple[Moment, AnyEvent])


def encode(at: Moment, event: AnyEvent) -> bytes:
    """One event and when it happened."""
    return _encoder.encode((at, event))


def decode(data: bytes) -> tuple[Moment, AnyEvent]:
    """The event and its moment. Raises CodecError."""
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CodecError(f"This entry is no event this software can read{_tag(data)}: {error}.") from error


def _tag(data: bytes) -> str:
    """What the bytes call themselves, as far as that can be seen."""
    try:
        match msgspec.msgpack.decode(data):
            case [_, {"type": str(tag)}]:
                return f" (it calls itself {tag[:40]!r}; a newer version may have written it)"
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    return ""
