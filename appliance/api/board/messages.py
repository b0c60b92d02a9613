"""Defines what a desk is sent about messages to people. Pure values; knows no socket."""

import msgspec

from appliance.api.contents import holds
from appliance.core.ground.messages import MessageState, Reply


@holds("way state ago_ms reply", desk="who")
class MessageLine(msgspec.Struct, frozen=True, kw_only=True):
    """The newest message to one person about a call. `way` is what it is called. `ago_ms`: since when it has its state, or the reply.

    `reply` None: no answer, which is never a yes.
    """

    who: str
    way: str
    state: MessageState
    ago_ms: int
    reply: Reply | None
