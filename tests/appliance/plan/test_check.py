"""Tests the check that the parts of a plan fit together: each thing that may be wrong, with its path, its line and its sentence."""

from collections.abc import Callable
from typing import get_args

import msgspec
import pytest

from appliance.core.ground.words import Door, Source
from appliance.plan.bounds import CONTACTS_MAX, LIMITS
from appliance.plan.check import check
from appliance.plan.families import AT_THE_WEBHOOK_DOOR, BUTTON_FAMILIES, SOUNDER_FAMILIES, two_way
from appliance.plan.ids import DeskId
from appliance.plan.mistakes import listed
from appliance.plan.model import NO_PLAN, Hours, Limits, Plan
from appliance.plan.parse import Mistake, ParsedPlan, parse
from hardware.registry import FAULTS, Output, Settings
from hardware.signals import CONTACTS_MAX as CONTACTS_REPORTED_MAX

Spoilt = Callable[..., ParsedPlan]
Only = Callable[[list[Mistake]], tuple[str, int, str]]

RULES = [
    ("phone: +1 720 555 0100", "phone: 555 0100", "building.phone", 4,
     '"555 0100" is not a number that 911 can call back. Write it with its area code, such as +1 720 555 0100.'),
    ("timezone: America/Denver", "timezone: localtime", "building.timezone", 5, None),
    ("areas:", "  - {id: a101, name: Annex, floor: 1, zone: west, phone_name: Annex}\nareas:", "rooms[2].id", 10,
     '"a101" is used already, on line 8. Each must have its own: choose another.'),
    ("name: Room 204", "name: front OFFICE", "rooms[1].name", 9,
     '"front OFFICE" is used already, on line 8. Each must have its own: choose another.'),
    ("id: A101-desk", "id: A101 desk", "buttons[0].id", 13,
     '"A101 desk" cannot be used as a name here. Use letters, digits, - _ and . only, beginning with a letter or digit.'),
    ("id: A101-desk", f"id: {'A' * 33}", "buttons[0].id", 13,
     f'"{"A" * 33}" is 33 characters long. Use at most 32: it stands on labels and in narrow columns.'),
    ("name: Room 204", f"name: {'A' * 61}", "rooms[1].name", 9,
     "This is 61 characters long. Use at most 60, so that it fits the screen."),
    ("name: Room 204", 'name: "Room\\e[2J"', "rooms[1].name", 9,
     '"Room?[2J" holds a character that cannot be shown. Type it again, on one line.'),
    ("phone_name: Rm B204", 'phone_name: " "', "rooms[1].phone_name", 9,
     "This is empty. Write the name the phone system shows for this room: 911 is told the same place (RAY BAUM's Act)."),
    ("key: B204-wall", "key: A101-desk", "buttons[1].key", 14,
     '"A101-desk" is used already, on line 13. Two devices never share one: choose another.'),
    ("room: B204", "room: B240", "buttons[1].room", 14, 'There is no room "B240". Did you mean "B204"?'),
    ("family: simulated, key: B204-wall", "family: zigbee, key: B204-wall", "buttons[1].family", 14,
     f'Nothing here speaks to a family "zigbee". Known families: {listed(BUTTON_FAMILIES)}.'),
    ("family: file", "family: speaker", "sounders[0].family", 22,
     'Nothing here speaks to a family "speaker". Known families: alsa, esphome, file, relay and simulated.'),
    ("contacts: {help: assist}", "contacts: {}", "buttons[0].contacts", 13,
     "This button has no contacts. Write at least `help: assist`."),
    ("hold: emergency", "hold: tap-out", "buttons[1].contacts.hold", 14,
     "Holding this button asks for less (tap-out) than pressing it (assist). "
     "A longer press never means less: make hold at least as urgent."),
    ("West hall, zone: west", "West hall, zone: wets", "desks[1].zone", 17,
     'No room or area is in a zone "wets". Did you mean "west"?'),
    ("output: bell.wav, zone: front", "output: bell.wav, zone: roof", "sounders[0].zone", 22,
     'No room or area is in a zone "roof". Zones in use: front, outside and west.'),
    ("ladder:", "  - {id: bell, name: Gong, family: file, output: g, zone: west}\nladder:", "sounders[1].id", 23,
     '"bell" is used already, on line 22. Each must have its own: choose another.'),
    ("name: Ada Okafor", "name: Marisol Reyes", "people[1].name", 20,
     '"Marisol Reyes" is used already, on line 19. Each must have its own: choose another.'),
    ("[lead, nurse], told_by: bell", "[lead, nurse], told_by: ball", "people[0].told_by[0]", 19,
     'There is no sounder "ball". Did you mean "bell"?'),
    ("sounders: [bell]", "sounders: [gong, bell]", "ladder[1].sounders[0]", 25,
     'There is no sounder "gong". Add it under `sounders`, or correct the name.'),
    ("desks: [front, hall]", "desks: [front, hall, frnt]", "ladder[0].desks[2]", 24,
     'There is no desk "frnt". Did you mean "front"?'),
    ("after_s: 15", "after_s: 0", "ladder[1].after_s", 25,
     "This step comes at 0 s, not later than the one before it (0 s). Order the steps by after_s, each later than the last."),
    ("after_s: 0", "after_s: 5", "ladder[0].after_s", 24, "The first step waits 5 s. Begin with after_s: 0."),
    ("after_s: 15", "after_s: 90", "ladder[1].after_s", 25,
     "This step comes at 90 s, but the ladder ends at 90 s. Make the step earlier, or limits.exhausted_s later."),
    (", sounders: [bell], roles: [lead]", "", "ladder[1]", 25,
     "This step tells nobody. Name desks, sounders or roles, or remove the step."),
    ("roles: [lead]}", "roles: [security]}", "ladder[1].roles[0]", 25,
     "Nobody has the role security. Give it to somebody under `people`."),
    ("roles: [lead]}", "roles: [auditor]}", "ladder[1].roles[0]", 25,
     "The role auditor is not told of calls: it is for records alone. "
     "Choose from lead, security, mental-health, nurse, administrator and office."),
    ("[lead, nurse], told_by: bell", "[lead, nurse], told_by: bell, duty: sat 8:00-9:00", "ladder[1].roles[0]", 25,
     "Nobody with the role lead is ever on duty in occupied hours. Look at the duty hours of Marisol Reyes."),
    ("dispatch_s: 60", "sound_again_s: 11", "limits.sound_again_s", 27,
     "11 s is outside 1 to 10 s: UL 1069 has a call sound again at least every 10 s. "
     "Choose a value in that range, or leave the line out."),
    ("dispatch_s: 60", "lost_after_s: 201", "limits.lost_after_s", 27,
     "201 s is outside 120 to 200 s: devices check in each 60 s and one may be missed; NFPA 72 shows a fault within 200 s. "
     "Choose a value in that range, or leave the line out."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "path", "line", "sentence"), RULES)
def test_each_rule_with_its_line(
    spoilt: Spoilt, only: Only, old: str, new: str, path: str, line: int, sentence: str | None
) -> None:
    found = only(spoilt((old, new)).mistakes)
    assert found[:2] == (path, line)
    assert sentence is None or found[2] == sentence


WARNINGS = [
    ([("room: B204", "room: A101")], "rooms[1]", 9,
     "Room 204 is not covered: no button there calls for help. Fit one, or list it under `areas` with how to call from there."),
    ([("family: simulated, key: B204-wall", "family: webhook, key: B204-wall")], "rooms[1]", 9,
     "Room 204 is not covered: its button cannot be told whether anybody heard. "
     "Fit a two-way button, or tell its people to phone as well."),
    ([("West hall, zone: west", "West hall, zone: front"), ("zone: outside", "zone: west")], "desks", 15,
     'Every desk is in zone "front": a call from that zone would reach no desk that counts. '
     "Put a second desk in another part of the building."),
    ([("desks: [front, hall]", "desks: [front]")], "desks[1]", 17,
     'No step of the ladder tells desk "hall". Name it in a step.'),
    ([("[lead, nurse], told_by: bell", "[lead, nurse], told_by: bell, duty: mon-fri 07:30-15:00")], "ladder[1].roles[0]", 25,
     "Nobody with the role lead can be told mon-fri 15:00-16:00. Give the role to somebody else as well."),
    ([("[lead, nurse], told_by: bell", "[lead, nurse]")], "ladder[1].roles[0]", 25,
     "Nobody with the role lead has `told_by`, so the ladder reaches none of them. Give them a sounder they hear."),
    ([("sounders: [bell], ", ""), ("[lead, nurse], told_by: bell", "[lead, nurse], told_by: gong"),
      ("roles: office, told_by: bell", "roles: office"),
      ("sounders:\n", "sounders:\n  - {id: gong, name: Gong, family: file, output: g, zone: west}\n")],
     "sounders[1]", 23,
     'Sounder "bell" never sounds: no step names it and nobody is told by it. Name it in a step of the ladder.'),
    ([("B204, name: Room 204, floor: 2, zone: west", "B204, name: Room 204, floor: 2, zone: Front"),
      ("West hall, zone: west", "West hall, zone: outside")], "rooms[1].zone", 9,
     'Zone "Front" differs from "front" only in capitals, and counts as another. '
     "Write both the same way, or leave it where it is a part of the building by itself."),
    ([("duty: mon-fri 07:00-17:00", "duty: []")], "people[1].duty", 20,
     "Ada Okafor is never on duty. Add hours, or leave `duty` out."),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "path", "line", "sentence"), WARNINGS)
def test_each_warning_with_its_line(
    spoilt: Spoilt, only: Only, changes: list[tuple[str, str]], path: str, line: int, sentence: str
) -> None:
    parsed = spoilt(*changes)
    assert parsed.mistakes == []
    assert only(parsed.warnings) == (path, line, sentence)


def test_a_slip_in_a_zone_is_shown_with_what_was_meant(spoilt: Spoilt, only: Only) -> None:
    room = "  - {id: B206, name: Room 206, floor: 2, zone: ZONE, phone_name: Rm B206}\nareas:"
    button = "  - {id: B206-wall, room: B206, family: simulated, key: B206-wall, contacts: {help: assist}}\ndesks:"
    more = ("desks:\n", f"{button}\n")
    parsed = spoilt(("areas:", room.replace("ZONE", "frnt")), more)
    assert parsed.mistakes == []
    assert only(parsed.warnings) == (
        "rooms[2].zone",
        10,
        'Zone "frnt" is nearly "front", and counts as another. '
        "Write both the same way, or leave it where it is a part of the building by itself.",
    )
    parsed = spoilt(("areas:", room.replace("ZONE", "gym")), more)
    assert only(parsed.warnings) == (
        "rooms[2].zone",
        10,
        'This room is alone in zone "gym": no other room, no area, desk or sounder is in it. '
        "Write the zone of the rooms beside it, or leave it where it is a part of the building by itself.",
    )
    assert spoilt(("areas:", room.replace("ZONE", "west")), more).warnings == []


def test_a_button_for_breaks_only_covers_nothing(spoilt: Spoilt) -> None:
    parsed = spoilt(("{help: assist}", "{help: tap-out}"))
    assert [(each.path, each.line) for each in parsed.warnings] == [("rooms[0]", 8), ("buttons[0].contacts", 13)]


def test_a_room_listed_as_an_area_is_known_to_be_uncovered(spoilt: Spoilt) -> None:
    parsed = spoilt(("room: B204", "room: A101"), ("name: Playground", "name: Room 204"))
    assert (parsed.mistakes, parsed.warnings) == ([], [])


def test_nothing_at_all_is_not_a_plan() -> None:
    paths = [each.path for each in check(NO_PLAN) if not each.warning]
    assert paths == ["building.address", "building.phone", "rooms", "occupied", "desks", "people", "ladder"]


def test_no_more_than_a_building_has(sound: str) -> None:
    plan = parse(sound, "plan.yaml")
    assert isinstance(plan, Plan)
    crowded = check(msgspec.structs.replace(plan, rooms=plan.rooms * 501, desks=plan.desks * 9))
    assert [(each.path, each.says) for each in crowded] == [
        ("rooms", "There are 1,002 here; at most 1,000 are taken."),
        ("desks", "There are 18 here; at most 16 are taken."),
    ]


def test_hours_that_no_file_can_hold_are_found_in_a_document(sound: str) -> None:
    plan = parse(sound, "plan.yaml")
    assert isinstance(plan, Plan)
    found = check(msgspec.structs.replace(plan, occupied=(*plan.occupied, Hours(10_000, 10_081))))
    assert [(each.path, each.says) for each in found if not each.warning] == [
        ("occupied[5]", "These hours lie outside a week.")
    ]


def test_a_desk_without_a_name_is_none_in_a_document_either(sound: str) -> None:
    plan = parse(sound, "plan.yaml")
    assert isinstance(plan, Plan)
    nobody = msgspec.structs.replace(plan.ladder[0], desks=(DeskId(""),))
    found = check(msgspec.structs.replace(plan, ladder=(nobody, *plan.ladder[1:])))
    assert [(each.path, each.says) for each in found if not each.warning] == [
        ("ladder[0].desks[0]", 'There is no desk "".')
    ]


def test_every_limit_has_a_range_that_holds_its_usual_value() -> None:
    usual = msgspec.structs.asdict(Limits())
    assert usual.keys() == LIMITS.keys()
    for name, (least, most, reason) in LIMITS.items():
        assert least <= usual[name] <= most, name
        assert reason


def test_the_families_are_those_the_hardware_has_and_the_one_way_doors() -> None:
    heard = {each.family for each in get_args(Settings.__value__)}
    assert heard | AT_THE_WEBHOOK_DOOR == set(BUTTON_FAMILIES)
    assert set(FAULTS) == heard
    assert set(SOUNDER_FAMILIES) == {each.family for each in get_args(Output.__value__)}


def test_the_door_of_every_family_is_a_word_of_entries_and_only_who_can_be_told_is_two_way() -> None:
    for name, family in BUTTON_FAMILIES.items():
        assert Source(Door(family.door)).two_way is two_way(name) is family.two_way
    assert not two_way("pigeons")


def test_a_button_may_have_as_many_contacts_as_a_device_reports() -> None:
    assert CONTACTS_MAX == CONTACTS_REPORTED_MAX
