"""Pick a room: to raise a call for it, to practise in it, to test its button. Narrowed by typing."""

from appliance.api.messages import PlanFacts, RoomLine
from appliance.core.commands import ArmWalkTest, RaiseCallFromDesk
from appliance.plan.ids import ButtonId, RoomId
from appliance.plan.model import Kind
from tui.screens.panel import Choice, Field, Panel
from tui.widgets.lines import padded
from tui.wording import kind_choice_words

NARROW = Field("Room:", filters=True)


class RaiseCallPanel(Panel[RoomLine]):
    """Where help is needed; what kind is asked next."""

    def __init__(self, facts: PlanFacts) -> None:
        super().__init__("RAISE A CALL for a room", field=NARROW, choices=room_choices(facts))

    def chosen(self, value: RoomLine | None, text: str) -> None:
        """Ask what kind."""
        del text
        assert value is not None
        self.open(KindPanel(value))


class KindPanel(Panel[Kind]):
    """What a call raised at the desk asks for."""

    def __init__(self, room: RoomLine) -> None:
        kinds = sorted(Kind, key=lambda kind: -kind.urgency)
        super().__init__(
            f"RAISE A CALL for {room.name}: what kind?",
            choices=tuple(Choice(kind_choice_words(kind), kind) for kind in kinds),
        )
        self._room: RoomId = room.room

    def chosen(self, value: Kind | None, text: str) -> None:
        """Raise it."""
        del text
        assert value is not None
        self.ask(RaiseCallFromDesk(room=self._room, kind=value))


class WalkTestPanel(Panel[ButtonId]):
    """Which button is to be pressed next as a test."""

    def __init__(self, facts: PlanFacts) -> None:
        buttons = tuple(
            Choice(
                f"{room_words(room)}  {button}{' (will ring)' if button in room.untimed else ''}",
                ButtonId(button),
                found_by=f"{found_by(room.name, room.room)} {button}",
            )
            for room in facts.rooms
            for button in room.buttons
        )
        super().__init__("WALK TEST: whose next press is a test, for two minutes?", field=NARROW, choices=buttons)

    def chosen(self, value: ButtonId | None, text: str) -> None:
        """Arm it."""
        del text
        assert value is not None
        self.ask(ArmWalkTest(button=value))


def room_choices(facts: PlanFacts) -> tuple[Choice[RoomLine], ...]:
    """Every room of the plan."""
    return tuple(Choice(room_words(room), room, found_by=found_by(room.name, room.room)) for room in facts.rooms)


def found_by(name: str, room: RoomId) -> str:
    """What a room is found by: what it is called, and its id in the plan."""
    return f"{name} {room}"


def room_words(room: RoomLine) -> str:
    """A room as it stands in a list."""
    return f"{padded(room.name, 36)} {f'floor {room.floor}' if room.floor.isdigit() else room.floor}"
