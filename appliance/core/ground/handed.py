"""Holds what is known of each hand-over to the district's alarm panel. Pure; kept beside the incidents, so that no undo takes it back."""

import enum
from collections.abc import Mapping

import msgspec

from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Actor
from appliance.plan.ids import IncidentId


class State(enum.StrEnum):
    """What is known of one hand-over."""

    ASKED = "asked"
    PULSED = "pulsed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Handed(msgspec.Struct, frozen=True):
    """The newest hand-over of one incident. `former`: it was asked for before the box restarted, so only its wall clock means anything."""

    by: Actor
    at: Moment
    state: State = State.ASKED
    why: str = ""
    former: bool = False


class HandedOver(msgspec.Struct, frozen=True):
    """All that is known: the hand-over of each incident, the newest last, and the last time that the panel was asked. Never changed in
    place.

    A start finds only open incidents in the record: `newest` is then the newest of these.
    """

    calls: Mapping[IncidentId, Handed] = {}
    newest: Handed | None = None


NOTHING = HandedOver()
