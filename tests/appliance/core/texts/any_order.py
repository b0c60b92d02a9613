"""What texts may come in any order: answers with right, wrong and no codes, from anybody's number, also again and forged."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from appliance.core.ground.messages import Reply, Spoken
from appliance.core.ground.words import Actor
from appliance.core.messages.codes import WRONG_CODES_MAX, muted
from appliance.core.messages.commands import AcceptAnswer
from appliance.core.messages.turns import still_counts
from appliance.core.texts.commands import ReadText, TakeText
from appliance.core.texts.deciding import person_of
from appliance.plan.ids import DeskId, IncidentId
from tests.appliance.core.story import Story

NUMBERS = ("ana-text", "ben-text", "cem-text", "+13035550199", "")
"""The addresses of the school's people, and of nobody."""


class TextsComeIn(RuleBasedStateMachine):
    """Rules about texts. Whoever takes them in has a `story`."""

    story: Story

    def _known(self) -> list[Spoken]:
        return [each for said in self.story.board.messages.values() for each in said if each.code]

    @rule(key=st.sampled_from([b"", b"k" * 32]))
    def codes_are_drawn(self, key) -> None:
        self.story.heard.code_key = key

    @rule(
        sender=st.sampled_from(NUMBERS),
        reply=st.sampled_from([None, *Reply]),
        pick=st.integers(-2, 12),
        text=st.integers(0, 30),
        flooding=st.booleans(),
    )
    def text_comes(self, sender, reply, pick, text, flooding) -> None:
        """A text comes in. It moves a call only if its number is a person's and its code is that of this person and call."""
        board, known = self.story.board, self._known()
        code = known[pick % len(known)].code if pick >= 0 and known else ("" if pick == -1 else "0000")
        person = person_of(board, sender)
        before, unread = dict(board.incidents), dict(board.texts.unread)
        seen_before = f"t{text}" in board.texts.known
        right = {
            call.incident
            for call in before.values()
            for each in board.messages.get(call.incident, ())
            if person is not None
            and (each.person, each.way, each.code) == (person.person, "text", code)
            and still_counts(call, each)
            and not muted(board, call, person.person)
        }
        self.story.tell(TakeText(text=f"t{text}", sender=sender, words="x", reply=reply, code=code, flooding=flooding))
        board = self.story.board
        moved = {name for name, call in board.incidents.items() if call != before.get(name)}
        assert board.incidents.keys() == before.keys(), "no text begins or ends a call"
        if seen_before or reply is None or not code:
            assert not moved
        assert moved <= right
        assert not seen_before or board.texts.unread == unread

    @rule(desk=st.sampled_from(["front", "library"]), pick=st.integers(0, 12), reply=st.sampled_from(Reply))
    def answer_is_accepted(self, desk, pick, reply) -> None:
        """A desk accepts only what was offered, as it saw it."""
        known = [each for said in self.story.board.messages.values() for each in said]
        if not known:
            return
        message = known[pick % len(known)]
        call = IncidentId(message.message.rpartition("/")[0])
        before = dict(self.story.board.incidents)
        refused = self.story.tell(
            AcceptAnswer(incident=call, message=message.message, reply=reply), Actor(DeskId(desk), None)
        )
        offered = message.offered
        if offered is None or offered.reply is not reply:
            assert refused is not None
        if refused is not None:
            assert self.story.board.incidents == before
        assert self.story.board.incidents.keys() == before.keys()

    @rule(desk=st.sampled_from(["front", "library"]), number=st.integers(1, 30))
    def text_is_read(self, desk, number) -> None:
        before = dict(self.story.board.incidents)
        self.story.tell(ReadText(number=number), Actor(DeskId(desk), None))
        assert number not in self.story.board.texts.unread
        assert self.story.board.incidents == before

    def codes_are_counted(self) -> None:
        """No number is taken more than so many wrong codes in a call. To be called as an invariant."""
        for call, said in self.story.board.messages.items():
            incident = self.story.board.incidents.get(call)
            people = {each.person for each in said}
            for person in people if incident is not None else ():
                counted = sum(
                    each.wrong_codes for each in said if each.person == person and still_counts(incident, each)
                )
                assert counted <= WRONG_CODES_MAX
