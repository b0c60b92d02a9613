"""Tests what becomes of a text: only an answer with the code of its person and call acts, and nothing is dropped."""

import pytest
from msgspec.structs import replace

from appliance.core.calls.commands import Acknowledge, Confirm, Dispatch, StandDown, Undo
from appliance.core.calls.lamps import Lamp
from appliance.core.ground.messages import Reply
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.responders import RESPONDERS_MAX
from appliance.core.ground.words import Answer, Outcome, Stage
from appliance.core.held.texts import REMEMBERED
from appliance.core.messages.codes import WRONG_CODES_MAX, muted
from appliance.core.messages.commands import AcceptAnswer, ReportReply
from appliance.core.texts.commands import ReadText
from appliance.core.transcript import line
from appliance.plan.ids import PersonId
from appliance.plan.model import Role
from tests.appliance.core.texts.texting import ANA, BEN, STRANGER, Texting, texted, with_texts


@pytest.fixture
def story() -> Texting:
    told = Texting()
    told.press("B204")
    told.at(1)
    told.seen.clear()
    return told


def another(code: str) -> str:
    """Give another code."""
    return f"{int(code) % 9999 + 1:04}"


def test_an_answer_with_its_code_acts_as_the_persons_own(story: Texting) -> None:
    story.text(ANA, Reply.GOING, story.code_of("ana"))
    assert story.saw() == ["TextTaken", "MessageAnswered", "CallAcknowledged", "OneConfirmed"]
    assert story.lamp("B204") is Lamp.ON_THE_WAY
    assert story.call.names_owed == {}
    assert not story.board.texts.unread


def test_there_and_cannot_act_too(story: Texting) -> None:
    story.text(ANA, Reply.THERE, story.code_of("ana"))
    assert story.call.stage is Stage.ON_SCENE
    story.text(BEN, Reply.CANNOT, story.code_of("ben"))
    assert story.told_by_text("ben").reply is Reply.CANNOT
    assert story.call.stage is Stage.ON_SCENE


def test_the_same_answer_again_is_no_news_and_is_not_shown(story: Texting) -> None:
    code = story.code_of("ana")
    story.text(ANA, Reply.GOING, code)
    story.seen.clear()
    story.text(ANA, Reply.GOING, code)
    assert story.saw() == ["TextTaken"]
    assert not story.board.texts.unread


def test_the_same_text_is_taken_once_also_after_a_restart(story: Texting) -> None:
    story.text(ANA, Reply.CANNOT, story.code_of("ana"), text="one")
    assert story.text(ANA, Reply.CANNOT, story.code_of("ana"), text="one") is Rejection.REPEAT
    story.restart()
    assert story.text(ANA, Reply.CANNOT, "1234", text="one") is Rejection.REPEAT


def test_an_answer_without_a_code_is_shown_and_does_nothing(story: Texting) -> None:
    before = story.call
    story.text(ANA, Reply.GOING)
    assert story.saw() == ["TextTaken", "AnswerUnproved"]
    assert story.call == before
    offered = story.told_by_text("ana").offered
    assert offered is not None and (offered.reply, offered.wrong_code) == (Reply.GOING, False)


def test_the_code_of_somebody_else_does_nothing(story: Texting) -> None:
    before = story.call
    story.text(BEN, Reply.GOING, story.code_of("ana"))
    assert story.call == before
    assert story.told_by_text("ben").wrong_codes == 1


def test_the_right_code_from_a_number_that_is_nobodys_does_nothing_and_is_shown(story: Texting) -> None:
    before = story.call
    story.text(STRANGER, Reply.GOING, story.code_of("ana"), words="1 4821")
    assert story.call == before
    (unread,) = story.board.texts.unread.values()
    assert (unread.sender, unread.person, unread.words) == (STRANGER, None, "1 4821")
    assert story.told_by_text("ana").wrong_codes == 0, "a stranger mutes nobody"


def test_three_wrong_codes_mute_a_number_for_this_call_alone(story: Texting) -> None:
    right = story.code_of("ana")
    for number in range(WRONG_CODES_MAX):
        assert not muted(story.board, story.call, PersonId("ana"))
        story.text(ANA, Reply.GOING, another(right))
        assert story.told_by_text("ana").wrong_codes == number + 1
    before = story.call
    assert "one wrong code too many" in line(story.seen[-1], story.board.index)
    story.text(ANA, Reply.GOING, right)
    assert story.call == before
    offered = story.told_by_text("ana").offered
    assert offered is not None and not offered.wrong_code
    story.text(BEN, Reply.GOING, story.code_of("ben"))
    assert story.call.sent[0].stage is Stage.CONFIRMED, "another number is not muted"
    story.press("B201")
    story.at(story.now_ms / 1000 + 1)
    story.text(ANA, Reply.THERE, story.code_of("ana"))
    assert story.call.stage is Stage.ON_SCENE, "nor is this number in another call"


def test_a_desk_accepts_an_answer_and_it_is_an_act_of_that_desk(story: Texting) -> None:
    story.text(ANA, Reply.GOING)
    story.seen.clear()
    assert story.desk("front", AcceptAnswer, message=story.told_by_text("ana").message, reply=Reply.GOING) is None
    assert story.saw() == ["AnswerAccepted", "CallAcknowledged", "OneConfirmed"]
    assert story.lamp("B204") is Lamp.ON_THE_WAY
    assert story.call.acknowledged_by is not None and story.call.acknowledged_by.desk == "front"
    again = story.desk("front", AcceptAnswer, message=story.told_by_text("ana").message, reply=Reply.GOING)
    assert again is Rejection.NO_ANSWER_TO_ACCEPT


@pytest.mark.parametrize("reply", [Reply.GOING, Reply.THERE, Reply.CANNOT])
def test_what_a_desk_accepted_it_can_undo_with_all_that_followed(story: Texting, reply: Reply) -> None:
    story.desk("front", Dispatch, role=Role.LEAD, person=PersonId("ana"))
    story.at(2)
    before = story.call
    story.text(ANA, reply)
    story.desk("front", AcceptAnswer, message=story.told_by_text("ana").message, reply=reply)
    assert story.told_by_text("ana").reply is reply
    assert story.desk("front", Undo) is None
    assert story.call.sent == before.sent
    assert story.call.stage is before.stage
    said = story.told_by_text("ana")
    assert said.reply is None
    assert said.offered is not None, "it waits again"


def test_a_persons_own_answer_with_the_code_cannot_be_undone_by_a_desk(story: Texting) -> None:
    story.text(ANA, Reply.CANNOT, story.code_of("ana"))
    assert story.desk("front", Undo) is Rejection.NOTHING_TO_UNDO


def test_a_report_of_the_way_itself_never_answers_for_a_text(story: Texting) -> None:
    message = story.told_by_text("ana").message
    assert story.tell(ReportReply(message=message, reply=Reply.GOING)) is Rejection.NO_NEWS


def test_a_code_of_practice_does_nothing_once_it_is_real() -> None:
    story = Texting()
    story.press("B204")
    story.at(1)
    known = story.board.messages[story.call.incident]
    practised = tuple(replace(each, practice=True) for each in known)
    story.board.messages[story.call.incident] = practised
    code = practised[0].code
    story.text(ANA, Reply.GOING, code)
    assert story.call.stage is Stage.CALLED


def test_a_code_ends_with_its_call(story: Texting) -> None:
    code = story.code_of("ana")
    story.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
    story.press("B201")
    story.at(story.now_ms / 1000 + 1)
    assert story.code_of("ana") != code
    before = story.call
    story.text(ANA, Reply.GOING, code)
    assert story.call == before


def test_a_late_answer_to_a_call_that_is_over_is_shown_and_is_no_wrong_code_of_another_call(story: Texting) -> None:
    story.press("B201")
    story.at(story.now_ms / 1000 + 1)
    code = story.code_of("ana")
    story.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
    assert story.code_of("ana") != code
    for number in range(WRONG_CODES_MAX + 1):
        story.text(ANA, Reply.GOING, code, words=f"1 {code} {number}")
    assert (story.told_by_text("ana").wrong_codes, story.told_by_text("ana").offered) == (0, None)
    assert len(story.board.texts.unread) == WRONG_CODES_MAX + 1
    story.text(ANA, Reply.GOING, story.code_of("ana"))
    assert story.call.stage is Stage.CONFIRMED


def test_a_right_code_that_a_full_call_cannot_take_is_offered_there_and_is_no_wrong_code(story: Texting) -> None:
    story.desk("front", Acknowledge)
    story.desk("front", Dispatch, role=Role.SECURITY)
    for number in range(RESPONDERS_MAX):
        story.desk("front", Confirm, responder=f"Visitor {'abcdefghijkl'[number]}", answer=Answer.BY_RADIO)
    assert len(story.call.sent) == RESPONDERS_MAX
    before = story.call
    story.text(ANA, Reply.GOING, story.code_of("ana"))
    offered = story.told_by_text("ana").offered
    assert story.call == before
    assert offered is not None and not offered.wrong_code
    assert story.told_by_text("ana").wrong_codes == 0


def test_a_person_without_the_way_today_is_a_stranger(story: Texting) -> None:
    code = story.code_of("ana")
    story.adopt(with_texts(texted("ana", "+17205550999"), texted("ben", BEN)))
    before = story.call
    story.text(ANA, Reply.GOING, code)
    assert story.call == before
    assert [each.sender for each in story.board.texts.unread.values()] == [ANA]


def test_a_text_waits_until_a_desk_reads_it_also_over_a_restart(story: Texting) -> None:
    story.text(BEN, words="STOP")
    story.text(STRANGER, words="who is this")
    assert [each.person for each in story.board.texts.unread.values()] == [PersonId("ben"), None]
    assert story.desk("front", ReadText, number=1) is None
    assert story.desk("front", ReadText, number=1) is Rejection.NO_SUCH_TEXT
    story.restart()
    assert [each.words for each in story.board.texts.unread.values()] == ["who is this"]
    story.text(STRANGER, words="hello")
    assert list(story.board.texts.unread) == [2, 3]


def test_a_restart_reads_no_more_texts_than_are_remembered() -> None:
    story = Texting()
    for number in range(REMEMBERED + 10):
        story.text(STRANGER, words=f"text {number}")
        if number % 3 == 0:
            story.desk("front", ReadText, number=number + 1)
    before = story.board.texts
    assert len(before.known) == REMEMBERED
    story.restart()
    assert story.board.texts.known == before.known
    assert story.board.texts.unread.keys() == before.unread.keys()
    assert story.text(STRANGER, text=f"t{REMEMBERED + 10}") is Rejection.REPEAT


def test_no_sentence_about_a_text_has_its_words_or_its_number(story: Texting) -> None:
    story.text(STRANGER, words="secret words")
    said = [line(event, story.board.index) for event in story.seen]
    assert said == ["Text 1 came from a number. It waits to be read."]
