"""Tests a table-top exercise as a flow: what there is to choose in each state, what the box is asked for, and what is said now."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

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
from appliance.core.exercises.state import ExerciseState
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import ExerciseNoteKind
from appliance.exercises_file import shipped
from appliance.flows.flow import AskAgain, GoOn
from appliance.flows.known import Known
from appliance.flows.parts import Given, about_nothing
from appliance.flows.practice.exercise import (
    EXERCISE,
    EXERCISE_ON_SCREEN,
    NOT_A_DAY,
    NOT_ASKED,
    Wanted,
    scenarios,
    what_now,
)
from appliance.flows.practice.exercise_words import NO_TEXT, after_it, in_a_line, said_now
from tests.tui.boards import FACTS, FRONT, board
from tests.tui.exercises import AGREED, ANNOUNCED, FIRST, MINUTE_MS, SAID, TWO, exercise, talking

DENVER = ZoneInfo("America/Denver")


def given(line: Any = None, /, passed_ms: int = 0, **parts: Any) -> Given:
    view = board() if line is None else talking(line)
    made = about_nothing(Known(FRONT, view, passed_ms=passed_ms, scenarios=shipped))
    made.parts.update(parts)
    return made


def wanted(line: Any) -> list[str]:
    return [option.value.value for option in what_now(given(line))]


@pytest.mark.parametrize(
    ("line", "open_to"),
    [
        (None, ["announce"]),
        (ANNOUNCED, ["read", "next", "leave"]),
        (exercise(1), ["read", "next", "pause", "helped", "change", "agree", "leave"]),
        (exercise(3), ["read", "done", "pause", "helped", "change", "agree", "leave"]),
        (exercise(2, ExerciseState.PAUSED), ["read", "go on", "next", "helped", "change", "agree", "leave"]),
        (exercise(2, ExerciseState.BROKEN), ["read", "announce", "helped", "change", "agree"]),
        (exercise(0, ExerciseState.DROPPED), ["read", "announce"]),
    ],
)
def test_what_can_be_done_is_what_the_box_would_take(line: Any, open_to: list[str]) -> None:
    assert wanted(line) == open_to


@pytest.mark.parametrize(
    ("what", "command"),
    [
        (Wanted.NEXT, StepExercise(exercise=FIRST, step=2)),
        (Wanted.PAUSE, PauseExercise(exercise=FIRST)),
        (Wanted.RESUME, ResumeExercise(exercise=FIRST)),
        (Wanted.HELPED, NoteExercise(exercise=FIRST, kind=ExerciseNoteKind.HELPED, says="x")),
        (Wanted.CHANGE, NoteExercise(exercise=FIRST, kind=ExerciseNoteKind.CHANGE, says="x")),
        (Wanted.AGREE, AgreeOnAction(exercise=FIRST, says="x", owner="the office", due_on="2026-12-01")),
        (Wanted.END, EndExercise(exercise=FIRST)),
        (Wanted.LEAVE, LeaveExercise(exercise=FIRST)),
    ],
)
def test_each_choice_is_one_command(what: Wanted, command: object) -> None:
    assert EXERCISE.make(given(exercise(1), what=what, says="x", owner="the office", due=" 2026-12-01")) == command


def test_it_is_announced_only_where_each_was_asked_alone() -> None:
    parts = {"scenario": TWO.scenario, "asked": True}
    assert EXERCISE.make(given(**parts)) == AnnounceExercise(
        scenario="two-at-once", title=TWO.title, steps=3, minutes=17, asked_alone=True
    )
    assert EXERCISE.make(given(**parts | {"asked": False})) == NOT_ASKED
    assert "hurt lately" in NOT_ASKED.says


def test_every_scenario_is_offered_and_a_console_without_any_announces_nothing() -> None:
    assert [option.value for option in scenarios(given())] == [each.scenario for each in shipped()]
    assert len(shipped()) >= 8
    assert scenarios(about_nothing(Known(FRONT, board()))) == ()


def test_parts_that_an_act_does_not_need_are_not_asked_for() -> None:
    asked = given()
    assert EXERCISE.missing(asked) is not None
    assert asked.parts == {"what": ""}, "only an announcement is open, so nobody chooses it"
    for what, part in (
        (Wanted.NEXT, None),
        (Wanted.HELPED, "says"),
        (Wanted.AGREE, "says"),
        (Wanted.ANNOUNCE, "scenario"),
    ):
        missing = EXERCISE.missing(given(exercise(1), what=what))
        assert (missing.name if missing else None) == part


def test_a_day_that_is_none_is_asked_again_alone() -> None:
    assert EXERCISE.make(given(exercise(1), what=Wanted.AGREE, says="x", owner="y", due="soon")) == AskAgain(
        NOT_A_DAY, ("due",), may_be_dropped=True
    )


def test_a_day_that_is_over_is_asked_again_before_anything_typed_is_lost() -> None:
    now = {"what": Wanted.AGREE, "says": "x", "owner": "y", "due": "2026-09-01"}
    again = EXERCISE.make(given(exercise(1), **now))
    assert again == AskAgain(Rejection.ACTION_DATE_WRONG.says, ("due",), may_be_dropped=True)
    nobody_knows = Known(view=talking(exercise(1), clock_trusted=False), scenarios=shipped)
    assert isinstance(EXERCISE.make(Given(nobody_knows, None, None, now)), AgreeOnAction)


def test_a_note_that_is_too_long_is_refused_where_it_is_typed() -> None:
    says = next(part for part in EXERCISE.parts if part.name == "says")
    owner = next(part for part in EXERCISE.parts if part.name == "owner")
    assert says.refuses(given(exercise()), "x" * 400) == owner.refuses(given(exercise()), "x" * 75) == ""
    assert "401 characters" in says.refuses(given(exercise()), "x" * 401)
    assert "75" in owner.refuses(given(exercise()), "x" * 76)


def test_a_screen_offers_to_read_first_and_a_console_of_lines_says_it() -> None:
    first, *rest = EXERCISE_ON_SCREEN.parts[0].options(given(exercise(1)))  # type: ignore[misc]
    assert isinstance(first.value, GoOn)
    assert first.value.flow.make(given(exercise(1))) == exercise(1)
    assert [option.value for option in rest] == [option.value for option in what_now(given(exercise(1)))[1:]]
    said = EXERCISE.make(given(exercise(1), what=Wanted.READ))
    assert isinstance(said, str)
    assert said.startswith("Step 1 of 3: The second call.")


def now(line: Any, passed_ms: int = 0) -> list[str]:
    return list(said_now(line, TWO, passed_ms, DENVER))


def test_before_it_begins_the_announcement_is_read_out_with_its_exit() -> None:
    said = now(ANNOUNCED)
    assert said[0] == f"Say it to everybody: {TWO.announce}"
    assert said[1] == f"Its exit: {TWO.leave}"
    assert said[2] == f"En español: {TWO.announce_es} {TWO.leave_es}"
    assert "hurt lately" in said[3]
    assert "Team lead: Decides who goes where." in said
    assert said[-1] == "3 steps, 17 minutes. Nobody is judged, and nobody's name is kept."


def test_news_comes_in_its_minute_and_waits_while_it_is_paused() -> None:
    assert not [said for said in now(exercise(1)) if said.startswith("News")]
    assert "More news comes after 1 minute." in now(exercise(1))
    news = "News, 1 minute in, for the team lead: You are ten steps from room A when you hear of room B."
    assert news not in now(exercise(1), MINUTE_MS - 1)
    assert news in now(exercise(1), MINUTE_MS)
    assert "More news comes after 3 minutes." in now(exercise(1), MINUTE_MS)
    assert "News, 3 minutes in, for the office: Room A presses again." in now(exercise(1), 3 * MINUTE_MS)
    paused = exercise(1, ExerciseState.PAUSED, step_ms=2 * MINUTE_MS)
    assert len([said for said in now(paused, 60 * MINUTE_MS) if said.startswith("News")]) == 1
    assert now(paused)[0].startswith("Step 1 of 3, paused: ")


def test_the_first_step_tells_what_happened_and_the_last_one_how_to_part() -> None:
    assert TWO.begins in now(exercise(1))
    assert TWO.begins not in now(exercise(2))
    assert f"Before you part: {TWO.closing}" in now(exercise(3))
    assert "Its time is over. Go on when the table is ready." in now(exercise(3), 5 * MINUTE_MS)


def test_an_exercise_of_which_this_console_has_no_text_says_so() -> None:
    assert said_now(exercise(2), None, 0, DENVER) == (NO_TEXT, "Step 2 of 3")
    others: list[dict[str, Any]] = [
        {"scenario": "ours"}, {"title": "Our two rooms"}, {"minutes": TWO.minutes + 1}, {"steps": 4}
    ]  # fmt: skip
    for other in others:
        said = f"{NO_TEXT} Step 2 of {other.get('steps', 3)}"
        assert EXERCISE.make(given(exercise(2, **other), what=Wanted.READ)) == said, "another console may have its own"


def test_afterwards_it_says_what_was_said_and_agreed_and_never_how_well() -> None:
    over = exercise(3, ExerciseState.DONE, notes=SAID, actions=AGREED, ended_ms=ANNOUNCED.announced_ms + 30 * MINUTE_MS)
    first, *rest = after_it(over, DENVER)
    assert first.startswith("It was done to its end: announced ")
    assert first.endswith(" Step 3 of 3 was reached.")
    assert rest == [
        "What helped (step 1): The radio was heard.",
        "What should change (step 2): Nobody knew who has the keys.",
        "Agreed: Hang a second key at the desk. Who: Ana Ortiz. By: 2026-12-01.",
    ]
    assert now(over) == [first, *rest]


def test_whoever_may_not_read_the_notes_hears_that_there_are_some() -> None:
    from msgspec.structs import replace

    hidden = exercise(
        3,
        ExerciseState.BROKEN,
        notes=tuple(replace(note, says="") for note in SAID),
        actions=tuple(replace(each, says="", owner="") for each in AGREED),
    )
    said = after_it(hidden, DENVER)
    assert "Something real began, so it is over" in said[0]
    who = "Whoever leads or administers reads them after signing in with a PIN."
    assert said[1:] == (
        f"What helped: 1 note. {who}",
        f"What should change: 1 note. {who}",
        f"Agreed: 1 note. {who}",
    )


def test_nothing_written_is_said_too() -> None:
    assert after_it(exercise(1, ExerciseState.LEFT), DENVER)[-1] == "Nothing was written down."


def test_one_line_says_that_every_call_is_real_whatever_the_title() -> None:
    assert in_a_line(ANNOUNCED, 0) == "EXERCISE announced, not begun. Every call is REAL. “Two rooms call at once”"
    long = exercise(2, title="x" * 60, step_ms=65_000)
    assert in_a_line(long, 5_000)[:80].startswith("EXERCISE step 2 of 3, 1:10. Every call is REAL. “xxx")
    assert "1:05, paused" in in_a_line(exercise(2, ExerciseState.PAUSED, step_ms=65_000), 5_000)
    assert in_a_line(exercise(2, ExerciseState.BROKEN), 0) == ""


HELP = next(each for each in shipped() if each.scenario == "rooms-help-comes")
IN_ROOMS = exercise(0, ExerciseState.ANNOUNCED, scenario=HELP.scenario, title=HELP.title, rooms=("Room 204",))


def in_rooms(**parts: Any) -> Given:
    made = about_nothing(Known(FRONT, board(), facts=FACTS, scenarios=shipped))
    made.parts.update({"scenario": HELP.scenario, "asked": True} | parts)
    return made


def test_in_rooms_the_rooms_and_who_plays_are_asked_for_and_at_a_table_neither() -> None:
    missing = EXERCISE.missing(in_rooms())
    assert missing is not None
    assert missing.name == "rooms"
    assert "In 1 room" in missing.asks(in_rooms()).replace("IN 1 ROOM", "In 1 room")
    assert HELP.rooms[0] in missing.title(in_rooms())
    table = in_rooms(scenario=TWO.scenario)
    assert EXERCISE.missing(table) is None
    assert (table.parts["rooms"], table.parts["cast"]) == ("", "")


def test_it_is_announced_in_as_many_rooms_as_it_has_and_with_two_who_play() -> None:
    first, second = (each.room for each in FACTS.rooms[:2])
    cast = tuple(each.person for each in FACTS.people[:2])
    assert EXERCISE.make(in_rooms(rooms=(first,), cast=cast)) == AnnounceInRooms(
        scenario=HELP.scenario,
        title=HELP.title,
        steps=3,
        minutes=HELP.minutes,
        asked_alone=True,
        rooms=(first,),
        cast=cast,
    )
    many = EXERCISE.make(in_rooms(rooms=(second, first), cast=cast))
    assert isinstance(many, AskAgain) and many.parts == ("rooms",)
    alone = EXERCISE.make(in_rooms(rooms=(first,), cast=cast[:1]))
    assert isinstance(alone, AskAgain) and alone.parts == ("cast",)


def test_rooms_take_their_parts_in_the_order_of_the_plan_at_both_consoles() -> None:
    first, second = (each.room for each in FACTS.rooms[:2])
    cast = tuple(each.person for each in FACTS.people[:2])
    made = EXERCISE.make(in_rooms(scenario="rooms-two-call", rooms=(second, first), cast=cast))
    assert isinstance(made, AnnounceInRooms)
    assert made.rooms == (first, second)


def test_in_rooms_it_begins_by_its_own_command_and_goes_on_as_any() -> None:
    begins = given(IN_ROOMS, what=Wanted.NEXT)
    assert EXERCISE.make(begins) == BeginInRooms(exercise=FIRST)
    on = given(exercise(1, rooms=("Room 204",)), what=Wanted.NEXT)
    assert EXERCISE.make(on) == StepExercise(exercise=FIRST, step=2)


def test_in_rooms_it_says_which_room_is_what_and_which_calls_are_real() -> None:
    said = said_now(IN_ROOMS, HELP, 0, DENVER)
    assert "Room 204: The class that calls." in said
    assert any(each.startswith("Who plays: Ask each person alone") for each in said)
    begins = "EXERCISE announced in Room 204, not begun. Every call is REAL."
    assert in_a_line(IN_ROOMS, 0).startswith(begins), "every press is real until it begins"
    begun = exercise(1, rooms=("Room 204",))
    assert "Any other call is REAL." in in_a_line(begun, 0)
    assert "Every call" not in in_a_line(begun, 0)


def test_long_names_of_rooms_push_no_word_about_real_calls_off_the_line() -> None:
    rooms = tuple(f"Sixth grade science laboratory, north wing {number}" for number in range(4))
    says = in_a_line(exercise(0, ExerciseState.ANNOUNCED, rooms=rooms), 0)
    assert "Every call is REAL." in says[:80], "a line of the smallest screen"
    assert says.startswith("EXERCISE announced in 4 rooms, not begun.")
