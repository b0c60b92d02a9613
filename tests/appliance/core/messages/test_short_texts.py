"""Tests the texts that go to telephones: what they say in both languages, what they leave out, how long they are, and who gets one."""

import pytest

from appliance.core.calls.commands import Dispatch, RaiseCall, RaiseCallFromDesk
from appliance.core.ground.callers import Caller
from appliance.core.ground.place import Place
from appliance.core.ground.words import Actor, Door, Source
from appliance.core.messages.short_texts import GSM, TEXT_CHARACTERS, WORDS, as_gsm
from appliance.core.messages.short_texts import test_text as monthly_text
from appliance.core.messages.texts import text_of
from appliance.core.messages.turns import TEXTED_MAX, told_by_address
from appliance.core.practice.commands import StartDrill
from appliance.plan.ids import DeskId, PersonId, RoomId
from appliance.plan.messages import Language
from appliance.plan.model import Kind, Role
from hardware.modem.alphabet import septets_of
from tests.appliance.core.texts.texting import ANA, BEN, Texting, texted, with_texts


def text_to(story: Texting, person: str) -> str:
    """Give the newest text to a person about the newest call."""
    told = told_by_address(story.board, story.now)
    return text_of(story.board, story.call, story.told_by_text(person), told.get(("text", ANA), ()))


def called(story: Texting) -> Texting:
    story.press("B204")
    story.at(1)
    return story


def test_a_text_says_what_where_since_when_and_how_to_answer() -> None:
    story = called(Texting())
    code = story.code_of("ana")
    assert text_to(story, "ana") == (
        f"ASSIST: Room 204. Call 1, 10:00. Reply 1 {code} going, 2 {code} there, 0 {code} cannot."
    )


def test_a_text_is_in_the_language_of_its_way() -> None:
    story = called(Texting(with_texts(texted("ana", ANA, Language.ES), texted("ben", BEN))))
    code = story.code_of("ana")
    assert text_to(story, "ana") == (
        f"SE NECESITA UN ADULTO: Room 204. Llamada 1, 10:00. Responda 1 {code} voy, 2 {code} llegué, 0 {code} no puedo."
    )
    assert "ASSIST" in text_to(story, "ben")


def test_practice_says_drill_first_and_whoever_is_sent_is_told_so() -> None:
    story = Texting()
    story.desk("front", StartDrill, name="Autumn", rooms=(RoomId("204"),))
    called(story)
    story.desk("front", Dispatch, role=Role.LEAD, person=PersonId("ana"))
    story.at(2)
    assert text_to(story, "ana").startswith("DRILL. You are sent. ASSIST: Room 204.")


def test_an_unverified_call_says_so_and_a_room_that_was_said_is_a_question() -> None:
    story = Texting()
    caller = Caller(number="+13035550199", outside=True, unverified=True, said="204")
    source = Source(door=Door.TEXT, caller=caller)
    story.tell(RaiseCall(place=Place(near=RoomId("204")), kind=Kind.ASSIST, source=source, pressed_ago_ms=None))
    story.at(1)
    assert text_to(story, "ana").startswith("UNVERIFIED. ASSIST: place unknown (Room 204?). Call 1")
    assert "3035550199" not in text_to(story, "ana"), "no text names who called"


def test_words_typed_at_a_desk_are_left_out() -> None:
    story = Texting()
    place = Place(words="with Maya by the gym", near=RoomId("201"))
    story.tell(RaiseCallFromDesk(kind=Kind.EMERGENCY, place=place), Actor(DeskId("front")))
    story.at(1)
    said = text_to(story, "ana")
    assert "Maya" not in said
    assert said.startswith("EMERGENCY: ask a desk where (Room 201?).")


def test_a_tap_out_goes_by_no_text() -> None:
    story = Texting()
    story.press("B204", "tap-out")
    story.at(120)
    assert story.told() == []


def test_one_call_goes_to_six_people_by_text_and_to_whom_a_desk_sends() -> None:
    people = [texted(f"p{number}", f"+172055501{number:02}") for number in range(9)]
    story = called(Texting(with_texts(*people)))
    story.at(300)
    told = {each.person for each in story.board.messages[story.call.incident]}
    assert told == {PersonId(f"p{number}") for number in range(TEXTED_MAX)}
    story.desk("front", Dispatch, role=Role.LEAD, person=PersonId("p8"))
    story.at(301)
    assert PersonId("p8") in {each.person for each in story.board.messages[story.call.incident]}


def test_many_calls_are_one_text_that_fits() -> None:
    story = Texting(with_texts(texted("ana", ANA)))
    for room in ("201", "202", "203", "204", "205", "206"):
        story.press(f"B{room}")
        story.at(story.now_ms / 1000 + 1)
    story.at(story.now_ms / 1000 + 61)
    said = [
        text_of(story.board, call, each, told_by_address(story.board, story.now)[("text", ANA)])
        for call in story.board.incidents.values()
        for each in story.board.messages.get(call.incident, ())
    ]
    many = [each for each in said if "CALLS" in each]
    assert many and all(len(each) <= TEXT_CHARACTERS for each in many)
    assert all("more" in each or each.count("ASSIST") > 1 for each in many)


@pytest.mark.parametrize("language", list(Language))
def test_every_text_with_the_usual_names_fits_and_is_gsm(language: Language) -> None:
    story = Texting(with_texts(texted("ana", ANA, language), texted("ben", BEN)))
    story.desk("front", StartDrill, name="Autumn", rooms=(RoomId("204"),))
    story.press("B204", "medical")
    story.at(1)
    story.desk("front", Dispatch, role=Role.LEAD, person=PersonId("ana"))
    story.at(2)
    for said in (text_to(story, "ana"), monthly_text(language)):
        assert len(said) <= TEXT_CHARACTERS
        assert GSM.issuperset(said)


def test_none_of_our_words_is_a_cry_for_help() -> None:
    for words in WORDS.values():
        said = " ".join([*words.kinds.values(), words.drill, words.sent, words.answer, words.test]).casefold()
        assert not {"help", "ayuda", "auxilio", "socorro"} & set(said.replace(".", " ").replace(":", " ").split())


def test_accents_are_left_out_only_where_that_is_enough() -> None:
    assert as_gsm("Salón 204, más") == "Salon 204, mas"
    assert as_gsm("教室 más") == "教室 más"
    assert as_gsm("llegué ñ") == "llegué ñ"


def test_there_is_a_word_for_each_kind_in_both_languages() -> None:
    assert all(set(words.kinds) == set(Kind) for words in WORDS.values())
    assert WORDS[Language.EN].kinds != WORDS[Language.ES].kinds


def test_what_counts_as_one_place_of_a_text_is_one_code_of_the_modems_alphabet() -> None:
    characters = map(chr, range(0x10000))
    assert {each for each in characters if len(septets_of(each) or b"") == 1} == GSM
