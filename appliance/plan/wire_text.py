"""Turns the place of a contact or an output from the text of a plan into a value, and back. Pure; knows no wire.

178-1234567/1     alarm 1 of a radio transmitter, by the number on its label; without a market code it is 178, security
west-io/1/2       input 1 of a board, which closes, and input 2, which opens; west-io/1 if there is only one input
GPIO17/GPIO27     the same on pins of the box
panel/zone/12     a zone that the alarm panel reports; panel/rf/0180036/1, a transmitter of the panel and its loop;
                  panel/exp/07/1, an expander and its input
west-io/1         as an output: relay 1 of a board; GPIO25, a pin
"""

import re
from collections.abc import Callable, Mapping

import msgspec

from appliance.plan.families import ALARMDECODER, GPIO, INOVONICS, MODBUS
from appliance.plan.ids import BoardId, LineId
from appliance.plan.mistakes import did_you_mean, quoted
from appliance.plan.model import Button, CircuitBoard, SerialLine, Speaks
from hardware.points import Alarm, Coil, InputPair, PanelZone, Pin, PinPair, Point

SECURITY = 178  # the market code of pendants and contacts: the first byte that they send, 0xB2
SERIAL_MAX = 2**24 - 1  # the number has three bytes on the wire

_TRANSMITTER = re.compile(r"(?:([0-9]{1,3})-)?([0-9]{1,8})/([1-4])", re.ASCII)
_INPUTS = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)/([1-9][0-9]?)(?:/([1-9][0-9]?))?", re.ASCII)
_PIN = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,31}", re.ASCII)  # the kernel keeps 32 bytes of a pin's name
_ZONE = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9._-]*)/(?:zone/([0-9]{1,3})|rf/([0-9]{7})/([1-4])|exp/([0-9]{2})/([0-9]{1,2}))", re.ASCII
)


class Unreadable(msgspec.Struct, frozen=True):
    """Why a text names no such point, and what to write instead."""

    says: str
    do: str


def read_point(
    family: str, text: str, boards: Mapping[BoardId, CircuitBoard], lines: Mapping[LineId, SerialLine]
) -> Point | Unreadable:
    """Read where a contact of a button of this family is."""
    readers: dict[str, Callable[[], Point | Unreadable]] = {
        INOVONICS: lambda: _alarm(text),
        MODBUS: lambda: _input_pair(text, boards),
        GPIO: lambda: _pin_pair(text),
        ALARMDECODER: lambda: _panel_zone(text, lines),
    }
    on_no_wire = Unreadable(f"A button of the family {quoted(family)} is on no wire.", "Leave `wires` out.")
    return readers.get(family, lambda: on_no_wire)()


def read_output(text: str, boards: Mapping[BoardId, CircuitBoard]) -> Coil | Pin | Unreadable:
    """Read which relay or pin an output switches."""
    if _PIN.fullmatch(text) and "/" not in text:
        return Pin(text)
    found = _INPUTS.fullmatch(text)
    if found is None or found[3]:
        return Unreadable(
            f"{quoted(text)} is no output.", "Write it like west-io/1, a relay of a board, or GPIO25, a pin."
        )
    board = boards.get(BoardId(found[1]))
    if board is None:
        return _no_board(found[1], boards)
    if int(found[2]) > board.relays:
        return Unreadable(
            f"The board {quoted(found[1])} has {board.relays} relays, and no relay {found[2]}.", "Correct it."
        )
    return Coil(board.board, board.line, board.unit, int(found[2]))


def pins_of(button: Button) -> tuple[tuple[str, str], ...]:
    """Give each contact with each pin of the box that it is read from; nothing if the button is on other wires."""
    if button.family != GPIO:
        return ()
    return tuple((wire.contact, name) for wire in button.wires for name in wire.at.split("/"))


def written(point: Point | Coil | Pin) -> str:
    """Write a point as a plan writes it."""
    match point:
        case Alarm(uid, alarm):
            return f"{transmitter(uid)}/{alarm}"
        case InputPair(board=board, closes=closes, opens=opens):
            return f"{board}/{closes}" + (f"/{opens}" if opens is not None else "")
        case PinPair(closes, opens):
            return closes + (f"/{opens}" if opens is not None else "")
        case PanelZone(line, "zone", number, _):
            return f"{line}/zone/{number}"
        case PanelZone(line, how, number, part):
            return f"{line}/{how}/{number}/{part}"
        case Coil(board=board, relay=relay):
            return f"{board}/{relay}"
        case Pin(name):
            return name


def transmitter(uid: int) -> str:
    """Write the number of a radio transmitter as its label has it."""
    return f"{uid >> 24}-{uid & SERIAL_MAX}"


def _alarm(text: str) -> Alarm | Unreadable:
    found = _TRANSMITTER.fullmatch(text)
    market, serial = (int(found[1] or SECURITY), int(found[2])) if found else (0, 0)
    if found is None or market > 255 or serial > SERIAL_MAX:
        do = "Write the number on its label and its alarm, like 178-1234567/1."
        return Unreadable(f"{quoted(text)} is no alarm of a transmitter.", do)
    return Alarm(market << 24 | serial, int(found[3]))


def _input_pair(text: str, boards: Mapping[BoardId, CircuitBoard]) -> InputPair | Unreadable:
    found = _INPUTS.fullmatch(text)
    if found is None:
        return Unreadable(f"{quoted(text)} is no input of a board.", "Write it like west-io/1/2: closes, then opens.")
    board = boards.get(BoardId(found[1]))
    if board is None:
        return _no_board(found[1], boards)
    closes, opens = int(found[2]), int(found[3]) if found[3] else None
    if closes == opens:
        return Unreadable(f"{quoted(text)} has one input twice.", "Write the one that closes, then the one that opens.")
    if max(closes, opens or 0) > board.inputs:
        says = f"The board {quoted(found[1])} has {board.inputs} inputs, and no input {max(closes, opens or 0)}."
        return Unreadable(says, "Correct the number, or `inputs` of the board.")
    return InputPair(board.board, board.line, board.unit, closes, opens)


def _no_board(name: str, boards: Mapping[BoardId, CircuitBoard]) -> Unreadable:
    return Unreadable(f"There is no board {quoted(name)}.", did_you_mean(name, boards) or "Add it under `boards`.")


def _pin_pair(text: str) -> PinPair | Unreadable:
    closes, slash, opens = text.partition("/")
    if not _PIN.fullmatch(closes) or (slash and not _PIN.fullmatch(opens)) or closes == opens:
        do = "Write the names of its pins like GPIO17/GPIO27: the one that closes, then the one that opens."
        return Unreadable(f"{quoted(text)} is no pin, or pair of pins.", do)
    return PinPair(closes, opens or None)


def _panel_zone(text: str, lines: Mapping[LineId, SerialLine]) -> PanelZone | Unreadable:
    found = _ZONE.fullmatch(text)
    if found is None:
        do = "Write it like panel/zone/12, panel/rf/0180036/1 or panel/exp/07/1."
        return Unreadable(f"{quoted(text)} is no zone of an alarm panel.", do)
    line = lines.get(LineId(found[1]))
    if line is None or line.speaks is not Speaks.ALARMDECODER:
        return Unreadable(
            f"{quoted(found[1])} is no line to an alarm panel.", "Add it under `lines`: speaks: alarmdecoder."
        )
    if found[2]:
        return PanelZone(line.line, "zone", str(int(found[2])), 0)  # 012 is zone 12, and must not ring for two rooms
    return (
        PanelZone(line.line, "rf", found[3], int(found[4]))
        if found[3]
        else PanelZone(line.line, "exp", found[5], int(found[6]))
    )
