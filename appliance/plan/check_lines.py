"""Checks serial lines, boards, and what things hang on: their ports, unit numbers and names. Pure; a part of `check`."""

from collections.abc import Iterator

from appliance.plan.hanging import HangsOn
from appliance.plan.ids import HangId
from appliance.plan.mistakes import Finding, did_you_mean, listed, quoted
from appliance.plan.model import Plan, Speaks, given
from hardware.serial.port import FORMATS, Mistake, Remote, where

UNIT_MAX = 247  # Modbus over serial line, section 2.2: boards have 1 to 247; 0 means all boards; the rest is reserved
INPUTS_MAX = RELAYS_MAX = 32  # the largest boards in use have 32; one request reads them all, however many
BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)

_DOES = {
    Speaks.INOVONICS: "anybody who has a transmitter of this make, or the wire, can press",
    Speaks.MODBUS: "anybody who has the wire can press",
    Speaks.ALARMDECODER: "anybody who has the wire, or the panel's own keypads and radio, can press",
}


def line_findings(plan: Plan) -> Iterator[Finding]:
    """Give everything wrong with lines, boards, and what things hang on."""
    yield from _lines(plan)
    yield from _boards(plan)
    yield from _hanging(plan)


def _lines(plan: Plan) -> Iterator[Finding]:
    ports: dict[str, str] = {}
    for at, line in enumerate(given(plan.lines)):
        path = f"lines[{at}]"
        place = where(line.port)
        if isinstance(place, Mistake):
            yield Finding(
                f"{path}.port", f"{quoted(line.port)} is no port here.", f"{place.why[:1].upper()}{place.why[1:]}."
            )
        end = f"{place.host} port {place.port}" if isinstance(place, Remote) else line.port
        # rfc2217:// and socket:// with the same host and port are one line
        first = ports.setdefault(end, f"{path}.port")
        if line.port and first != f"{path}.port":
            yield Finding(
                f"{path}.port", f"Another line has this port, at {first}.", "One line has one port.", see=first
            )
        if line.baud and line.baud not in BAUDS:
            yield Finding(
                f"{path}.baud", f"{line.baud} is no usual speed.", f"Choose one of {listed(map(str, BAUDS))}."
            )
        if line.format not in FORMATS:
            yield Finding(
                f"{path}.format", f"{quoted(line.format)} is not known here.", f"Choose one of {listed(FORMATS)}."
            )
        says = f"The line {line.line} cannot prove who presses: {_DOES[line.speaks]}."
        yield Finding(path, says, "Keep it where only your own people come.", warning=True)


def _boards(plan: Plan) -> Iterator[Finding]:
    lines = {line.line: line for line in given(plan.lines)}
    units: dict[tuple[str, int], str] = {}
    numbers: dict[int, tuple[str, str]] = {}
    for at, board in enumerate(given(plan.boards)):
        path = f"boards[{at}]"
        line = lines.get(board.line)
        if line is None or line.speaks is not Speaks.MODBUS:
            do = did_you_mean(board.line, lines) or "Name a line that speaks modbus."
            yield Finding(f"{path}.line", f"There is no line {quoted(board.line)} of boards.", do, looked_in="lines")
        if not 1 <= board.unit <= UNIT_MAX:
            yield Finding(f"{path}.unit", f"A board has a number from 1 to {UNIT_MAX}.", "Write the one set on it.")
        first = units.setdefault((board.line, board.unit), f"{path}.unit")
        if first != f"{path}.unit":
            says = f"Another board of this line has the number {board.unit}, at {first}."
            yield Finding(f"{path}.unit", says, "Give each board a number of its own.", see=first)
        other, there = numbers.setdefault(board.unit, (board.line, f"{path}.unit"))
        if other != board.line and {other, board.line} <= lines.keys():
            says = f"A board of another line has the number {board.unit}, at {there}: a swap of the two lines' plugs cannot be told."
            do = "Give every board of the building a number of its own."
            yield Finding(f"{path}.unit", says, do, warning=True, see=there)
        for field, number, most in (("inputs", board.inputs, INPUTS_MAX), ("relays", board.relays, RELAYS_MAX)):
            if number > most:
                yield Finding(f"{path}.{field}", f"No board has {number} {field}.", f"Write at most {most}.")


def _hanging(plan: Plan) -> Iterator[Finding]:
    known = {each.hangs: each for each in given(plan.hangs_on)}
    sections = ("hangs_on", "lines", "boards", "buttons", "desks")
    for section in sections:
        for at, each in enumerate(given(getattr(plan, section))):
            if each.on and each.on not in known:
                do = did_you_mean(each.on, known) or "Add it under `hangs_on`, or leave `on` out."
                yield Finding(
                    f"{section}[{at}].on", f"`hangs_on` has no entry {quoted(each.on)}.", do, looked_in="hangs_on"
                )
    for at, each in enumerate(given(plan.hangs_on)):
        if _in_a_circle(each, known):
            yield Finding(
                f"hangs_on[{at}].on", f"{quoted(each.hangs)} hangs on itself in the end.", "Correct one of them."
            )


def _in_a_circle(begin: HangsOn, known: dict[HangId, HangsOn]) -> bool:
    at, left = known.get(begin.on), len(known)
    while at is not None and left and at.hangs != begin.hangs:
        at, left = known.get(at.on), left - 1
    return at is not None
