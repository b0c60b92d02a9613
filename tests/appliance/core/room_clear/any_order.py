"""Rules for tests of any order: classes that are sent to another room, counted there, and no longer waited for."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from appliance.core.calls.lamps import Lamp
from appliance.core.room_clear.clearing import CLEARS_MAX
from appliance.core.room_clear.commands import BeginClear, CountHere, EndClear
from appliance.plan.ids import ClearId, DeskId
from tests.appliance.core.story import Story
from tests.appliance.core.whole_building import DESKS, ROOMS

UNTOUCHED = ("incidents", "drill", "walk_test", "response", "check_in", "practised", "troubles", "exercise", "counters")


class RoomClears(RuleBasedStateMachine):
    """A mixin for a machine with a `story` and a `desk`."""

    story: Story

    def desk(self, desk: DeskId, command) -> None:
        raise NotImplementedError

    @rule(desk=DESKS, room=ROOMS, to=ROOMS, expected=st.sampled_from([0, 2]), practice=st.booleans())
    def begin_clear(self, desk, room, to, expected, practice) -> None:
        command = BeginClear(room=room, to=to, walks="Ana", expected=expected, practice=practice)
        self.changes_nothing_else(desk, command)

    @rule(desk=DESKS, pick=st.integers(0, 2), here=st.integers(0, 3), expected=st.sampled_from([0, 2]))
    def count_here(self, desk, pick, here, expected) -> None:
        clear, known = self.any_clear(pick), dict(self.story.board.clears)
        self.changes_nothing_else(desk, CountHere(clear=clear, here=here, expected=expected))
        if clear in known and clear not in self.story.board.clears:
            assert here == (expected or known[clear].expected) > 0, "only a count of all of them ends one"

    @rule(desk=DESKS, pick=st.integers(0, 2))
    def end_clear(self, desk, pick) -> None:
        self.changes_nothing_else(desk, EndClear(clear=self.any_clear(pick)))

    def any_clear(self, pick: int) -> ClearId:
        """Give one that is on, or a name of none."""
        known = list(self.story.board.clears)
        return known[pick] if pick < len(known) else ClearId("none")

    def changes_nothing_else(self, desk: DeskId, command) -> None:
        """Let a desk do something about a clear. It touches no call, no response, no check-in and no practice of anything else."""
        was = self.story.board.copy()
        self.desk(desk, command)
        board = self.story.board
        assert [field for field in UNTOUCHED if getattr(board, field) != getattr(was, field)] == []

    @invariant()
    def a_lamp_that_says_a_class_comes_says_nothing_of_a_call(self) -> None:
        board = self.story.board
        assert len(board.clears) <= 2 * CLEARS_MAX
        for button, planned in board.index.buttons.items():
            if self.story.lamp(button) is Lamp.CLASS_COMING:
                assert not board.concerning(button)
                assert board.awaits_class(planned.room)

    @invariant()
    def practice_never_stands_beside_a_real_one_to_the_same_room(self) -> None:
        real = {each.to for each in self.story.board.clears.values() if each.drill is None}
        assert not real & {each.to for each in self.story.board.clears.values() if each.drill is not None}
