"""The id of a clip is also the name of its file: an id from another process never leads to another file."""

import pytest

from appliance.plan.messages import Language
from appliance.speech.clips import LANGUAGES, fixed, hashed, is_clip_id, is_fixed, named


def test_what_every_building_says_has_a_word_and_what_a_plan_names_has_its_id_too() -> None:
    assert LANGUAGES == (Language.EN, Language.ES)
    assert fixed(Language.EN, "has-it") == "en.has-it"
    assert named(Language.ES, "room", "B204") == "es.room.B204"
    assert is_fixed(fixed(Language.EN, "has-it"))
    assert not is_fixed(named(Language.ES, "room", "B204"))


def test_a_name_with_blanks_has_the_same_id_in_any_letters_and_another_name_another_one() -> None:
    loop = hashed(Language.EN, "area", "Bus loop")
    assert loop == hashed(Language.EN, "area", "BUS LOOP") != hashed(Language.EN, "area", "Playground")
    assert is_clip_id(loop)


@pytest.mark.parametrize("good", ["en.has-it", "es.room.B204", "en.room.a.b_c-1", "en.digit-0"])
def test_ids_of_ours_are_ids(good: str) -> None:
    assert is_clip_id(good)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "en",
        "fr.has-it",
        "en.has it",
        "en.has-it\n",
        "../en.has-it",
        "en.room./etc/passwd",
        "en.room...",
        "en.room.é",
        "EN.has-it",
        f"en.room.{'a' * 200}",
    ],
)
def test_anything_else_is_none(bad: str) -> None:
    assert not is_clip_id(bad)
