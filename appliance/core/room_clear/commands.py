"""Defines what can be asked about room clears. Pure values."""

from typing import ClassVar

from appliance.core.ground.commands import RoomClearCommand
from appliance.core.ground.traits import HELPS, Traits
from appliance.plan.ids import ClearId, RoomId


class BeginClear(RoomClearCommand, frozen=True, kw_only=True, tag="begin-clear"):
    """The class of `room` goes to the room `to`, and `walks` goes with it: a name, or words such as "their teacher".

    `expected`: how many children walk; 0 if nobody said. `practice`: it is part of the drill that runs.
    """

    traits: ClassVar[Traits] = HELPS

    room: RoomId
    to: RoomId
    walks: str
    expected: int = 0
    practice: bool = False


class CountHere(RoomClearCommand, frozen=True, kw_only=True, tag="count-here"):
    """So many children are there, as somebody in the other room counted. `expected`: how many there should be; 0 leaves it as it was."""

    traits: ClassVar[Traits] = HELPS

    clear: ClearId
    here: int
    expected: int = 0


class EndClear(RoomClearCommand, frozen=True, kw_only=True, tag="end-clear"):
    """It is over by a person's word, whoever was counted."""

    traits: ClassVar[Traits] = HELPS

    clear: ClearId


type FromDesk = BeginClear | CountHere | EndClear
"""What a desk may ask for."""

type AnyRoomClearCommand = FromDesk
"""Everything that people can ask for here."""
