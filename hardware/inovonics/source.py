"""Hears pendants and contact transmitters, through receivers on serial lines. They are one-way: none can be told anything. Knows no
incident.

Radio proves nobody's identity: whoever sends a planned identity presses that button. A transmitter that is not planned is listed and
never rings.
"""

import asyncio
import contextlib
import functools
import logging
from collections import deque
from collections.abc import Callable, Hashable, Mapping

from hardware.inovonics.codec import Other, Transmission, label
from hardware.inovonics.receiver import SILENT_AFTER_S, Receiver
from hardware.inovonics.settings import InovonicsSettings
from hardware.inovonics.signal import Week
from hardware.inovonics.strangers import Strangers
from hardware.inovonics.transmitter import Transmitter, When
from hardware.levels import ButtonContact, Levels, Recorded
from hardware.opened import Opened
from hardware.points import Alarm
from hardware.ports import Feedback, Fitting, Link, Stranger
from hardware.serial.line import Line, Wire
from hardware.serial.lines import Lines
from hardware.serial.supervised_line import SupervisedLine
from hardware.signals import UNFORESEEN, CheckIn, Fault, Mended, Press, Signal

LOOK_EACH_S = 0.5
REMEMBER_EACH_S = 3600.0  # how often the week's signals are written; more often would only wear out the card
# Presses that met a fault of ours and are handed over again: as many as if all pendants of a school were pressed at once.
AGAIN_MAX = 256

log = logging.getLogger("handbell.inovonics")

type Owed = tuple[str, str, int | None]


class InovonicsSource:
    """Hears the pendants of all lines. `day` gives the number of today, from any clock: it tells one day's signals from another's.
    `is_open` says whether a call of this button is open. If none is open, a press that may have been sent again counts as a new press:
    one ring too many is better than none.
    """

    family = "inovonics"

    def __init__(
        self,
        settings: InovonicsSettings,
        lines: Lines,
        recorded: Recorded,
        opened: Opened,
        is_open: Callable[[str], bool],
        day: Callable[[], int],
    ) -> None:
        self._settings = settings
        self._lines = lines
        self._opened = opened
        self._is_open = is_open
        self._day = day
        self._levels = Levels(recorded, opened, holds=False)
        self._receivers: dict[str, Receiver] = {}
        self._fittings: Mapping[str, Fitting] = {}
        self._transmitters: dict[int, list[Transmitter]] = {}
        """For each device, one transmitter for each button that uses alarms of this device."""
        self._strangers = Strangers()
        self._unkept: set[Owed] = set()
        self._again: deque[Press] = deque(maxlen=AGAIN_MAX)
        self._broke: set[str] = set()
        self._hear: Callable[[Signal], None] = _nobody_hears

    async def run(self, hear: Callable[[Signal], None]) -> None:
        """Listen on every line until cancelled. Raises HardwareError if another family has one of the lines."""
        self._hear = hear
        clock = asyncio.get_running_loop().time
        with contextlib.ExitStack() as ending:
            ending.callback(self._remember)
            supervised = [self._supervised(self._taken(wire, ending), clock) for wire in self._settings.lines]
            async with asyncio.TaskGroup() as listening:
                for each in supervised:
                    listening.create_task(each.run())
                listening.create_task(self._remember_signals())
                while True:
                    await asyncio.sleep(LOOK_EACH_S)
                    self.look(clock())

    def look(self, now_s: float) -> None:
        """Do what follows from time alone."""
        for receiver in self._receivers.values():
            receiver.look(now_s)
        self._say_again()

    def expect(self, fittings: Mapping[str, Fitting]) -> None:
        """Plan these buttons. A button whose transmitter or part changed begins anew."""
        before, self._fittings = self._fittings, fittings
        stay = {
            uid: [each for each in of_uid if fittings.get(each.button) == before[each.button]]
            for uid, of_uid in self._transmitters.items()
        }
        self._transmitters = {uid: of_uid for uid, of_uid in stay.items() if of_uid}
        for button in [each for each, fitting in before.items() if fittings.get(each) != fitting]:
            self._levels.forget(button)
        for button, fitting in fittings.items():
            if before.get(button) != fitting:
                self._fit(button, fitting)

    def tell(self, button: str, feedback: Feedback) -> None:
        """Do nothing: a pendant hears nothing."""

    def kept(self, press: Press) -> None:
        """Note that this press is kept. Frames that waited for it are acknowledged on every receiver that heard them."""
        self._release(_owed(press))

    def links(self) -> Mapping[str, Link]:
        """Return every planned button's transmitter, and the worst signal with which it was heard this week."""
        return {
            each.button: Link(label(uid), "" if each.heard_s is None else "radio", "", "", each.week.worst)
            for uid, of_uid in self._transmitters.items()
            for each in of_uid
        }

    def strangers(self) -> tuple[Stranger, ...]:
        """Return the transmitters that nobody expects, the newest last."""
        return self._strangers.all(asyncio.get_running_loop().time())

    # ---- what a line brings

    def _taken(self, wire: Wire, ending: contextlib.ExitStack) -> Line:
        line = self._lines.take(wire, self.family)
        ending.callback(self._lines.give_back, line)
        return line

    def _supervised(self, line: Line, clock: Callable[[], float]) -> SupervisedLine:
        name = line.wire.line
        receiver = self._receivers[name] = Receiver(name, line.send, self._heard, self._say, self._opened)
        return SupervisedLine(
            line,
            SILENT_AFTER_S,
            read=lambda data: receiver.take(data, clock()),
            say=functools.partial(receiver.tell, "line"),
            opened=lambda: receiver.open(clock()),
        )

    def _heard(self, receiver: Receiver, frame: Transmission | Other, now_s: float) -> set[Hashable]:
        """Take a frame of the radio. It is answered when every press that it tells of is kept, including presses that it only repeats. If
        the frame says that something is open, it also waits until that is noted on disk: otherwise the next press would look like one
        that is sent again.
        """
        live = receiver.live(now_s)
        if isinstance(frame, Other):  # repeaters and thermometers are no buttons
            return set()
        of_uid = self._transmitters.get(frame.uid)
        if of_uid is None:
            self._strangers.add(frame, receiver.line, now_s)
            return set()
        waits: set[Hashable] = set()
        for each in of_uid:
            resent = receiver.resends(now_s) and self._is_open(each.button)
            waits |= self._taken_by(each, frame, When(receiver.line, now_s, self._day(), live, resent))
        tells_of_open = any(len(each.raised(frame)) < len(each.button_contacts) for each in of_uid)
        return waits & self._unkept | (self._noted() if tells_of_open else set())

    def _taken_by(self, transmitter: Transmitter, frame: Transmission, when: When) -> set[Hashable]:
        """Hand over what one button's alarms mean, and return the presses of which the frame tells."""
        said = transmitter.heard(frame, when)
        self._unkept |= {_owed(each) for each in said if isinstance(each, Press)}
        raised = {(button_contact.button, button_contact.contact) for button_contact in transmitter.raised(frame)}
        waits: set[Hashable] = {owed for owed in self._unkept if owed[:2] in raised}
        for each in said:
            self._say(each)
        if not any(isinstance(each, Press) for each in said):
            self._say(CheckIn(transmitter.button, {}))
        return waits

    def _noted(self) -> set[Hashable]:
        """Return what must be done before everything noted is on disk."""
        written = self._opened.written()
        if written is None:
            return set()
        written.add_done_callback(self._done)
        return {written}

    # ---- what is handed over

    def _say(self, signal: Signal) -> None:
        """Hand over a signal. Never raises: a fault of ours must not cost a line. A press that met a fault is handed over again."""
        try:
            self._hear(signal)
        except Exception as error:
            log.exception("%s was not taken", signal)
            if isinstance(signal, Press):
                self._again.append(signal)
                # the press is kept here, since a receiver may pass on nothing else until it has its answer
                self._release(_owed(signal))
                if signal.button not in self._broke:
                    self._broke.add(signal.button)
                    says = f"its press was not taken ({type(error).__name__}), and is tried again"
                    self._say(Fault(signal.button, UNFORESEEN, says))

    def _release(self, owed: Owed) -> None:
        self._unkept.discard(owed)
        self._done(owed)

    def _done(self, what: Hashable) -> None:
        for receiver in self._receivers.values():
            receiver.answers.done(what)

    def _say_again(self) -> None:
        for _ in range(len(self._again)):
            self._say(self._again.popleft())
        for button in sorted(self._broke - {each.button for each in self._again}):
            self._broke.discard(button)
            self._say(Mended(button, UNFORESEEN))

    # ---- what is planned

    def _fit(self, button: str, fitting: Fitting) -> None:
        """Plan a button. It may have more than one transmitter, and a transmitter may belong to more than one button."""
        button_contacts: dict[int, dict[int, ButtonContact]] = {}
        for contact, point in fitting.points.items():
            if isinstance(point, Alarm):
                button_contacts.setdefault(point.uid, {})[point.alarm] = ButtonContact(button, contact)
        for uid, alarms in button_contacts.items():
            of_uid = self._transmitters.setdefault(uid, [])
            week = of_uid[0].week if of_uid else Week(self._opened.remembered(_note(uid)))
            of_uid.append(Transmitter(button, fitting.part, alarms, self._levels, week))
            self._strangers.forget(uid)

    async def _remember_signals(self) -> None:
        while True:
            await asyncio.sleep(REMEMBER_EACH_S)
            self._remember()

    def _remember(self) -> None:
        for uid, of_uid in self._transmitters.items():
            if text := of_uid[0].week.text:
                self._opened.remember(_note(uid), text)


def _owed(press: Press) -> Owed:
    return press.button, press.contact, press.counter


def _note(uid: int) -> str:
    return f"signal:{label(uid)}"


def _nobody_hears(signal: Signal) -> None:
    raise AssertionError(f"{signal} was heard before the source ran")
