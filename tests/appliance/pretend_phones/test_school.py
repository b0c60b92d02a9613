"""Pretend desk phones as a process of their own, at the alert daemon's end of the line."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.api.phones.messages import (
    Dialled,
    Ended,
    HangUp,
    Key,
    Lines,
    Registration,
    Ring,
    Rings,
    RingState,
    Setup,
    Speak,
    State,
)
from tests.appliance.phones.daemon_end import DaemonEnd

pytestmark = pytest.mark.slow

RUNS = "import sys; from appliance.pretend_phones.command import main; sys.exit(main(sys.argv[1:]))"
SETUP = Setup(pbx="10.99.0.1", port=5061, transport="tls", user="handbell", extension="4357")


class Pretended:
    """The process and the daemon's end. `said` is what it printed."""

    def __init__(self, folder: Path) -> None:
        self.daemon = DaemonEnd(folder / "p.sock")
        words = [sys.executable, "-c", RUNS, "--socket", str(folder / "p.sock"), "--json"]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.daemon.accept(SETUP)

    def type(self, line: str) -> None:
        """Type a sentence."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def until(self, **shown: str) -> dict[str, str]:
        """Read what it prints until this is in it."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said: dict[str, str] = json.loads(line)
            if shown.items() <= said.items():
                return said
        raise AssertionError(f"it ended without {shown}")

    def end(self) -> int:
        """Let it quit."""
        self.type("quit")
        code = self._process.wait(timeout=60)
        self.daemon.close()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        return code


@pytest.fixture
def school() -> Iterator[Pretended]:
    with tempfile.TemporaryDirectory(prefix="hb", dir="/tmp") as folder:
        made = Pretended(Path(folder))
        yield made
        assert made.end() == 0


def test_a_phone_dials_hears_what_it_is_told_presses_and_hangs_up(school: Pretended) -> None:
    assert school.daemon.until(Registration).why is None
    school.daemon.until(Lines)
    school.type("dial 2204")
    dialled = school.daemon.until(Dialled)
    assert (dialled.number, dialled.proved, dialled.outside) == ("2204", True, False)
    school.daemon.say(Speak(call=dialled.call, clips=("en.has-it", "en.room.B204"), tone=True))
    assert school.until(phone="2204")["hears"] == "a tone en.has-it en.room.B204"
    school.type("press 2204 5")
    assert school.daemon.until(Key) == Key(of=dialled.call, digit="5")
    school.type("hang up 2204")
    assert school.daemon.until(Ended).call == dialled.call


@pytest.mark.parametrize(
    ("who", "number", "proved", "withheld", "outside"),
    [
        ("2204 unproved", "2204", False, False, False),
        ("+17205550177", "+17205550177", True, False, True),
        ("withheld", "", False, True, False),
    ],
)
def test_who_calls_is_what_was_typed(
    school: Pretended, who: str, number: str, proved: bool, withheld: bool, outside: bool
) -> None:
    school.type(f"dial {who}")
    told = school.daemon.until(Dialled)
    assert (told.number, told.proved, told.withheld, told.outside) == (number, proved, withheld, outside)


def test_a_phone_rings_is_answered_and_says_a_key_and_the_box_hangs_up(school: Pretended) -> None:
    school.daemon.say(Rings(rings=(Ring(id="r1", to="2201", clips=("en.call",)), Ring(id="r2", to="2202"))))
    school.until(phone="2202", does="rings")
    school.type("press 2201 1")
    assert "is in no call" in school.until(not_done="press 2201 1")["says"], "it is not answered yet"
    school.type("answer 2201")
    school.until(phone="2201", hears="en.call")
    school.type("press 2201 1")
    assert school.daemon.until(Key) == Key(of="r1", digit="1")
    school.type("decline 2202")
    school.daemon.until(RingState, lambda each: each.id == "r2" and each.state is State.FAILED)
    school.daemon.say(HangUp(call="r1"))
    assert [each.state for each in (school.daemon.until(RingState, lambda each: each.state is State.ENDED),)]
    states = [each.state for each in school.daemon.heard if isinstance(each, RingState) and each.id == "r1"]
    assert states == [State.RINGING, State.ANSWERED, State.ANNOUNCED, State.ENDED]


def test_what_need_not_ring_stops_and_what_is_over_does_not_ring_again(school: Pretended) -> None:
    one, two = Ring(id="r1", to="2201"), Ring(id="r2", to="2202")
    school.daemon.say(Rings(rings=(one, two)))
    school.until(phone="2202", does="rings")
    school.type("decline 2201")
    school.daemon.say(Rings(rings=(one,)))
    school.until(phone="2202", does="stops")
    school.type("answer 2201")
    assert "does not ring" in school.until(not_done="answer 2201")["says"]


def test_lost_registration_is_told_and_its_return(school: Pretended) -> None:
    school.type("lose registration")
    assert school.daemon.until(Registration, lambda each: each.why is not None).why
    since = len(school.daemon.heard)
    school.type("dial 2204")
    school.until(not_done="dial 2204")
    school.type("register")
    assert school.daemon.until(Registration, since=since).why is None


@pytest.mark.parametrize("line", ["dial", "dial room", "press 2201 x", "fly", "hang up 2204"])
def test_what_cannot_be_done_says_why(school: Pretended, line: str) -> None:
    school.type(line)
    assert school.until(not_done=line)["says"]
