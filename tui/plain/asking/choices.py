"""The buttons there are to choose from at this moment. Pure; asks nothing itself."""

from appliance.flows.parts import Given, Option
from appliance.flows.rooms import room_names
from appliance.plan.ids import ButtonId


def buttons(given: Given) -> tuple[Option, ...]:
    """Every button of the plan, by its room or duty or by its own id."""
    facts = given.known.facts
    if facts is None:
        return ()
    in_rooms = (
        Option(ButtonId(button), f"{room.name}, {button}", (button, *room_names(room)))
        for room in facts.rooms
        for button in room.buttons
    )
    pendants = (Option(each.button, f"the pendant of {each.where}", (each.button, each.where)) for each in facts.duties)
    return (*in_rooms, *pendants)
