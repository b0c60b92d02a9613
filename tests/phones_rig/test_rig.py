"""The phone system of the tests does what a real one does: it registers, rings, forks, hides numbers, and says who calls."""

import signal
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.patience import patience
from tests.phones_rig.network import ROOT, STRANGER
from tests.phones_rig.pbx import Routing, missing
from tests.phones_rig.phone import tone
from tests.phones_rig.rig import PhonesRig

pytestmark = [pytest.mark.proof, pytest.mark.skipif(missing() is not None, reason=str(missing()))]
KILLED = """
import os, sys
from pathlib import Path
from tests.phones_rig.rig import PhonesRig
rig = PhonesRig(Path(sys.argv[1]))
rig.registered("2201")
os.kill(os.getpid(), 9)
"""
"""A test that is killed while a phone system and a phone run."""
GROUP = Routing(groups={"300": ["2201", "2202"]})


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short name: unix sockets in it have short names too."""
    with TemporaryDirectory(dir="/tmp") as made:
        yield Path(made)


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
def test_a_group_rings_one_phone_answers_and_the_other_falls_silent(folder: Path, transport: str) -> None:
    with PhonesRig(folder, routing=GROUP) as rig:
        first, second, caller = (rig.registered(number, transport=transport) for number in ("2201", "2202", "2203"))
        caller.dial("300")
        first.until("CALL_INCOMING")
        second.until("CALL_INCOMING")
        first.answer()
        caller.until("CALL_ESTABLISHED")
        second.until("CALL_CLOSED")
        caller.listen(0.2)  # so the other end has begun too: keys go past the phone system, and may come before its ACK
        caller.press("1")
        assert first.until("CALL_DTMF_START")["param"] == "1"
        caller.hang_up()
        first.until("CALL_CLOSED")
        assert "CALL_ESTABLISHED" not in second.events()


def test_who_calls_is_said_by_the_phone_system_and_by_nobody_else(folder: Path) -> None:
    with PhonesRig(folder) as rig, rig.phone("2202", says_it_is="2204") as liar:
        called = rig.registered("2201", traced=True)
        liar.dial("2201")
        called.until("CALL_INCOMING")
        assert called.asserted() == ["sip:2202@10.99.0.1"], "the password tells, not the name in From"
        assert "From: <sip:2204@" in called.log()


def test_a_number_beyond_the_outside_line_is_said(folder: Path) -> None:
    with PhonesRig(folder) as rig:
        called = rig.registered("2201", traced=True)
        rig.registered("+17205550177").dial("2201")
        called.until("CALL_INCOMING")
        assert called.asserted() == ["sip:+17205550177@10.99.0.1"]


@pytest.mark.parametrize("wholly", [False, True])
def test_a_hidden_number_is_hidden(folder: Path, *, wholly: bool) -> None:
    with PhonesRig(folder, routing=Routing(hides_wholly=wholly)) as rig:
        called = rig.registered("2201", traced=True)
        rig.registered("2202").dial("*672201")
        called.until("CALL_INCOMING")
        assert called.asserted() == ([] if wholly else ["sip:2202@10.99.0.1"])
        assert "Privacy: id" in called.log()
        assert "From: <sip:2202@" not in called.log() and "anonymous.invalid" in called.log()


def test_nothing_is_said_of_a_stranger(folder: Path) -> None:
    with PhonesRig(folder) as rig:
        called = rig.registered("2201", traced=True)
        with rig.network.phones.udp() as stranger:
            stranger.bind((STRANGER, 5070))
            stranger.sendto(_invite("2201"), ("10.99.0.1", 5060))
            called.until("CALL_INCOMING")
        assert called.asserted() == []


def test_a_phone_without_its_password_is_refused_until_it_has_it_again(folder: Path) -> None:
    with PhonesRig(folder) as rig:
        rig.pbx.refuse("2201")
        with rig.phone("2201") as phone:
            phone.until_refused()
            assert rig.pbx.contacts("2201") == 0
        rig.pbx.accept("2201")
        with rig.phone("2201"):
            rig.pbx.until_registered("2201")


def test_a_phone_system_that_was_killed_starts_again_and_has_forgotten_everybody(folder: Path) -> None:
    with PhonesRig(folder) as rig:
        rig.registered("2201")
        rig.pbx.kill()
        rig.pbx.start()
        assert rig.pbx.contacts("2201") == 0


def test_what_was_said_into_a_phone_is_in_the_recording_of_the_other(folder: Path) -> None:
    spoken = tone(folder / "tone.wav")
    with PhonesRig(folder) as rig:
        listener, speaker = rig.registered("2201"), rig.registered("2202", says=spoken)
        speaker.dial("2201")
        listener.until("CALL_INCOMING")
        listener.answer()
        listener.until("CALL_CLOSED")  # baresip hangs up where what it plays ends
        assert _loudest(listener.heard()) > 5000
        assert _loudest(speaker.heard()) < 500, "nobody said anything to it"


def test_nothing_is_left_of_a_test_that_was_killed(folder: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(folder)], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    until = time.monotonic() + patience()
    while left := _running(folder):
        assert time.monotonic() < until, f"these still run: {left}"
        time.sleep(0.05)


def _running(folder: Path) -> list[str]:
    """Give the command lines of programs that were started with something in this folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            found.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return [each for each in found if str(folder) in each]


def _invite(number: str) -> bytes:
    sdp = f"v=0\r\no=- 1 1 IN IP4 {STRANGER}\r\ns=-\r\nc=IN IP4 {STRANGER}\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n"
    return (
        f"INVITE sip:{number}@10.99.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP {STRANGER}:5070;branch=z9hG4bKa;rport\r\n"
        f"Max-Forwards: 70\r\nFrom: <sip:2204@10.99.0.1>;tag=a\r\nTo: <sip:{number}@10.99.0.1>\r\nCall-ID: stranger\r\n"
        f"CSeq: 1 INVITE\r\nContact: <sip:2204@{STRANGER}:5070>\r\nP-Asserted-Identity: <sip:2204@10.99.0.1>\r\n"
        f"Content-Type: application/sdp\r\nContent-Length: {len(sdp)}\r\n\r\n{sdp}"
    ).encode()


def _loudest(path: Path) -> int:
    with wave.open(str(path)) as heard:
        samples = memoryview(heard.readframes(heard.getnframes())).cast("h")
    return max(map(abs, samples), default=0)
