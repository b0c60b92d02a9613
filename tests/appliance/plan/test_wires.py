"""Tests buttons on wires in a plan: what the example shows is sound, each mistake has its line, and texts become values and the same texts
again.
"""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.plan.cli import example, summary
from appliance.plan.document import from_document, to_document
from appliance.plan.families import BUTTON_FAMILIES
from appliance.plan.ids import BoardId, LineId
from appliance.plan.lines import button_line
from appliance.plan.model import CircuitBoard, Plan, SerialLine, Speaks
from appliance.plan.parse import ParsedPlan, examine
from appliance.plan.wire_text import Unreadable, read_output, read_point, transmitter, written
from hardware.families import FAMILIES
from hardware.points import Alarm, Coil, InputPair, PanelZone, Pin, PinPair

BOARDS = {BoardId("west-io"): CircuitBoard(BoardId("west-io"), "Board", LineId("bus"), 3, inputs=8, relays=8)}
LINES = {
    LineId("bus"): SerialLine(LineId("bus"), "Bus", Speaks.MODBUS, "/dev/ttyAMA0"),
    LineId("panel"): SerialLine(LineId("panel"), "Panel", Speaks.ALARMDECODER, "/dev/ttyAMA1"),
}


@pytest.fixture(autouse=True)
def every_family(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every adapter were built."""
    for name, family in FAMILIES.items():
        monkeypatch.setitem(BUTTON_FAMILIES, name, family)


def wired() -> str:
    """The example with its lines about wires in use."""
    return re.sub(r"^#\| ", "", example(), flags=re.MULTILINE)


def examined(change: str = "", into: str = "") -> ParsedPlan:
    text = wired()
    assert change in text
    return examine(text.replace(change, into, 1), "plan.yaml")


def plan() -> Plan:
    parsed = examined()
    assert parsed.mistakes == []
    assert parsed.plan is not None
    return parsed.plan


def test_what_the_example_shows_of_wires_is_sound_and_is_the_same_from_its_document() -> None:
    assert plan() == from_document(to_document(plan()))
    assert [each.button for each in plan().buttons if not each.key] == [
        "play-2",
        "bus-1",
        "A101-under",
        "A101-knee",
        "bank-1",
    ]


def test_a_plan_without_wires_has_nothing_of_them_in_its_document() -> None:
    plain = examine(example(), "plan.yaml").plan
    assert plain is not None
    document = to_document(plain).decode()
    assert not [
        word
        for word in ("hangs_on", "lines", "boards", "power", "hand_over", "wires", "area", "part", "on")
        if f'"{word}"' in document
    ]


@pytest.mark.slow
def test_a_button_on_a_wire_as_a_line_of_a_plan_is_the_same_button() -> None:
    for at, button in enumerate(plan().buttons):
        again = examined("buttons:\n", f"buttons:\n{button_line(button).replace(button.button, 'again', 1)}\n")
        read = [each for each in again.mistakes if "used already" not in each.says]
        assert read == [], (at, button)


BOARD = "  - {id: west-io, name: Board in closet W, line: bus, unit: 3, inputs: 8, relays: 8}\n"
EAST = "  - {id: east, name: Wires of the east wing, speaks: modbus, port: /dev/serial/by-path/platform-x-usb-0:1.3:1.0-port0}\n"


@pytest.mark.parametrize(("unit", "remarks"), [(3, 1), (4, 0)])
def test_two_lines_whose_boards_share_a_number_could_change_places_unnoticed(unit: int, remarks: int) -> None:
    east = BOARD.replace("west-io", "east-io").replace("line: bus, unit: 3", f"line: east, unit: {unit}")
    text = wired().replace("lines:\n", f"lines:\n{EAST}", 1).replace(BOARD, BOARD + east, 1)
    parsed = examine(text, "plan.yaml")
    assert parsed.mistakes == []
    swapped = [each for each in parsed.warnings if "swap of the two lines' plugs cannot be told" in each.says]
    assert [each.path for each in swapped] == ["boards[1].unit"] * remarks
    assert not swapped or "on line " in swapped[0].says


def test_what_a_person_should_know_of_wires_is_a_remark() -> None:
    remarks = [each.says for each in examined().warnings]
    assert "play-2 (EN1223S) may be silent for 7 min before anybody knows." in remarks
    assert "bus-1 (EN1223S-60) may be silent for 2 h before anybody knows." in remarks
    assert (
        "The line radio-a cannot prove who presses: anybody who has a transmitter of this make, or the wire, can press."
        in remarks
    )
    assert any(each.startswith("A press of A101-under that is shorter") for each in remarks)
    assert "Lamp west is off in a lockdown: whoever cannot hear is not told by it then." in remarks


def test_a_pendant_whose_part_nobody_named_may_be_silent_as_usual_and_that_is_said() -> None:
    parsed = examined("part: EN1223S, ", "")
    assert parsed.mistakes == []
    (remark,) = [each for each in parsed.warnings if each.path == "buttons[13].part"]
    assert remark.says == "play-2 (no part named) may be silent for 7 min before anybody knows."
    assert remark.do.startswith("Name its part.")
    assert not [each for each in parsed.warnings if "A101-under (" in each.says], "a contact of a board has no part"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "into", "path", "says"),
    [
        (
            "port: /dev/serial/by-id/usb-FTDI_UART_A1-if00-port0",
            "port: /dev/ttyUSB0",
            "lines[0].port",
            "is no port here",
        ),
        ('"rfc2217://192.168.10.40:4001"', '"spy:///dev/ttyAMA0?file=/tmp/log"', "lines[1].port", "is no port here"),
        ('"rfc2217://192.168.10.40:4001"', '"socket://8.8.8.8:4001"', "lines[1].port", "is no port here"),
        ("speaks: modbus", "speaks: bacnet", "lines[2].speaks", '"bacnet" is not known here'),
        ("unit: 3", "unit: 248", "boards[0].unit", "1 to 247"),
        ("line: bus", "line: panel", "boards[0].line", "There is no line"),
        ("what: supply}", "what: supply, on: west-switch}", "hangs_on[0].on", "hangs on itself"),
        ("on: west-switch}", "on: closet}", "lines[1].on", '`hangs_on` has no entry "closet"'),
        ("output: west-io/1,", "output: west-io/9,", "sounders[0].output", "no relay 9"),
        ("output: west-io/1,", "output: GPIO 5,", "sounders[0].output", "no output"),
        ("zones: [west],", "zones: [wset],", "sounders[0].zones", 'There is no zone "wset"'),
        ("output: west-io/1,", "output: GPIO27,", "sounders[0].output", "used already, on line "),
        (
            "port: /dev/serial/by-id/usb-FTDI_UART_A1-if00-port0",
            'port: "socket://192.168.10.40:4001"',
            "lines[1].port",
            "Another line has this port",
        ),
        (
            "wires: {help: panel/zone/12}, contacts: {",
            "wires: {help: panel/zone/12, medical: panel/zone/012}, contacts: {medical: medical, ",
            "buttons[17].wires.medical",
            "used already",
        ),
        ("kinds: [emergency],", "kinds: [fire],", "sounders[0].kinds[0]", "is not a kind"),
        ("flash: steady", "flash: strobe", "sounders[0].flash", "not known here"),
        (
            "family: alsa,      output: default, ",
            "family: alsa, flash: slow, output: default, ",
            "sounders[1].flash",
            "has no `flash`",
        ),
        ("told_by: front-bell}", "told_by: red}", "people[0].told_by", "would miss the others"),
        (
            "  - {id: front-bell,",
            "  - {id: blue, name: Blue, family: relay, output: west-io/1, zone: west}\n  - {id: front-bell,",
            "sounders[1].output",
            "used already, on line ",
        ),
        ("ups: usb", "ups: apc", "power[0].ups", "names no UPS"),
        ("ups: usb", "ups: nut://8.8.8.8/rack", "power[0].ups", "own network"),
        (
            "- {id: office-ups, name: UPS in the office, ups",
            "- {id: west-switch, name: UPS, ups",
            "power[0].id",
            "no supply",
        ),
        ("feeds: box", "feeds: closet", "power[0].feeds", "not known here"),
        ("low_min: 10", "low_min: 0", "power[0].low_min", "outside 1 to 60"),
        (
            "ups: usb, feeds: box, low_min: 10}",
            "ups: usb}\n  - {id: office-ups, name: Again, ups: usb}",
            "power[1].ups",
            "Another supply is watched there",
        ),
        ("part: EN1223S,", "part: EN1223X,", "buttons[13].part", "There is no part"),
        ("near: C120", "near: C999", "buttons[14].near", 'There is no room "C999"'),
        ("area: Playground,", "area: Pool,", "buttons[13].area", 'There is no area "Pool"'),
        ("area: Playground,", "area: Playground, near: C120,", "buttons[13].near", "an area and a room near it"),
        ("area: Playground,", "room: C120,", "buttons[13].duty", "a room and a duty"),
        ("178-1234568/1", "178-1234567/1", "buttons[14].wires.help", '"178-1234567/1" is used already'),
        ("178-1234568/1", "1234567/5", "buttons[14].wires.help", "no alarm of a transmitter"),
        ("west-io/1/2", "west-io/1/9", "buttons[15].wires.help", "has 8 inputs, and no input 9"),
        ("west-io/1/2", "east-io/1/2", "buttons[15].wires.help", 'There is no board "east-io"'),
        ("GPIO17/GPIO27", "GPIO17/GPIO17", "buttons[16].wires.help", "no pin"),
        ("panel/zone/12", "bus/zone/12", "buttons[17].wires.help", "no line to an alarm panel"),
        (
            "wires: {help: GPIO17/GPIO27}",
            "key: A101-knee, wires: {help: GPIO17/GPIO27}",
            "buttons[16].key",
            "has no key",
        ),
        ("wires: {help: GPIO17/GPIO27}, ", "", "buttons[16].wires", 'does not say where the contact "help" is'),
        ("{help: GPIO17/GPIO27}", "{help: GPIO17/GPIO27, hold: GPIO5}", "buttons[16].wires.hold", "no contact"),
        (
            "{help: panel/zone/12}, contacts: {",
            "{help: panel/zone/12}, contacts: {hold: emergency, ",
            "buttons[17].contacts.hold",
            "held",
        ),
        ("{id: B106-wall, ", "{id: B106-wall, wires: {help: GPIO5}, ", "buttons[4].wires", "on no wire of this box"),
        ("{id: B106-wall, room: B106", "{id: B106-wall, duty: Hall", "buttons[4].duty", "cannot be carried"),
    ],
)
def test_each_mistake_about_wires_is_said_where_it_is(change: str, into: str, path: str, says: str) -> None:
    found = examined(change, into).mistakes
    assert path in [each.path for each in found if says in each.says], found


def test_an_area_that_a_pendant_goes_with_is_named_as_such_and_is_covered_by_it_no_more_than_before() -> None:
    assert "  without a two-way button: Playground (a pendant alone), Bus loop" in summary(plan())


def test_pendants_that_no_receiver_of_the_plan_hears_are_a_mistake() -> None:
    deaf = wired().replace("speaks: inovonics,", "speaks: alarmdecoder,")
    found = [each.path for each in examine(deaf, "plan.yaml").mistakes if "No receiver" in each.says]
    assert found == ["buttons[13].family", "buttons[14].family"]


@pytest.mark.parametrize(
    ("family", "text", "point"),
    [
        ("inovonics", "178-1234567/1", Alarm(178 << 24 | 1234567, 1)),
        ("modbus", "west-io/1/2", InputPair("west-io", "bus", 3, 1, 2)),
        ("modbus", "west-io/8", InputPair("west-io", "bus", 3, 8, None)),
        ("gpio", "GPIO17/GPIO27", PinPair("GPIO17", "GPIO27")),
        ("gpio", "GPIO17", PinPair("GPIO17", None)),
        ("alarmdecoder", "panel/zone/12", PanelZone("panel", "zone", "12", 0)),
        ("alarmdecoder", "panel/rf/0180036/1", PanelZone("panel", "rf", "0180036", 1)),
        ("alarmdecoder", "panel/exp/07/1", PanelZone("panel", "exp", "07", 1)),
    ],
)
def test_a_text_is_its_point_and_the_point_its_text(family: str, text: str, point: object) -> None:
    assert read_point(family, text, BOARDS, LINES) == point
    assert written(point) == text


def test_a_number_alone_is_a_transmitter_for_security_and_outputs_are_relays_and_pins() -> None:
    assert read_point("inovonics", "1234567/1", {}, {}) == Alarm(178 << 24 | 1234567, 1)
    assert transmitter(0xB2000001) == "178-1"
    assert read_output("west-io/8", BOARDS) == Coil("west-io", "bus", 3, 8)
    assert read_output("GPIO25", {}) == Pin("GPIO25")
    for wrong in ("west-io/9", "west-io/1/2", "east/1", "", "GPIO 25"):
        assert isinstance(read_output(wrong, BOARDS), Unreadable)


@pytest.mark.slow
@given(
    st.sampled_from(list(FAMILIES)),
    st.text(max_size=60) | st.from_regex(r"[a-z0-9-]+(/[A-Za-z0-9]+){0,4}", fullmatch=True),
)
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_point_or_a_sentence(family: str, text: str) -> None:
    point = read_point(family, text, BOARDS, LINES)
    assert isinstance(point, Unreadable) or read_point(family, written(point), BOARDS, LINES) == point
