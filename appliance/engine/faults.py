"""What fails inside the program, and what is said of it: a trouble by name, and once its place in the code. Changes no board.

One command, one call's deadline or one listener fails alone; nothing of it ends the alarm. Only where not even the trouble about it
can be recorded does the run end: then no command is at fault, and a start from the record mends more than going on.
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
RUNG_MAX = 64  # bare calls remembered, so that a device that says the same press again rings once: of a few devices, not of a building
PUT_OFF_S = (
    30  # a call's next step is as far off in the example plan: what fails for a moment is late by no more than one
)

_TELL = troubles.INTERNAL_FAULT.do

log = logging.getLogger("handbell.engine")


class Faults:
    """One for the engine. `report` raises a trouble; one that is open already is no news."""

    def __init__(self, report: Callable[[Cause, str], None]) -> None:
        self._report = report
        self._rung: deque[Source] = deque(maxlen=RUNG_MAX)
        self._logged: set[str] = set()

    def of_command(self, board: Board, command: AnyCommand | None, fault: Exception) -> RaiseCall | None:
        """A command failed. For a press that has not rung yet, the bare call to decide in its place; None where it is refused.

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
        """A listener failed; the others have heard."""
        self._log(f"{name}: a change was not taken", fault)
        self._report(Cause(troubles.PART_FAILED.word, name), troubles.PART_FAILED.otherwise)

    def of_deadline(self, fault: Exception) -> None:
        """When to look next is not known."""
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
            self._rung.clear()  # it did not ring: what its device says again is tried again
            return None
        if press.source in self._rung:
            return None
        if press.source.counter is not None:
            self._rung.append(press.source)
        return bare

    def _of_look(self, board: Board, look: Look) -> None:
        """A whole look is taken apart: what fails of it is named then."""
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
            log.error("%s, as before", kind)  # a device can do this many times a second
            return
        self._logged.add(kind)
        log.error("%s", what, exc_info=fault)
