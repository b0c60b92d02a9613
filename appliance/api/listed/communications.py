"""Defines what is asked and told about the file of communications that a box has adopted. Pure values; knows no socket.

Nothing here is about a record or a child. Whoever speaks for the district is named in public, so everybody at a desk reads who that is.
"""

from appliance.api.ask import AdministratorAsk, Answer, HouseAsk, Reply
from appliance.api.contents import holds


@holds("request document digest adopted_ms", names="by")
class CommunicationsKnown(Answer, frozen=True, kw_only=True, tag="communications-known"):
    """Answer to AskCommunications. `document` is the canonical bytes (`appliance.communications.document`). Bytes and digest are empty
    where nothing was adopted: then the file that is shipped counts. Who adopted is empty where the reader may not know.
    """

    document: bytes = b""
    digest: str = ""
    by: str = ""
    adopted_ms: int = 0


class AskCommunications(HouseAsk[CommunicationsKnown], frozen=True, kw_only=True, tag="ask-communications"):
    """Send the file of communications that counts on this box."""


class AdoptCommunicationsFile(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="adopt-communications-file"):
    """`handbell communications adopt`: the canonical bytes of a checked file. `by` is who signs. Needs the administrators' group or
    root.
    """

    by: str
    document: bytes
