"""What `handbell office verify --json` tells programs: each doubt with names that stay, acknowledged or not."""

from sync.office import acknowledging, exposing, for_programs, incidents
from tests.sync.office.building import NOW_MS, Desk, given


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
