"""Makes one plain sentence of each event of a text. Pure; a part of `transcript`. Says no word of the text: who may read those reads them
elsewhere.
"""

from typing import assert_never

from appliance.core.ground.names import Names
from appliance.core.texts.events import AnyTextEvent, TextRead, TextTaken


def text_line(event: AnyTextEvent, names: Names) -> str:
    """Say from whom a text came, and whether it waits to be read."""
    match event:
        case TextTaken():
            whose = "a number" if event.person is None else f"the number of {names.person(event.person)}"
            waits = " It waits to be read." if event.to_read else ""
            rang = " It is a call." if event.rang else ""
            return f"Text {event.number} came from {whose}.{rang}{waits}"
        case TextRead():
            return f"Text {event.number} was read {names.actor(event.by)}."
        case _:
            assert_never(event)
