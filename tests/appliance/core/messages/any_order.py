"""What may happen to messages in any order: ways that work and fail, reports of any message, answers at any moment."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from appliance.core.calls.lamps import Lamp, lamp_for
from appliance.core.ground.messages import MessageState, Reply
from appliance.core.ground.responders import furthest
from appliance.core.messages.commands import ReportMessage, ReportReply
from appliance.core.messages.turns import call_of
from appliance.plan.ids import ButtonId
from tests.appliance.core.story import Story

WAYS = ("page", "text")


class Messages(RuleBasedStateMachine):
    """Rules about messages. Whoever takes them in has a `story`."""

    story: Story

    def any_message(self, pick: int) -> str:
        known = [each.message for spoken in self.story.board.messages.values() for each in spoken]
        return known[pick % len(known)] if known else "aaaaaaaa-1/1"

    @rule(way=st.sampled_from(WAYS), to=st.sampled_from(["", "ana-page", "ben-text"]), works=st.booleans())
    def way_reports(self, way, to, works) -> None:
        self.story.heard.ways[way, to] = works

    @rule(pick=st.integers(0, 20), state=st.sampled_from(MessageState))
    def message_comes(self, pick, state) -> None:
        """A message comes as far as a machine can bring it. That moves no call and no lamp."""
        board, buttons = self.story.board, map(ButtonId, ("B201", "B202", "Boffice"))
        lamps = {button: self._lamp(button) for button in buttons}
        calls = dict(board.incidents)
        self.story.tell(ReportMessage(message=self.any_message(pick), state=state, why="x"))
        assert self.story.board.incidents == calls
        assert {button: self._lamp(button) for button in lamps} == lamps

    @rule(pick=st.integers(0, 20), reply=st.sampled_from(Reply))
    def person_answers(self, pick, reply) -> None:
        """A person answers. That changes no other call, ends none, and starts no response."""
        board, message = self.story.board, self.any_message(pick)
        before, response = dict(board.incidents), board.response
        self.story.tell(ReportReply(message=message, reply=reply))
        after = self.story.board.incidents
        assert after.keys() == before.keys()
        assert all(after[each] == call for each, call in before.items() if each != call_of(message))
        assert self.story.board.response == response
        was, now = before.get(call_of(message)), after.get(call_of(message))
        if reply is Reply.CANNOT and was is not None and now is not None:
            assert was.kind == now.kind
            assert now.ringing or not was.ringing
            assert [each for each in was.sent if each in now.sent] == list(now.sent), (
                "nobody is added, and nobody moves"
            )
            assert len(was.sent) - len(now.sent) in {0, 1}, "whoever answered goes no more, and nobody else"
            assert now.sent != was.sent or now.stage is was.stage
            assert now.stage is was.stage or now.stage is furthest(now.sent)

    def _lamp(self, button: ButtonId) -> Lamp:
        return lamp_for(self.story.board, self.story.heard, button, self.story.now, self.story.unrecorded)
