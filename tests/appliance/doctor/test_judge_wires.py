"""Tests what doctor says of serial lines, boards, pins and supplies."""

import msgspec

from appliance.api.desk.buttons import SounderLine
from appliance.api.desk.wires import BoardLine, BoxPinLine, SupplyLine, WireLine, WiresKnown, WireTrouble
from appliance.doctor.finding import Key, Word
from appliance.doctor.judge_wires import wires
from appliance.doctor.judging import judged
from tests.appliance.doctor.box import SEEN, TOLD, buttons

LOST = WireTrouble(what="line-missing", detail="see to its plug", age_ms=5_000)


def told(line: tuple[WireTrouble, ...]) -> WiresKnown:
    return WiresKnown(
        request=0,
        lines=(WireLine(line="bus", name="West wing", speaks="modbus", port="/dev/ttyS5", baud=19200, troubles=line),),
        boards=(BoardLine(board="west-io", name="Closet W", line="bus", unit=3),),
    )


def test_a_box_without_wires_has_nothing_to_say_of_them() -> None:
    assert wires(TOLD) is None
    assert wires(msgspec.structs.replace(TOLD, wires=WiresKnown(request=0))) is None
    assert Key.WIRES not in [finding.key for finding in judged(SEEN, TOLD)]


def test_well_is_said_with_what_was_never_tested() -> None:
    found = wires(msgspec.structs.replace(TOLD, wires=told(())))
    assert found is not None and found.word is Word.OK
    assert found.says.startswith("2 lines, boards, pins and supplies, all well.")
    assert found.says.endswith("This release met only pretend boards. What proves yours: a walk test of each button.")


def test_pins_alone_are_wires_too_and_were_never_tested() -> None:
    pin = BoxPinLine(pin="GPIO17", button="A101-knee", contact="help")
    found = wires(msgspec.structs.replace(TOLD, wires=WiresKnown(request=0, pins=(pin,))))
    assert found is not None and found.word is Word.OK
    assert found.says.startswith("1 line, board, pin or supply, all well.") and "only pretend pins." in found.says


def test_what_is_wrong_is_named_with_where_to_read_what_to_do() -> None:
    every = judged(SEEN, msgspec.structs.replace(TOLD, wires=told((LOST,))))
    (found,) = [finding for finding in every if finding.key is Key.WIRES]
    assert found.word is Word.BROKEN
    assert "bus (line-missing)" in found.says and "west-io" not in found.says
    assert "only pretend boards." in found.says, "also where not all is well"
    assert found.do == "What to do about each: handbell wires"


def test_all_that_the_plan_has_and_nobody_tested_is_named_with_what_proves_it() -> None:
    radio, panel = (
        WireLine(line=speaks, name=speaks, speaks=speaks, port="/dev/ttyS6", baud=9600)
        for speaks in ("inovonics", "alarmdecoder")
    )
    known = told(())
    everything = msgspec.structs.replace(
        known,
        lines=(*known.lines, radio, panel),
        supplies=(SupplyLine(supply="ups", name="UPS in the office", ups="usb"),),
        pins=(BoxPinLine(pin="GPIO17", button="A101-knee", contact="help"),),
        hands_over=True,
    )
    lamp = SounderLine(sounder="lamp", name="Lamp", family="relay", works=True)
    found = wires(msgspec.structs.replace(buttons(sounders=(lamp,)), wires=everything))
    assert found is not None
    assert found.says.endswith(
        "This release met only pretend receivers, boards, alarm panels, pins, lamps on relays, hand-overs and UPSs."
        " What proves yours: a walk test of each button, a look at each lamp in a drill,"
        " a hand-over with the panel's zone on test and the plug of each UPS pulled."
    )


def test_lamps_and_a_hand_over_on_pins_alone_were_never_tested_either() -> None:
    lamp = SounderLine(sounder="lamp", name="Lamp", family="relay", works=True)
    known = WiresKnown(request=0, hands_over=True)
    found = wires(msgspec.structs.replace(buttons(sounders=(lamp,)), wires=known))
    assert found is not None and found.word is Word.OK
    assert found.says == (
        "This release met only pretend lamps on relays and hand-overs. What proves yours: a look at each lamp in a drill"
        " and a hand-over with the panel's zone on test."
    )
