"""Gives each kind of name a type of its own, so that a room can never be passed where a desk is meant. Knows nothing else."""

from typing import NewType

RoomId = NewType("RoomId", str)
AreaName = NewType("AreaName", str)
ZoneId = NewType("ZoneId", str)
ButtonId = NewType("ButtonId", str)
DeskId = NewType("DeskId", str)
PersonId = NewType("PersonId", str)
SounderId = NewType("SounderId", str)
KeyId = NewType("KeyId", str)
LineId = NewType("LineId", str)
BoardId = NewType("BoardId", str)
HangId = NewType("HangId", str)
IncidentId = NewType("IncidentId", str)
DrillId = NewType("DrillId", str)
DrillPlanId = NewType("DrillPlanId", str)
ExerciseId = NewType("ExerciseId", str)
CheckInId = NewType("CheckInId", str)
ClearId = NewType("ClearId", str)
TeamId = NewType("TeamId", str)
PhoneId = NewType("PhoneId", str)
