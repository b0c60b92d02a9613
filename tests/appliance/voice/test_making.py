"""Every clip of the example plan is made and proved by real voices and the real recogniser, alone and in whole announcements."""

from itertools import product

import pytest

from appliance.core.ground.place import Place
from appliance.plan.messages import Language
from appliance.plan.model import Kind
from appliance.speech import compositions
from appliance.speech.clips import ClipId, Phrase
from appliance.speech.compositions import Announced
from appliance.speech.phrases import phrases_of, sentence_of
from appliance.voice.making import HEARD, Made, State, make
from appliance.voice.recogniser import Recogniser, normal
from appliance.voice.sound import CLIP_RATE_HZ, Sound, joined
from appliance.voice.voices import SHIPPED, Voice
from tests.appliance.speech.plans import phones_plan
from tests.appliance.voice.tones import peak_db

pytestmark = pytest.mark.slow
PLAN = phones_plan()
PHRASES = phrases_of(PLAN)
ANNOUNCED_MS_MAX = 8000
"""Longer than that, nobody remembers its beginning, and the lines of others wait."""


@pytest.fixture(scope="module")
def made() -> dict[ClipId, Made]:
    return {each.phrase.clip: each for each in make(PHRASES.values(), SHIPPED, Recogniser())}


def test_every_english_clip_is_proved_but_for_names_outside_the_dictionary(made: dict[ClipId, Made]) -> None:
    assert made.keys() == PHRASES.keys()
    english = [each for each in made.values() if each.phrase.language is Language.EN]
    assert [(each.phrase.text, each.why) for each in english if each.state is not State.PROVED] == [
        ("Marisol Reyes", "the recogniser's dictionary lacks marisol"),
        ("Marisol Reyes", "the recogniser's dictionary lacks marisol"),
    ]
    assert len(english) > 60


def test_spanish_is_spoken_and_never_called_proved(made: dict[ClipId, Made]) -> None:
    spanish = [each for each in made.values() if each.phrase.language is Language.ES]
    assert {(each.state, each.why) for each in spanish} == {(State.NOT_PROVED, "the recogniser knows English only")}
    assert all(each.voice.startswith("espeak-ng") for each in spanish)


def test_every_clip_is_as_a_telephone_wants_it(made: dict[ClipId, Made]) -> None:
    for each in made.values():
        assert each.sound is not None and each.sound.rate_hz == CLIP_RATE_HZ
        assert -12 < peak_db(each.sound) <= -3, each.phrase.text
        assert 300 < each.sound.length_ms < ANNOUNCED_MS_MAX, each.phrase.text


def test_whole_announcements_are_heard_word_for_word_and_are_short(made: dict[ClipId, Made]) -> None:
    places = [Place(room=room.room) for room in PLAN.rooms]
    calls = [Announced(kind=kind, place=place) for kind, place in product(Kind, places)]
    calls.append(Announced(kind=Kind.ASSIST, unverified=True, extension="24170"))
    rows = [compositions.announcement(call) for call in calls]
    assert max(length_ms(row, made) for row in rows) <= ANNOUNCED_MS_MAX
    rows = [row + compositions.press_one(shared=False) for row in rows[::7]] + [
        compositions.received(places[7]),
        compositions.nobody(PLAN.areas[0].instead),
        compositions.unverified_received(),
        compositions.test(),
    ]
    says = [sentence_of(row, PHRASES) for row in rows]
    heard = Recogniser().heard(dict(zip(says, (whole(row, made) for row in rows), strict=True)), says)
    assert heard == {text: normal(text) for text in says}


def whole(row: tuple[ClipId, ...], made: dict[ClipId, Made]) -> Sound:
    return joined([sound for clip in row if (sound := made[clip].sound) is not None])


def length_ms(row: tuple[ClipId, ...], made: dict[ClipId, Made]) -> int:
    return whole(row, made).length_ms


def phrase(word: str, text: str, language: Language = Language.EN) -> Phrase:
    return Phrase(ClipId(f"en.{word}"), language, text)


BROKEN = Voice("broken", Language.EN, ("false",))


def test_a_phrase_that_cannot_be_made_is_named_and_all_others_are_made() -> None:
    odd, good = phrase("room.x", "会議室"), phrase("has-it", "A person has your call.")
    rows = make([odd, good], SHIPPED[:1], Recogniser())
    assert [(each.state, each.sound is None) for each in rows] == [(State.NOT_MADE, True), (State.PROVED, False)]
    assert "no letter that this voice reads" in rows[0].why


def test_where_one_voice_fails_the_next_one_speaks() -> None:
    (row,) = make([phrase("has-it", "A person has your call.")], [BROKEN, SHIPPED[0]], Recogniser())
    assert (row.state, row.voice) == (State.PROVED, SHIPPED[0].name)
    (row,) = make([phrase("has-it", "A person has your call.")], [BROKEN], Recogniser())
    assert (row.state, row.why) == (State.NOT_MADE, "broken ended with 1: it said nothing.")


def test_a_voice_that_says_something_else_is_not_believed() -> None:
    liar = Voice("liar", Language.EN, ("flite", "-voice", "rms", "-t", "Help is on the way.", "-o", "{file}"))
    wanted = [phrase("has-it", "A person has your call."), phrase("on-the-way", "Help is on the way.")]
    by_liar, on_the_way = make(wanted, [liar], Recogniser())
    assert (by_liar.state, by_liar.why) == (State.NOT_PROVED, f"{HEARD} 'help is on the way'")
    assert on_the_way.state is State.PROVED
    assert by_liar.sound == on_the_way.sound  # it is kept all the same: a doubtful word is more than silence
    better, _ = make(wanted, [liar, SHIPPED[0]], Recogniser())
    assert (better.state, better.voice) == (State.PROVED, SHIPPED[0].name)


def test_without_a_voice_or_a_recogniser_it_says_what_to_install() -> None:
    wanted = [phrase("has-it", "A person has your call."), phrase("x", "Una persona", Language.ES)]
    assert [each.why for each in make(wanted, [], Recogniser())] == [
        "no voice for 'en' is installed here: install flite and espeak-ng",
        "no voice for 'es' is installed here: install flite and espeak-ng",
    ]
    (row,) = make(wanted[:1], SHIPPED[:1], Recogniser(program="no-such-recogniser"))
    assert row.state is State.NOT_PROVED and "no recogniser is installed here" in row.why
