"""A plan's clips are made once: what says the same words is taken over, what is spoiled or better to be had is made again."""

from pathlib import Path

import pytest

from appliance.plan.messages import Language
from appliance.speech.clips import ClipId, Phrase
from appliance.voice.folder import folders, read_clip, read_manifest
from appliance.voice.making import State
from appliance.voice.recogniser import Recogniser
from appliance.voice.renewing import renew
from appliance.voice.voices import SHIPPED, Voice

pytestmark = pytest.mark.slow
ONE, OTHER = "1" * 64, "2" * 64
HAS_IT, ROOM = ClipId("en.has-it"), ClipId("en.room.B204")
CHOSEN = Voice("chosen by IT", Language.EN, ("flite", "-voice", "slt", "-t", "{text}", "-o", "{file}"), plain=True)
ENDED = Voice("flite rms", Language.EN, ("false",))
"""Stands where the usual voice stands, and can say nothing: whatever is there in the end was taken over."""
DEAF = Recogniser(program="no-such-recogniser")


def phrases(room: str = "Room two zero four") -> dict[ClipId, Phrase]:
    """Give two phrases: what every plan says, and a room."""
    texts = {HAS_IT: "A person has your call.", ROOM: room}
    return {clip: Phrase(clip, Language.EN, text) for clip, text in texts.items()}


def test_a_new_plan_takes_over_what_says_the_same_and_the_former_one_goes(tmp_path: Path) -> None:
    first = renew(tmp_path, ONE, phrases())
    assert [row.state for row in first.clips.values()] == [State.PROVED, State.PROVED]
    second = renew(tmp_path, OTHER, phrases("Room two zero five"), voices=[ENDED])
    assert second.clips[HAS_IT] == first.clips[HAS_IT]
    assert second.clips[ROOM].state is State.NOT_MADE
    assert [folder.name for folder in folders(tmp_path)] == [OTHER]
    third = renew(tmp_path, OTHER, phrases("Room two zero five"))
    assert third.clips[ROOM].state is State.PROVED


def test_what_is_whole_is_left_as_it_is_and_anew_makes_it_again(tmp_path: Path) -> None:
    renew(tmp_path, ONE, phrases())
    before = (tmp_path / ONE).stat().st_ino
    renew(tmp_path, ONE, phrases())
    assert (tmp_path / ONE).stat().st_ino == before
    renew(tmp_path, ONE, phrases(), anew=True)
    assert (tmp_path / ONE).stat().st_ino != before


@pytest.mark.parametrize("spoil", ["cut", "gone", "list"])
def test_what_was_spoiled_is_made_again(spoil: str, tmp_path: Path) -> None:
    made = renew(tmp_path, ONE, phrases())
    file = tmp_path / ONE / f"{ROOM}.wav"
    match spoil:
        case "cut":
            file.write_bytes(file.read_bytes()[:1000])
        case "gone":
            file.unlink()
        case _:
            (tmp_path / ONE / "manifest.json").write_bytes(b"{}")
    again = renew(tmp_path, ONE, phrases())
    assert again == made == read_manifest(tmp_path / ONE)
    assert read_clip(tmp_path / ONE, ROOM, again.clips[ROOM]).length_ms == made.clips[ROOM].length_ms


def test_clips_of_a_seed_are_taken_over_with_their_voice_and_stay(tmp_path: Path) -> None:
    seed, box = tmp_path / "seed", tmp_path / "box"
    renew(seed, ONE, phrases(), voices=[CHOSEN, *SHIPPED])
    made = renew(box, ONE, phrases(), others=[seed])
    assert {row.voice for row in made.clips.values()} == {CHOSEN.name}
    # the box speaks only what is new, by its own voices, also without the seed
    later = renew(box, OTHER, phrases("Room two zero five"))
    assert [(clip, row.voice) for clip, row in later.clips.items()] == [(HAS_IT, CHOSEN.name), (ROOM, "flite rms")]


def test_a_seed_that_comes_later_takes_the_place_of_the_usual_voice(tmp_path: Path) -> None:
    seed, box = tmp_path / "seed", tmp_path / "box"
    renew(box, ONE, phrases())
    renew(seed, ONE, phrases(), voices=[CHOSEN, *SHIPPED])
    made = renew(box, ONE, phrases(), others=[seed])
    assert {row.voice for row in made.clips.values()} == {CHOSEN.name}


def test_a_voice_that_is_chosen_says_again_what_the_usual_one_said(tmp_path: Path) -> None:
    renew(tmp_path, ONE, phrases())
    made = renew(tmp_path, ONE, phrases(), voices=[CHOSEN, *SHIPPED])
    assert {row.voice for row in made.clips.values()} == {CHOSEN.name}


def test_a_seed_that_is_spoiled_or_missing_costs_nothing(tmp_path: Path) -> None:
    seed, box = tmp_path / "seed", tmp_path / "box"
    renew(seed, ONE, phrases(), voices=[CHOSEN, *SHIPPED])
    (seed / ONE / f"{ROOM}.wav").write_bytes(b"spoiled")
    made = renew(box, ONE, phrases(), others=[seed, tmp_path / "nowhere"])
    assert (made.clips[HAS_IT].voice, made.clips[ROOM].voice) == (CHOSEN.name, "flite rms")


def test_what_no_recogniser_heard_is_proved_once_one_is_there(tmp_path: Path) -> None:
    deaf = renew(tmp_path, ONE, phrases(), recogniser=DEAF)
    assert {row.state for row in deaf.clips.values()} == {State.NOT_PROVED}
    before = (tmp_path / ONE).stat().st_ino
    renew(tmp_path, ONE, phrases(), recogniser=DEAF)
    assert (tmp_path / ONE).stat().st_ino == before
    assert {row.state for row in renew(tmp_path, ONE, phrases()).clips.values()} == {State.PROVED}
