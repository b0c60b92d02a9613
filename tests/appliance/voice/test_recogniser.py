"""The recogniser hears which of given sentences a sound says, and nothing where it says none."""

from pathlib import Path

import pytest

from appliance.plan.messages import Language
from appliance.speech.clips import ClipId, Phrase
from appliance.voice.recogniser import Recogniser, RecogniserError, normal, words_of
from appliance.voice.shaping import for_telephone
from appliance.voice.sound import Sound, joined
from appliance.voice.voices import SHIPPED, speak
from tests.appliance.voice.tones import silence, tone

pytestmark = pytest.mark.slow
ROOM = "Handbell has your call from room two zero four."
OTHERS = ("A person has your call.", "Help is on the way.", "Nobody has answered yet.")


def spoken(text: str) -> Sound:
    return for_telephone(speak(SHIPPED[0], Phrase(ClipId("en.test"), Language.EN, text)), ends_sentence=True)


def test_a_sentence_is_heard_word_for_word_with_its_digits() -> None:
    heard = Recogniser().heard_in(spoken(ROOM), ["Handbell has your call from room one one one.", *OTHERS])
    # any digits could have been heard
    assert heard == "handbell has your call from room two zero four" == normal(ROOM)


def test_many_sounds_are_heard_at_once_each_by_its_name() -> None:
    sounds = {text: spoken(text) for text in (*OTHERS, ROOM)}
    assert Recogniser().heard(sounds, sounds) == {text: normal(text) for text in sounds}
    assert Recogniser().heard({}, OTHERS) == {}


def test_a_sentence_that_is_not_among_the_given_ones_is_not_heard() -> None:
    assert Recogniser().heard_in(spoken("Help is on the way."), [ROOM]) != normal("Help is on the way.")


@pytest.mark.parametrize(
    "sound", [silence(), tone(1000), Sound(8000, silence().samples[:0])], ids=["silence", "tone", "none"]
)
def test_what_says_nothing_is_no_sentence(sound: Sound) -> None:
    assert Recogniser().heard_in(sound, [ROOM]) == ""


def test_a_recording_of_a_call_repeats_and_ends_within_a_sentence() -> None:
    once = joined([spoken(ROOM), spoken(OTHERS[0])])
    cut = Sound(once.rate_hz, once.samples[: len(once.samples) // 3])
    heard = Recogniser().heard_in(joined([once, once, cut]), [ROOM, *OTHERS], looped=True)
    assert heard.startswith(f"{normal(ROOM)} {normal(OTHERS[0])} {normal(ROOM)} {normal(OTHERS[0])} handbell has")


def test_words_that_no_dictionary_has_are_named_and_our_own_name_is_known() -> None:
    assert Recogniser().unknown_words("Handbell, Ada Okafor: O'Neil’s room two") == ("okafor", "o'neil's")
    with pytest.raises(RecogniserError, match="lacks: lindqvist, okafor"):
        Recogniser().heard_in(tone(500), ["Ada Okafor", "Sam Lindqvist"])


def test_a_recogniser_that_is_not_installed_says_what_to_install(tmp_path: Path) -> None:
    assert "pocketsphinx" in Recogniser(program="no-such-recogniser").why_not
    assert "pocketsphinx-en-us" in Recogniser(model=tmp_path).why_not
    with pytest.raises(RecogniserError, match="no recogniser is installed here"):
        Recogniser(program="no-such-recogniser").heard_in(tone(500), [ROOM])


def test_a_recogniser_that_fails_is_told_with_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "cmudict-en-us.dict").write_text("room R UW M\ntwo T UW\n")
    with pytest.raises(RecogniserError, match=r"pocketsphinx_batch ended with .*(ERROR|FATAL)"):
        Recogniser(model=tmp_path).heard_in(tone(500), ["room two"])


def test_words_are_without_capitals_and_stops() -> None:
    assert words_of("Room 204, (O’Neil): help!") == ["room", "o'neil", "help"]
