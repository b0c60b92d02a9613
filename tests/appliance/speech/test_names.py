"""Names of signs are written as they are spoken: digits one by one, abbreviations in full, and nothing else changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.plan.messages import Language
from appliance.speech.names import NAME_CHARACTERS_MAX, spoken, spoken_as, spoken_in_spanish


@pytest.mark.parametrize(
    ("sign", "voice"),
    [
        ("Room 204 (Gr 4)", "Room two zero four, grade four"),
        ("Room 104 (K)", "Room one zero four, kindergarten"),
        ("Rm. B204", "room B two zero four"),
        ("Rm 10/11", "room one zero, one one"),
        ("Pre-K 2", "pre kindergarten two"),
        ("3rd Gr. wing", "third grade wing"),
        ("Offices. Gym", "Offices, Gym"),
        ("Room #12 & 14", "Room number one two and one four"),
        ("ESL Room", "E S L Room"),
        ("PE office", "P E office"),
        ("GYM", "GYM"),
        ("STEM lab", "STEM lab"),
        ("Vitamin K (K)", "Vitamin K, kindergarten"),
        ("O'Neil's room", "O'Neil's room"),
        ("Half-day class", "Half day class"),
        ("Señor Núñez", "Señor Núñez"),
        ("  Front   office ", "Front office"),
        ("(Library)", "Library"),
        ("— . —", ""),
        ("Room ² x", "Room x"),
    ],
)
def test_a_sign_is_said_as_people_say_it(sign: str, voice: str) -> None:
    assert spoken(sign) == voice


@pytest.mark.parametrize(
    ("sign", "voice"),
    [
        ("Room 204 (Gr 4)", "sala dos cero cuatro, grado cuatro"),
        ("Room 104 (K)", "sala uno cero cuatro, kínder"),
        ("Rm B7", "sala B siete"),
        ("Health room", None),
        ("Library", None),
    ],
)
def test_in_spanish_only_what_leaves_no_doubt_is_translated(sign: str, voice: str | None) -> None:
    assert spoken_in_spanish(sign) == voice


def test_what_has_no_certain_spanish_is_said_by_the_english_voice() -> None:
    assert spoken_as("Library", Language.ES) == (Language.EN, "Library")
    assert spoken_as("Room 7", Language.ES) == (Language.ES, "sala siete")
    assert spoken_as("Room 7", Language.EN) == (Language.EN, "Room seven")


@given(st.text(max_size=300))
def test_any_name_has_words_without_digits_and_signs(name: str) -> None:
    said = spoken(name)
    assert not any(each.isdecimal() for each in said)
    assert not said.startswith((",", "-")) and not said.endswith(",") and "\n" not in said
    # a digit becomes at most six characters and an abbreviation some twenty for two
    assert len(said) <= NAME_CHARACTERS_MAX * 12
