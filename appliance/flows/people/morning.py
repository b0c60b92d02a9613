"""The morning check in words, what is not well first: what the box was asked, and what the board says besides. Pure; names no key."""

from dataclasses import dataclass

from appliance.api.board.board import BoardView
from appliance.api.desk.morning import DutyLine, MorningKnown
from appliance.api.duties.messages import DutiesKnown
from appliance.api.ways.words import lost_words
from appliance.duties.explaining import day_words
from appliance.flows.box.district import district_words, nothing_outside
from appliance.flows.box.own_copy import copy_words, no_copy
from appliance.flows.box.power import power_words
from appliance.flows.box.recording import clock_words, recording_words
from appliance.flows.devices.cut_off import out_of_service_for
from appliance.flows.devices.troubles import put_aside_for
from appliance.flows.duties.listing import in_morning
from appliance.flows.practice.plans import next_planned
from appliance.flows.practice.walk_test import last_test
from appliance.flows.zone import zone_at
from appliance.words.roles import ROLES
from appliance.words.times import count, span
from appliance.words.troubles import cause_words


@dataclass(frozen=True, slots=True)
class Found:
    """One line of what was looked at. `well` None is not known to this box, which is neither well nor ill (promise 5).

    `things` is how many things it stands for, as the box counts them when somebody signs (`NotWell` in its words): every room,
    button and desk by itself. None are those that a trouble says as well.
    """

    name: str
    words: str
    well: bool | None
    things: int = 1


def verdict(found: tuple[Found, ...]) -> str:
    """The answer in one line."""
    ills = [each.things for each in found if each.well is False]
    ill = max(sum(ills), bool(ills))
    return f"{count(ill, 'thing is', 'things are')} not well." if ill else "Everything this box watches is well."


def morning(
    view: BoardView,
    known: MorningKnown,
    uncovered: tuple[str, ...],
    passed_ms: int,
    owed: DutiesKnown | None = None,
) -> tuple[Found, ...]:
    """Everything that was looked at, `passed_ms` after the board came; what is not well stands first, then what nobody watches.

    `owed` is what whoever proved who they are owes or is owed after incidents; None for everybody else.
    """
    found = (
        *_forgetting(known),
        *_rooms(known),
        _some("Buttons", known.buttons_silent, view.buttons_planned, "heard", "not heard"),
        _desks(view),
        _some("Sounders", known.sounders_silent, known.sounders, "work", "silent"),
        Found("Recording", *recording_words(view), 0),
        Found("Clock", *clock_words(view, passed_ms)),
        *_troubles(view, passed_ms),
        *(Found("Ways", words, False, 0) for words in lost_words(known.ways_lost)),
        *_off(view, passed_ms),
        *_duty(known.duty),
        *((Found("Team gap", known.gaps, None, 0),) if known.gaps else ()),
        *_practice(view, passed_ms),
        *_calls(view),
        Found("Last test", *last_test(view)),
        *(Found("No button", place, None) for place in uncovered),
        *((Found("Owed", in_morning(owed, zone_at(view)), None, 0),) if owed is not None else ()),
        *(Found("Power", words, well, 0) for words, well in power_words(view, passed_ms)),
        *_district(view, passed_ms),
        *_copy(view, passed_ms),
    )
    return tuple(sorted(found, key=lambda each: (each.well is not False, each.well is None)))


def _rooms(known: MorningKnown) -> tuple[Found, ...]:
    broken = sum(len(line.rooms) for line in known.broken)
    reach = f"a press tells somebody at once in {known.rooms - broken} of {known.rooms}"
    why = (
        Found(
            "Rooms",
            f"{', '.join(line.rooms)}: {line.why[:1].lower()}{line.why[1:].rstrip('.')}",
            False,
            len(line.rooms),
        )
        for line in known.broken
    )
    return (*why, Found("Rooms", reach, None if broken else True))


def _some(name: str, silent: tuple[str, ...], planned: int, well: str, ill: str) -> Found:
    words = f"{planned - len(silent)} of {planned} {well}"
    return Found(name, f"{words}; {ill}: {', '.join(silent)}" if silent else words, not silent, len(silent))


def _desks(view: BoardView) -> Found:
    return _some(
        "Desks", tuple(desk.name for desk in view.desks if not desk.attended), len(view.desks), "attended", "nobody at"
    )


def _troubles(view: BoardView, passed_ms: int) -> tuple[Found, ...]:
    """All of them, also those put aside: this is where somebody looks at everything."""
    if not view.troubles:
        return (Found("Troubles", "none", True),)
    return tuple(
        Found(
            "Trouble",
            cause_words(each.what, each.subject) + _aside(each.shelved_ms, passed_ms),
            False,
        )
        for each in view.troubles
    )


def _aside(shelved_ms: int | None, passed_ms: int) -> str:
    return "" if shelved_ms is None else f", {put_aside_for(shelved_ms - passed_ms)}"


def _off(view: BoardView, passed_ms: int) -> tuple[Found, ...]:
    return tuple(Found("Off", out_of_service_for(each, passed_ms), False) for each in view.out_of_service)


def _duty(duty: tuple[DutyLine, ...]) -> tuple[Found, ...]:
    missing = tuple(
        Found("On duty", f"NO {ROLES[each.role].title.lower()} today", False) for each in duty if not each.people_count
    )
    held = (f"{ROLES[each.role].title.lower()} {_holders(each)}" for each in duty if each.people_count)
    words = "; ".join(held)
    return (*missing, Found("On duty today", words, True)) if words else missing


def _holders(duty: DutyLine) -> str:
    return ", ".join(duty.people) or count(duty.people_count, "person", "people")


def _practice(view: BoardView, passed_ms: int) -> tuple[Found, ...]:
    words = next_planned(view, passed_ms)
    planned = (Found("Drill", f"planned: {words}", True),) if words else ()
    if view.drill is None:
        return planned or (Found("Drill", "none is running", True),)
    return (
        *planned,
        Found("Drill", f"{view.drill.name} is running, ends in {span(view.drill.ends_in_ms - passed_ms)}", True),
    )


def _district(view: BoardView, passed_ms: int) -> tuple[Found, ...]:
    """How far the record is outside this building; a box that says nothing about it is neither well nor ill."""
    why = nothing_outside(view)
    if why is not None:
        return (Found("District", why, None),)
    return tuple(Found("District", words, well, 0) for words, well in district_words(view, passed_ms))


def _copy(view: BoardView, passed_ms: int) -> tuple[Found, ...]:
    """How far the record is copied. What is not well is a trouble too."""
    none, words = no_copy(view), copy_words(view, passed_ms)
    if none is not None:
        return (Found("Copy", none, None),)
    return () if words is None else (Found("Copy", *words, 0),)


def _forgetting(known: MorningKnown) -> tuple[Found, ...]:
    """What will be forgotten here soon, without a name: the first line of what is no fault, so that nobody overlooks it for a week."""
    if known.forgetting_on is None:
        return ()
    go = count(known.forgetting, "record goes", "records go")
    return (Found("Forgetting", f"{go} from here, the first on {day_words(known.forgetting_on)}", True, 0),)


def _calls(view: BoardView) -> tuple[Found, ...]:
    calls = len(view.calls)
    return (Found("Calls", count(calls, "is open", "are open"), False, calls),) if calls else ()
