"""Feeds what reads texts, modems, telephone systems and the line of the desk phones: `callers.py NAME SECONDS FOLDER`. It runs by itself.

Anybody who knows a number can text or call it. Whatever the bytes are, a reader gives a value that can be kept, or its one documented
refusal; and no text acts as an answer unless it is one for every eye.
"""

import contextlib
import re
import sys

import atheris
import msgspec

from tests.fuzz.fed import fed

with atheris.instrument_imports(include=["appliance", "hardware"]):
    from appliance.api.framing import LineError, frame
    from appliance.api.phones.frames import from_phones, to_phones
    from appliance.phones.trace import NotATrace, Trace, caller
    from appliance.texts.reading import AnswerText, HelpText, read, said_alike
    from hardware.errors import FrameError
    from hardware.modem import commands
    from hardware.modem.deliver import Delivered, StatusReport, read_pdu
    from hardware.modem.dialogue import LINE_BYTES_MAX, LINES_MAX, Answer, Dialogue, Unasked
    from hardware.modem.joining import WAITS_S, Joining
    from hardware.modem.submit import PARTS_MAX, outgoing

INT64_MAX = 2**63 - 1  # the largest number an entry of the record can hold
ROOMS = {said_alike(name): room for room, name in (("204", "204"), ("204", "Room 204"), ("gym", "Gym"), ("1", "1"))}
AN_ANSWER = re.compile(r"[ \t\r\n]*([012][ \t\r\n]+[0-9]{4}|[0-9]{4}[ \t\r\n]+[012]|[012])[ \t\r\n]*\.?[ \t\r\n]*")
ASKED = ("AT+CMGL=4", "AT+CMGR=3", "AT+CMGS=23", "AT+CPIN?", "AT+CEREG?", "AT+CSQ", "AT+CGMM", "AT+CPMS=?")
NUMBER = "+17205550111"
PBX = "10.20.0.5"


def pdus(data: bytes) -> None:
    """Feed one line of a modem that should hold a text or a report, as it stands and in hexadecimal digits."""
    for line in (data.decode("ascii", "replace"), data.hex()):
        with contextlib.suppress(FrameError):
            read = read_pdu(line)
            msgspec.msgpack.encode(read)
            match read:
                case Delivered(number, text, sent_at_ms, part):
                    assert len(number) <= 64, "a number is short, or a name in letters"
                    assert all(each == "\n" or each.isprintable() for each in text), "it is shown to people"
                    assert sent_at_ms is None or 0 <= sent_at_ms <= INT64_MAX
                    assert part is None or 1 <= part.number <= part.of <= 255
                case StatusReport(reference, _, _, status):
                    assert 0 <= reference <= 255 and 0 <= status <= 255


def modems(data: bytes) -> None:
    """Feed all that a modem says while it is asked one thing after the other. Where the bytes are cut makes no difference."""
    for asked in ASKED:
        events = []
        for cut in (len(data), 1 + len(data) // 3):
            dialogue = Dialogue()
            dialogue.ask(asked)
            events.append([each for at in range(0, len(data), cut or 1) for each in dialogue.feed(data[at : at + cut])])
            assert len(dialogue._unread) <= LINE_BYTES_MAX and len(dialogue._lines) <= LINES_MAX
        assert events[0] == events[1], "it matters where the bytes are cut"
        for event in events[0]:
            _understood(event)


def _understood(event: object) -> None:
    match event:
        case Answer():
            commands.sim_in(event)
            commands.tries_in(event)
            commands.card_in(event)
            commands.signal_dbm_in(event)
            assert commands.stores_in(event), "there is always a store to read"
            commands.room_in(event)
            commands.listed_in(event)
            commands.read_in(event)
            reference = commands.reference_in(event)
            assert reference is None or 0 <= reference <= 255
        case Unasked(line, _):
            commands.registered_in(line)
            commands.news_in(line)


def long_texts(data: bytes) -> None:
    """Feed the parts of long texts that lie in a store, 12 bytes a place. Each place is told of once, and only once."""
    joining, told, at_s = Joining(), list[tuple[str, int]](), 0.0
    for place, begin in enumerate(range(0, len(data), 12)):
        said = data[begin : begin + 12]
        raw = "00640B912117" + said[:2].hex() + "55F10008627001000000000A050003" + said[2:].hex()
        try:
            read = read_pdu(raw)
        except FrameError:
            read = None
        joining.take(("SM", place), raw, read if isinstance(read, Delivered) else None, at_s)
        at_s += said[0] / 16
        told += [slot for whole in joining.whole(at_s) for slot in whole.lying]
    told += [slot for whole in joining.whole(at_s + WAITS_S + 1) for slot in whole.lying]
    assert sorted(told) == [("SM", place) for place in range(-(-len(data) // 12))], "a place is told of once"
    assert joining.next_s() is None, "nothing waits for ever"


def texts(data: bytes) -> None:
    """Feed the words of a text. It is an answer only if it holds nothing else, and what begins with HELP is a call."""
    text = data.decode("utf-8", "replace")
    found = read(text, lambda words: ROOMS.get(words, ""))
    assert (AN_ANSWER.fullmatch(text) is not None) == isinstance(found, AnswerText), text
    if text.casefold().startswith(("help ", "ayuda ")) or text.casefold() in {"help", "ayuda"}:
        assert isinstance(found, HelpText), text
    if isinstance(found, HelpText):
        assert found.room in {"", *ROOMS.values()}


def said(data: bytes) -> None:
    """Feed the words of a text that goes out: at most so many parts, each short enough, and no word is another person's."""
    parts = outgoing(NUMBER, data.decode("utf-8", "replace"), int.from_bytes(data[:2]))
    assert 1 <= len(parts) <= PARTS_MAX
    for part in parts:
        octets = bytes.fromhex(part.pdu)
        assert part.length == len(octets) - 1 - octets[0]
        assert len(octets) <= 1 + 164  # SMS-SUBMIT: TS 23.040, 9.2.2.2


def line_in(data: bytes) -> None:
    """Feed what the process of the phones says to the alert daemon: it is untrusted."""
    for message in from_phones().feed(data):
        assert list(from_phones().feed(frame(message))) == [message]


def line_out(data: bytes) -> None:
    """Feed what the alert daemon says to that process."""
    for message in to_phones().feed(data):
        assert list(to_phones().feed(frame(message))) == [message]


def traces(data: bytes) -> None:
    """Feed what a baresip prints, cut at zero bytes: whoever sends SIP writes most of it."""
    trace = Trace()
    for piece in data.split(b"\0"):
        message = trace.feed(piece)
        if message is not None:
            seen = caller(message, PBX)
            assert re.fullmatch(r"(\+?[0-9]{1,20})?", seen.number) and re.fullmatch(r"(\+?[0-9]{1,20})?", seen.diverted)
            assert not seen.proved or message.all("p-asserted-identity"), (
                "only the telephone system vouches for a number"
            )


READERS = {each.__name__: each for each in (pdus, modems, long_texts, texts, said, line_in, line_out, traces)}


if __name__ == "__main__":
    fed(READERS[sys.argv[1]], (FrameError, LineError, NotATrace), sys.argv[2], sys.argv[3])
