"""The rooms of the plan as lines of a list that is narrowed by typing."""

from typing import Any

from appliance.api.desk.plan import PlanFacts, RoomLine
from appliance.flows.rooms import COLUMN, LABEL, floor_words, found_by
from tui.screens.panel import Choice, Field
from tui.widgets.lines import padded

NARROW = Field(LABEL, filters=True)


def room_choices(facts: PlanFacts) -> tuple[Choice[Any], ...]:
    """Every room of the plan."""
    return tuple(Choice(room_words(room), room, found_by=found_by(room)) for room in facts.rooms)


def room_words(room: RoomLine) -> str:
    """A room as it stands in a list."""
    return f"{padded(room.name, COLUMN)} {floor_words(room)}"
