"""Tests a room clear as a flow: which room goes where, who walks, how many are there, and what the box is asked for."""

from typing import Any

import msgspec
import pytest

from appliance.api.board.supervised import NotNowLine
from appliance.core.room_clear.commands import BeginClear, CountHere, EndClear
from appliance.flows.building.clear_words import banner, counted, in_a_list, is_late, spoken, to_do, what_to_do_late
from appliance.flows.building.room_clear import (
    IT_IS_OVER,
    NOT_A_NUMBER,
    ROOM_CLEAR,
    Wanted,
    cleared,
    goes_to,
    what_now,
    who_walks,
)
from appliance.flows.flow import AskAgain
from appliance.flows.known import Known
from appliance.flows.parts import Given, about_nothing
from appliance.plan.ids import ClearId, PersonId
from tests.tui.boards import FACTS, FRONT, board, call, drill
from tests.tui.clears import BUDDIES, FIRST, SECOND, clear, walking

BEGIN: dict[str, Any] = {"what": "", "room": "B204", "to": "B205", "practice": "", "walks": "Ines Ortiz"}


def given(view: Any = None, facts: Any = BUDDIES, /, **parts: Any) -> Given:
    shown = view or board()
    return Given(Known(FRONT, shown, facts, calls=shown.calls), None, None, parts)


def asked(given: Given) -> list[str]:
    """Give the parts that are asked for, where each is answered with what comes first."""
    names = []
    while part := ROOM_CLEAR.missing(given):
        names.append(part.name)
        options = part.options(given) if part.options else ()
        given.parts[part.name] = options[0].value if options else "Ana"
    return names


class TestWhatIsAsked:
    def test_a_first_one_asks_which_room_where_to_who_walks_and_how_many(self) -> None:
        assert asked(given()) == ["room", "to", "walks", "expected"]

    def test_a_drill_asks_whether_it_is_practice(self) -> None:
        assert asked(given(board(drill=drill("B204", "B205")))) == ["room", "to", "practice", "walks", "expected"]

    def test_one_that_is_on_is_counted_first(self) -> None:
        assert asked(given(walking(clear()))) == ["what", "count"]
        assert asked(given(walking(clear()), what=(Wanted.END, FIRST))) == []
        assert asked(given(walking(clear()), what=(Wanted.BEGIN, None))) == ["room", "to", "walks", "expected"]

    def test_rooms_that_call_stand_first_and_so_does_the_buddy_room(self) -> None:
        view = board(call(1, "gym"))
        assert cleared(given(view))[0].value == "gym"
        first, *others = goes_to(given(room="B204"))
        assert (first.value, first.shown) == ("B205", "Room B205\tBUDDY ROOM, floor 2")
        assert {each.value for each in others} == {"117", "gym", "lib"}

    def test_the_question_names_the_buddy_room_where_the_plan_has_one(self) -> None:
        to = next(part for part in ROOM_CLEAR.parts if part.name == "to")
        assert to.wording(given(room="B204")).endswith("For the buddy room, Room B205, type: buddy")
        assert "buddy" not in to.wording(given(room="117"))
        assert goes_to(given(None, FACTS, room="B204"))[0].value == "117"

    def test_a_room_that_calls_for_help_itself_says_so(self) -> None:
        first = goes_to(given(board(call(1, "B205")), room="B204"))[0]
        assert first.shown == "Room B205\tBUDDY ROOM, HAS A CALL, floor 2"
        assert first.says == "Room B205, the buddy room, which has a call itself"

    def test_a_room_that_is_cleared_itself_says_so(self) -> None:
        first = goes_to(given(walking(clear(SECOND, room="B205", to="gym")), room="B204"))[0]
        assert first.shown == "Room B205\tBUDDY ROOM, IS CLEARED, floor 2"
        assert first.says == "Room B205, the buddy room, which is cleared itself"
        practice = walking(clear(SECOND, room="B205", to="gym", practice=True))
        assert "CLEARED" not in goes_to(given(practice, room="B204"))[0].shown

    def test_whoever_cannot_go_now_is_not_offered(self) -> None:
        view = msgspec.structs.replace(board(), not_now=(NotNowLine(person=PersonId("marcus"), name="Marcus Bell"),))
        assert who_walks(given(view)) == ("their teacher", "Dana Reyes", "Ines Ortiz")

    def test_people_on_duty_may_walk_and_so_may_anybody(self) -> None:
        assert who_walks(given()) == ("their teacher", "Dana Reyes", "Marcus Bell", "Ines Ortiz")

    def test_of_several_each_is_counted_and_ended_by_its_own_name(self) -> None:
        view = walking(clear(), clear(SECOND, room="gym", room_name="Gymnasium"))
        options = what_now(given(view))
        assert [each.value[0] for each in options] == [
            Wanted.HERE,
            Wanted.HERE,
            Wanted.BEGIN,
            Wanted.END,
            Wanted.END,
        ]
        assert options[1].typed == ("here Gymnasium", "here gym")
        typed = [word for each in options for word in each.typed]
        assert len(typed) == len(set(typed))


class TestWhatTheBoxIsAskedFor:
    @pytest.mark.parametrize(("typed", "expected"), [("", 0), ("24", 24), ("24 children", 24), ("0", 0)])
    def test_a_clear_begins(self, typed: str, expected: int) -> None:
        made = ROOM_CLEAR.make(given(**BEGIN, expected=typed))
        assert made == BeginClear(room="B204", to="B205", walks="Ines Ortiz", expected=expected)

    def test_nobody_named_is_the_teacher(self) -> None:
        made = ROOM_CLEAR.make(given(**BEGIN | {"walks": "", "expected": "", "practice": True}))
        assert made == BeginClear(room="B204", to="B205", walks="their teacher", practice=True)

    @pytest.mark.parametrize(
        ("typed", "here", "expected"),
        [
            ("22", 22, 0),
            ("22 of 24", 22, 24),
            ("22/24", 22, 24),
            (" 0 ", 0, 0),
            ("22 children of 24", 22, 24),
            ("22 out of 24 kids", 22, 24),
            ("22 children are here", 22, 0),
        ],
    )
    def test_children_are_counted(self, typed: str, here: int, expected: int) -> None:
        made = ROOM_CLEAR.make(given(walking(clear()), what=(Wanted.HERE, FIRST), count=typed))
        assert made == CountHere(clear=FIRST, here=here, expected=expected)

    @pytest.mark.parametrize("typed", ["all", "twenty", "-3", "12345", "2 missing", "24 but one", "22 and 2"])
    def test_what_is_no_number_is_asked_again(self, typed: str) -> None:
        for made, part in (
            (given(**BEGIN, expected=typed), "expected"),
            (given(walking(clear()), what=(Wanted.HERE, FIRST), count=typed), "count"),
        ):
            assert ROOM_CLEAR.make(made) == AskAgain(NOT_A_NUMBER, (part,), may_be_dropped=True)
            refuses = next(each for each in ROOM_CLEAR.parts if each.name == part).refuses
            assert refuses(made, typed) == NOT_A_NUMBER

    def test_a_person_ends_it(self) -> None:
        assert ROOM_CLEAR.make(given(walking(clear()), what=(Wanted.END, FIRST))) == EndClear(clear=FIRST)

    def test_one_that_is_over_meanwhile_is_neither_counted_nor_ended(self) -> None:
        gone = ClearId("gone")
        assert ROOM_CLEAR.make(given(walking(clear()), what=(Wanted.END, gone))) == IT_IS_OVER
        assert ROOM_CLEAR.make(given(what=(Wanted.HERE, gone), count="2")) == IT_IS_OVER


class TestTheWords:
    def test_how_many_are_there_is_never_more_than_somebody_said(self) -> None:
        assert counted(clear()) == "on the way"
        assert counted(clear(lamp=False)) == "on the way, PHONE there"
        assert counted(clear(pressed=True)) == "there, NOT COUNTED"
        assert counted(clear(here=22)) == "22 of 24 there"
        assert counted(clear(here=22, expected=0)) == "22 there, of how many?"

    def test_it_is_late_until_the_room_says_that_the_class_is_there_or_all_are_counted(self) -> None:
        assert not is_late(clear(), 179_999 - clear().age_ms)
        assert is_late(clear(), 180_000 - clear().age_ms)
        assert not is_late(clear(pressed=True), 600_000)
        assert not is_late(clear(here=24), 600_000)
        assert not is_late(clear(here=22, expected=0), 600_000), "nobody said how many walk"
        assert is_late(clear(here=22), 600_000), "two children are still waited for"
        assert is_late(clear(here=22, pressed=True), 600_000), "a count says more than a press"
        assert not is_late(clear(here=22), 0)

    def test_the_line_of_a_desk_names_no_person_and_the_rooms_stand_last(self) -> None:
        assert banner((), 0, "5") == ""
        assert banner((clear(),), 5_000, "5") == "HALL HELD 1:15, on the way. 5: Room B204 to Room B205"
        assert banner((clear(practice=True),), 120_000, "5").startswith("DRILL HALL HELD 3:10 LATE")
        both = (clear(), clear(SECOND, here=3))
        assert banner(both, 600_000, "5") == "HALL HELD: 2 classes walk, 2 LATE. 5 shows them."

    def test_in_a_lockdown_the_line_asks_whether_a_class_is_in_the_hall(self) -> None:
        assert banner((clear(),), 5_000, "5", hides=True).startswith("IN THE HALL? 1:15, on the way. 5: Room B204")
        assert banner((clear(), clear(SECOND)), 0, "5", hides=True) == "IN THE HALL? 2 classes walk. 5 shows them."

    def test_in_a_lockdown_nobody_is_told_to_phone_a_room_that_hides_or_to_look_in_the_hall(self) -> None:
        dark = clear(lamp=False)
        assert banner((dark,), 5_000, "5", hides=True).startswith("IN THE HALL? 1:15, on the way. 5: Room B204")
        assert in_a_list(dark, 0, hides=True).endswith("1:10, on the way")
        assert to_do(dark, hides=True) == "Tell police that a class may be in the hall. Do not phone the room."
        assert what_to_do_late(dark, hides=True) == to_do(dark, hides=True)
        assert what_to_do_late(dark) == "Phone there; look in the hall."

    def test_a_list_and_a_sentence_name_who_walks_where_it_may_be_read(self) -> None:
        assert in_a_list(clear(), 0) == "Room B204 to Room B205 with Ines Ortiz, 1:10, on the way"
        nameless = msgspec.structs.replace(clear(), walks="")
        assert in_a_list(nameless, 0) == "Room B204 to Room B205, 1:10, on the way"
        assert spoken(clear(here=22), 0) == (
            "Room clear: Room B204 goes to Room B205 with Ines Ortiz, for 70 seconds. 22 of 24 are there."
        )

    def test_a_room_without_a_lamp_is_phoned(self) -> None:
        assert to_do(clear()) == "The lamp in Room B205 says that a class comes. Keep the hall free."
        assert to_do(clear(lamp=False)) == "Phone Room B205: no lamp there says it. Keep the hall free."


def test_it_is_begun_about_nothing() -> None:
    assert ROOM_CLEAR.missing(about_nothing(Known(FRONT, board(), BUDDIES))).name == "room"
