"""Turns bytes into messages, for both ends of the desk line. Knows no socket and no clock."""

import msgspec

from appliance.api.ask import Reply, decoder_of
from appliance.api.desk.messages import FromDesk, ToDesk, Unasked
from appliance.api.framing import ANSWER_LEN_MAX, ASKS_AT_ONCE_MAX, Framer, Reader

ASK_LEN_MAX = 64 * 1024
"""From client to server. The longest message of a desk is a drill over every room: 1,000 rooms of 40 bytes, and half again."""
PLAN_ASK_LEN_MAX = 1024 * 1024 + 1024
"""Only for peers who may adopt a plan: `appliance.plan` takes files up to 1 MiB; the rest is the message around the file."""


def from_desk() -> Reader[FromDesk]:
    """Make the reader for messages from desks. It takes only small frames until the peer is known to be allowed to adopt a plan."""
    return Reader(msgspec.msgpack.Decoder(FromDesk), Framer(ASK_LEN_MAX, ASKS_AT_ONCE_MAX))


def to_desk() -> Reader[ToDesk]:
    """Make the reader for the desk door's answers."""
    return Reader(decoder_of(FromDesk, Unasked | Reply), Framer(ANSWER_LEN_MAX))
