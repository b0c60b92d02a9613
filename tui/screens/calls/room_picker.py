"""Pick a room: to raise a call for it. Narrowed by typing.

A call is raised for an area as well, for a place in words, and where nobody knows the place. Words that are nearly a name of the plan
offer that name first: help that is sent to "Rom 12" finds nobody.
"""

from typing import Any

from appliance.api.desk.plan import AreaLine, PlanFacts, RoomLine
from appliance.core.calls.commands import RaiseCallFromDesk
from appliance.core.ground.place import UNKNOWN, WORDS_CHARACTERS_MAX, Place
from appliance.plan.ids import RoomId
from appliance.plan.model import Kind
from appliance.words.kinds import kind_choice_words
from tui.near_misses import near_misses
from tui.screens.panel import Choice, Field, Panel
from tui.widgets.lines import padded

NARROW = Field("Room:", filters=True)
ANYWHERE = Field("Room, area or place:", filters=True, characters_max=WORDS_CHARACTERS_MAX)

type Where = RoomLine | AreaLine | Place


class RaiseCallPanel(Panel[Where]):
    """Where help is needed; what kind is asked next."""

    def __init__(self, facts: PlanFacts) -> None:
        self._facts = facts
        unknown = Choice[Where](
            "PLACE UNKNOWN: nobody can say where", Place(), found_by=f"{UNKNOWN} nobody knows where"
        )
        choices = (*room_choices(facts), *_area_choices(facts), unknown)
        super().__init__("RAISE A CALL for a room, an area or a place in your words", field=ANYWHERE, choices=choices)

    def offered(self, wanted: list[str]) -> tuple[Choice[Where], ...]:
        """What is like none of them is a place in words; before that stands what may have been meant."""
        listed = super().offered(wanted)
        if listed:
            return listed
        words = " ".join(self.text.split())
        names = {name: choice for choice in self._choices for name in _names(choice.value)}
        close = dict.fromkeys(names[name] for name in near_misses(words, names))
        return (*close, Choice(f"RAISE IT FOR: {words}", Place(words=words)), self._choices[-1])

    def chosen(self, value: Where) -> None:
        """Ask what kind, and of a place in words or an unknown one first what it is near."""
        match value:
            case RoomLine():
                self.open(KindPanel(Place(room=value.room), value.name))
            case AreaLine():
                self.open(KindPanel(Place(area=value.name), value.name))
            case Place():
                self.open(NearPanel(self._facts, value))


class NearPanel(Panel[RoomLine | None]):
    """Which room a place in words is near: its wing is told first, and its phone is the one to ring. ENTER alone passes over it."""

    def __init__(self, facts: PlanFacts, place: Place) -> None:
        nothing = Choice[RoomLine | None]("NO ROOM is near it, or nobody knows which", None, always=True)
        super().__init__(
            f"RAISE A CALL for {place.words or UNKNOWN}: which room is it near?",
            field=NARROW,
            choices=(nothing, *room_choices(facts)),
        )
        self._place = place

    def chosen(self, value: RoomLine | None) -> None:
        """Ask what kind."""
        words = self._place.words or UNKNOWN
        if value is None:
            self.open(KindPanel(self._place, words))
        else:
            self.open(KindPanel(Place(words=self._place.words, near=value.room), f"{words}, near {value.name}"))


class KindPanel(Panel[Kind]):
    """What a call raised at the desk asks for."""

    def __init__(self, place: Place, name: str) -> None:
        kinds = sorted(Kind, key=lambda kind: -kind.urgency)
        super().__init__(
            f"RAISE A CALL for {name}: what kind?",
            choices=tuple(Choice(kind_choice_words(kind), kind) for kind in kinds),
        )
        self._place = place

    def chosen(self, value: Kind) -> None:
        """Raise it."""
        room = self._place.room
        self.ask(
            RaiseCallFromDesk(place=self._place, kind=value)
            if room is None
            else RaiseCallFromDesk(room=room, kind=value)
        )


def room_choices(facts: PlanFacts) -> tuple[Choice[Any], ...]:
    """Every room of the plan."""
    return tuple(Choice(room_words(room), room, found_by=found_by(room.name, room.room)) for room in facts.rooms)


def _area_choices(facts: PlanFacts) -> tuple[Choice[Where], ...]:
    return tuple(Choice(f"{area.name:<36} area, no button", area, found_by=area.name) for area in facts.areas)


def _names(value: Where) -> tuple[str, ...]:
    match value:
        case RoomLine():
            return value.name, str(value.room)
        case AreaLine():
            return (value.name,)
        case Place():
            return (UNKNOWN,)


def found_by(name: str, room: RoomId) -> str:
    """What a room is found by: what it is called, and its id in the plan."""
    return f"{name} {room}"


def room_words(room: RoomLine) -> str:
    """A room as it stands in a list."""
    return f"{padded(room.name, 36)} {f'floor {room.floor}' if room.floor.isdigit() else room.floor}"
