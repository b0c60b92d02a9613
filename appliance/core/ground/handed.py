"""What is known of each hand-over to the district's alarm panel. Pure; stands beside the incidents, so that no undo takes it back."""

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
    """The newest hand-over of one incident. `former`: asked before the box restarted, so that only its wall clock means anything."""

    by: Actor
    at: Moment
    state: State = State.ASKED
    why: str = ""
    former: bool = False


class HandedOver(msgspec.Struct, frozen=True):
    """All that is known: of each incident, the newest last, and when the panel was last asked for anything. Never changed in place.

    A start finds in the record only what is open: `newest` is then the newest of these.
    """

    calls: Mapping[IncidentId, Handed] = {}
    newest: Handed | None = None


NOTHING = HandedOver()
