"""Tests the code lists: every code from another standard exists in that standard, and what the appliance fills in is what the call said."""

import json
from pathlib import Path

import pytest

from appliance.core.ground.words import BuildingResponse, Door, KnownBy, Outcome
from appliance.plan.model import ROLES_SENT, Kind
from appliance.record.code_lists.making import CEDS, COLORADO, EDFI, NIBRS
from appliance.record.codes import LISTS, code, label
from appliance.record.fields import FIELDS
from appliance.record.words import Status

TABLES = json.loads((Path(__file__).parents[2] / "vectors" / "code_tables.json").read_text())["tables"]
OF_CEDS = {
    "time-context": "RefIncidentTimeDescriptionCode",
    "location-type": "RefIncidentLocation",
    "person-role": "RefIncidentPersonRoleType",
    "person-type": "RefIncidentPersonType",
    "behavior": "RefIncidentBehavior",
    "weapon": "RefWeaponType",
    "injury-level": "RefIncidentInjuryType",
    "restraint-type": "RefDisciplinaryActionTaken",
    "action-taken": "RefDisciplinaryActionTaken",
}
OF_EDFI = {
    "location-type": "IncidentLocationDescriptor",
    "person-role": "DisciplineIncidentParticipationCodeDescriptor",
    "person-type": "ReporterDescriptionDescriptor",
    "weapon": "WeaponDescriptor",
    "restraint-reason": "RestraintEventReasonDescriptor",
    "action-taken": "DisciplineDescriptor",
}


def others(name: str, standard: str) -> dict[str, str]:
    return {each.code: each.others[standard] for each in LISTS[name].codes if standard in each.others}


@pytest.mark.parametrize(("name", "table"), OF_CEDS.items())
def test_every_ceds_code_is_one_of_its_table(name: str, table: str) -> None:
    assert others(name, CEDS)
    assert set(others(name, CEDS).values()) <= set(TABLES["CEDS"][table])


@pytest.mark.parametrize(("name", "table"), OF_EDFI.items())
def test_every_edfi_code_is_one_of_its_descriptor(name: str, table: str) -> None:
    assert others(name, EDFI)
    assert set(others(name, EDFI).values()) <= set(TABLES["Ed-Fi"][table])


def test_no_other_list_says_what_ceds_or_edfi_call_its_codes() -> None:
    yes_no = {"law-enforcement"}  # an indicator: Yes or No, without a table
    assert {name for name in LISTS if others(name, CEDS)} == set(OF_CEDS) | yes_no
    assert {name for name in LISTS if others(name, EDFI)} == set(OF_EDFI)
    assert set(others("law-enforcement", CEDS).values()) == {"Yes", "No"}


@pytest.mark.parametrize("name", ["time-context", "location-type", "behavior", "weapon", "injury-level"])
def test_nothing_of_these_tables_of_ceds_is_left_out(name: str) -> None:
    assert set(others(name, CEDS).values()) == set(TABLES["CEDS"][OF_CEDS[name]])


def test_where_ceds_and_edfi_name_the_same_place_the_codes_agree() -> None:
    assert code("location-type", "hallway").others == {CEDS: "03015", EDFI: "Hallway or stairs"}
    assert set(others("location-type", EDFI).values()) == set(TABLES["Ed-Fi"]["IncidentLocationDescriptor"])


def test_edfi_has_no_word_for_no_weapon_and_none_is_made_up() -> None:
    assert code("weapon", "none").others == {CEDS: "None"}


def test_colorados_action_numbers_and_the_injury_letters_of_nibrs_are_theirs() -> None:
    assert set(others("action-taken", COLORADO).values()) == {"10", "11", "12", "13", "14"}
    assert set(others("injury-nature", NIBRS).values()) <= set("NMBILOTU")


def test_what_the_appliance_fills_needs_no_translation() -> None:
    def codes(name: str) -> set[str]:
        return {each.code for each in LISTS[name].codes}

    assert codes("call-kind") == set(Kind)
    assert codes("outcome") == set(Outcome)
    assert codes("source") == set(Door) | set(KnownBy)
    assert codes("record-status") == set(Status)
    assert codes("responder-role") == {*ROLES_SENT, "other"}
    assert codes("room-action") == {*BuildingResponse, "none", "room-clear"}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_where_it_is_from_and_has_each_code_and_label_once(name: str) -> None:
    listed = LISTS[name]
    assert listed.source
    assert len({each.code for each in listed.codes}) == len(listed.codes)
    assert len({each.label.casefold() for each in listed.codes}) == len(listed.codes)


def test_nobody_is_called_a_perpetrator_or_a_call_false() -> None:
    for listed in LISTS.values():
        for each in listed.codes:
            assert "perpetrator" not in f"{each.code} {each.label} {each.means}".casefold()
            assert "false" not in f"{each.code} {each.label} {each.means}".casefold()
    assert code("person-role", "involved").label == "involved student"
    assert code("person-role", "involved").others[CEDS] == "Perpetrator"


def test_every_list_is_used_by_a_field() -> None:
    assert {each.codes for each in FIELDS.values() if each.codes} == set(LISTS)


def test_a_code_of_a_newer_version_is_called_by_itself() -> None:
    assert label("weapon", "laser") == "laser"
    assert code("weapon", "laser") is None
