"""Turns what came off a wire into commands: finds the room, tells presses from check-ins. Knows wires and the plan, decides nothing."""

import functools
import logging
from collections.abc import Callable, Mapping
from typing import assert_never

from msgspec import UNSET

from appliance.core.building.commands import PressSafe
from appliance.core.calls.commands import RaiseCall
from appliance.core.devices.commands import ReportRestored, ReportTrouble
from appliance.core.ground.place import Place, planned_place
from appliance.core.ground.words import Cause, Door, Source
from appliance.engine.engine import Engine
from appliance.engine.outcome import Submission
from appliance.plan.devices import SAFE
from appliance.plan.ids import ButtonId, RoomId
from appliance.plan.model import Kind
from appliance.words.troubles import (
    BUTTON_COUNT_BELOW_RECORD,
    BUTTON_FORMER_BOX,
    BUTTON_IMPOSSIBLE_COUNT,
    BUTTON_UNPLACED,
    FAMILY_LOST,
    row_of,
    word_of,
)
from appliance.words.troubles.row import About
from hardware.families import FAMILIES
from hardware.faults import COMMON, LOOK_AT_IT
from hardware.ports import Keeps, SignalSource
from hardware.registry import FAULTS, WIRE_FAULTS
from hardware.signals import (
    IMPOSSIBLE_COUNT,
    OLDER_BOX,
    CheckIn,
    FamilyLost,
    FamilyRestored,
    Fault,
    Mended,
    Press,
    RankSeen,
    Signal,
    WireFault,
    WireMended,
)

# the room of a button that the plan does not know: it rings first, and people look for it afterwards
UNPLACED = "unplaced:"

AGE_MS_MAX = 2**32 - 1
"""A board counts milliseconds in 32 bits: after 49 days it begins at 0 again, so that no greater age can be right."""

log = logging.getLogger("handbell.intake")


class Intake:
    """Takes signals; one per daemon. `hear` is given to every source."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def from_source(self, source: SignalSource) -> Callable[[Signal], None]:
        """Give the function that hears this source: its presses come in by the door of its family, and it is told which were taken, if it
        wants to know.
        """
        kept = source.kept if isinstance(source, Keeps) else None
        return functools.partial(self.hear, door=Door(FAMILIES[source.family].door), kept=kept)

    def hear(self, signal: Signal, door: Door = Door.BUTTON, kept: Callable[[Press], None] | None = None) -> None:
        """Take one signal. Never blocks and never raises for anything a device may say."""
        match signal:
            case Press():
                taken = self.press(signal, door)
                if kept is not None:
                    taken.spoken.add_done_callback(lambda answered: answered.cancelled() or kept(signal))
                self._engine.heard_from(f"button:{signal.button}")
                self._goes_by(signal)
            case CheckIn():
                self._check_in(signal, door)
                self._goes_by(signal)
            case Fault(button=button, what=what, detail=detail):
                named = self._whose(button) if what == OLDER_BOX else what
                says = self._advice(button, named)
                self._report(Cause(word_of(About.BUTTON, named), button), f"{detail}; {says}" if detail else says)
            case RankSeen(button=button, rank=rank):
                self._engine.heard.ranks[ButtonId(button)] = rank
            case Mended(button=button, what=what):
                if what == OLDER_BOX:
                    self._engine.heard.ranks.pop(ButtonId(button), None)
                    self._engine.submit(ReportRestored(cause=Cause(BUTTON_FORMER_BOX.word, button)))
                self._engine.submit(ReportRestored(cause=Cause(word_of(About.BUTTON, what), button)))
            case WireFault(kind=kind, subject=subject, what=what, detail=detail):
                cause = Cause(word_of(kind, what), subject)
                says = WIRE_FAULTS.get(cause.what, LOOK_AT_IT)
                self._report(cause, f"{detail}; {says}" if detail else says)
            case WireMended(kind=kind, subject=subject, what=what):
                self._engine.submit(ReportRestored(cause=Cause(word_of(kind, what), subject)))
            case FamilyLost(family=family, detail=detail):
                self._engine.heard.family_lost(family)
                self._report(Cause(FAMILY_LOST.word, family), detail)
            case FamilyRestored(family=family):
                self._engine.heard.family_restored(family)
                self._engine.submit(ReportRestored(cause=Cause(FAMILY_LOST.word, family)))
            case _:
                assert_never(signal)

    def press(self, press: Press, door: Door) -> Submission:
        """Place a press and hand it in. A button or contact that the plan does not know rings as an assist call, unplaced."""
        if press.contact == SAFE:
            return self._safe(press, door)
        index = self._engine.board.index
        button = ButtonId(press.button)
        planned = index.buttons.get(button)
        contact = index.contact(button, press.contact)
        if planned is None or contact is None:
            self._report(
                Cause(BUTTON_UNPLACED.word, press.button),
                f"contact {press.contact!r} is not in the plan: {BUTTON_UNPLACED.do}",
            )
        if (
            door in {Door.WEBHOOK, Door.PAGE} and press.counter is not None
        ):  # such a device says its count only with a press
            self._compare(button, {press.contact: press.counter}, press.ledger)
        source = _source(press, door)
        command = RaiseCall(
            place=Place(room=RoomId(f"{UNPLACED}{press.button}")) if planned is None else planned_place(planned),
            kind=contact.kind if contact is not None else Kind.ASSIST,
            source=source,
            pressed_ago_ms=_ago_ms(press),
        )
        return self._engine.submit(command)

    def page_press(self, page: str, contact: str, counter: int, age_ms: int | None, ledger: str) -> Submission:
        """Hand in a press of a page whose signature was verified."""
        return self.press(Press(page, contact, counter, age_ms, ledger), Door.PAGE)

    def _advice(self, button: str, what: str) -> str:
        """Say what a person does about a fault of a button, in the words of the family that it has in the plan."""
        planned = self._engine.board.index.buttons.get(ButtonId(button))
        of_family = COMMON if planned is None else FAULTS.get(planned.family, COMMON)
        words = row_of(word_of(About.BUTTON, what))
        return words.do if words.by_record else of_family.get(what, LOOK_AT_IT)

    def _whose(self, button: str) -> str:
        """Name the fault of a board that says it refuses a box. It says that to every box: the box that it obeys is not cut off from it."""
        heard = self._engine.heard.ranks.get(ButtonId(button))
        return BUTTON_FORMER_BOX.short if heard is not None and heard <= self._engine.board.epoch_rank else OLDER_BOX

    def _safe(self, press: Press, door: Door) -> Submission:
        """Take a press of *safe*. It is never a call, even if the plan does not know of it: then it answers for no room (promise 4)."""
        button = ButtonId(press.button)
        planned = self._engine.board.index.buttons.get(button)
        known = planned is not None and planned.safe
        if not known:
            says = f"contact {SAFE!r} is not in the plan: {BUTTON_UNPLACED.otherwise.format(contact=SAFE)}"
            self._report(Cause(BUTTON_UNPLACED.word, press.button), says)
        source = _source(press, door)
        room = planned.room if planned is not None and known else RoomId(f"{UNPLACED}{press.button}")
        return self._engine.submit(PressSafe(room=room, source=source, pressed_ago_ms=_ago_ms(press)))

    def _check_in(self, signal: CheckIn, door: Door) -> None:
        """Take a check-in: it proves that a device is alive. A count above our record is a press that we never heard."""
        self._engine.heard_from(f"button:{signal.button}")
        cannot = self._engine.heard.cannot_say_class
        (cannot.discard if signal.class_coming else cannot.add)(ButtonId(signal.button))
        if not signal.counters:
            return  # a device that counts nothing proves no count right
        for contact, counter in signal.counters.items():
            known = self._engine.board.counters.get((ButtonId(signal.button), contact, signal.ledger or ""))
            if counter is None or known is None:
                # unknown is never 0: either the device does not know yet, or we do not, and it repeats what has no receipt
                continue
            if counter > known:
                self.press(Press(signal.button, contact, counter, age_ms=None, ledger=signal.ledger), door)
        self._compare(ButtonId(signal.button), signal.counters, signal.ledger)
        if (
            None not in signal.counters.values()
            and f"{BUTTON_IMPOSSIBLE_COUNT.word}:{signal.button}" in self._engine.board.troubles
        ):
            self.hear(Mended(signal.button, IMPOSSIBLE_COUNT))  # whichever run raised the trouble

    def _goes_by(self, signal: Press | CheckIn) -> None:
        if signal.ledger is not None:
            self._engine.goes_by(ButtonId(signal.button), signal.ledger)

    def _compare(self, button: ButtonId, counters: Mapping[str, int | None], ledger: str | None) -> None:
        """Report a count below our record: the device was set back. Its presses look like repeats and do not ring, so somebody
        must know.
        """
        recorded = self._engine.board.counters
        below = [
            f"contact {contact}: {counter}, recorded {known}"
            for contact, counter in counters.items()
            if counter is not None and counter < (known := recorded.get((button, contact, ledger or ""), 0))
        ]
        if below:
            self.hear(Fault(button, BUTTON_COUNT_BELOW_RECORD.short, "; ".join(below)))
        elif f"{BUTTON_COUNT_BELOW_RECORD.word}:{button}" in self._engine.board.troubles:
            self.hear(Mended(button, BUTTON_COUNT_BELOW_RECORD.short))

    def _report(self, cause: Cause, detail: str) -> None:
        self._engine.heard.failed_again(cause)
        if cause.key not in self._engine.board.troubles:
            log.warning("%s: %s", cause.key, detail)
        # Submitted even if the board has this trouble: its end may be at the disk at this moment.
        self._engine.submit(ReportTrouble(cause=cause, detail=detail))


def _source(press: Press, door: Door) -> Source:
    return Source(
        door=door,
        button=ButtonId(press.button),
        contact=press.contact,
        counter=press.counter,
        ledger=press.ledger,
        hop=press.hop or UNSET,
    )


def _ago_ms(press: Press) -> int | None:
    """Give how long ago it was pressed. An impossible age counts as unknown, like one that was not said (promise 9)."""
    return press.age_ms if press.age_ms is not None and 0 <= press.age_ms <= AGE_MS_MAX else None
