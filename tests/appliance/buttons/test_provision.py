"""Tests that a list of rooms goes in, and that settings, keys, plan entries and labels come out: all of them or none, and no key twice."""

import base64
import os
import re
import stat

import pytest
from ruamel.yaml import YAML

from appliance.buttons.keys import KEY_LEN, SECRETS
from appliance.buttons.provision import CREDENTIALS, ENTRIES, LABELS, PLAN
from appliance.plan.cli import example
from appliance.plan.families import two_way
from appliance.plan.ids import KeyId
from appliance.plan.model import Contact, Kind, Plan, Wire
from appliance.plan.parse import parse, read
from appliance.settings import Settings
from appliance.vault.credentials import Credentials
from tests.appliance.buttons.paperwork import ROOMS, SOUNDERS, Paperwork
from tests.appliance.plan.test_wires import wired

pytestmark = pytest.mark.slow

NEW_ROOM = "B212,Room 212,2,west,Rm B212,,,,,,\n"


def secrets_of(papers: Paperwork) -> dict[str, bytes]:
    written = YAML(typ="safe", pure=True).load((papers.out / SECRETS).read_text())
    return {name: base64.b64decode(each) for name, each in written.items()}


def test_a_list_becomes_everything_a_building_needs(papers: Paperwork) -> None:
    assert papers.provision() == 0
    assert {name for name in papers.files() if not name.startswith("firmware/")} == {
        "handbell-b210-wall.yaml",
        "handbell-c130-wall.yaml",
        "credentials/B210-wall.secret",
        "credentials/C130-wall.secret",
        SECRETS,
        PLAN,
        LABELS,
    }
    assert "firmware/button.h" in papers.files()
    said = papers.said()
    assert said.startswith(f"{len(papers.files()) - 2} files made.\n\n2 buttons in out.")
    (keys,) = [line for line in said.splitlines() if "put the keys onto the box" in line]
    assert "its seed does, by its buttons" in keys and "On a box without one: sudo install" in keys


def test_the_plan_put_out_is_sound_and_keeps_every_line_of_the_old_one(papers: Paperwork) -> None:
    papers.provision()
    plan = read(papers.out / PLAN)
    assert isinstance(plan, Plan)
    assert [(room.room, room.name, room.quiet) for room in plan.rooms[-2:]] == [
        ("B210", "Room 210 (Gr 5)", False),
        ("C130", 'Workshop "kiln", east', True),
    ]
    assert [(each.button, each.room, each.key, each.address) for each in plan.buttons[-2:]] == [
        ("B210-wall", "B210", "B210-wall", ""),
        ("C130-wall", "C130", "C130-wall", "192.168.10.40"),
    ]
    assert {each.contact: each.kind for each in plan.buttons[-2].contacts} == {
        "help": Kind.ASSIST,
        "hold": Kind.EMERGENCY,
        "medical": Kind.MEDICAL,
        "tap-out": Kind.TAP_OUT,
    }
    assert [each.safe for each in plan.buttons[-2:]] == [True, False]
    assert all(two_way(each.family) for each in plan.buttons[-2:])
    old, new = papers.plan.read_text().splitlines(), (papers.out / PLAN).read_text().splitlines()
    assert [each for each in new if each in old] == old
    assert len(new) == len(old) + 4


ON_WIRES = """\
room,button,contacts,family,part,wires,duty,area,near
A101,A101-chair,help=emergency,modbus,,help=west-io/3/4,,,
,play-3,,inovonics,en1223s-60,178-1234599/1,Playground 3,,C120
"""


def test_buttons_on_wires_come_into_the_plan_and_have_labels_and_neither_firmware_nor_key(papers: Paperwork) -> None:
    papers.plan.write_text(wired(), encoding="utf-8")
    assert papers.provision(ON_WIRES) == 0
    said = papers.said()
    assert set(papers.files()) == {PLAN, LABELS}
    assert "play-3 (EN1223S-60) may be silent for 2 h before anybody knows." in said
    assert "2 buttons in out. None of them has a key." in said
    assert "flash" not in said
    assert "secret" not in said
    plan = read(papers.out / PLAN)
    assert isinstance(plan, Plan)
    desk, pendant = plan.buttons[-2:]
    assert (desk.room, desk.family, desk.key, desk.wires) == ("A101", "modbus", "", (Wire("help", "west-io/3/4"),))
    assert {each.contact: each.kind for each in desk.contacts} == {"help": Kind.EMERGENCY, "hold": Kind.EMERGENCY}
    assert (pendant.room, pendant.duty, pendant.near, pendant.part) == ("", "Playground 3", "C120", "EN1223S-60")
    assert pendant.contacts == (Contact("help", Kind.ASSIST),)
    assert "Playground 3" in (papers.out / LABELS).read_text()
    assert papers.provision(ON_WIRES) == 0
    assert "All of it is there already; nothing was changed." in papers.said()


def test_each_device_has_a_key_for_the_box_and_another_for_new_firmware(papers: Paperwork) -> None:
    papers.provision()
    made = secrets_of(papers)
    assert set(made) == {f"handbell-{room}-wall_{use}" for room in ("b210", "c130") for use in ("key", "ota")}
    assert {len(each) for each in made.values()} == {KEY_LEN}
    assert len(set(made.values())) == len(made)
    for_the_box = Credentials(papers.out / CREDENTIALS)
    assert {name: for_the_box.get(name) for name in for_the_box.ids()} == {
        "B210-wall": made["handbell-b210-wall_key"],
        "C130-wall": made["handbell-c130-wall_key"],
    }


def test_no_key_is_anywhere_but_in_files_of_its_owner_alone(papers: Paperwork) -> None:
    papers.provision()
    said = papers.said()
    hidden = [form for key in secrets_of(papers).values() for form in (base64.b64encode(key), key.hex().encode(), key)]
    for name, data in papers.files().items():
        if any(each in data for each in hidden):
            assert name == SECRETS or name.startswith(CREDENTIALS)
            assert stat.S_IMODE((papers.out / name).stat().st_mode) == 0o600
    assert not any(each in said.encode() for each in hidden)
    assert stat.S_IMODE(papers.out.stat().st_mode) == 0o700


def test_running_it_again_changes_nothing(papers: Paperwork) -> None:
    papers.provision()
    before = papers.files()
    papers.said()
    assert papers.provision() == 0
    assert papers.files() == before
    assert papers.said().startswith("All of it is there already; nothing was changed.\n")


def test_a_longer_list_adds_its_rooms_and_keeps_every_key(papers: Paperwork) -> None:
    papers.provision()
    before, keys = papers.files(), secrets_of(papers)
    papers.said()
    assert papers.provision(ROOMS + NEW_ROOM) == 0
    after = papers.files()
    assert secrets_of(papers).items() > keys.items()
    assert after[SECRETS].startswith(before[SECRETS])
    for name in (LABELS, PLAN):
        assert after[f"{name}.1"] == before[name]
    unchanged = [name for name in before if name not in {SECRETS, LABELS, PLAN}]
    assert [after[name] for name in unchanged] == [before[name] for name in unchanged]
    assert "plan.yaml made anew; what it was before is plan.yaml.1." in papers.said()


def test_the_plan_that_came_out_may_go_in_again(papers: Paperwork) -> None:
    papers.provision()
    papers.plan.write_bytes((papers.out / PLAN).read_bytes())
    list_of_ids = "room,board,parts\nB210,,buzzer\nC130,esp32-c3,tamper buzzer\n"
    before = papers.files()
    assert papers.provision(list_of_ids) == 0
    assert papers.files() == before


def test_a_row_that_stands_twice_is_told_also_where_the_plan_has_its_device(papers: Paperwork) -> None:
    papers.provision(sounders=SOUNDERS)
    papers.plan.write_bytes((papers.out / PLAN).read_bytes())
    before = papers.files()
    papers.said()
    assert papers.provision("room,parts\nB210,buzzer\nB210,\n", sounders="sounder\nwest-hall\nwest-hall\n") == 1
    assert papers.said().splitlines()[:2] == [
        'rooms.csv:3: button: "B210-wall" is used already, on line 2. Each must have its own: choose another.',
        'sounders.csv:3: sounder: "west-hall" is used already, on line 2. Each must have its own: choose another.',
    ]
    assert papers.files() == before


def test_what_its_owner_wrote_beside_the_keys_stays(papers: Paperwork) -> None:
    papers.provision()
    assert "write wifi_ssid and wifi_password into out/secrets.yaml" in papers.said()
    with (papers.out / SECRETS).open("a") as file:
        file.write("wifi_ssid: school\nwifi_password: larkspur-way")  # and the last line has no line end
    assert papers.provision(ROOMS + NEW_ROOM) == 0
    assert "wifi_ssid" not in papers.said()
    written = YAML(typ="safe", pure=True).load((papers.out / SECRETS).read_text())
    assert (written["wifi_password"], len(written)) == ("larkspur-way", 8)


def test_without_a_plan_its_entries_are_put_out_for_pasting(papers: Paperwork) -> None:
    assert papers.provision(plan=False) == 0
    pasted = YAML(typ="safe", pure=True).load((papers.out / ENTRIES).read_text())
    assert [each["id"] for each in pasted["rooms"]] == ["B210", "C130"]
    example = papers.plan.read_text()
    for section, entries in re.findall(r"^(\w+):\n((?:  - .*\n)+)", (papers.out / ENTRIES).read_text(), re.MULTILINE):
        example = example.replace(f"\n{section}:\n", f"\n{section}:\n{entries}")
    plan = parse(example, "plan.yaml")
    assert isinstance(plan, Plan)
    assert {"B210-wall", "C130-wall"} <= {each.button for each in plan.buttons}
    assert '<span class="blank">' in (papers.out / LABELS).read_text(), "nobody said whom to phone"


@pytest.mark.slow
def test_keys_go_into_the_store_of_a_box_that_is_here(papers: Paperwork) -> None:
    data = papers.folder / "data"
    store = Credentials(Settings(data=data).keys / CREDENTIALS)
    store.put(KeyId("A101-desk"), b"of another device")
    assert papers.provision(ROOMS, "--data", str(data)) == 0
    assert store.get(KeyId("B210-wall")) == secrets_of(papers)["handbell-b210-wall_key"]
    assert store.get(KeyId("A101-desk")) == b"of another device"
    assert not (papers.out / CREDENTIALS).exists()


def test_a_box_that_was_never_started_has_no_store_to_put_keys_into(papers: Paperwork) -> None:
    assert papers.provision(ROOMS, "--data", str(papers.folder / "data")) == 1
    assert "Start the alert daemon once: it makes it." in papers.said()
    assert not papers.out.exists()


def test_a_key_in_service_is_never_replaced(papers: Paperwork) -> None:
    papers.provision()
    (papers.out / SECRETS).unlink()
    before = papers.files()
    papers.said()
    assert papers.provision() == 1
    assert papers.files() == before
    assert "has other keys already for: B210-wall, C130-wall." in papers.said()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda file: file.chmod(0o640), "can be read by others"),
        (lambda file: file.write_text("handbell-b210-wall_key: short\n"), "Line 1 of secrets.yaml is not one key"),
        (lambda file: file.write_text(file.read_text() + file.read_text()), "Line 7 of secrets.yaml is not one key"),
        (lambda file: file.write_bytes(b"\xff"), "cannot be read"),
        (lambda file: (file.unlink(), file.symlink_to("/dev/zero")), "can be read by others"),
    ],
)
def test_secrets_that_cannot_be_trusted_stop_everything(papers: Paperwork, spoil: object, says: str) -> None:
    assert callable(spoil)
    papers.provision()
    spoil(papers.out / SECRETS)
    labels = (papers.out / LABELS).read_bytes()
    papers.said()
    assert papers.provision(ROOMS + NEW_ROOM) == 1
    assert says in (said := papers.said())
    assert said.endswith("Nothing was made.\n")
    assert (papers.out / LABELS).read_bytes() == labels


def test_a_plan_with_mistakes_is_corrected_first(papers: Paperwork) -> None:
    papers.provision()
    papers.plan.write_text(papers.plan.read_text().replace("timezone: America/Denver", "timezone: Denvr"))
    papers.said()
    assert papers.provision(ROOMS + NEW_ROOM) == 1
    assert papers.said().startswith('plan.yaml:14: building.timezone: There is no timezone "Denvr".')


def bare_plan(*, names: bool) -> str:
    """Make the example without rooms and buttons: with their section names alone, or without these too."""
    lines = example().splitlines()
    of_lists = r"  - {id: [A-C]\d{3}|     exits: " if names else r"  - {id: [A-C]\d{3}|     exits: |(rooms|buttons):"
    return "\n".join(each for each in lines if not re.match(of_lists, each)) + "\n"


@pytest.mark.parametrize("names", [True, False])
def test_a_new_plan_may_lack_what_the_lists_bring_and_name_it(papers: Paperwork, names: bool) -> None:
    text = bare_plan(names=names).replace("sounders: [front-bell, hall-bell]", "sounders: [front-bell, gym]")
    text = text.replace("told_by: hall-bell}", "told_by: [hall-bell, gym]}").replace(
        "{room: B208, places", "{room: B210, places"
    )
    papers.plan.write_text(text)
    rooms = ROOMS + "A101,Front office,1,front,Rm A101,,,,,,\n"
    assert papers.provision(rooms, sounders="sounder,name,zone\ngym,In the gym,east\n") == 0, papers.said()
    plan = read(papers.out / PLAN)
    assert isinstance(plan, Plan), plan
    assert [room.room for room in plan.rooms] == ["B210", "C130", "A101"]
    assert [button.button for button in plan.buttons] == ["B210-wall", "C130-wall", "A101-wall"]
    assert plan.sounders[-1].sounder == "gym"
    new, old = ([each for each in lines.splitlines() if each] for lines in ((papers.out / PLAN).read_text(), text))
    assert [each for each in new if each in old] == old, "every line of it stays"


def test_what_is_wrong_with_a_new_plan_is_told_with_its_own_lines(papers: Paperwork) -> None:
    text = bare_plan(names=True).replace("+1 720 555 0100", "911").replace("zone: front}", "zone: frnt}", 1)
    papers.plan.write_text(text)
    assert papers.provision(ROOMS + "B299,Room 299,2,wset!,Rm B299,,,,,,\n") == 1
    assert papers.said().startswith('rooms.csv:4: zone: "wset!" cannot be used as a name here.')
    assert papers.provision() == 1
    line = next(at for at, each in enumerate(text.splitlines(), 1) if "911" in each and "phone:" in each)
    said = papers.said()
    assert said.startswith(f'plan.yaml:{line}: building.phone: "911" is not a number that 911 can call back.')
    assert "rooms" not in said
    assert said.endswith("Correct the plan first.\n\nNothing was made.\n")
    assert not papers.out.exists()


@pytest.mark.parametrize("address", ["handbell.local", "192.168.10", "", "192.168.10.5:6054"])
def test_the_box_is_named_by_its_address(papers: Paperwork, address: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        papers.provision(ROOMS, "--appliance", address)
    assert stopped.value.code == 2
    assert "is not an IP address such as 192.168.10.5" in papers.said()


def test_devices_that_call_the_box_elsewhere_are_named(papers: Paperwork) -> None:
    papers.provision()
    papers.said()
    assert papers.provision("".join(ROOMS.splitlines(keepends=True)[:2]), "--appliance", "10.60.0.2") == 0
    said = papers.said().splitlines()
    assert said[:2] == [
        "warning: handbell-b210-wall.yaml: made before to call the box at 192.168.10.5, not at 10.60.0.2. Flash each of them again: "
        "a device is heard only at the address it calls.",
        "warning: handbell-c130-wall.yaml: not in this list, and made to call the box at 192.168.10.5, not at 10.60.0.2. "
        "Put them into the list, or make all of it for 192.168.10.5: a device is heard only at the address it calls.",
    ]


def test_keys_put_into_a_box_that_has_another_address_are_told(papers: Paperwork) -> None:
    data = papers.folder / "data"
    (Settings(data=data).keys / CREDENTIALS).mkdir(parents=True)
    assert papers.provision(ROOMS, "--data", str(data), "--appliance", "127.0.0.1") == 0
    assert "this machine does not have" not in papers.said()
    assert papers.provision(ROOMS, "--data", str(data), "--appliance", "192.0.2.7") == 0
    assert "warning: this machine does not have the address 192.0.2.7, which the devices will call." in papers.said()


def test_the_folder_may_not_be_a_file(papers: Paperwork) -> None:
    papers.out.write_text("a letter")
    assert papers.provision() == 1
    assert papers.out.read_text() == "a letter"


def test_whoever_ends_it_runs_it_again_and_no_key_is_made_anew(
    papers: Paperwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    syncs = iter(
        range(5)
    )  # the keys and three files of the firmware are written, and then somebody interrupts the command

    def slow(descriptor: int) -> None:
        if next(syncs, None) is None:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", slow)
        assert papers.provision() == 1
    assert papers.said() == "Ended by you.\n\nStopped half way. Run this again: what is made already stays as it is.\n"
    keys = secrets_of(papers)
    assert papers.provision() == 0
    assert secrets_of(papers) == keys
    assert not list(papers.out.rglob("*.unfinished"))
