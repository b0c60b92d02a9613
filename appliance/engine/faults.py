"""Turns what fails inside the program into a trouble at the desks, and logs its place in the code once. Changes no board. If one command,
one call's deadline or one listener fails, it fails alone, and the alarm goes on. The run ends only when not even the trouble about a
failure can be recorded. Then no single command is at fault, and a start from the record mends more than going on.
"""

import logging
from collections import deque
from collections.abc import Callable

from appliance.core.board import Board
from appliance.core.calls.commands import RaiseCall
from appliance.core.calls.raising import bare_call
from appliance.core.commands import AnyCommand
from appliance.core.devices.commands import ReportTrouble
from appliance.core.ground.commands import Look
from appliance.core.ground.words import Cause, Source
from appliance.words import troubles

INTERNAL_FAULT = Cause(troubles.INTERNAL_FAULT.word, "alert")
# bare calls remembered, so that a device that repeats a press rings once; enough for a few devices, not for a building
RUNG_MAX = 64
PUT_OFF_S = (
    # as long as one step of a call in the example plan: a failure that passes makes the call late by one step at most
    30
)

_TELL = troubles.INTERNAL_FAULT.do

log = logging.getLogger("handbell.engine")


class Faults:
    """Reports failures; one for the engine. `report` raises a trouble; nothing happens if that trouble is open already."""

    def __init__(self, report: Callable[[Cause, str], None]) -> None:
        self._report = report
        self._rung: deque[Source] = deque(maxlen=RUNG_MAX)
        self._logged: set[str] = set()

    def of_command(self, board: Board, command: AnyCommand | None, fault: Exception) -> RaiseCall | None:
        """Report a failed command. For a press that has not rung yet, give the bare call to decide in its place; None if the command is
        refused.

        Raises the fault itself where the command was the trouble about a fault.
        """
        if isinstance(command, ReportTrouble) and command.cause == INTERNAL_FAULT:
            raise fault
        name = "An entry for a record" if command is None else type(command).__name__
        self._log(f"{name} could not be carried out", fault)
        match command:
            case RaiseCall():
                return self._of_press(board, command)
            case Look():
                self._of_look(board, command)
            case _:
                self._report(INTERNAL_FAULT, f"{name} could not be carried out. {_TELL}")
        return None

    def of_part(self, name: str, fault: Exception) -> None:
        """Report that a listener failed; the other listeners have heard the change."""
        self._log(f"{name}: a change was not taken", fault)
        self._report(Cause(troubles.PART_FAILED.word, name), troubles.PART_FAILED.otherwise)

    def of_deadline(self, fault: Exception) -> None:
        """Report that nobody knows when to look next."""
        self._log("The next deadline could not be found", fault)
        self._report(
            INTERNAL_FAULT, f"The next deadline could not be found; the box looks every second instead. {_TELL}"
        )

    def _of_press(self, board: Board, press: RaiseCall) -> RaiseCall | None:
        bare = bare_call(press, board.index)
        button = bare.source.button if bare != press else None
        if button in board.index.buttons:
            says = "A press of it could not be taken as it came: it rings without its count, and has no receipt. Look at the button"
            self._report(Cause(troubles.INTERNAL_FAULT.word, str(button)), f"{says}, and test it. {_TELL}")
        else:
            self._report(
                INTERNAL_FAULT, f"A press could not be taken as it came. Ask every room that may have called. {_TELL}"
            )
        if bare == press:
            self._rung.clear()  # the press did not ring, so it is tried again when the device repeats it
            return None
        if press.source in self._rung:
            return None
        if press.source.counter is not None:
            self._rung.append(press.source)
        return bare

    def _of_look(self, board: Board, look: Look) -> None:
        """Report which part of a look failed. A whole look names nothing: it is tried again in parts, and the part that fails is named
        then.
        """
        again = f"cannot be worked out; it is tried again every {PUT_OFF_S} s. Until then nobody"
        if look.only == ():
            says = f"What is due besides calls {again} is told of buttons and desks that fall silent. {_TELL}"
            self._report(Cause(troubles.INTERNAL_FAULT.word, "building"), says)
        elif look.only and (call := board.incidents.get(look.only[0])) is not None:
            says = f"What is due in call {call.number} {again} more is told of it: look after this call until it ends. {_TELL}"
            self._report(Cause(troubles.INTERNAL_FAULT.word, f"call-{call.number}"), says)

    def _log(self, what: str, fault: Exception) -> None:
        kind = f"{what}: {type(fault).__name__}"
        if kind in self._logged:
            log.error("%s, as before", kind)  # a device can cause this many times a second
            return
        self._logged.add(kind)
        log.error("%s", what, exc_info=fault)
