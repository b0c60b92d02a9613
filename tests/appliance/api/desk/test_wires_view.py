"""Tests what is known of serial lines, boards, pins and supplies: as a list, and as it is asked for."""

import msgspec

from appliance.api.desk.wires import BoardLine, SupplyLine, WireLine, WiresKnown, WireTrouble
from appliance.api.desk.wires_view import wires_known
from appliance.commands.wires import table
from appliance.core.board import Board, Trouble
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Cause
from appliance.plan.ids import BoardId, ButtonId, DeskId, HangId, LineId
from appliance.plan.index import PlanIndex
from appliance.plan.model import CircuitBoard as PlannedBoard
from appliance.plan.model import HandOver, SerialLine, Speaks, Supply, Wire
from tests.appliance.doors.harness import school

NOW = Moment(600_000, 1_800_000_000_000, 600)
PORT = "/dev/serial/by-id/usb-FTDI_UART_A1-if00-port0"
PLAN = msgspec.structs.replace(
    school(),
    lines=(
        SerialLine(LineId("radio-a"), "Front office", Speaks.INOVONICS, PORT),
        SerialLine(LineId("bus"), "West wing", Speaks.MODBUS, "rfc2217://192.168.10.40:4001", baud=9600),
    ),
    boards=(PlannedBoard(BoardId("west-io"), "Closet W", LineId("bus"), 3, inputs=8),),
    power=(Supply(HangId("ups"), "UPS in the office", "usb"),),
)


def board_with(*causes: Cause) -> Board:
    board = Board(index=PlanIndex(PLAN))
    for cause in causes:
        board.troubles[cause.key] = Trouble(cause, "see to it", Moment(480_000, NOW.wall_ms, 598))
    return board


def test_every_wire_stands_there_with_what_is_wrong_with_it_and_with_nothing_of_another() -> None:
    board = board_with(
        Cause("line-missing", "bus"),
        Cause("receiver-jammed", "radio-a"),
        Cause("board-lost", "west-io"),
        Cause("power-on-battery", "ups"),
        Cause("button-lost", "bus"),  # a button that happens to have the line's name
    )
    jammed, missing, lost, battery = (
        (WireTrouble(what=what, detail="see to it", age_ms=120_000),)
        for what in ("receiver-jammed", "line-missing", "board-lost", "power-on-battery")
    )
    assert wires_known(board, NOW, 7) == WiresKnown(
        request=7,
        lines=(
            WireLine(line="radio-a", name="Front office", speaks="inovonics", port=PORT, baud=9600, troubles=jammed),
            WireLine(
                line="bus",
                name="West wing",
                speaks="modbus",
                port="rfc2217://192.168.10.40:4001",
                baud=9600,
                troubles=missing,
            ),
        ),
        boards=(BoardLine(board="west-io", name="Closet W", line="bus", unit=3, troubles=lost),),
        supplies=(SupplyLine(supply="ups", name="UPS in the office", ups="usb", troubles=battery),),
    )


def test_a_plan_without_wires_has_none() -> None:
    known = wires_known(Board(index=PlanIndex(school())), NOW, 7)
    assert known == WiresKnown(request=7)
    assert table(known) == ["The plan has no serial lines, boards, pins or watched supplies."]


def test_a_pin_stands_there_with_whose_it_is_and_what_is_wrong_with_it() -> None:
    knee = msgspec.structs.replace(
        PLAN.buttons[0], button=ButtonId("knee"), family="gpio", wires=(Wire("help", "GPIO17/GPIO27"),)
    )
    board = Board(index=PlanIndex(msgspec.structs.replace(school(), buttons=(knee,))))
    cause = Cause("line-refused", "GPIO27")
    board.troubles[cause.key] = Trouble(cause, "see to it", Moment(480_000, NOW.wall_ms, 598))
    assert table(wires_known(board, NOW, 7)) == [
        "! pin     GPIO27  help of knee",
        "          line-refused, for 2 min: see to it",
        "  pin     GPIO17  help of knee",
    ]


def test_what_is_wrong_stands_first_and_says_since_when_and_what_to_do() -> None:
    assert table(wires_known(board_with(Cause("line-missing", "bus")), NOW, 7)) == [
        "! line    bus  West wing, modbus at rfc2217://192.168.10.40:4001",
        "          line-missing, for 2 min: see to it",
        f"  line    radio-a  Front office, inovonics at {PORT}",
        "  board   west-io  Closet W, number 3 on bus",
        "  supply  ups  UPS in the office, usb",
    ]


def test_whether_the_plan_hands_over_is_told() -> None:
    assert not wires_known(board_with(), NOW, 7).hands_over
    way = HandOver((DeskId("front"),), ("west-io/1", "GPIO5"), "Fire panel", "31")
    board = Board(index=PlanIndex(msgspec.structs.replace(PLAN, hand_over=way)))
    assert wires_known(board, NOW, 7).hands_over
