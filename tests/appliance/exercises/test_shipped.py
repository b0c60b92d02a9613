"""Tests the scenarios that are shipped: which there are, that each has its source and its hour, and what none of them may ask for."""

import pytest

from appliance.exercises.scenario import Kind, Scenario, Situation, TakesPart
from appliance.exercises.wording import WEAPONS, found_in
from tests.appliance.exercises.texts import NAMES, shipped

ALL = [shipped(name) for name in NAMES]


def test_there_is_one_for_each_situation() -> None:
    at_tables = [each for each in ALL if each.kind is Kind.TABLE_TOP]
    assert len(at_tables) >= 8
    assert {each.about for each in at_tables} == set(Situation) - {Situation.OTHER}


def test_three_are_held_in_rooms_without_a_class_in_them_and_say_what_each_room_is() -> None:
    in_rooms = [each for each in ALL if each.kind is Kind.SITUATIONAL]
    assert len(in_rooms) >= 3
    for each in in_rooms:
        assert each.rooms
        assert "somewhere else with" in each.begins
        assert "is practice from its beginning to its end" in each.announce
        assert "anybody can say that it is real" in each.leave


@pytest.mark.parametrize("name", NAMES)
def test_a_file_has_the_name_of_its_scenario(name: str) -> None:
    assert shipped(name).scenario == name


@pytest.mark.parametrize("scenario", ALL, ids=lambda each: each.scenario)
def test_it_has_its_source_three_steps_or_more_and_fits_a_meeting(scenario: Scenario) -> None:
    assert "Roadmap for district leaders" in scenario.source
    assert scenario.source_on.year == 2025
    assert len(scenario.steps) >= 3
    assert 15 <= scenario.minutes <= 30
    assert any(step.injects for step in scenario.steps)
    assert all(len(step.asks) >= 2 and all(ask.endswith("?") for ask in step.asks) for step in scenario.steps)


@pytest.mark.parametrize("scenario", ALL, ids=lambda each: each.scenario)
def test_no_student_takes_part_and_real_calls_stay_real(scenario: Scenario) -> None:
    assert TakesPart.STUDENTS not in scenario.takes_part
    assert "a real call ends the exercise at once" in scenario.announce
    assert "nobody runs" in scenario.announce
    assert "needs no reason" in scenario.leave
    assert scenario.closing.startswith("Ask first how everybody is.")


@pytest.mark.parametrize("scenario", ALL, ids=lambda each: each.scenario)
def test_what_is_said_to_everybody_is_there_in_spanish_too(scenario: Scenario) -> None:
    assert scenario.announce_es.startswith("Esto es un ejercicio")
    assert "una llamada real termina el ejercicio de inmediato" in scenario.announce_es
    assert "no necesita dar ningún motivo" in scenario.leave_es
    if scenario.kind is Kind.SITUATIONAL:
        assert "es práctica desde su principio hasta su fin" in scenario.announce_es


@pytest.mark.parametrize("scenario", ALL, ids=lambda each: each.scenario)
def test_every_seat_hears_of_something_or_is_asked(scenario: Scenario) -> None:
    """A seat is a role of a plan, and each has something to decide in words."""
    assert all(
        seat.part.split()[0] in {"Decides", "Speaks", "Takes", "Knows", "Tells", "Calls", "Goes", "Hears", "Says"}
        for seat in scenario.seats
    )
    assert scenario.seats


def test_only_the_one_about_a_weapon_speaks_of_one() -> None:
    for scenario in ALL:
        texts = " ".join([scenario.begins, *(step.says for step in scenario.steps)])
        assert bool(found_in(texts, (WEAPONS,))) == (scenario.about is Situation.WEAPON_SEEN)
