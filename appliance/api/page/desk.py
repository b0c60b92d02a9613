"""Defines what the process of desks in a browser asks on the desk line: the keys of a private line to the browser of its own desk. Pure
values; knows no socket.
"""

import msgspec

from appliance.api.ask import Answer, HouseAsk
from appliance.api.contents import holds
from appliance.api.discreet import Discreet
from appliance.api.page.messages import Challenge, Name, PublicKey, Signature


@holds("request ephemeral down up")
class PrivateKeys(Answer, Discreet, frozen=True, kw_only=True, tag="private-keys"):
    """Answer to OpenPrivate: what the browser is sent (`ephemeral`), and the keys of both directions, 32 bytes each, as in `LineKeys`. Only
    the console that asked is sent it. The keys are for this line alone.
    """

    ephemeral: bytes
    down: bytes
    up: bytes

    def __repr__(self) -> str:
        return f"PrivateKeys(request={self.request})"


class OpenPrivate(HouseAsk[PrivateKeys], frozen=True, kw_only=True, tag="open-private"):
    """The browser that is paired with the desk `page` opens a private line; the fields are those of its `PrivateOpen`. Only a console that
    is attached as that very desk is answered; a Reply says why not.
    """

    page: Name
    ephemeral: PublicKey
    challenge: Challenge
    signature: Signature


@holds("page says")
class PrivateOver(msgspec.Struct, frozen=True, kw_only=True, tag="private-over"):
    """The browser for which this console has keys is not paired with its desk any more: the private line must end at once."""

    page: str
    says: str
