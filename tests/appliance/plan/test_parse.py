"""Tests that every mistake of a plan file is named with its line, all at once, and that nothing in a file ever makes an exception."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from appliance.plan.model import Hours, Kind, Limits, Plan, Role
from appliance.plan.parse import PLAN_FILE_BYTES_MAX, Mistake, ParsedPlan, examine, parse, read

Spoilt = Callable[..., ParsedPlan]
Only = Callable[[list[Mistake]], tuple[str, int, str]]


def test_a_sound_plan_is_read_without_a_word(sound: str) -> None:
    parsed = examine(sound, "plan.yaml")
    assert (parsed.mistakes, parsed.warnings) == ([], [])
    plan = parse(sound, "plan.yaml")
    assert isinstance(plan, Plan)
    assert (plan.building, plan.timezone, plan.phone) == ("Fox Hollow Elementary", "America/Denver", "+1 720 555 0100")
    assert [room.room for room in plan.rooms] == ["A101", "B204"]
    assert [(each.contact, each.kind) for each in plan.buttons[1].contacts] == [
        ("help", Kind.ASSIST),
        ("hold", Kind.EMERGENCY),
    ]
    assert plan.people[0].roles == (Role.LEAD, Role.NURSE)
    assert plan.people[0].duty == plan.occupied
    assert plan.people[1].duty[0] == Hours(420, 1020)
    assert plan.limits == Limits()


def test_values_are_taken_as_written(spoilt: Spoilt) -> None:
    plan = spoilt(("id: A101,", "id: 0101,"), ("room: A101,", "room: 0101,"), ("floor: 1", "floor: 1.0")).plan
    assert plan is not None
    assert (plan.rooms[0].room, plan.rooms[0].floor) == ("0101", "1.0")


def test_a_ladder_left_out_is_the_usual_one(spoilt: Spoilt) -> None:
    ladder = "ladder:\n  - {after_s: 0, desks: [front, hall]}\n  - {after_s: 15, sounders: [bell], roles: [lead]}\n"
    plan = spoilt((ladder, "")).plan
    assert plan is not None
    assert [(step.after_s, step.desks, step.sounders, step.roles) for step in plan.ladder] == [
        (0, ("front", "hall"), (), ()),
        (15, ("front", "hall"), ("bell",), ()),
        (30, ("front", "hall"), ("bell",), (Role.LEAD, Role.NURSE)),
        (60, ("front", "hall"), ("bell",), (Role.LEAD, Role.NURSE, Role.OFFICE)),
    ]


@pytest.mark.parametrize(
    ("old", "new", "path", "line", "sentence"),
    [
        ("zone: front, phone_name: Rm A101", "phone_name: Rm A101", "rooms[0].zone", 8, '"zone" is missing. Add it.'),
        ("name: Room 204", "name: ", "rooms[1].name", 9, '"name" is empty. Write its value after the colon.'),
        ("phone_name: Rm B204", "phone_name: Rm B204, colour: red", "rooms[1].colour", 9,
         '"colour" is not known here. Known here: id, name, floor, zone, phone_name, quiet, '
         'buddy, exits, can_be_thrown, where_to_stand and phone.'),
        ("areas:", "areas: []\nroms:", "roms", 11, '"roms" is not known here. Did you mean "rooms"?'),
        ("{help: assist}", "{help: assist, help: medical}", "buttons[0].contacts.help", 13,
         '"help" stands here twice, first on line 13. Keep one of the two.'),
        ("{help: assist}", "[help]", "buttons[0].contacts", 13,
         "This must be a section of names and values, not a list. Write one `name: value` a line."),
        ("{help: assist}", "{help: lockdown}", "buttons[0].contacts.help", 13,
         '"lockdown" is not a kind. Choose one of tap-out, assist, medical and emergency.'),
        ("roles: [lead, nurse]", "roles: [lead, nurs]", "people[0].roles[1]", 19, '"nurs" is not a role. Did you mean "nurse"?'),
        ("after_s: 15", "after_s: 15 s", "ladder[1].after_s", 25,
         'This must be a whole number, not "15 s". Write digits only, without a unit.'),
        ("dispatch_s: 60", "dispatch_s: [60]", "limits.dispatch_s", 27,
         "This must be a whole number, not a list. Write digits only, without a unit."),
        ("name: Front office, floor", "name: [Front, office], floor", "rooms[0].name", 8,
         "This must be a text, not a list. Write it on one line, in quotes if it holds a colon."),
        ("desks: [front, hall]", "desks: {front: hall}", "ladder[0].desks", 24,
         "This must be a list, not a section. Begin each item with a dash and a blank."),
        ("America/Denver", "America/Denvr", "building.timezone", 5,
         'There is no timezone "America/Denvr". Did you mean "America/Denver"?'),
        ("America/Denver", "../../etc/passwd", "building.timezone", 5,
         'There is no timezone "../../etc/passwd". Write it like America/Denver.'),
        ("occupied: mon-fri 07:30-16:00", "occupied: [mon-fri 07:30-16:00, sut 9:00-12:00]", "occupied[1]", 6,
         '"sut" is not a day. Did you mean "sun"? '
         "Write days and times such as mon-fri 07:30-16:00, each span as an item of its own."),
    ],
)  # fmt: skip
def test_each_mistake_of_form_with_its_line(
    spoilt: Spoilt, only: Only, old: str, new: str, path: str, line: int, sentence: str
) -> None:
    assert only(spoilt((old, new)).mistakes) == (path, line, sentence)


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("desks: [front, hall]", 'desks: [""]', "ladder[0].desks[0]"),
        ("sounders: [bell]", "sounders: ''", "ladder[1].sounders"),
        ("[lead, nurse]", '[lead, " "]', "people[0].roles[1]"),
        ("contacts: {help: assist}", 'contacts: {help: assist, medical: ""}', "buttons[0].contacts.medical"),
        ("contacts: {help: assist}", 'contacts: {help: assist, safe: ""}', "buttons[0].contacts.safe"),
        ("occupied: mon-fri 07:30-16:00", 'occupied: [mon-fri 07:30-16:00, ""]', "occupied[1]"),
        ("floor: 1,", 'floor: 1, quiet: "",', "rooms[0].quiet"),
    ],
)
def test_quotation_marks_with_nothing_between_are_not_passed_over(
    spoilt: Spoilt, only: Only, old: str, new: str, path: str
) -> None:
    where, _, sentence = only(spoilt((old, new)).mistakes)
    assert where == path
    assert sentence == "There is nothing between the quotation marks. Write what is meant, or take it out."


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("", 1, "There is nothing in plan.yaml. Start from the output of `handbell plan example`."),
        ("# to do\n", 1, "There is nothing in plan.yaml. Start from the output of `handbell plan example`."),
        ("rooms:\n\t- id: A\n", 2, "There is a tab in the indentation. Use blanks only."),
        ("building:\n  name: Fox: Hollow\n", 2,
         "There is a colon where none can stand. "
         "Put a text that holds a colon in quotes, or line this line up with its neighbours."),
        ("rooms:\n  - id: A\n desks:\n", 3,
         "This line does not line up with those above it. Begin the entries of one list or section in the same column."),
        ('a: 1\nname: "Fox\nb: 2\n', 2, "A quotation mark is opened here and never closed. Close it on the same line."),
        ("a: 1\nrooms: [a, b\n", 2, "A bracket is opened here and not closed. Close it, with commas between the values."),
        ("a: 1\nname: @home\n", 2, "A text begins with a character that has a meaning of its own. Put the text in quotes."),
        ("a: 1\nname: *home\n", 2, "A value begins with *. Put the text in quotes."),
        ("a: 1\nname: &home Fox\n", 2, "A value begins with & (a YAML anchor). Write it out, or put it in quotes."),
        ("a: 1\nb: &b [*b]\n", 2, "A value begins with & (a YAML anchor). Write it out, or put it in quotes."),
        ("a: 1\nname: !home Fox\n", 2, "A value begins with ! (a YAML tag). Put the text in quotes."),
        ("a: 1\n---\nb: 2\n", 2, "A second document starts here (---). Keep one plan in one file."),
        ("a: 1\nb: \x07\n", 2,
         "There is a character here that no text holds; the file may be damaged. Delete the line and type it again."),
        ("[" * 500, 1, "Brackets are nested deeper than any plan needs. Look for brackets never closed."),
    ],
)  # fmt: skip
def test_what_is_no_yaml_is_explained(only: Only, text: str, line: int, sentence: str) -> None:
    assert only(examine(text, "plan.yaml").mistakes) == ("", line, sentence)


def test_an_anchor_written_twice_is_told_twice() -> None:
    found = examine("a: &a x\nb: &a y\n", "plan.yaml").mistakes
    assert [(each.line, each.says) for each in found] == [
        (1, "A value begins with & (a YAML anchor)."),
        (2, "A value begins with & (a YAML anchor)."),
    ]


def test_a_list_instead_of_a_plan(only: Only) -> None:
    _, line, sentence = only(examine("- a\n- b\n", "plan.yaml").mistakes[:1])
    assert (line, sentence[:57]) == (1, "This must be a section of names and values, not a list. W")


def test_all_mistakes_at_once_in_the_order_of_the_lines(spoilt: Spoilt) -> None:
    found = spoilt(
        ("phone: +1 720 555 0100", "phone: 911"),
        ("name: Room 204, ", ""),
        ("family: simulated, key: A101-desk", "family: webhok, key: A101-desk"),
        ("{id: hall, name: West hall, zone: west}", "{id: front, name: West hall, zone: wset}"),
        ("roles: office", "roles: offfice"),
        ("after_s: 0", "after_s: 1"),
        ("dispatch_s: 60", "dispatch_s: 600"),
    ).mistakes
    assert [(each.line, each.path) for each in found] == [
        (4, "building.phone"),
        (9, "rooms[1].name"),
        (13, "buttons[0].family"),
        (17, "desks[1].id"),
        (17, "desks[1].zone"),
        (20, "people[1].roles"),
        (24, "ladder[0].after_s"),
        (24, "ladder[0].desks[1]"),
        (27, "limits.dispatch_s"),
    ]


def test_what_only_follows_from_another_mistake_is_not_told(spoilt: Spoilt, only: Only) -> None:
    assert only(spoilt(("- {id: bell, name", "- {idd: bell, name")).mistakes[:1])[0] == "sounders[0].idd"
    paths = [each.path for each in spoilt(("id: bell, name", "name")).mistakes]
    assert paths == ["sounders[0].id"]  # only this one, and not also that people[0].told_by leads nowhere


def test_files_that_cannot_be_read(tmp_path: Path, only: Only) -> None:
    def told(file: Path) -> tuple[str, int, str]:
        found = read(file)
        assert isinstance(found, list)
        return only(found)

    assert told(tmp_path / "none.yaml")[2] == "There is no such file. Check the name and the folder you are in."
    assert told(tmp_path)[2] == "This is a folder, not a file. Give the name of the file in it."
    (tmp_path / "latin.yaml").write_bytes("a: 1\nb: Café\n".encode("latin-1"))
    assert told(tmp_path / "latin.yaml") == ("", 2, "This is not text in UTF-8. Save the file with the encoding UTF-8.")
    (tmp_path / "long.yaml").write_bytes(b"#" * (PLAN_FILE_BYTES_MAX + 1))
    assert told(tmp_path / "long.yaml")[2].startswith("The file is longer than 1,048,576 bytes")


def test_a_file_from_windows_is_read(tmp_path: Path, sound: str) -> None:
    file = tmp_path / "plan.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + sound.replace("\n", "\r\n").encode())
    assert read(file) == parse(sound, "plan.yaml")


def never_raises(text: str) -> None:
    parsed = examine(text, "plan.yaml")
    assert (parsed.plan is None) == bool(parsed.mistakes)
    last_line = text.count("\n") + text.count("\r") + 1
    for each in parsed.mistakes + parsed.warnings:
        assert 1 <= each.line <= last_line + 1
        assert each.says and each.do
        assert each.told("plan.yaml").isprintable(), each


@pytest.mark.slow
@settings(max_examples=300)
@given(
    some.text(alphabet=some.one_of(some.characters(), some.sampled_from("\n \t:-[]{},&*!|>'\"%@#?<~ab1")), max_size=60)
)
def test_arbitrary_text_is_a_plan_or_mistakes(text: str) -> None:
    never_raises(text)


@pytest.mark.slow
@settings(max_examples=100)
@given(data=some.data())
def test_a_plan_with_something_overwritten_is_a_plan_or_mistakes(data: some.DataObject, sound: str) -> None:
    start = data.draw(some.integers(0, len(sound)))
    length = data.draw(some.integers(0, 40))
    junk = data.draw(some.text(alphabet="\n :-[]{},&*!'\"#?aA1é\x1b", max_size=8))
    never_raises(sound[:start] + junk + sound[start + length :])
