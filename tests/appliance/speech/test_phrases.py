"""Which phrases a plan needs: all that may be said, nothing for a plan without telephones, and no more names than callers may have."""

import msgspec

from appliance.plan.messages import Language
from appliance.plan.parse import examine_file
from appliance.speech.clips import fixed, is_clip_id, is_fixed
from appliance.speech.phrases import phrases_of, sentence_of
from appliance.speech.sentences import CALLER, RUNG, fixed_words
from tests.appliance.speech.plans import EXAMPLE, phones_plan

PHRASES = phrases_of(phones_plan())


def test_a_plan_without_a_phone_system_needs_none() -> None:
    plan = examine_file(EXAMPLE).plan
    assert plan is not None
    assert phrases_of(plan) == {}


def test_each_room_area_and_shared_phone_is_said_in_both_languages() -> None:
    texts = {clip: phrase.text for clip, phrase in PHRASES.items()}
    assert texts[fixed(Language.EN, "room.B204")] == "Room two zero four, grade four"
    assert texts[fixed(Language.ES, "room.B204")] == "sala dos cero cuatro, grado cuatro"
    assert texts[fixed(Language.EN, "phone.office-phone")] == "Phone at the front desk"
    assert sum(clip.startswith("en.area.") for clip in PHRASES) == 2


def test_only_people_who_may_call_from_a_telephone_of_theirs_are_named() -> None:
    assert [clip for clip in PHRASES if ".person." in clip] == ["en.person.reyes", "es.person.reyes"]


def test_every_id_can_be_a_files_name_and_says_something() -> None:
    assert all(is_clip_id(clip) and clip == phrase.clip and phrase.text for clip, phrase in PHRASES.items())


def test_what_every_building_says_is_the_same_in_every_plan() -> None:
    other = phrases_of(msgspec.structs.replace(phones_plan(), rooms=(), areas=(), people=()))
    everywhere = {clip: phrase for clip, phrase in PHRASES.items() if is_fixed(clip)}
    assert everywhere == {clip: phrase for clip, phrase in other.items() if is_fixed(clip)}
    assert len(everywhere) == 2 * len(fixed_words(Language.EN))


def test_every_sentence_is_there_in_both_languages_and_no_word_has_two_sentences() -> None:
    assert not CALLER.keys() & RUNG.keys()
    for table in (CALLER, RUNG):
        for word, texts in table.items():
            assert texts.keys() == set(Language), word
            assert len(set(texts.values())) == 2 or word == "use"  # it is the same word in both


def test_a_room_whose_name_nobody_can_say_has_no_clip_and_the_sentence_leaves_it_out() -> None:
    plan = phones_plan()
    odd = msgspec.structs.replace(plan, rooms=(msgspec.structs.replace(plan.rooms[0], name="—"),))
    phrases = phrases_of(odd)
    room = fixed(Language.EN, "room.A101")
    assert room not in phrases
    assert sentence_of((fixed(Language.EN, "has-it"), room), phrases) == "A person has your call."
