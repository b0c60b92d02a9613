"""Tests what `verify --json` and `list --json` of the office tell programs: names that stay, and null for what is not known."""

from appliance.plan.index import PlanIndex
from sync.office import acknowledging, exposing, for_programs, incidents
from tests.appliance.core.story import school
from tests.appliance.logbook.box import call
from tests.sync.office.building import NOW_MS, Desk, given
from tests.sync.office.test_words import row


async def test_a_doubt_is_told_whole_before_and_after_a_person_looked_into_it(desk: Desk) -> None:
    honest = await given(desk.box, desk.signer)
    desk.takes(honest)
    desk.takes(honest, listed=5)
    doubts = exposing.doubts(desk.store, NOW_MS)
    (doubt,) = [each for each in doubts if each.kind == exposing.ROLLED_BACK]
    names, vault = incidents.buildings(desk.store), desk.box.vault
    told = for_programs.doubt(doubt, names)
    assert told == {
        "doubt": doubt.name,
        "kind": "rolled back",
        "building_id": vault.building.hex(),
        "building_name": names[vault.building],
        "box_id": vault.box.hex(),
        "number": doubt.number,
        "says": doubt.says,
        "acknowledged": None,
        "reason": None,
    }
    acknowledging.acknowledge(desk.store, doubt, "Put back on purpose.", NOW_MS)
    (again,) = [each for each in exposing.doubts(desk.store, NOW_MS) if each.kind == exposing.ROLLED_BACK]
    answered = for_programs.doubt(again, names)
    assert answered == {**told, "acknowledged": answered["acknowledged"], "reason": "Put back on purpose."}
    assert str(answered["acknowledged"]).endswith("Z")


def test_an_incident_is_told_with_both_names_of_its_building_and_its_time_in_utc() -> None:
    plan = PlanIndex(school())
    assert for_programs.incident(row("Roosevelt", index=plan, number=7)) == {
        "building_id": bytes(16).hex(),
        "building_name": "Roosevelt",
        "plan_name": school().building,
        "names_differ": True,
        "number": 7,
        "incident": call(7).incident,
        "place": "Room 203",
        "kind": "assist",
        "at": "2026-09-21T14:13:20Z",
        "open": True,
        "practice": False,
        "status": "draft",
    }
    unknown = for_programs.incident(row("Roosevelt"))
    assert (unknown["plan_name"], unknown["names_differ"]) == (None, False)
    assert for_programs.incident(row("Roosevelt", at_ms=10**17))["at"] is None
