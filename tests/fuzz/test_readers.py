"""Fuzzes every reader of bytes from outside for a few seconds each: it gives a value or a refusal, never anything else."""

import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.api.framing import frame
from appliance.api.phones.messages import Dialled, Key, Ring, Rings, RingState, Speak, State
from appliance.api.sticks import Carry, Stick, Sticks
from appliance.duties.adopted.calendar_document import to_document
from appliance.duties.adopted.calendar_file import parse
from appliance.envelope.deposit import Deposited, HeadTold, Held, Notices, Refused, Signed
from appliance.envelope.format import head_statement, pad, split
from appliance.envelope.statements import Countersigned, Holding, Notice, NoticeType, Opened
from appliance.listed.shipped import SHIPPED, shipped
from appliance.phones.trace import BEGIN, END
from hardware.modem.twin import air
from hardware.serial.rfc2217 import COM_PORT
from hardware.serial.telnet import DO, bracket, escaped, wish
from hardware.simulated.frames import CheckIn, FaultSeen, Mended, Pressed, encode
from sync import protocol
from sync.live import Known, pack_deposit
from tests.appliance.calendars.written_events import SCHOOL_YEAR, all_day, ics, timed
from tests.appliance.duties.adopted.test_calendar_file import WRITTEN
from tests.fuzz import fuzzers
from tests.rounds import SOAK_S
from tests.sync.district.building import Box, wrap_for

HARNESS = Path(__file__).with_name("harness.py")
VECTORS = Path(__file__).parents[1] / "vectors/entry_v1.json"
MODBUS = VECTORS.parent / "wires/modbus.json"
DEVICES = Path(__file__).with_name("devices.py")
CALLERS = Path(__file__).with_name("callers.py")
CALENDARS = Path(__file__).with_name("calendars.py")
RADIO = Path(__file__).parents[1] / "vectors/wires/inovonics.json"
FED_LEN_MAX = 4096  # as much as the fuzzer feeds (`fed.py`)
SECONDS = int(os.environ.get("HANDBELL_FUZZ_S", SOAK_S or 4))
FORKED = ("/bin/sh", "-c", '"$@"; exit $?', "sh")
"""Starts a program as a child of a small shell. libFuzzer judges the peak of memory, and the kernel hands the peak of whoever starts a
program down to it. A process that reads all tests has more than the limit.
"""
DONE = "Done "  # libFuzzer's last line: "Done 123456 runs in 5 second(s)"

pytestmark = pytest.mark.proof


def beginnings() -> dict[str, list[bytes]]:
    """Give true inputs for each reader, which a fuzzer would not find by itself."""
    vectors = json.loads(VECTORS.read_text())
    box = Box()
    box.write(3)
    first = split(box.chain[0]).header
    place = (first.building, first.box, first.epoch)
    digest = box.digest(1)
    head = head_statement(*place, 1, digest)
    return {
        "entry": [*box.chain, *(bytes.fromhex(each["entry"]) for each in vectors["entries"])],
        "statement": [
            head,
            bytes.fromhex(vectors["head"]["statement"]),
            Countersigned(*place, 1, 1, digest, 1).pack(),
            Holding(*place, 1, digest, 1).pack(),
            Notice(first.building, NoticeType.REVOKED, 1, b"\x90").pack(),
            Opened(first.building, first.stream, 1, digest, 1).pack(),
        ],
        "key_statement": [
            b"K\x94\xa5key-1\xa1A\xc4\x20" + bytes(32) + b"\x91\x92\xc4\x20" + bytes(32) + b"\xc4\x20" + bytes(32)
        ],
        "deposit": [
            protocol.encode(box.deposit(1, 2, (wrap_for(1, b"o" * 32),))),
            protocol.encode(box.urgent(1, 3)),
            protocol.encode(Signed(head, bytes(32), bytes(64))),
        ],
        "live": _live_messages(),
        "stick": [
            protocol.encode(box.deposit(1, 2)),
            protocol.encode(Signed(head, bytes(32), bytes(64))),
            protocol.encode(Carry("export", "/media/usb")),
            protocol.encode(Sticks((Stick("/media/usb", 1, carries=True),))),
        ],
        "answer": _answers(place, digest),
        "padding": [pad(b""), pad(b"x" * 100)],
    }


def _answers(place: tuple[bytes, bytes, bytes], digest: bytes) -> list[bytes]:
    said = [Countersigned(*place, 1, 1, digest, 1).pack(), Holding(*place, 1, digest, 1).pack()]
    receipt, holding = (Signed(each, bytes(32), bytes(64)) for each in said)
    told = HeadTold("ok", place[2], 1, digest, (2, 3))
    bodies = [
        *(told, Deposited(receipt, told), Held((holding,)), Notices((receipt,), (holding,), 1)),
        *(protocol.Tail((b"HBE1",), more=False), Refused("busy", "Later.", told)),
    ]
    return [protocol.encode(each) for each in bodies]


def _live_messages() -> list[bytes]:
    """Give two deposits that follow on each other. A line that was just opened can read only the first."""
    box = Box(b"b" * 16, b"x" * 16)
    box.write(3, b"s" * 16)
    known = Known(box.building, box.box)
    parts = (box.deposit(1, 2, (wrap_for(1, b"o" * 32, b"s" * 16),)), box.deposit(3, 3))
    return [pack_deposit(each, known)[0] for each in parts]


def said_by_devices() -> dict[str, list[bytes]]:
    """Give the same for the readers of devices: what an honest device says."""
    pressed, frames = (
        {"contact": "help", "counter": 12, "age_ms": 300},
        [Pressed("help", 3, 40), CheckIn({"help": 3}, 5000)],
    )
    return {
        "states": [
            b"5f3a9c21e0d4b7a6 help=8/6@5200,310 hold=2/2 medical=0/0",
            b"stuck help, low-supply 4320 mV, older-box 7",
        ],
        "frames": [b"".join(map(encode, [*frames, FaultSeen("stuck", "help"), Mended("stuck")]))],
        "supplies": [
            b'BEGIN LIST VAR ups\nVAR ups ups.status "OB LB"\nVAR ups battery.runtime "1380"\nEND LIST VAR ups\n',
            b'VAR ups battery.date "2021/05/14"\nVAR ups battery.date "05/14/21"\nERR DATA-STALE\nUPS ups "a \\"b\\""\n',
        ],
        "modbus": [bytes.fromhex(each["hex"]) for each in json.loads(MODBUS.read_text())],
        "lent": [wish(DO, COM_PORT) + bracket(COM_PORT, b"\x65" + (9600).to_bytes(4)) + escaped(b"<ok>\xff")],
        "radio": [bytes.fromhex(each["hex"]) for each in json.loads(RADIO.read_text())],
        "panels": [
            b"!LRR:012,1,CID_1122,ff\r\n!RFX:0180036,80\r\n!EXP:07,01,01\n",
            b'!KPM:[10000001000000003A--],008,[f702000b1008001c08020000000000],"Ready to Arm"\r\n!Ready\r\n',
        ],
        "texts": _pdus(),
        "modem": [
            b"\0\xff" + b'\r\n+CMGL: 1,0,,30\r\n^RSSI: 18\r\n00040B91\r\n+CMTI: "SM",2\r\n\r\nOK\r\n',
            b"\1\xff" + b"\r\n> \r\n+CMGS: 7\r\n\r\nOK\r\n+CDS: 25\r\n0006070B\r\n",
            b"\2\xff" + b'+CREG: 2\r\n+CREG: 2,1,"1A2B","01C3",7\r\n+CPMS: ("SM","ME")\r\n+CME ERROR: 10\r\n',
        ],
        "bodies": [json.dumps(pressed | {"ledger": "5f3a9c21e0d4b7a6", "button": "B204"}).encode()],
    }


def _pdus() -> list[bytes]:
    """Give what a network hands to a modem: short and long texts in both alphabets, and a report."""
    at = datetime(2026, 12, 1, 8, 14, 9, tzinfo=UTC)
    said = ["HELP {204}", "AYUDA ő 😀", "long " * 50, "ő" * 80]
    pdus = [each for text in said for each in air.delivered("+17205550111", text, at)]
    return [
        each.encode() for each in (*pdus, *air.delivered("Carrier", "bill", at), air.report("+17205550111", 7, 0, at))
    ]


@pytest.mark.parametrize("reader", sorted(beginnings()))
def test_whatever_the_bytes_are_a_reader_gives_a_value_or_its_refusal(reader: str, tmp_path: Path) -> None:
    nothing_is_found(HARNESS, reader, beginnings()[reader], tmp_path)


@pytest.mark.parametrize("reader", sorted(said_by_devices()))
def test_whatever_a_device_says_comes_of_it_what_can_be_recorded_and_told_or_a_refusal(
    reader: str, tmp_path: Path
) -> None:
    nothing_is_found(DEVICES, reader, said_by_devices()[reader], tmp_path)


def of_a_district() -> dict[str, list[bytes]]:
    """Give true inputs for the readers of rules and school calendars."""
    calendar, rules = parse(WRITTEN).calendar, [shipped(name) for name in SHIPPED]
    assert calendar is not None
    event = timed("20261030T173000", "20261030T210000", "Early release", "Z")
    return {
        "ics": [ics(*SCHOOL_YEAR, all_day("20261123", "Thanksgiving Break", "20261128"), event)],
        "table": [
            b"date,kind,why,last,ends\n2026-11-26,no school,Thanksgiving,11/27/2026,\n2026-10-30,half day,x,,11:30\n"
        ],
        "calendar": [WRITTEN.encode()],
        "rules": [each.text[:FED_LEN_MAX].rpartition("[[rule]]")[0].encode() for each in rules],
        "documents": [to_document(calendar)],
    }


@pytest.mark.parametrize("reader", sorted(of_a_district()))
def test_whatever_a_district_hands_in_becomes_rules_or_a_calendar_or_mistakes(reader: str, tmp_path: Path) -> None:
    nothing_is_found(CALENDARS, reader, of_a_district()[reader], tmp_path)


def said_by_callers() -> dict[str, list[bytes]]:
    """Give true inputs for the readers of texts, of modems, of telephone systems, and of the line of the desk phones."""
    pdu = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07"  # a text of two words
    long_text = bytes.fromhex("3A0A01020148004500200031")
    invite = (
        b"INVITE sip:4357@10.20.0.5 SIP/2.0\r\nFrom: <sip:2204@10.20.0.5>;tag=a\r\nTo: <sip:4357@10.20.0.5>\r\n"
        b"Call-ID: a\r\nP-Asserted-Identity: <sip:2204@10.20.0.5>\r\nPrivacy: id\r\nDiversion: <sip:2100@10.20.0.5>\r\n\r\n"
    )
    dialled = Dialled(call="c1", number="2204", proved=True, withheld=False, outside=False)
    ring = Ring(id="r1", to="2210", clips=("help",), tone=True)
    return {
        "pdus": [pdu.encode(), bytes.fromhex(pdu)],
        "modems": [
            f'\r\n+CMGL: 1,0,,24\r\n{pdu}\r\n+CMTI: "SM",3\r\n\r\nOK\r\n'.encode(),
            b"\r\n+CPIN: READY\r\n^BOOT:1,0\r\nOK\r\n+CEREG: 1,5\r\n+CSQ: 20,99\r\nOK\r\n+CMS ERROR: 38\r\n> ",
        ],
        "long_texts": [long_text + long_text[:4] + b"\x02" + long_text[5:]],
        "texts": [b"1 4821", b"4821 2.", "HELP room 204 — ayuda".encode(), "１ ４８２１".encode()],
        "said": ["HELP Room 204 08:14. Reply 1 4821 going — 😀 {x}".encode() * 3],
        "line_in": [frame(dialled) + frame(RingState(id="r1", state=State.ANNOUNCED)) + frame(Key(of="r1", digit="1"))],
        "line_out": [frame(Rings(rings=(ring,))) + frame(Speak(call="c1", clips=("has-it",), tone=False))],
        "traces": [b"\0".join([BEGIN, b"UDP 10.20.0.5:5060 -> 10.20.0.2:5060\n", b"\n", invite, END])],
    }


@pytest.mark.parametrize("reader", sorted(said_by_callers()))
def test_whatever_is_texted_or_called_becomes_what_can_be_kept_and_acts_only_where_it_may(
    reader: str, tmp_path: Path
) -> None:
    nothing_is_found(CALLERS, reader, said_by_callers()[reader], tmp_path)


def nothing_is_found(harness: Path, reader: str, begins: list[bytes], folder: Path) -> None:
    """Run a fuzzer that starts from these inputs."""
    for number, data in enumerate(begins):
        (folder / f"begin-{number}").write_bytes(data)
    words = [*FORKED, fuzzers.python("atheris"), harness, reader, str(SECONDS), folder]
    environment = {**os.environ, "PYTHONPATH": str(fuzzers.ROOT)}
    ran = subprocess.run(words, capture_output=True, text=True, timeout=300 + SECONDS, env=environment, check=False)
    found = [path.read_bytes().hex() for path in folder.glob("found-*")]
    assert ran.returncode == 0 and not found, f"{found}\n{ran.stdout[-2000:]}{ran.stderr[-3000:]}"
    assert DONE in ran.stderr, ran.stderr[-1000:]
