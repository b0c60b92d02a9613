"""Tests who can go now at the plain console: in one line or asked for, answered, and told with who is on duty."""

from appliance.api.ask import Reply
from appliance.api.board.supervised import NotNowLine
from appliance.doors.console.going import NO_DAY
from appliance.flows.people.going import TellsCanGo
from appliance.plan.ids import PersonId
from tests.tui.boards import FACTS, board
from tests.tui.plain.conversation import Conversation
from tui.line.news import CanGoReplied
from tui.plain.asking.replies import can_go_replied

PERSON = next(person for person in FACTS.people if person.on_duty)
AWAY = board(not_now=(NotNowLine(person=PERSON.person, name=PERSON.name),))


def desk() -> Conversation:
    said = Conversation()
    said.model = said.model.with_facts(FACTS)
    return said


def test_it_is_said_in_one_line() -> None:
    at = desk()
    at.told(board())
    assert at.types(f"not now {PERSON.name}") == TellsCanGo(PERSON.person, False)
    assert at.types(f"cannot go {PERSON.name}") == TellsCanGo(PERSON.person, False)
    at.told(AWAY)
    assert at.types(f"can go {PERSON.name}") == TellsCanGo(PERSON.person, True)


def test_it_is_told_with_who_is_on_duty() -> None:
    at = desk()
    at.told(AWAY)
    said = at.hears("who")
    assert f"{PERSON.name} cannot go now, as was said at the desk." in said
    assert f"{PERSON.name} is on duty" not in said


def test_the_answer_says_what_becomes_of_it_or_why_not() -> None:
    told = TellsCanGo(PersonId("ana"), False)
    assert can_go_replied(CanGoReplied(told.done, None, Reply(request=0, ok=True))) == [told.done]
    refused = Reply(request=0, ok=False, says=NO_DAY)
    assert can_go_replied(CanGoReplied(told.done, None, refused)) == [f"Not done. {NO_DAY}"]
