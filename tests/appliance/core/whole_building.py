"""Rules for tests of any order: what desks ask of every room at once, and presses of *safe* in the middle of it."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from appliance.core.building.answers import answer_of
from appliance.core.building.commands import (
    EndCheckIn,
    EndResponse,
    MarkRoom,
    PressSafe,
    StartCheckIn,
    StartResponse,
)
from appliance.core.building.responses import dark
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import BuildingResponse, Door, RoomAnswer, Source
from appliance.plan.ids import ButtonId, CheckInId, DeskId, RoomId, ZoneId
from appliance.plan.model import Kind
from tests.appliance.core.story import Story

DESKS = st.sampled_from(["front", "library"])
ROOMS = st.sampled_from([RoomId("201"), RoomId("202"), RoomId("office"), RoomId("999")])
NOWHERE = CheckInId("none")


class WholeBuilding(RuleBasedStateMachine):
    """A mixin for a machine with a `story` and a `desk`."""

    story: Story
    safe_counter = 0

    def desk(self, desk: DeskId, command) -> None:
        raise NotImplementedError

    @rule(desk=DESKS, response=st.sampled_from(BuildingResponse), practice=st.booleans(), check_in=st.booleans())
    def start_response(self, desk, response, practice, check_in) -> None:
        self.desk(desk, StartResponse(response=response, practice=practice, check_in=check_in))

    @rule(desk=DESKS, response=st.sampled_from(BuildingResponse), practice=st.booleans())
    def end_response(self, desk, response, practice) -> None:
        self.desk(desk, EndResponse(response=response, practice=practice))

    @rule(desk=DESKS, zones=st.sampled_from([(), (ZoneId("office"),)]), practice=st.booleans())
    def start_check_in(self, desk, zones, practice) -> None:
        self.desk(desk, StartCheckIn(zones=zones, practice=practice))

    @rule(desk=DESKS, room=ROOMS, answer=st.sampled_from(RoomAnswer), call=st.sampled_from([None, Kind.ASSIST]))
    def mark_room(self, desk, room, answer, call) -> None:
        on = self.story.board.check_in
        name = NOWHERE if on is None else on.check_in
        self.desk(desk, MarkRoom(check_in=name, room=room, answer=answer, call=call))

    @rule(desk=DESKS)
    def end_check_in(self, desk) -> None:
        on = self.story.board.check_in
        self.desk(desk, EndCheckIn(check_in=NOWHERE if on is None else on.check_in))

    @rule(room=ROOMS, ago_ms=st.sampled_from([0, 0, None, 90_000]), repeat=st.booleans())
    def press_safe(self, room, ago_ms, repeat) -> None:
        """Press *safe*. This never makes a call, never ends one, and never replaces a call for help by better news."""
        self.safe_counter += 0 if repeat else 1
        board = self.story.board
        calls, on = dict(board.incidents), board.check_in
        needed = (
            () if on is None else [each for each in on.rooms if answer_of(board, on, each) is RoomAnswer.NEEDS_HELP]
        )
        source = Source(Door.BUTTON, ButtonId("B201"), "safe", self.safe_counter)
        told = self.story.tell(PressSafe(room=room, source=source, pressed_ago_ms=ago_ms))
        board = self.story.board
        assert told in {None, Rejection.REPEAT}
        assert board.incidents == calls
        assert all(answer_of(board, on, each) is RoomAnswer.NEEDS_HELP for each in needed)
        assert board.counters.get((ButtonId("B201"), "safe", ""), 0) == self.safe_counter

    @invariant()
    def practice_of_the_whole_building_ends_with_its_drill(self) -> None:
        board = self.story.board
        for on in (board.response, board.check_in):
            assert on is None or on.drill is None or (board.drill is not None and on.drill == board.drill.drill)

    @invariant()
    def the_building_is_never_in_earnest_and_practising(self) -> None:
        board = self.story.board
        earnest = [on for on in (board.response, board.check_in) if on is not None and on.drill is None]
        assert not earnest or (board.drill is None and board.walk_test is None)

    @invariant()
    def only_a_lockdown_darkens(self) -> None:
        board = self.story.board
        lockdown = board.response is not None and board.response.response is BuildingResponse.LOCKDOWN
        everywhere = [dark(board, ButtonId(button)) for button in ("B201", "B202", "Boffice", "B999")]
        assert lockdown or not any(everywhere)
        assert not (lockdown and board.response.drill is None) or all(everywhere)

    @invariant()
    def every_room_asked_has_an_answer_and_no_other_has(self) -> None:
        on = self.story.board.check_in
        if on is not None:
            assert set(on.marks) <= set(on.rooms)
            assert RoomAnswer.NO_ANSWER not in {mark.answer for mark in on.marks.values()}
