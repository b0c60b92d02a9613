"""What there is to choose from at this moment: roles and people, kinds, desks, outcomes, rooms. Pure; asks nothing itself."""

from appliance.api.desk.plan import RoomLine
from appliance.flows.parts import Given, Option
from appliance.plan.ids import ButtonId
from tui.plain.sentences import role_words


def rooms(given: Given) -> tuple[Option, ...]:
    """Every room of the plan."""
    facts = given.known.facts
    return tuple(Option(room.room, room.name, _room_names(room)) for room in (facts.rooms if facts else ()))


def buttons(given: Given) -> tuple[Option, ...]:
    """Every button of the plan, by its room or duty or by its own id."""
    facts = given.known.facts
    if facts is None:
        return ()
    in_rooms = (
        Option(ButtonId(button), f"{room.name}, {button}", (button, *_room_names(room)))
        for room in facts.rooms
        for button in room.buttons
    )
    pendants = (Option(each.button, f"the pendant of {each.where}", (each.button, each.where)) for each in facts.duties)
    return (*in_rooms, *pendants)


def people(given: Given) -> tuple[Option, ...]:
    """Everybody of the plan, those on duty first."""
    everyone = sorted(given.known.people(on_duty=False), key=lambda person: (not person.on_duty, person.name))
    return tuple(Option(person.person, person.name, (person.name, str(person.person))) for person in everyone)


def whoever_is_here(given: Given) -> tuple[Option, ...]:
    """Who is signed in at this desk: more than one where people share a name. Everybody while nobody is."""
    view = given.known.view
    name = view.here.operator if view and view.here else ""
    named = (person for person in given.known.people(on_duty=False) if person.name == name)
    here = tuple(
        Option(each.person, f"{each.name}, {role_words(each)}", (each.name, str(each.person))) for each in named
    )
    return here or people(given)


def _room_names(room: RoomLine) -> tuple[str, ...]:
    return room.name, str(room.room)
