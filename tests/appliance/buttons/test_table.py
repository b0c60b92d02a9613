"""Tests what `handbell buttons list` prints."""

from msgspec.structs import replace

from appliance.api.board.supervised import CutOffLine, TroubleLine
from appliance.api.desk.buttons import ButtonLine, ButtonsKnown, SounderLine, StrangerLine
from appliance.buttons.table import WIDTH, span, table
from appliance.plan.ids import RoomId
from appliance.plan.model import Wire

LOST = TroubleLine(
    what="button-lost",
    subject="B204-wall",
    detail="The button in Room 204 (Gr 4) has not been heard from. Check its power and network; until then use the phone there.",
    age_ms=260_000,
)


def button(name: str, **changes: object) -> ButtonLine:
    fields: dict[str, object] = {
        "button": name,
        "room": RoomId("B204"),
        "room_name": "Room 204 (Gr 4)",
        "family": "esphome",
        "two_way": True,
        "told": "ready",
        "heard_ago_ms": 4000,
        "ledger": "",
        "troubles": (),
        "out_of_service_ms": None,
    }
    return ButtonLine(**(fields | changes))  # type: ignore[arg-type]


def known(*buttons: ButtonLine, **more: object) -> ButtonsKnown:
    fields: dict[str, object] = {"request": 1, "strangers": (), "cut_off": (), "uncovered": ()}
    return ButtonsKnown(buttons=buttons, **(fields | more))  # type: ignore[arg-type]


def test_trouble_stands_first_and_says_what_to_do() -> None:
    lines = table(known(button("A101-desk"), button("B204-wall", troubles=(LOST,), heard_ago_ms=260_000)))
    assert lines[0].split() == ["BUTTON", "ROOM", "LAMP", "HEARD", "FAMILY"]
    assert lines[1].split() == ["!", "B204-wall", "Room", "204", "(Gr", "4)", "ready", "4", "min", "esphome"]
    assert lines[2].startswith("    lost for 4 min: The button in Room 204")
    assert lines[-1].split()[:2] == ["=", "A101-desk"]


def test_a_wire_says_where_it_is_and_what_its_lamp_shows() -> None:
    wired = button(
        "B204-wall",
        device="handbell-b204-wall",
        connected_at="192.168.10.21:6053",
        firmware="1.4.0",
        shows="sending",
        ledger="5f3a9c21e0d4b7a6",
    )
    lines = table(known(wired))
    assert "sending" in lines[1]
    assert " ".join(line.strip() for line in lines[2:]) == (
        "device handbell-b204-wall, at 192.168.10.21:6053, firmware 1.4.0, ledger 5f3a9c21e0d4b7a6"
    )
    assert "not connected" in table(known(button("B1", device="handbell-b1")))[1]


def test_a_lamp_is_dark_in_a_lockdown_whatever_its_button_says() -> None:
    for line in (button("B1", told="dark"), button("B1", told="dark", connected_at="192.168.10.21", shows="received")):
        assert "dark: lockdown" in table(known(line))[1]


def test_a_one_way_button_is_said_to_be_one() -> None:
    pendant = button("C120-pendant", two_way=False, told="cannot be told", heard_ago_ms=None)
    line = table(known(pendant))[1]
    assert line.split() == ["=", "C120-pendant", "Room", "204", "(Gr", "4)", "cannot", "be", "told", "-", "esphome"]
    by_radio = replace(pendant, family="inovonics")
    assert [table(known(each))[1].split()[-2] for each in (by_radio, replace(by_radio, heard_ago_ms=5000))] == [
        "never",
        "s",
    ]


def test_one_that_cannot_be_told_is_listed_with_what_it_can_promise() -> None:
    pendant = button(
        "play-2",
        room_name="Playground 2, near Room 120",
        family="inovonics",
        two_way=False,
        told="cannot be told",
        cls=3,
        part="EN1223S",
        wires=(Wire("help", "178-1234567/1"),),
        checks_in_s=380,
        battery="low",
        signal_worst=12,
    )
    first, *more = table(known(pendant))[1:]
    assert first.split()[-1] == "inovonics"
    assert " ".join(each.strip() for each in more[: more.index("")]) == (
        "class 3, radio or panel: covers no room; EN1223S; help 178-1234567/1; missed after 7 min; battery low; "
        "worst signal of the week 12"
    )
    on_a_panel = replace(
        pendant, family="alarmdecoder", part="", wires=(), checks_in_s=None, battery="", signal_worst=None
    )
    first, *more = table(known(on_a_panel))[1:]
    assert first.split()[-1] == "alarmdecoder"
    assert [each.strip() for each in more[: more.index("")]] == ["class 3, radio or panel: covers no room"]


def test_below_the_list_stands_what_each_class_of_it_promises_once() -> None:
    gate = button("gate", family="fixed-url", two_way=False, cls=5)
    lines = table(known(button("A101-desk", cls=1), button("B204-wall", cls=1), gate))
    assert max(map(len, lines)) <= WIDTH
    assert [line for line in lines if line.startswith("Class ")] == [
        "Class 1, two-way: covers a room",
        "Class 5, fixed address: covers no room",
    ]
    assert lines[-7:] == [
        "",
        "Class 5, fixed address: covers no room",
        "    counted: by nobody",
        "    latched: no: a press that does not arrive is lost",
        "    told: nothing, unless the phone shows that it has its answer",
        "    proved: by nothing: who knows the address can press",
        "    supervised within: never",
    ]


def test_strangers_are_listed_with_what_they_claim_and_how_to_adopt_them() -> None:
    stranger = StrangerLine(
        device="handbell-b210-wall",
        family="esphome",
        mac="AA:BB:CC:DD:EE:FF",
        address="192.168.10.77:6053",
        claims="handbell.button 1.4.0",
        keyless=True,
        found="mDNS",
    )
    lines = table(known(strangers=(stranger,)))
    assert "Found, in no plan, and not believed:" in lines
    assert "? handbell-b210-wall at 192.168.10.77:6053" in lines
    assert "    found by mDNS, no key yet, MAC AA:BB:CC:DD:EE:FF" in lines
    assert "    handbell buttons adopt handbell-b210-wall --room ROOM" in lines


def test_places_no_press_comes_from_are_named() -> None:
    lines = table(
        known(
            button("B204-wall", out_of_service_ms=5_400_000),
            cut_off=(CutOffLine(room_name="Room 204 (Gr 4)", why="out of service"),),
            uncovered=("Gym: its button cannot be told", "Playground: use the radio"),
        )
    )
    assert "    out of service for 1 h 30 min more; it rings all the same when pressed" in lines
    assert lines[-6:] == [
        "No press can be answered now in:",
        "! Room 204 (Gr 4): out of service",
        "",
        "Without a two-way button:",
        "- Gym: its button cannot be told",
        "- Playground: use the radio",
    ]


def test_nothing_is_wider_than_a_terminal_however_long_the_names() -> None:
    long = button(
        "B" * 32,
        room_name="R" * 60,
        troubles=(LOST,),
        device="handbell-" + "b" * 22,
        connected_at="[fe80::1234:5678:9abc:def0%eth0]:6053",
        firmware="2026.11.0 (handbell.button 1.4.0)",
        ledger="5f3a9c21e0d4b7a6",
    )
    stranger = StrangerLine(
        device="d" * 31, family="esphome", mac="m" * 17, address="a" * 39, claims="c " * 60, keyless=False, found="mDNS"
    )
    lines = table(known(long, strangers=(stranger,), uncovered=("Playground: " + "word " * 40,)))
    assert max(map(len, lines)) <= WIDTH


def test_no_plan_no_table() -> None:
    assert table(known()) == ["The plan has no buttons."]


def test_spans_fit_their_column() -> None:
    assert [span(ms) for ms in (0, 119_000, 120_000, 7_199_000, 12_000_000)] == [
        "0 s",
        "119 s",
        "2 min",
        "1 h 59 min",
        "3 h 20 min",
    ]


def test_sounders_follow_with_what_they_play_and_why_one_is_silent() -> None:
    silent = TroubleLine(what="sounder-silent", subject="gym", detail="handbell-gym is not connected.", age_ms=20_000)
    lines = table(
        known(
            sounders=(
                SounderLine(sounder="front", name="Bell at the front", family="alsa", works=True),
                SounderLine(
                    sounder="hall",
                    name="Sounder in the hall",
                    family="esphome",
                    works=True,
                    device="handbell-hall",
                    connected_at="192.168.10.61",
                    firmware="1.0.0",
                    plays="silent",
                ),
                SounderLine(
                    sounder="gym",
                    name="Sounder in the gym",
                    family="esphome",
                    works=False,
                    trouble=silent,
                    device="handbell-gym",
                ),
            )
        )
    )
    assert lines[:2] == ["The plan has no buttons.", ""]
    assert [line.split()[:2] for line in lines[3:] if not line.startswith("    ")] == [
        ["!", "gym"],
        ["=", "front"],
        ["=", "hall"],
    ]
    assert "not connected" in lines[3]
    assert lines[4] == "    silent for 20 s: handbell-gym is not connected."
    assert lines[-1] == "    device handbell-hall, at 192.168.10.61, firmware 1.0.0"
    assert all(len(line) <= WIDTH for line in lines)


def test_a_stranger_that_claims_to_be_a_sounder_is_not_offered_as_a_button() -> None:
    stranger = StrangerLine(
        device="handbell-gym",
        family="esphome",
        mac="020000000001",
        address="192.168.10.61",
        claims="Sounder gym handbell.sounder 1.0.0",
        keyless=False,
        found="mDNS",
    )
    text = "\n".join(table(known(strangers=(stranger,))))
    assert "provision --sounders" in text
    assert "buttons adopt" not in text
