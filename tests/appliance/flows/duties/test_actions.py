"""Tests what the list of what is owed says of an action that was agreed after an exercise, and what is asked to note or move it."""

from datetime import date
from typing import Any

from msgspec.structs import replace

from appliance.api.duties.actions import ActionLine, MoveOwedAction, NoteOwedAction
from appliance.core.exercises.actions import ACTION_WORDS_MAX
from appliance.flows.duties.actions import (
    MOVE,
    action_in_short,
    action_row,
    action_sentence,
    action_whole,
    action_written,
    in_order,
    may_act,
    moving_action,
    noting_action,
    told,
    why_not_action,
)
from appliance.flows.flow import Flow
from appliance.flows.known import Known
from appliance.flows.parts import Given
from appliance.plan.ids import ExerciseId

DAY_MS = 24 * 3_600_000
LINE = ActionLine(
    exercise=ExerciseId("x1"),
    number=2,
    title="Two rooms call at once",
    agreed_on=date(2026, 12, 2),
    says="Hang a sign at the door.",
    owner="Ben Ruiz",
    due_on=date(2026, 12, 15),
    due_ms=20_803 * DAY_MS,
    overdue=False,
    owe=True,
    owed=False,
    told=False,
    nobody=False,
    done=False,
    noted=False,
    noted_on=None,
    noted_by="",
    words="",
    moved="",
    late_says="One school day later, others are told.",
    may_note=(True,),
    may_move=True,
)
DONE = replace(
    LINE,
    done=True,
    noted=True,
    noted_on=date(2026, 12, 9),
    noted_by="Ben Ruiz",
    words="It hangs.",
    may_note=(False,),
    may_move=False,
)


def given(**parts: Any) -> Given:
    return Given(Known(), None, None, parts)


def refuses(flow: Flow[Any], part: str, text: str) -> str:
    return next(each for each in flow.parts if each.name == part).refuses(given(), text)


def test_a_row_says_who_does_it_what_and_by_when() -> None:
    assert action_row(LINE).shown == "  Tue 15 Dec\tYou owe: Hang a sign at the door."
    late = replace(LINE, owe=False, owed=True, overdue=True)
    assert action_row(late).shown == "! Tue 15 Dec\tBen Ruiz owes: Hang a sign at the door."
    assert action_row(DONE).shown == "  done\tBen Ruiz: Hang a sign at the door."


def test_what_stands_beside_the_row_says_where_it_comes_from() -> None:
    assert action_in_short(LINE) == (
        "You owe: Hang a sign at the door.",
        "Until Tue 15 Dec 2026, end of the day.",
        "Agreed after the exercise “Two rooms call at once” on 2 Dec 2026.",
    )


def test_at_length_it_says_how_it_stands_and_why_its_day_moved() -> None:
    known = dict(action_whole(replace(LINE, moved="The sign is late.", nobody=True)))
    assert known["Who"] == "Ben Ruiz. This names nobody of the plan, so whoever leads sees to it."
    assert known["Until"] == "Tue 15 Dec 2026, end of the day. It was moved to this day: The sign is late."
    assert (known["State"], known["Late"]) == ("Open.", LINE.late_says)
    done = dict(action_whole(DONE))
    assert done["State"] == "Done, noted on 9 Dec 2026 by Ben Ruiz: It hangs."
    assert "Until" not in done and "Late" not in done and "Closed by" not in done


def test_whoever_is_told_because_it_is_late_is_told_so_and_can_do_nothing() -> None:
    late = replace(LINE, owe=False, told=True, overdue=True, may_note=(), may_move=False)
    assert action_row(late).says == "Late, told to you: Ben Ruiz owes: Hang a sign at the door."
    assert told(late) in action_sentence(late)
    assert "It is overdue." in action_sentence(late)
    assert may_act(late) == ()
    assert why_not_action(late)


def test_open_ones_stand_in_the_order_of_their_days_and_done_ones_last() -> None:
    later = replace(LINE, number=3, due_ms=LINE.due_ms + DAY_MS)
    assert in_order((), (DONE, later, LINE)) == (LINE, later, DONE)


def test_a_note_needs_words_only_where_there_is_one_already() -> None:
    flow = noting_action(LINE)
    assert refuses(flow, "words", "") == ""
    assert refuses(flow, "words", "x" * (ACTION_WORDS_MAX + 1))
    wanted = flow.make(given(done=True, words=" It hangs. "))
    assert wanted == NoteOwedAction(request=0, exercise=LINE.exercise, number=2, done=True, words="It hangs.")
    assert action_written(wanted) == "Noted: it is done."
    assert refuses(noting_action(DONE), "words", " ") == "Say why, in one line."


def test_another_day_needs_a_date_and_a_reason() -> None:
    flow = moving_action(LINE)
    assert [each.value for each in may_act(LINE)] == [True, MOVE]
    assert refuses(flow, "due", "2027-2-1")
    assert refuses(flow, "due", "soon")
    assert refuses(flow, "due", "2027-02-01") == ""
    assert refuses(flow, "reason", "")
    wanted = flow.make(given(due="2027-02-01", reason="The sign is late."))
    assert wanted == MoveOwedAction(
        request=0, exercise=LINE.exercise, number=2, due_on="2027-02-01", reason="The sign is late."
    )
    assert action_written(wanted) == "Moved: it is due on 1 Feb 2027 now."
