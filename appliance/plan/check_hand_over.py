"""Checks the way to the district's own alarm panel: its desks, its outputs, and a zone that nothing else uses. Pure; a part of `check`."""

import re
from collections.abc import Iterator

import msgspec

from appliance.plan.bounds import NAME_CHARACTERS_MAX
from appliance.plan.families import ALARMDECODER, RELAY
from appliance.plan.mistakes import Finding, did_you_mean, quoted
from appliance.plan.model import HandOver, Plan, given
from appliance.plan.wire_text import Unreadable, read_output, read_point
from hardware.points import Coil, PanelZone, Pin, PinPair
from hardware.serial.port import Remote, where

PULSE_MS_MIN = 200  # a panel does not notice a shorter closing
PULSE_MS_MAX = 3000  # the code that closes the outputs holds them no longer than this, whatever is asked

_ZONE = re.compile(r"[0-9]{1,3}", re.ASCII)


def hand_over_findings(plan: Plan) -> Iterator[Finding]:
    """Give everything wrong with the hand-over, if the plan has one."""
    way = plan.hand_over
    if isinstance(way, msgspec.UnsetType):
        return
    yield from _desks(plan, way)
    yield from _outputs(plan, way)
    yield from _panel(plan, way)
    if not PULSE_MS_MIN <= way.pulse_ms <= PULSE_MS_MAX:
        says = f"A pulse lasts {PULSE_MS_MIN / 1000} to {PULSE_MS_MAX / 1000:.0f} s."
        yield Finding("hand_over.pulse_s", says, "Write what the panel's manual asks for, such as 1.")


def _desks(plan: Plan, way: HandOver) -> Iterator[Finding]:
    if not way.desks:
        yield Finding("hand_over.desks", "No desk may hand over.", "Name the desks that may, or leave `hand_over` out.")
    known = {desk.desk for desk in plan.desks}
    for at, desk in enumerate(way.desks):
        if desk not in known:
            do = did_you_mean(desk, known) or "Correct the name."
            yield Finding(f"hand_over.desks[{at}]", f"There is no desk {quoted(desk)}.", do, looked_in="desks")


def _outputs(plan: Plan, way: HandOver) -> Iterator[Finding]:
    if len(way.outputs) != 2:
        says = "It has two outputs in series, so that one that fails closes nothing."
        yield Finding("hand_over.outputs", says, "Name two, like [west-io/7, GPIO25].")
    boards = {board.board: board for board in given(plan.boards)}
    others = dict(_others(plan))
    found: list[Coil | Pin] = []
    for at, text in enumerate(way.outputs):
        path = f"hand_over.outputs[{at}]"
        output = read_output(text, boards)
        if isinstance(output, Unreadable):
            yield Finding(path, output.says, output.do, looked_in="boards")
            continue
        if output in found:
            yield Finding(path, f"{quoted(text)} is there twice.", "Name two different outputs.")
        if other := others.get(output):
            yield Finding(path, f"{quoted(text)} is used already, at {other}.", "Correct one of the two.", see=other)
        if isinstance(output, Coil) and _lent(plan, output):
            says = f"{quoted(text)} is on a line that comes over the network, where others may switch it."
            yield Finding(path, says, "Use a board on a line of this box, or a pin.")
        found.append(output)
    if len(found) == 2 and len({_by(each) for each in found}) == 1:
        says = "Both outputs are switched by one thing, which closes both when it fails."
        do = "Take two boards, or a board and a pin."
        yield Finding("hand_over.outputs", says, do, warning=True)


def _panel(plan: Plan, way: HandOver) -> Iterator[Finding]:
    if not way.panel or not way.panel.isprintable() or len(way.panel) > NAME_CHARACTERS_MAX:
        do = f"Write what people call the panel, in at most {NAME_CHARACTERS_MAX} characters."
        yield Finding("hand_over.panel", "This is no name of a panel.", do)
    if not _ZONE.fullmatch(way.panel_zone):
        yield Finding("hand_over.panel_zone", "This is no zone of a panel.", "Write its number, such as 40.")
        return
    lines = {line.line: line for line in given(plan.lines)}
    for at, button in enumerate(plan.buttons):
        for wire in button.wires if button.family == ALARMDECODER else ():
            point = read_point(button.family, wire.at, {}, lines)
            if isinstance(point, PanelZone) and point.how == "zone" and int(point.number) == int(way.panel_zone):
                heard = f"buttons[{at}].wires.{wire.contact}"
                says = f"Zone {way.panel_zone} is a button too, at {heard}: each hand-over would come back as a call."
                yield Finding("hand_over.panel_zone", says, "Give the hand-over a zone of its own.", see=heard)


def _others(plan: Plan) -> Iterator[tuple[Coil | Pin, str]]:
    """Give the relays and pins that something else uses, each with its path in the plan."""
    boards = {board.board: board for board in given(plan.boards)}
    lines = {line.line: line for line in given(plan.lines)}
    for at, sounder in enumerate(plan.sounders):
        output = read_output(sounder.output, boards) if sounder.family == RELAY else None
        if isinstance(output, Coil | Pin):
            yield output, f"sounders[{at}].output"
    for at, button in enumerate(plan.buttons):
        for wire in button.wires:
            point = read_point(button.family, wire.at, boards, lines)
            if isinstance(point, PinPair):
                for name in (point.closes, point.opens):
                    if name is not None:
                        yield Pin(name), f"buttons[{at}].wires.{wire.contact}"


def _lent(plan: Plan, output: Coil) -> bool:
    return any(line.line == output.line and isinstance(where(line.port), Remote) for line in given(plan.lines))


def _by(output: Coil | Pin) -> str:
    """Name what switches an output: its board, or "" for this box."""
    return output.board if isinstance(output, Coil) else ""
