"""Tests the codes of answers: four digits, never 0000, one for each person and call, and never equal for one number."""

from appliance.core.ground.messages import Reply
from appliance.core.messages.codes import CODES, newest_to
from appliance.core.messages.events import MessageQueued
from appliance.core.messages.turns import AGAIN_S
from tests.appliance.core.messages.telling import PAGE, Telling, person, with_ways
from tests.appliance.core.story import replayed
from tests.appliance.core.texts.texting import ANA, BEN, Texting


def test_a_code_has_four_digits_and_is_never_0000() -> None:
    story = Texting()
    for room in range(1, 7):
        story.press(f"B20{room}")
        story.at(story.now_ms / 1000 + 61)
    codes = [each.code for said in story.board.messages.values() for each in said]
    assert len(codes) >= 8
    assert all(len(code) == 4 and code.isascii() and code.isdigit() and code != "0000" for code in codes)


def test_a_person_has_one_code_for_a_call_however_often_it_is_said() -> None:
    story = Texting()
    story.press("B204")
    story.at(1)
    first = story.code_of("ana")
    story.at(AGAIN_S + 1)
    story.press("B204")
    story.at(2 * AGAIN_S + 2)
    assert {each.code for each in story.board.messages[story.call.incident] if each.person == "ana"} == {first}
    assert len([each for each in story.board.messages[story.call.incident] if each.person == "ana"]) > 1


def test_two_calls_never_have_one_code_for_the_same_number() -> None:
    story = Texting()
    story.press("B204")
    story.at(1)
    for number in range(40):
        story.press("B201" if number % 2 else "B202")
        story.at(story.now_ms / 1000 + 61)
        codes = [spoken.code for _, spoken in newest_to(story.board, ANA)]
        assert len(codes) == len(set(codes))


def test_the_codes_of_nearly_all_numbers_are_used() -> None:
    seen: set[str] = set()
    for number in range(60):
        other = Texting()
        other.heard.code_key = number.to_bytes(32)
        other.press("B204")
        other.at(1)
        seen |= {other.code_of("ana"), other.code_of("ben")}
    assert len(seen) > 100, f"drawn from {CODES}, hardly two of 120 are equal"


def test_without_a_key_there_is_no_code_and_no_answer_acts() -> None:
    story = Texting()
    story.heard.code_key = b""
    story.press("B204")
    story.at(1)
    assert story.code_of("ana") == ""
    before = story.call
    story.text(ANA, Reply.GOING, "")
    story.text(ANA, Reply.GOING, "0000")
    assert story.call == before


def test_only_a_text_has_a_code_and_old_events_stay_as_they_are() -> None:
    story = Telling(with_ways(person("ana", PAGE)))
    story.heard.code_key = b"k" * 32
    story.press("B204")
    story.at(1)
    (queued,) = (each for each in story.seen if isinstance(each, MessageQueued))
    assert type(queued) is MessageQueued


def test_a_code_is_kept_over_a_restart() -> None:
    story = Texting()
    story.press("B204")
    story.at(1)
    code = story.code_of("ben")
    assert replayed(story.recorded).messages == story.board.messages
    story.restart()
    story.heard.code_key = b"other" * 6
    story.at(1)
    assert story.code_of("ben") == code
    story.text(BEN, Reply.GOING, code)
    assert [each.name for each in story.call.sent] == ["Ben"]
