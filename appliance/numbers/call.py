"""Reads out of one record what the figures need of its call, and nothing else: no room, no person, no kind of call. Pure."""

import enum
from collections.abc import Mapping

import msgspec

from appliance.core.calls.events import FirstCall, StoodDown
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Outcome
from appliance.numbers.helping import helped_in
from appliance.plan.index import PlanIndex
from appliance.plan.model import Kind
from appliance.plan.other_help import HelpKind
from appliance.record.derived import Seen, derived, standing
from appliance.record.record import Record


class Step(enum.StrEnum):
    """The steps of help, in their order. The words are those of the record's fields, such as `confirmed_after_s`."""

    ACKNOWLEDGED = "acknowledged"
    CONFIRMED = "confirmed"
    ON_SCENE = "on_scene"


class Call(msgspec.Struct, frozen=True):
    """One call that is over. `after_s` has the seconds from the call to each step; a step that is not recorded is not in it.

    `wall_ms` is when it was called, in milliseconds since the Unix epoch, and `week_minute` the local minute of the week. `unattended`:
    the ladder was exhausted before anybody acknowledged, or nobody came. `place_kind` and `setting` are codes of the record's lists
    "location-type" and "setting", empty where nobody wrote them. `helped` has each kind of help from outside that was called, and whether
    help was given.
    """

    wall_ms: int
    week_minute: int
    after_s: Mapping[Step, int]
    unattended: bool
    practice: bool
    place_kind: str = ""
    setting: str = ""
    helped: Mapping[HelpKind, bool] = {}


def call_of(record: Record, index: PlanIndex) -> Call | None:
    """Give what counts of a record; None if it does not count.

    It does not count if nobody called (a record that was opened later), while the call is open, or if the clock was not trusted when it
    came: nobody knows in which half of a school year it was. A tap-out does not count either: nothing shows how often somebody asked for
    a break (promise 7).
    """
    began = _began(record)
    if began is None or began.week_minute is None:
        return None
    seen = derived(record, index)
    ended = any(isinstance(event, StoodDown) for _, _, event in record.live) and standing(record, seen, "outcome")
    if not ended or standing(record, seen, "call_kind") == Kind.TAP_OUT:
        return None
    return Call(
        wall_ms=began.wall_ms,
        week_minute=began.week_minute,
        after_s=_after_s(record, seen),
        unattended=standing(record, seen, "nobody_acknowledged") is True or ended == Outcome.NOT_ATTENDED,
        practice=standing(record, seen, "mode") != "actual",
        place_kind=_code(record, seen, "location_type"),
        setting=_code(record, seen, "setting"),
        helped=helped_in(event for _, _, event in record.live),
    )


def _began(record: Record) -> Moment | None:
    return next((at for _, at, event in record.live if isinstance(event, FirstCall)), None)


def _after_s(record: Record, seen: Seen) -> dict[Step, int]:
    found = {step: standing(record, seen, f"{step}_after_s") for step in Step}
    return {step: value for step, value in found.items() if isinstance(value, int)}


def _code(record: Record, seen: Seen, field: str) -> str:
    value = standing(record, seen, field)
    return value if isinstance(value, str) else ""
