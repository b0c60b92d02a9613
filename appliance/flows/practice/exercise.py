"""An exercise, at a table or in rooms: announced, taken step by step, paused, written down, left, ended. Pure; the scenarios are given."""

import enum
from collections.abc import Callable
from copy import replace
from datetime import UTC, date, timedelta

from appliance.api.board.practice import ExerciseLine
from appliance.core.exercises.commands import (
    AgreeOnAction,
    AnnounceExercise,
    AnnounceInRooms,
    BeginInRooms,
    EndExercise,
    LeaveExercise,
    NoteExercise,
    PauseExercise,
    ResumeExercise,
    StepExercise,
)
from appliance.core.exercises.running import NOTE_CHARACTERS_MAX, OWNER_CHARACTERS_MAX
from appliance.core.exercises.state import ExerciseState
from appliance.core.ground.limits import EXERCISE_CAST_MAX, EXERCISE_CAST_MIN
from appliance.core.ground.moment import at
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import ExerciseNoteKind
from appliance.exercises.scenario import Kind, Scenario
from appliance.flows.flow import AskAgain, Dropped, Flow, GoOn
from appliance.flows.known import Known
from appliance.flows.parts import Given, Option, Part
from appliance.flows.practice.drill import practised_rooms
from appliance.flows.practice.exercise_words import ASK_ALONE, said_now, scenario_of
from appliance.flows.practice.exercise_year import (
    NONE_SCHEDULED,
    NONE_WAITS,
    YearAct,
    administers,
    ask_for,
    heading,
    named,
    schedule,
    scheduled,
    take_back,
    to_schedule,
    to_take_back,
    waiting,
)
from appliance.flows.rooms import COLUMN
from appliance.words.times import count

NONE_ON = "No exercise is on. To announce one, type: exercise"
NO_SCENARIOS = "This console has no scenarios."
NOT_A_DAY = "That is no date. Type it like this: 2026-12-01."
_HOW_MANY = f"Name {EXERCISE_CAST_MIN} to {EXERCISE_CAST_MAX} people who play."
NOT_ASKED = Dropped(f"Nothing was announced. {ASK_ALONE}")


class Wanted(enum.StrEnum):
    """What somebody does about an exercise."""

    READ = "read"
    ANNOUNCE = "announce"
    NEXT = "next"
    PAUSE = "pause"
    RESUME = "go on"
    HELPED = "helped"
    CHANGE = "change"
    AGREE = "agree"
    END = "done"
    LEAVE = "leave"
    SCHEDULE = "schedule"
    TAKE_BACK = "take back"
    ASK_FOR = "ask for"


type ExerciseAct = (
    YearAct
    | AnnounceExercise
    | AnnounceInRooms
    | BeginInRooms
    | StepExercise
    | PauseExercise
    | ResumeExercise
    | NoteExercise
    | AgreeOnAction
    | EndExercise
    | LeaveExercise
)
_NOTES = {Wanted.HELPED: ExerciseNoteKind.HELPED, Wanted.CHANGE: ExerciseNoteKind.CHANGE}
YEAR_COLUMN = 36
"""Where the days of an exercise begin: behind them "due 2026-11-25 LATE, set for 2026-12-19" still fits into 80 columns."""
_DAYS = {Wanted.SCHEDULE: "On which day?", Wanted.ASK_FOR: "By which day is it to be done?"}
_ASKS_FOR = {
    Wanted.HELPED: "What helped? Write it without anybody's name",
    Wanted.CHANGE: "What should change? Write it without anybody's name",
    Wanted.AGREE: "What was agreed",
}


def what_now(given: Given) -> tuple[Option, ...]:
    """What can be done now, the most likely first."""
    on = _on(given.known)
    read = () if on is None else (Option(Wanted.READ, "read: hear what is said now", ("read", "hear")),)
    return (*read, *_acts(given))


def scenarios(given: Given) -> tuple[Option, ...]:
    """Every scenario of this console."""
    return tuple(
        Option(
            each.scenario,
            each.title,
            (each.scenario, each.title),
            line=f"{each.title}\t{each.minutes} min, {count(len(each.steps), 'step', 'steps')}",
        )
        for each in given.known.scenarios()
    )


def asked_alone(given: Given) -> tuple[Option, ...]:
    """Give both answers: each was asked alone, and not yet."""
    del given
    return (
        Option(True, "yes, each was asked alone", ("yes",), line="YES: each was asked alone"),
        Option(False, "not yet: nothing is announced", ("no", "not yet"), line="NOT YET: announce nothing"),
    )


def _open_to(on: ExerciseLine | None) -> tuple[Wanted, ...]:
    """Give what is open in this state. After an exercise that was talked about, something can still be written down."""
    writes = (Wanted.HELPED, Wanted.CHANGE, Wanted.AGREE)
    if on is None or on.state.over:
        return (Wanted.ANNOUNCE, *(writes if on is not None and on.step else ()))
    if on.state is ExerciseState.ANNOUNCED:
        return Wanted.NEXT, Wanted.LEAVE
    goes_on = Wanted.NEXT if on.step < on.steps else Wanted.END
    if on.state is ExerciseState.PAUSED:
        return Wanted.RESUME, goes_on, *writes, Wanted.LEAVE
    return goes_on, Wanted.PAUSE, *writes, Wanted.LEAVE


_YEAR = {
    Wanted.SCHEDULE: Option(
        Wanted.SCHEDULE,
        "schedule: choose the day of an exercise of this year",
        ("schedule", "move"),
        line="Choose the day of an exercise of this year",
    ),
    Wanted.TAKE_BACK: Option(
        Wanted.TAKE_BACK, "take back the day of one", ("take back",), line="Take back the day of one"
    ),
    Wanted.ASK_FOR: Option(
        Wanted.ASK_FOR,
        "ask for one more exercise this year, as an administrator",
        ("ask for",),
        line="Ask for one more this year, as an administrator",
    ),
}


def _of_the_year(given: Given) -> tuple[Wanted, ...]:
    """Give what can be planned while no exercise goes on: a day where something waits, and one more for an administrator."""
    on = _on(given.known)
    if on is not None and not on.state.over:
        return ()
    return (
        *((Wanted.SCHEDULE,) if waiting(given) else ()),
        *((Wanted.TAKE_BACK,) if scheduled(given) else ()),
        *((Wanted.ASK_FOR,) if administers(given.known) else ()),
    )


def _acts(given: Given) -> tuple[Option, ...]:
    on = _on(given.known)
    return (*(_option(on, wanted) for wanted in _open_to(on)), *map(_YEAR.__getitem__, _of_the_year(given)))


def _option(on: ExerciseLine | None, wanted: Wanted) -> Option:
    match wanted:
        case Wanted.READ | Wanted.ANNOUNCE:
            return Option(
                wanted, "announce an exercise", ("announce", "new"), line="Announce an exercise, at a table or in rooms"
            )
        case Wanted.NEXT if on is not None and on.step:
            says = f"next: step {on.step + 1} of {on.steps}"
            return Option(wanted, says, ("next",), line=f"NEXT: step {on.step + 1} of {on.steps}")
        case Wanted.NEXT:
            return Option(wanted, "next: begin with step 1", ("next", "begin"), line="BEGIN with step 1")
        case Wanted.PAUSE:
            return Option(wanted, "pause", ("pause",), line="Pause")
        case Wanted.RESUME:
            return Option(wanted, "go on", ("go on", "resume"), line="GO ON")
        case Wanted.HELPED:
            return Option(wanted, "helped: write down what helped", ("helped",), line="Write down what helped")
        case Wanted.CHANGE:
            return Option(
                wanted, "change: write down what should change", ("change",), line="Write down what should change"
            )
        case Wanted.AGREE:
            return Option(wanted, "agree: write down what was agreed", ("agree",), line="Write down what was agreed")
        case Wanted.END:
            return Option(wanted, "done: end the exercise", ("done", "end"), line="DONE: end the exercise")
        case _:
            says = "leave: end it now, and nobody is asked why"
            return Option(wanted, says, ("leave", "stop"), line="LEAVE: end it now, and nobody is asked why")


def _on(known: Known) -> ExerciseLine | None:
    return known.view.exercise if known.view else None


def _wanted(given: Given) -> Wanted:
    return given.parts.get("what") or Wanted.ANNOUNCE


def _announces_alone(given: Given) -> bool:
    """Whether there is nothing to choose: only an announcement is open."""
    return _on(given.known) is None and not _of_the_year(given)


def _announces(given: Given) -> bool:
    return _wanted(given) is Wanted.ANNOUNCE


def _writes(given: Given) -> bool:
    return _wanted(given) in _ASKS_FOR


def _runs(given: Given) -> str:
    """Which exercise is asked about, and in which step."""
    on = _on(given.known)
    return "" if on is None else f"{on.exercise} {on.step} {on.state}"


def _title(given: Given) -> str:
    on = _on(given.known)
    if on is None or on.state.over:
        return "EXERCISE at a table or in rooms: nobody runs. Every other call stays real."
    return f"EXERCISE {on.title}: step {on.step} of {on.steps}" if on.step else f"EXERCISE announced: {on.title}"


def _too_long(given: Given, text: str) -> str:
    del given
    length = len(" ".join(text.split()))
    return f"That has {length} characters. Write at most {NOTE_CHARACTERS_MAX}." if length > NOTE_CHARACTERS_MAX else ""


def _owner_too_long(given: Given, text: str) -> str:
    del given
    return f"Write at most {OWNER_CHARACTERS_MAX} characters." if len(text) > OWNER_CHARACTERS_MAX else ""


def _make(given: Given) -> ExerciseAct | AskAgain | Dropped | str:
    wanted, on = _wanted(given), _on(given.known)
    if (makes := _WITHOUT_ONE.get(wanted)) is not None:
        return makes(given)
    if on is None:
        return NONE_ON
    match wanted:
        case Wanted.READ:
            return " ".join(_said(given, on))
        case Wanted.NEXT if on.rooms and not on.step:
            return BeginInRooms(exercise=on.exercise)
        case Wanted.NEXT:
            return StepExercise(exercise=on.exercise, step=on.step + 1)
        case Wanted.PAUSE:
            return PauseExercise(exercise=on.exercise)
        case Wanted.RESUME:
            return ResumeExercise(exercise=on.exercise)
        case Wanted.HELPED | Wanted.CHANGE:
            return NoteExercise(exercise=on.exercise, kind=_NOTES[wanted], says=given.parts["says"])
        case Wanted.AGREE:
            return _agree(given, on)
        case Wanted.END:
            return EndExercise(exercise=on.exercise)
        case _:
            return LeaveExercise(exercise=on.exercise)


def _chosen(given: Given) -> Scenario | None:
    return next((each for each in given.known.scenarios() if each.scenario == given.parts.get("scenario")), None)


def _at_a_table(given: Given) -> bool:
    """Whether nothing is asked about rooms: no exercise is announced, or one at a table."""
    its = _chosen(given)
    return not _announces(given) or its is None or its.kind is Kind.TABLE_TOP


def _what_rooms_are(given: Given) -> str:
    """Say how many rooms are named, and what each is."""
    its = _chosen(given)
    parts = its.rooms if its is not None else ()
    listed = "; ".join(f"{number}: {what}" for number, what in enumerate(parts, 1))
    return f"IN {count(len(parts), 'ROOM', 'ROOMS')}, in the order of the plan. {listed}"


def players(given: Given) -> tuple[Option, ...]:
    """Everybody in the plan."""
    facts = given.known.facts
    people = facts.people if facts else ()
    return tuple(Option(each.person, each.name, (each.name, str(each.person))) for each in people)


def _announce(given: Given) -> AnnounceExercise | AnnounceInRooms | AskAgain | Dropped | str:
    its = _chosen(given)
    if its is None:
        return NO_SCENARIOS
    if not given.parts["asked"]:
        return NOT_ASKED
    if its.kind is Kind.SITUATIONAL:
        facts, chosen, cast = given.known.facts, given.parts["rooms"], tuple(given.parts["cast"])
        rooms = tuple(each.room for each in (facts.rooms if facts else ()) if each.room in chosen)
        if len(rooms) != len(its.rooms):
            return AskAgain(f"Name {count(len(its.rooms), 'room', 'rooms')}.", ("rooms",), may_be_dropped=True)
        if not EXERCISE_CAST_MIN <= len(cast) <= EXERCISE_CAST_MAX:
            return AskAgain(_HOW_MANY, ("cast",), may_be_dropped=True)
        return AnnounceInRooms(
            scenario=its.scenario,
            title=its.title,
            steps=len(its.steps),
            minutes=its.minutes,
            asked_alone=True,
            rooms=rooms,
            cast=cast,
        )
    return AnnounceExercise(
        scenario=its.scenario, title=its.title, steps=len(its.steps), minutes=its.minutes, asked_alone=True
    )


_WITHOUT_ONE: dict[Wanted, Callable[[Given], ExerciseAct | AskAgain | Dropped | str]] = {
    Wanted.ANNOUNCE: _announce,
    Wanted.SCHEDULE: schedule,
    Wanted.TAKE_BACK: take_back,
    Wanted.ASK_FOR: ask_for,
}
"""What is asked for without an exercise that goes on."""


def _agree(given: Given, on: ExerciseLine) -> AgreeOnAction | AskAgain:
    try:
        due = date.fromisoformat(given.parts["due"].strip())
    except ValueError:
        return AskAgain(NOT_A_DAY, ("due",), may_be_dropped=True)
    if _is_over(due, given.known):
        return AskAgain(Rejection.ACTION_DATE_WRONG.says, ("due",), may_be_dropped=True)
    return AgreeOnAction(
        exercise=on.exercise, says=given.parts["says"], owner=given.parts["owner"], due_on=due.isoformat()
    )


def _is_over(due: date, known: Known) -> bool:
    """Whether a date is over by the box's clock. The box would refuse it, and what was typed would be lost.

    As at the box, a day more is left for the zones of the world.
    """
    if known.view is None or not known.view.clock_trusted:
        return False
    return due < at(known.view.wall_ms + known.passed_ms, UTC).date() - timedelta(days=1)


def _said(given: Given, on: ExerciseLine) -> tuple[str, ...]:
    known = given.known
    return said_now(on, scenario_of(on, known.scenarios()), known.passed_ms, known.zone)


def _read(given: Given) -> ExerciseLine | str:
    return _on(given.known) or NONE_ON


_WHAT = Part(
    "what",
    "What do you do?",
    what_now,
    skipped=_announces_alone,
    title=_title,
    follows=_runs,
    gone=lambda _: "The exercise has gone on meanwhile.",
)
_REST = (
    Part(
        "scenario",
        "Which scenario?",
        scenarios,
        skipped=lambda given: _wanted(given) not in {Wanted.ANNOUNCE, Wanted.ASK_FOR},
        title=_title,
        none=NO_SCENARIOS,
        column=44,
    ),
    Part(
        "asked",
        "Was each person asked alone, and is nobody among them who was hurt lately, or would rather not?",
        asked_alone,
        skipped=lambda given: not _announces(given),
        title=lambda _: "Was each asked ALONE, and is nobody hurt lately among them?",
        read_first=True,
    ),
    Part(
        "rooms",
        "In which rooms? Type their names, with commas between.",
        practised_rooms,
        several=True,
        skipped=_at_a_table,
        asks=lambda given: f"{_what_rooms_are(given)}. Which rooms? Type their names, with commas between.",
        title=_what_rooms_are,
        label=lambda _: "Room:",
        narrows=True,
        column=COLUMN,
        marked=("room", "rooms"),
    ),
    Part(
        "cast",
        "Who plays? Type their names, with commas between.",
        players,
        several=True,
        skipped=_at_a_table,
        title=lambda _: "WHO PLAYS? Their names are checked, and then forgotten.",
        label=lambda _: "Name:",
        narrows=True,
        marked=("person", "people"),
    ),
    Part(
        "waits",
        "Which exercise?",
        to_schedule,
        skipped=lambda given: _wanted(given) is not Wanted.SCHEDULE,
        title=heading,
        none=NONE_WAITS,
        column=YEAR_COLUMN,
    ),
    Part(
        "taken",
        "Which exercise is not scheduled any more?",
        to_take_back,
        skipped=lambda given: _wanted(given) is not Wanted.TAKE_BACK,
        title=lambda _: "TAKE BACK the day of which exercise?",
        none=NONE_SCHEDULED,
        column=YEAR_COLUMN,
    ),
    Part(
        "on",
        "On which day? For example 2026-12-01",
        skipped=lambda given: _wanted(given) not in _DAYS,
        asks=lambda given: f"{_DAYS[_wanted(given)]} For example 2026-12-01",
        title=lambda given: f"{_DAYS[_wanted(given)].upper()} {named(given)}".strip(),
        label=lambda _: "Date (2026-12-01):",
        alone=True,
        enter="writes it down",
    ),
    Part(
        "says",
        "What is written down?",
        skipped=lambda given: not _writes(given),
        asks=lambda given: _ASKS_FOR[_wanted(given)],
        title=lambda given: f"{_ASKS_FOR[_wanted(given)]}:",
        refuses=_too_long,
        alone=True,
        enter="writes it down",
    ),
    Part(
        "owner",
        "Who does it? A name, or a role",
        skipped=lambda given: _wanted(given) is not Wanted.AGREE,
        title=lambda _: "WHO does it?",
        label=lambda _: "Name or role:",
        refuses=_owner_too_long,
        alone=True,
    ),
    Part(
        "due",
        "By when? For example 2026-12-01",
        skipped=lambda given: _wanted(given) is not Wanted.AGREE,
        title=lambda _: "BY WHEN?",
        label=lambda _: "Date (2026-12-01):",
        alone=True,
        enter="writes it down",
    ),
)
EXERCISE: Flow[ExerciseAct] = Flow("exercise", _make, (_WHAT, *_REST))
_READ = Flow("read exercise", _read)


def _read_or_act(given: Given) -> tuple[Option, ...]:
    on = _on(given.known)
    if on is None:
        return _acts(given)
    says = "Read what came of it" if on.state.over else "Read what is said now"
    return Option(GoOn(_READ), f"{says}: {on.title}"), *_acts(given)


EXERCISE_ON_SCREEN: Flow[ExerciseAct | ExerciseLine] = Flow(
    "exercise on a screen",
    _make,
    (replace(_WHAT, options=_read_or_act, skipped=_announces_alone), *_REST),
    of_plan=True,
)
"""The same, for a console that shows in a panel what is said now."""
