"""What a board shows while no call is open: signs of life, so that silence can be told from deafness. Pure; knows no screen."""

import textwrap
from dataclasses import dataclass

from appliance.api.board.board import BoardView
from appliance.flows.box.district import district_words, nothing_outside
from appliance.flows.box.new_box import asked_words, is_offered
from appliance.flows.box.office import asking_signs
from appliance.flows.box.own_copy import copy_words, no_copy
from appliance.flows.box.power import power_words
from appliance.flows.box.recording import clock_words, recording_words
from appliance.flows.calls.pressed import carried_today
from appliance.flows.calls.texts import waiting_words
from appliance.flows.devices.cut_off import cannot_call_in_short, out_of_service_in_short
from appliance.flows.devices.troubles import counted, rooms_to_ask
from appliance.flows.people.day_check import signed
from appliance.flows.people.going import not_now_names
from appliance.flows.practice.exercise_year import stands_words
from appliance.flows.practice.plans import next_planned
from appliance.flows.practice.walk_test import last_test
from appliance.flows.zone import zone_at
from appliance.words.times import ago, count
from appliance.words.unsure import MAY_BE_OPEN
from tui.board.keys_here import ALL_KEYS, KeysHere
from tui.keys.table import BY_ACTION

SIGN_WIDTH = 62  # 80 columns less the mark and the name before it, and a margin
_TROUBLES = "Troubles"
WELL = "Nothing is wrong: every button, desk and way out has been heard from."
SIGN_LINES_MAX = 2  # three such signs of two lines still fit under the headline on 24 lines

type Sign = tuple[str, str, bool]
"""Name (empty where the words of the line before go on), words, and whether it is as it should be."""


@dataclass(frozen=True, slots=True)
class Calm:
    """Signs of life: each is true now or says what is not. `all_well` only when nothing at all is wrong."""

    building: str
    desk: str
    operator: str
    time: str
    calls: int
    all_well: bool
    troubled: bool
    """Whether a trouble is open that nobody put aside: only then is trouble what is not well."""
    asks_rooms: bool
    """Whether calls may have been open on a box that this one replaced, and nobody said yet that every room was asked."""
    lines: tuple[Sign, ...]
    unwatched: tuple[tuple[str, str], ...]
    """What this box knows nothing about, by name, and why; and what nobody has looked at today, or has practised in time: neither well
    nor ill (promise 5).
    """


def calm(
    view: BoardView,
    passed_ms: int,
    uncovered: tuple[str, ...] = (),
    *,
    nameless: bool = False,
    keys: KeysHere = ALL_KEYS,
) -> Calm:
    """The signs of life of a board `passed_ms` old. `uncovered` are the places the plan has no two-way button for. `keys` are those of the
    console that shows them.
    """
    time = clock_words(view, passed_ms)[0] if view.clock_trusted else "time not known"
    checked, unchecked = _morning(view, keys, nameless=nameless)
    lines = (
        *_rooms_to_ask(view, keys),
        *(_new(view) if keys.has("restore") else ()),
        *_desks(view, keys),
        *_buttons(view, keys),
        ("Recording", *recording_words(view)),
        ("Clock", *clock_words(view, passed_ms)),
        _troubles(view, keys),
        *_texts(view, keys),
        *_ways(view, keys),
        ("Box", f"last heard {ago(passed_ms)} ago", True),
        _last_test(view, keys),
        *_drill_planned(view, passed_ms),
        *_sign(
            "Carried",
            () if nameless else carried_today(view),
            well=True,
            named=f"{keys.named('carried')} names them",
        ),
        *_sign(
            "Not now",
            () if nameless else not_now_names(view),
            well=True,
            named=f"{keys.named('going')} names them",
        ),
        *checked,
        *_district(view, passed_ms),
        *_copy(view, passed_ms),
        *(("Power", words, well) for words, well in power_words(view, passed_ms) if well is not None),
        *_from_where_nobody_calls(view, passed_ms, uncovered, keys),
    )
    operator = view.here.operator if view.here else ""
    return Calm(
        building=view.building,
        desk=view.here.name if view.here else "watching only",
        operator="signed in" if nameless and operator else operator,
        time=time,
        calls=len(view.calls),
        all_well=all(well for _, _, well in lines),
        troubled=not _troubles(view, keys)[2],
        asks_rooms=rooms_to_ask(view) is not None,
        lines=lines,
        unwatched=(*unchecked, *_not_practised(view, keys), *_unwatched(view, passed_ms)),
    )


def not_well(view: BoardView, passed_ms: int) -> tuple[str, ...]:
    """What is not as it should be besides troubles, a sentence each: a board that warns of trouble always says of which."""
    found: list[str] = []
    for name, words, well in calm(view, passed_ms).lines:
        if well or name == _TROUBLES:
            continue
        if name:
            found.append(f"{name}: {words}")
        else:
            found[-1] += f" {words}"
    return tuple(found)


def _rooms_to_ask(view: BoardView, keys: KeysHere) -> tuple[Sign, ...]:
    if rooms_to_ask(view) is None:
        return ()
    return (("Ask rooms", f"{MAY_BE_OPEN}. {keys.named('troubles').capitalize()} ends it", False),)


def _new(view: BoardView) -> tuple[Sign, ...]:
    offered = (("New box", asked_words(view, BY_ACTION["restore"].shown), True),) if is_offered(view) else ()
    signs = [
        textwrap.wrap(each, SIGN_WIDTH)[:SIGN_LINES_MAX]
        for each in asking_signs(view, zone_at(view), BY_ACTION["restore"].shown)
    ]
    lines = [line for each in signs for line in each]
    return (*offered, *(("Code" if number == 0 else "", words, True) for number, words in enumerate(lines)))


def _desks(view: BoardView, keys: KeysHere) -> tuple[Sign, ...]:
    away = tuple(desk.name for desk in view.desks if not desk.attended)
    well = len(away) < len(view.desks)
    attended = f"{len(view.desks) - len(away)} of {len(view.desks)} attended"
    words = f"{attended}; nobody at {', '.join(away)}" if away else attended
    if len(words) <= SIGN_WIDTH:
        return (("Desks", words, well),)
    return ("Desks", attended, well), *_sign("Nobody at", away, well=well, named=f"{keys.named('morning')} names them")


def _texts(view: BoardView, keys: KeysHere) -> tuple[Sign, ...]:
    """Texts that wait to be read. Nothing is said of them where none waits."""
    waits = waiting_words(view)
    return (("Texts", f"{waits}: {keys.named('texts')} shows them", False),) if waits else ()


def _troubles(view: BoardView, keys: KeysHere) -> Sign:
    """Those put aside are said, and are not what the top of the screen warns of."""
    troubles = counted(view)
    words = f"{troubles.open}{troubles.and_aside}: {keys.named('troubles')} shows them" if view.troubles else "none"
    return _TROUBLES, words, troubles.open == 0


def _ways(view: BoardView, keys: KeysHere) -> tuple[Sign, ...]:
    """Rooms that call by one way less than the plan gives them: a count, which the morning check names."""
    if not view.ways_lost:
        return ()
    has = count(view.ways_lost, "room has", "rooms have")
    which, shows = keys.named("morning"), keys.named("ways")
    where = f"{which} says which" if which == shows else f"{which} says which, {shows} shows all"
    return (("Ways", f"{has} lost one: {where}", False),)


def _buttons(view: BoardView, keys: KeysHere) -> tuple[Sign, ...]:
    """All of them, then zone by zone: a whole wing that went silent is seen to be one wing."""
    heard = f"{view.buttons_heard} of {view.buttons_planned} heard"
    well = view.buttons_heard >= view.buttons_planned
    zones = tuple(f"{zone.zone} {zone.heard}/{zone.planned}" for zone in view.zones if zone.zone)
    return ("Buttons", heard, well), *(_sign("Zones", zones, well=well, named=_names(keys)) if len(zones) > 1 else ())


def _district(view: BoardView, passed_ms: int) -> tuple[Sign, ...]:
    clauses = district_words(view, passed_ms)
    return tuple(
        ("District" if number == 0 else "", textwrap.shorten(words, SIGN_WIDTH, placeholder=" ..."), well)
        for number, (words, well) in enumerate(clauses)
    )


def _copy(view: BoardView, passed_ms: int) -> tuple[Sign, ...]:
    words = copy_words(view, passed_ms)
    return () if words is None else (("Copy", textwrap.shorten(words[0], SIGN_WIDTH, placeholder=" ..."), words[1]),)


def _unwatched(view: BoardView, passed_ms: int) -> tuple[tuple[str, str], ...]:
    """Said plainly, because whoever looks for them must not take their absence for an all-clear."""
    said = (("District", nothing_outside(view)), ("Copy", no_copy(view)))
    power = (("Power", words) for words, well in power_words(view, passed_ms) if well is None)
    return (*power, *((name, why) for name, why in said if why is not None))


def _last_test(view: BoardView, keys: KeysHere) -> Sign:
    """That nothing was tested yet is no fault of the system."""
    words, passed = last_test(view, keys.named("walk_test"))
    return "Last test", words, passed is not False


def _drill_planned(view: BoardView, passed_ms: int) -> tuple[Sign, ...]:
    words = next_planned(view, passed_ms)
    return (("Drill", textwrap.shorten(f"planned: {words}", SIGN_WIDTH, placeholder=" ..."), True),) if words else ()


def _morning(
    view: BoardView, keys: KeysHere, *, nameless: bool
) -> tuple[tuple[Sign, ...], tuple[tuple[str, str], ...]]:
    """The morning check: well where all was well; a day nobody checked is neither well nor a fault of the system, and said quietly."""
    check, words = view.day_check, signed(view, nameless=nameless)
    if not words or (check is None and not view.day_unchecked):
        return (), ()
    if check is not None and check.today and not check.not_well:
        return (("Morning", words, True),), ()
    opens = f": {keys.named('morning')} opens the check" if view.day_unchecked else ""
    return (), (("Morning", f"{words}{opens}"),)


def _not_practised(view: BoardView, keys: KeysHere) -> tuple[tuple[str, str], ...]:
    """Exercises that are out of compliance: no fault of the system, and said quietly."""
    words = stands_words(view)
    if not words:
        return ()
    shows = f"{keys.named('exercise')} shows them"
    return (("Exercises", f"{textwrap.shorten(words, SIGN_WIDTH - len(shows) - 2, placeholder=' ...')}: {shows}"),)


def _from_where_nobody_calls(
    view: BoardView, passed_ms: int, uncovered: tuple[str, ...], keys: KeysHere
) -> tuple[Sign, ...]:
    """Signs only where there is something to say: nobody may believe that such a place is covered."""
    off = tuple(out_of_service_in_short(each, passed_ms) for each in view.out_of_service)
    silent = tuple(map(cannot_call_in_short, view.cut_off))
    without = tuple(place.partition(": ")[0] for place in uncovered)
    names = _names(keys)
    return (
        *_sign("Off", off, well=False, named=names),
        *_sign("No answer", silent, well=False, named=names),
        *_sign("No button", without, well=True, named=names),
    )


def _names(keys: KeysHere) -> str:
    return f"{keys.named('troubles')} names them"


def _sign(name: str, places: tuple[str, ...], *, well: bool, named: str) -> tuple[Sign, ...]:
    """As many places as fit; the others are counted, and named elsewhere: `named` says where."""
    shown = min(len(places), SIGN_WIDTH)
    while len(lines := textwrap.wrap(_some(places, shown, named), SIGN_WIDTH)) > SIGN_LINES_MAX:
        shown -= 1
    return tuple((name if number == 0 else "", line, well) for number, line in enumerate(lines))


def _some(places: tuple[str, ...], shown: int, named: str) -> str:
    more = len(places) - shown
    return ", ".join(places[:shown]) + (f" and {more} more: {named}" if more else "")
