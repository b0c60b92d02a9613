"""Feeds the reader of one kind of device with made-up bytes, guided by the code they reach: `devices.py NAME SECONDS FOLDER`. It runs by
itself.

Whatever a device says, the result can be sealed and told back to the device, or the bytes are refused. Anything else ends the run.
"""

import sys
from datetime import date
from types import SimpleNamespace

import atheris
import msgspec

from tests.fuzz.fed import fed

with atheris.instrument_imports(include=["hardware", "appliance.doors"]):
    from appliance.doors.webhook.answers import Answer, OneWayPress
    from appliance.doors.webhook.signed_press import SignedPresses, sign
    from hardware.alarmdecoder.codec import LINE_BYTES_MAX
    from hardware.alarmdecoder.codec import Reader as PanelReader
    from hardware.errors import FrameError
    from hardware.esphome import wire
    from hardware.esphome.named import Named
    from hardware.esphome.voice import Voice
    from hardware.inovonics.codec import Other, Transmission
    from hardware.inovonics.receiver import Receiver
    from hardware.inovonics.signal import Week
    from hardware.inovonics.transmitter import Transmitter, When
    from hardware.levels import ButtonContact, Levels
    from hardware.modbus import codec as modbus_codec
    from hardware.modem.commands import (
        card_in,
        listed_in,
        news_in,
        reference_in,
        registered_in,
        room_in,
        signal_dbm_in,
        sim_in,
        stores_in,
        tries_in,
    )
    from hardware.modem.deliver import read_pdu
    from hardware.modem.dialogue import LINE_BYTES_MAX as MODEM_LINE_BYTES_MAX
    from hardware.modem.dialogue import Answer as ModemAnswer
    from hardware.modem.dialogue import Dialogue, Unasked
    from hardware.modem.joining import Joining
    from hardware.opened import Opened
    from hardware.power.codec import Listed, supply_state
    from hardware.power.codec import Reader as LineReader
    from hardware.power.judging import Judge
    from hardware.serial.rfc2217 import Session
    from hardware.signals import CheckIn, Press, Signal
    from hardware.simulated.frames import FROM_BUTTON, FrameReader
    from hardware.simulated.voice import Voice as PretendVoice
    from hardware.uncounted import Uncounted

BUTTON = "B204-wall"
SECRET = bytes(range(32))
TODAY = date(2026, 11, 29)
INT32_MAX = 2**31 - 1  # a receipt goes to a button in an ESPHome action, whose integers end here
INT64_MAX = 2**63 - 1  # the largest number an entry of the record can hold


def states(data: bytes) -> None:
    """Feed what a button's text sensors say, on one connection."""
    heard: list[Signal] = []
    named = Named(BUTTON, heard.append)
    voice = Voice(BUTTON, heard.append, named, SimpleNamespace(ledger=""), Uncounted(), other_board=False)
    text = data.decode("utf-8", "replace")
    for entity in (wire.COUNTS, wire.FAULTS, wire.LAMP):
        voice.said(entity, text)
    for each in heard:
        is_sound(each)


def frames(data: bytes) -> None:
    """Feed what a pretend button sends after its hello."""
    heard: list[Signal] = []
    voice = PretendVoice(BUTTON, heard.append)
    try:
        for number, frame in enumerate(FrameReader(FROM_BUTTON).feed(data)):
            voice.said(frame, "0" * 32, float(number))
    finally:
        for each in heard:
            is_sound(each)


def supplies(data: bytes) -> None:
    """Feed what upsd says of a supply, cut in two."""
    reader, judge, said = LineReader(), Judge(10), dict[str, str]()
    cut = data[0] if data else 0
    for part in (data[:cut], data[cut:]):
        for line in reader.feed(part):
            msgspec.msgpack.encode(line)
            if isinstance(line, Listed):
                said[line.variable] = line.value
    stands = judge.heard(supply_state(said), TODAY)
    assert stands.minutes_left is None or 0 <= stands.minutes_left <= INT32_MAX * 60, stands
    msgspec.msgpack.encode(stands)


def modbus(data: bytes) -> None:
    """Feed what comes over a pair of wires: a frame that is read is written the same, and every other byte is counted once."""
    reader, sent = modbus_codec.Reader(), memoryview(data)
    read = [each for piece in (sent[:7], sent[7:]) for each in reader.feed(bytes(piece))]
    left = reader.silence()
    lengths = [
        each.length if isinstance(each, modbus_codec.Bad) else len(modbus_codec.encode(each))
        for each in (*read, *([left] if left else []))
    ]
    assert sum(lengths) == len(data), read
    for each in read:
        if not isinstance(each, modbus_codec.Bad):
            assert modbus_codec.encode(each) in data, each


def lent(data: bytes) -> None:
    """Feed what a machine says that lends a serial line."""
    session = Session(9600, "8N1")
    middle = len(data) // 2
    for part in (data[:middle], data[middle:]):
        line, answer = session.feed(part)
        assert len(line) <= len(part)
        assert len(answer) <= len(part) + 100, "a lender is answered at length"


def radio(data: bytes) -> None:
    """Feed what a receiver of pendants says on its line. One of the pendants is in the plan."""
    heard: list[Signal] = []
    opened, button_contact = Opened(), ButtonContact(BUTTON, "help")
    levels = Levels(lambda *_: 0, opened, holds=False)
    pendant = Transmitter(BUTTON, "EN1223S", {1: button_contact}, levels, Week())

    def said(receiver: Receiver, frame: Transmission | Other, now_s: float) -> list[str]:
        if isinstance(frame, Transmission):
            when = When(receiver.line, now_s, 20_000, receiver.live(now_s), receiver.resends(now_s))
            heard.extend(pendant.heard(frame, when))
        return []

    receiver = Receiver("radio-a", lambda _answer: True, said, heard.append, opened)
    receiver.open(0.0)
    for at in range(0, len(data), 100):
        receiver.take(data[at : at + 100], float(at))
        receiver.look(at + 1.0)
    for each in heard:
        is_sound(each)


def panels(data: bytes) -> None:
    """Feed what an alarm panel says on its line, cut in two."""
    reader = PanelReader()
    cut = data[0] if data else 0
    for part in (data[:cut], data[cut:]):
        for line in reader.feed(part):
            msgspec.msgpack.encode(line)
        assert len(reader._unfinished) <= LINE_BYTES_MAX


def texts(data: bytes) -> None:
    """Feed a modem's PDU, and join it with a copy of itself."""
    raw = data.decode("latin-1")
    read = read_pdu(raw)
    msgspec.msgpack.encode(read)
    joining = Joining()
    for place in (1, 2):
        joining.take(("SM", place), raw, read if hasattr(read, "text") else None, 0.0)
    for told in (*joining.whole(0.0), *joining.whole(99.0)):
        msgspec.msgpack.encode(told.heard)


def modem(data: bytes) -> None:
    """Feed what a modem says in the middle of an answer, cut in two; memory stays bounded."""
    dialogue = Dialogue()
    dialogue.ask(("AT+CMGL=4", "AT+CMGS=20", "AT+CREG?", "AT+CGMM")[data[0] % 4 if data else 0])
    cut = data[1] if len(data) > 1 else 0
    for part in (data[2:cut], data[cut:]):
        for event in dialogue.feed(part):
            msgspec.msgpack.encode(event)
            if isinstance(event, Unasked):
                news_in(event.line)
                registered_in(event.line)
            elif isinstance(event, ModemAnswer):
                for read in (listed_in, room_in, sim_in, signal_dbm_in, stores_in, tries_in, reference_in, card_in):
                    read(event)
        assert len(dialogue._unread) <= MODEM_LINE_BYTES_MAX


class Program:
    """The house behind the HTTPS door, with a plan that lacks this contact, so that nobody waits for a receipt."""

    def __init__(self) -> None:
        self.taken: list[OneWayPress] = []

    def secret_of(self, button: str) -> bytes | None:
        return SECRET

    def take(self, press: OneWayPress) -> None:
        self.taken.append(press)

    def recorded(self, press: OneWayPress) -> int | None:
        return None

    def refused(self, button: str, address: str) -> None:
        raise AssertionError("what was signed is refused")

    def proved(self, button: str) -> None:
        pass

    def uncounted(self, button: str, says: str | None) -> None:
        pass


def bodies(data: bytes) -> None:
    """Feed a body over HTTPS, signed with the device's own secret."""
    program = Program()
    pressing = SignedPresses(program).press(BUTTON, data, sign(SECRET, data), "127.0.0.1", 0.0)
    try:
        pressing.send(None)
    except StopIteration as done:
        assert isinstance(done.value, Answer)
    else:
        raise AssertionError("the plan has no such contact, and it waits for a receipt")
    for each in program.taken:
        is_sound(Press(each.button, each.contact, each.counter, each.age_ms, each.ledger))


def is_sound(signal: Signal) -> None:
    """Check that the signal's numbers can be kept and told."""
    msgspec.msgpack.encode(signal)
    match signal:
        case Press(counter=counter, age_ms=age_ms):
            assert counter is None or 0 <= counter <= INT32_MAX, signal
            assert age_ms is None or 0 <= age_ms <= INT64_MAX, signal
        case CheckIn(counters=counters):
            assert all(count is None or 0 <= count <= INT32_MAX for count in counters.values()), signal


READERS = {
    each.__name__: each for each in (states, frames, bodies, lent, radio, modbus, supplies, panels, texts, modem)
}


if __name__ == "__main__":
    fed(READERS[sys.argv[1]], (FrameError,), sys.argv[2], sys.argv[3])
