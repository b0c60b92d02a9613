"""Tests reading a scenario over real buttons, and what is said to everybody in Spanish: no file can break the rules of an exercise."""

import pytest

from appliance.exercises.parse import IN_ROOMS_MINUTES_MAX, parse
from appliance.exercises.scenario import Kind
from tests.appliance.exercises.texts import OWN, told

ANNOUNCE = "This is an exercise. A real call ends it."
IN_ROOMS = OWN.replace(
    'about = "behavior"\n',
    'about = "behavior"\nkind = "situational"\nrooms = ["The class that calls", "The next one"]\n',
).replace(ANNOUNCE, "This is an exercise in two rooms. A press there is practice. Any other call is real.")
ES = 'announce_es = "Esto es un ejercicio. Una llamada real lo termina."\nleave_es = "Nadie necesita un motivo."\n'
IN_SPANISH = OWN.replace("takes_part", f"{ES}takes_part", 1)


def spoilt(text: str, old: str, new: str) -> list[str]:
    """Give the mistakes after this was written in place of that."""
    assert old in text
    return told(text.replace(old, new, 1))


def test_one_in_rooms_says_what_each_room_is_and_one_at_a_table_has_none() -> None:
    scenario = parse(IN_ROOMS).scenario
    assert scenario is not None
    assert (scenario.kind, scenario.rooms) == (Kind.SITUATIONAL, ("The class that calls", "The next one"))
    table = parse(OWN).scenario
    assert table is not None
    assert (table.kind, table.rooms, table.announce_es) == (Kind.TABLE_TOP, (), "")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('kind = "situational"', 'kind = "real"', 'There is no kind of exercise "real".'),
        ('rooms = ["The class that calls", "The next one"]\n', "", "There are 0 rooms."),
        ('["The class that calls", "The next one"]', '["a", "b", "c", "d", "e"]', "There are 5 rooms."),
        ('"The next one"', '"The room of the victim"', "is nobody's part"),
        ('"The next one"', '"The room with a gun"', "is a weapon"),
        ('kind = "situational"\n', "", "An exercise at a table has no rooms."),
        ("A press there is practice.", "A press there is not.", "This does not say which presses are practice."),
        ("exercise in two rooms", "exercise here", "This does not say where it is held."),
        ("Any other call is real.", "Any other call counts.", "This does not say what holds for a real call."),
        ("It is noon.", "A siren goes.", "makes a noise that can be taken for real"),
        ("Two are there.", "There is blood.", "acts a wound"),
    ],
)
def test_what_one_in_rooms_may_not_be_is_named(old: str, new: str, says: str) -> None:
    assert any(says in each for each in spoilt(IN_ROOMS, old, new)), spoilt(IN_ROOMS, old, new)


def test_practice_in_rooms_ends_before_a_drill_does() -> None:
    longer = IN_ROOMS.replace("minutes = 5", "minutes = 13")
    assert any(f"Take at most {IN_ROOMS_MINUTES_MAX}" in each for each in told(longer))
    assert told(OWN.replace("minutes = 5", "minutes = 13")) == [], "at a table there is more time"


def test_no_child_takes_part_in_rooms_where_a_weapon_is_seen() -> None:
    seen = IN_ROOMS.replace('about = "behavior"', 'about = "weapon-seen"')
    assert told(seen) == []
    assert any("No student takes part" in each for each in spoilt(seen, '["staff"]', '["staff", "students"]'))
    assert any("is a child" in each for each in spoilt(seen, '"The next one"', '"The room of the children"'))


def test_what_is_said_to_everybody_may_stand_in_spanish_too() -> None:
    scenario = parse(IN_SPANISH).scenario
    assert scenario is not None
    assert scenario.announce_es == "Esto es un ejercicio. Una llamada real lo termina."


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('leave_es = "Nadie necesita un motivo."\n', "", "Only one of the two texts for everybody is in Spanish."),
        ("un ejercicio", "un día", "This does not say that it is an exercise."),
        ("real lo termina", "lo termina", "This does not say what holds for a real call."),
        ("un motivo", "nada", "This does not say that nobody needs a reason to leave."),
        ("lo termina", "lo termina con una sirena", "keeps the exercise a secret"),
    ],
)
def test_what_it_must_say_it_must_say_in_spanish_as_well(old: str, new: str, says: str) -> None:
    assert any(says in each for each in spoilt(IN_SPANISH, old, new)), spoilt(IN_SPANISH, old, new)
