"""Both ends of the desk line: bytes to messages. Knows no socket and no clock."""

import msgspec

from appliance.api.ask import Reply, decoder_of
from appliance.api.desk.messages import FromDesk, ToDesk, Unasked
from appliance.api.framing import ANSWER_LEN_MAX, ASKS_AT_ONCE_MAX, Framer, Reader

ASK_LEN_MAX = 64 * 1024
"""Client to server. The longest thing a desk says is a drill over every room: 1,000 rooms of 40 bytes, and half again."""
PLAN_ASK_LEN_MAX = 1024 * 1024 + 1024
"""Only for peers who may adopt a plan: `appliance.plan` takes files up to 1 MiB; the rest is the message around it."""


def from_desk() -> Reader[FromDesk]:
    """Reads what desks say; small until the peer is known to be allowed to adopt a plan."""
    return Reader(msgspec.msgpack.Decoder(FromDesk), Framer(ASK_LEN_MAX, ASKS_AT_ONCE_MAX))


def to_desk() -> Reader[ToDesk]:
    """Reads what the desk door answers."""
    return Reader(decoder_of(FromDesk, Unasked | Reply), Framer(ANSWER_LEN_MAX))
