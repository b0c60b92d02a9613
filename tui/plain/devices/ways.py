"""The ways into and out of rooms at the plain console: all in short, or one room at length. Pure."""

from appliance.api.ways.words import few, headline, lost_words, message_words, of_classes, of_room, out_of_zone
from appliance.flows.building.door_cards import DOOR_CARDS
from appliance.flows.devices.ways import WAYS
from tui.line.news import WaysArrived
from tui.plain.asking.act import Act

WAYS_ACTS = (
    Act(
        "ways",
        "ways B204",
        WAYS,
        own_help="Hear the ways into and out of a room, what they hang on and when each was last proved; or which rooms have fewer than "
        "two that share nothing, and which have lost one.",
    ),
    Act(
        "ways",
        "doors B204",
        DOOR_CARDS,
        own_help="Read a card for a door, or the codes of all cards; print them, or write them to a file; hear which that hang are out of "
        "date, by your list of codes.",
    ),
)


def ways_told(arrived: WaysArrived) -> list[str]:
    """What is lost first, a sentence each."""
    known = arrived.known
    if known is None:
        return [arrived.refused]
    if arrived.room is None:
        names = ", ".join(each.name for each in few(known))
        fewer = [f"They are: {names}.", "For one at length, type: ways and the room"] if names else []
        messages = [f"{each[2:]}." for each in message_words(known)]
        return [*(f"{each}." for each in lost_words(known.lost)), headline(known), *fewer, *messages]
    found = [each for each in known.rooms if each.room == arrived.room]
    out = [zone for room in found for zone in known.zones if zone.zone == room.zone]
    lines = [line for each in found for line in of_room(each, known)] + [
        line for zone in out for line in out_of_zone(zone, known)
    ]
    lines += ["; ".join(each) for each in of_classes(found)]
    return [_sentence(each) for each in lines] or ["The plan has no such room any more."]


def _sentence(line: str) -> str:
    words = line.removeprefix("- ")
    return f"{words[:1].upper()}{words[1:]}." if line.startswith("all") else f"{words}."
