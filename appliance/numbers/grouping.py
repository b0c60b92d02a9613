"""Sorts calls into groups: by kind of place, by part of day, by setting, by whether they were attended, and by how far their record goes.
Never by room, responder, caller, student or role. Pure.
"""

from collections.abc import Callable

import msgspec

from appliance.numbers.call import Call, Step
from appliance.record.codes import LISTS

NOT_RECORDED = "not-recorded"
"""The group of calls of which nobody wrote it. It is a group as any other: nothing is put in its place."""

MINUTES_PER_DAY = 24 * 60


ALL_STEPS = "all"
"""The group of calls of which every step is recorded."""

HAVE: dict[Step, frozenset[str]] = {
    Step.ACKNOWLEDGED: frozenset({ALL_STEPS, "no-arrival", "no-answer"}),
    Step.CONFIRMED: frozenset({ALL_STEPS, "no-arrival"}),
    Step.ON_SCENE: frozenset({ALL_STEPS}),
}
"""Groups of `RECORDED` of which every call has the step."""


class Group(msgspec.Struct, frozen=True):
    """One group, by its stable word, and what people call it."""

    word: str
    title: str


class Grouping(msgspec.Struct, frozen=True):
    """One way to sort calls. `groups` are all that there can be, in an order that no call changes; each call is in exactly one."""

    word: str
    title: str
    groups: tuple[Group, ...]
    of: Callable[[Call], str]


_PARTS_OF_DAY = (
    (8, "before 08:00"),
    (11, "08:00 to 10:59"),
    (13, "11:00 to 12:59"),
    (15, "13:00 to 14:59"),
    (24, "15:00 and later"),
)
"""Hour before which a part of the day ends, and its name. Ours: before school, morning, the hours around lunch, afternoon, after school."""


def _part_of_day(call: Call) -> str:
    hour = call.week_minute % MINUTES_PER_DAY // 60
    return next(f"before-{ends}" for ends, _ in _PARTS_OF_DAY if hour < ends)


def _of_list(name: str) -> tuple[Group, ...]:
    codes = tuple(Group(each.code, each.label) for each in LISTS[name].codes)
    return (*codes, Group(NOT_RECORDED, "not recorded"))


def _known(name: str, code: str) -> str:
    """Give the code, or "not recorded" for one that this program's list does not have: a newer box may have written it."""
    return code if any(each.code == code for each in LISTS[name].codes) else NOT_RECORDED


def _recorded(call: Call) -> str:
    """Say how far the record of a call goes. There are five groups and not one count for each step: from counts for each step, whoever
    subtracts finds the few calls that were confirmed and have no arrival.
    """
    after_s = call.after_s
    has = Step.ACKNOWLEDGED in after_s, Step.CONFIRMED in after_s, Step.ON_SCENE in after_s
    return {
        (True, True, True): ALL_STEPS,
        (True, True, False): "no-arrival",
        (True, False, False): "no-answer",
        (False, False, False): "nothing",
    }.get(has, "gaps")


PLACE = Grouping(
    "place", "Kind of place", _of_list("location-type"), lambda call: _known("location-type", call.place_kind)
)
DAY = Grouping(
    "day", "Part of day", tuple(Group(f"before-{ends}", title) for ends, title in _PARTS_OF_DAY), _part_of_day
)
SETTING = Grouping("setting", "Setting", _of_list("setting"), lambda call: _known("setting", call.setting))
ATTENDED = Grouping(
    "attended",
    "Attended",
    (Group("unattended", "unattended"), Group("attended", "attended")),
    lambda call: "unattended" if call.unattended else "attended",
)
# The group after a small one may be left out with it (`appliance.numbers.disclosure`). So those that are often small stand first.
RECORDED = Grouping(
    "recorded",
    "What is recorded",
    (
        Group("gaps", "another step is not recorded"),
        Group("nothing", "no acknowledgement, no answer and no arrival recorded"),
        Group("no-answer", "no answer of a responder and no arrival recorded"),
        Group("no-arrival", "no arrival recorded"),
        Group(ALL_STEPS, "acknowledged, answered by a responder, on scene"),
    ),
    _recorded,
)
WITH_TIMES = (PLACE, DAY, SETTING)
"""Groupings of which each group has times."""
