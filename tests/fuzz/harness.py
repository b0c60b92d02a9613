"""Feeds one part's reader with made-up bytes, guided by the code they reach: `harness.py NAME SECONDS FOLDER`. It runs by itself.

Whatever the bytes are, a reader gives a value or its one documented refusal. Anything else ends the run with the input it took. FOLDER
holds inputs from which the fuzzer may start. Needs atheris, which has wheels for x86-64 alone.
"""

import contextlib
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

from tests.fuzz.fed import fed

with atheris.instrument_imports(include=["appliance.envelope", "sync"]):
    from appliance.api.feed.frames import HAND_IN_LEN_MAX
    from appliance.api.sticks import from_console, to_console
    from appliance.envelope import format as layout
    from appliance.envelope import statements
    from appliance.envelope.deposit import Deposit, Deposited, HeadTold, Held, Notices, Refused, Signed, Urgent
    from appliance.envelope.format import FormatError, KeyStatement
    from sync import protocol
    from sync.bundle import parcel
    from sync.district.batch import Batch, checked
    from sync.live import Known, Last, pack_deposit, unpack_answer, unpack_deposit
    from sync.transport.checking import covers, holds
    from sync.transport.pieces import in_pieces


def entry(data: bytes) -> None:
    """Feed an entry: what is split joins again to the same bytes."""
    found = layout.split(data)
    assert layout.join(found.header, found.nonce, found.ciphertext) == data


def statement(data: bytes) -> None:
    """Feed each kind of statement from the same bytes: what is read packs to the same bytes."""
    for kind in (statements.Countersigned, statements.Holding, statements.Notice, statements.Opened):
        try:
            assert kind.unpack(data).pack() == data
        except FormatError:
            continue
    layout.read_head_statement(data)


def key_statement(data: bytes) -> None:
    """Feed a key entry's plaintext."""
    KeyStatement.decode(data)


def deposit(data: bytes) -> None:
    """Feed the body of a deposit as the district reads it, to the judgement of its chain; then the body of an urgent deposit, and a stick's
    head.
    """
    for kind in (Deposit, Urgent):
        try:
            body = protocol.decode(kind, data)
        except FormatError:
            continue
        building, box = data[6:22], data[22:38]
        assert isinstance(checked(body, building, box), Batch | Refused)
    protocol.decode(Signed, data)


def padding(data: bytes) -> None:
    """Feed the padding: what is unpadded pads to the same bytes."""
    assert layout.pad(layout.unpad(data)) == data


LIVE_IDS = b"b" * 16, b"x" * 16  # the ids in the inputs to begin with


def live(data: bytes) -> None:
    """Feed a message of the live line, as a deposit and as an answer: a deposit that is read packs to one that is read as the same."""
    last = Last(1, layout.Header(1, 1, *LIVE_IDS, bytes(16), 1, bytes(16), 1, bytes(32), 80), bytes(32))
    with contextlib.suppress(FormatError):
        unpack_answer(data, last, Known(*LIVE_IDS))
    body, _ = unpack_deposit(data, Known(*LIVE_IDS))
    again, _ = pack_deposit(body, Known(*LIVE_IDS))
    assert unpack_deposit(again, Known(*LIVE_IDS))[0] == body


def stick(data: bytes) -> None:
    """Feed a file on a stick, with a right checksum as a liar would write it: it is read as a body of its kind, or as damaged. Feed also
    what a console is told of sticks.
    """
    path = Path(tempfile.gettempdir(), f"handbell-fuzz-{os.getpid()}.hbp")
    path.write_bytes(parcel.MAGIC + hashlib.sha256(data).digest() + data)
    for kind in (Deposit, Signed, Notices):
        with contextlib.suppress(parcel.Damaged):
            assert isinstance(parcel.read(path, kind), kind)
    path.unlink()
    for decoder in (from_console, to_console):
        with contextlib.suppress(*layout.UNREADABLE):
            decoder.decode(data)


LAST = layout.join(layout.Header(1, 1, *LIVE_IDS, bytes(16), 1, bytes(16), 1, bytes(32), 80), bytes(12), bytes(80))


def answer(data: bytes) -> None:
    """Feed what an uplink is answered: a body of its kind is read, then checked and cut to pieces as the uplink does."""
    for kind in (HeadTold, Deposited, Held, Notices, protocol.Tail, Refused):
        try:
            body = protocol.decode(kind, data)
        except FormatError:
            continue
        match body:
            case Deposited():
                covers(body.receipt, LAST)
            case Held():
                for each in body.receipts:
                    holds(each, LAST)
            case Notices():
                assert all(len(protocol.encode(each)) < HAND_IN_LEN_MAX for each in in_pieces(body))


READERS: dict[str, Callable[[bytes], None]] = {
    each.__name__: each for each in (entry, statement, key_statement, deposit, padding, live, stick, answer)
}


def main(name: str, seconds: str, folder: str) -> None:
    """Feed this reader."""
    fed(READERS[name], (FormatError,), seconds, folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
