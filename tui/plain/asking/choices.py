"""What there is to choose from at this moment: roles and people, kinds, desks, outcomes, rooms. Pure; asks nothing itself."""

from collections.abc import Callable

from appliance.api.desk.plan import RoomLine
from appliance.core.calls.titles import ANSWERS, OUTCOMES
from appliance.core.ground.words import Answer, Outcome
from appliance.flows.calls.dispatch import PAIRS
from appliance.plan.ids import ButtonId
from appliance.plan.model import ROLES_SENT, Kind, Role
from appliance.words.kinds import KINDS
from appliance.words.roles import ROLES
from tui.plain.asking.parts import Given, Option
from tui.plain.sentences import kind_words, role_words, seated
from tui.urgency import other_kinds

_OUTCOMES = {
    Outcome.ATTENDED: ("attended",),
    Outcome.NO_HELP_NEEDED: ("no help needed", "no help"),
    Outcome.NOT_ATTENDED: ("not attended",),
    Outcome.TEST: ("test",),
}
_ANSWERS = {
    Answer.BY_RADIO: ("by radio", "radio", "by phone", "phone"),
    Answer.OWN_REPLY: ("in person", "person", "told me"),
}


def whom(given: Given) -> tuple[Option, ...]:
    """Every role that is sent, with who holds it now, then each person on duty, once per role."""
    roles: list[Option] = []
    named: list[Option] = []
    for role in ROLES_SENT:
        word = ROLES[role].title
        holders = given.model.people(role)
        short = ("lead",) if role is Role.LEAD else ()
        roles.append(
            Option((role, None), f"{word.lower()}: {_holders(given, role)}", (word.lower(), *short), first=True)
        )
        named += [
            Option((role, person.person), f"{person.name}, as {word.lower()}", (person.name, str(person.person)))
            for person in holders
        ]
    return (*roles, *named)


def pairs(given: Given) -> tuple[Option, ...]:
    """Two roles that go together, with who holds each now."""
    return tuple(
        Option(
            (one, other),
            f"{_role(one)} and {_role(other)}: {_holders(given, one)}, and {_holders(given, other)}",
            (f"{_role(one)} and {_role(other)}", f"{_role(other)} and {_role(one)}"),
        )
        for one, other in PAIRS
    )


def kinds(given: Given) -> tuple[Option, ...]:
    """Every kind of call, the most urgent first."""
    del given
    return tuple(_kind(kind) for kind in sorted(Kind, key=lambda kind: -kind.urgency))


def more_urgent(given: Given) -> tuple[Option, ...]:
    """Kinds more urgent than the call is now."""
    return _instead(given, lambda kind, now: kind.urgency > now.urgency)


def less_urgent(given: Given) -> tuple[Option, ...]:
    """Kinds less urgent than the call is now, as far as it may be lowered at all."""
    return _instead(given, lambda kind, now: kind.urgency < now.urgency)


def desks(given: Given) -> tuple[Option, ...]:
    """Every other desk, saying who is there."""
    view = given.model.view
    if view is None:
        return ()
    return tuple(
        Option(
            desk.desk,
            f"{desk.name}: {seated(desk, view)}",
            (desk.name, str(desk.desk)),
        )
        for desk in view.desks
        if desk.desk != given.model.desk
    )


def outcomes(given: Given) -> tuple[Option, ...]:
    """How a response may end."""
    del given
    return tuple(Option(outcome, _inside(OUTCOMES[outcome]), typed) for outcome, typed in _OUTCOMES.items())


def answers(given: Given) -> tuple[Option, ...]:
    """How a confirmation reached this desk."""
    del given
    return tuple(Option(answer, _inside(ANSWERS[answer]), typed) for answer, typed in _ANSWERS.items())


def rooms(given: Given) -> tuple[Option, ...]:
    """Every room of the plan."""
    facts = given.model.facts
    return tuple(Option(room.room, room.name, _room_names(room)) for room in (facts.rooms if facts else ()))


def buttons(given: Given) -> tuple[Option, ...]:
    """Every button of the plan, by its room or duty or by its own id."""
    facts = given.model.facts
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
    everyone = sorted(given.model.people(on_duty=False), key=lambda person: (not person.on_duty, person.name))
    return tuple(Option(person.person, person.name, (person.name, str(person.person))) for person in everyone)


def whoever_is_here(given: Given) -> tuple[Option, ...]:
    """Who is signed in at this desk: more than one where people share a name. Everybody while nobody is."""
    view = given.model.view
    name = view.here.operator if view and view.here else ""
    named = (person for person in given.model.people(on_duty=False) if person.name == name)
    here = tuple(
        Option(each.person, f"{each.name}, {role_words(each)}", (each.name, str(each.person))) for each in named
    )
    return here or people(given)


def _role(role: Role) -> str:
    return ROLES[role].title.lower()


def _holders(given: Given, role: Role) -> str:
    return ", ".join(person.name for person in given.model.people(role)) or "nobody on duty by the plan"


def _inside(words: str) -> str:
    """As it stands in the middle of a sentence."""
    return words[:1].lower() + words[1:]


def _instead(given: Given, fits: Callable[[Kind, Kind], bool]) -> tuple[Option, ...]:
    call = given.call
    return tuple(_kind(kind) for kind in other_kinds(call) if fits(kind, call.kind)) if call else ()


def _kind(kind: Kind) -> Option:
    return Option(kind, f"{kind_words(kind)}: {_inside(KINDS[kind].sentence)}", (kind_words(kind), kind.value))


def _room_names(room: RoomLine) -> tuple[str, ...]:
    return room.name, str(room.room)
