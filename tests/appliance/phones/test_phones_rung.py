"""Phones ring as the alert daemon says, say what they shall, and their keys are told; nobody makes the box phone anybody else."""

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from appliance.api.phones.messages import CALLS_MAX, Dialled, HangUp, Key, Lines, Ring, Rings, RingState, State
from appliance.phones.line import KEYS_A_SECOND_MAX
from tests.appliance.phones import taken_over
from tests.appliance.phones.conftest import Begins
from tests.appliance.phones.sound import loud
from tests.appliance.phones.story import Story
from tests.patience import patience
from tests.phones_rig.network import STRANGER
from tests.phones_rig.odd import hears, says, sends, waits
from tests.phones_rig.pbx import Routing
from tests.phones_rig.rig import HANDBELL, HELP

pytestmark = pytest.mark.slow

ELSEWHERE = Routing(aliases={HELP: HANDBELL}, elsewhere={"2290": "10.99.0.29:5080"}, rings_s=8)
CALL = ("en.call",)
NO_END = Routing(aliases={HELP: HANDBELL}, rings_s=600)  # longer than a test: a phone that is not told to stop rings on


def _ring(box: Story, to: str, ring: str = "r1", clips: tuple[str, ...] = CALL) -> None:
    box.daemon.say(Rings(rings=(Ring(id=ring, to=to, clips=clips),)))


def _state(box: Story, state: State, ring: str = "r1") -> RingState:
    return box.daemon.until(RingState, lambda each: each.id == ring and each.state is state)


def test_a_phone_rings_is_answered_says_it_again_and_again_and_its_key_is_told(at_pbx: Begins) -> None:
    box = at_pbx()
    box.phrase("en.call", 0.5)
    box.begin()
    phone = box.rig.registered("2201")
    _ring(box, "2201")
    phone.until("CALL_INCOMING")
    _state(box, State.RINGING)
    phone.answer()
    phone.until("CALL_ESTABLISHED")
    _state(box, State.ANNOUNCED)
    phone.press("1")
    assert box.daemon.until(Key) == Key(of="r1", digit="1")
    phone.listen(3)  # the phrase is heard twice in it: it and its pause take 1.7 s
    box.daemon.say(HangUp(call="r1"))
    phone.until("CALL_CLOSED")
    _state(box, State.ENDED)
    assert [each.state for each in box.daemon.heard if isinstance(each, RingState)] == [
        State.RINGING, State.ANSWERED, State.ANNOUNCED, State.ENDED,
    ]  # fmt: skip
    assert loud(phone.heard()) > 0.7
    assert "2201" not in box.journal()


def test_key_2_says_it_anew_and_is_told(at_pbx: Begins) -> None:
    box = at_pbx()
    box.phrase("en.call", 0.5)
    box.begin()
    phone = box.rig.registered("2201")
    _ring(box, "2201")
    phone.until("CALL_INCOMING")
    phone.answer()
    _state(box, State.ANNOUNCED)
    phone.press("2")
    assert box.daemon.until(Key).digit == "2"
    assert [each.state for each in box.daemon.heard if isinstance(each, RingState)].count(State.ANNOUNCED) == 1


def test_words_that_change_as_soon_as_it_is_answered_are_the_ones_that_are_heard(at_pbx: Begins) -> None:
    box = at_pbx()
    box.phrase("en.call", 0.2)
    box.phrase("en.another", 5.0)
    box.begin()
    phone = box.rig.registered("2201")
    _ring(box, "2201")
    phone.until("CALL_INCOMING")
    phone.answer()
    _state(box, State.ANSWERED)  # its announcement is only about to begin
    _ring(box, "2201", clips=("en.another",))
    _state(box, State.ANNOUNCED)
    phone.listen(4.0)
    box.daemon.say(HangUp(call="r1"))
    phone.until("CALL_CLOSED")
    assert loud(phone.heard()) > 2.5, "the first words and their pauses are silent for most of the time"
    assert [each.state for each in box.daemon.heard if isinstance(each, RingState)].count(State.ANNOUNCED) == 1


def test_what_need_not_ring_any_more_stops_ringing(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    one, two = box.rig.registered("2201"), box.rig.registered("2202")
    box.daemon.say(Rings(rings=(Ring(id="r1", to="2201"), Ring(id="r2", to="2202"))))
    one.until("CALL_INCOMING")
    two.until("CALL_INCOMING")
    box.daemon.say(Rings(rings=(Ring(id="r2", to="2202"),)))
    one.until("CALL_CLOSED")
    two.answer()
    _state(box, State.ANNOUNCED, "r2")
    assert not [
        each
        for each in box.daemon.heard
        if isinstance(each, RingState) and each.id == "r1" and each.state is not State.RINGING
    ]


def test_a_phone_that_need_not_ring_in_the_moment_in_which_it_begins_does_not_ring_on(at_pbx: Begins) -> None:
    box = at_pbx(routing=NO_END)
    box.begin()
    one, two = box.rig.registered("2201"), box.rig.registered("2202")
    for number in range(CALLS_MAX):
        box.daemon.say(Rings(rings=(Ring(id=f"r{number}", to="2201"),)))
        box.daemon.say(Rings(rings=()))
    _ring(box, "2202", "last")
    two.until("CALL_INCOMING")  # the lines were taken by the calls before
    ends = time.monotonic() + patience()
    while (kinds := one.events()).count("CALL_INCOMING") != kinds.count("CALL_CLOSED"):
        assert time.monotonic() < ends, kinds


def test_two_lines_stay_free_for_help_while_many_phones_shall_ring(at_pbx: Begins) -> None:
    extensions = tuple(str(2201 + place) for place in range(8))
    box = at_pbx(extensions=extensions)
    box.begin()
    phones = [box.rig.registered(number) for number in extensions[:7]]
    caller = box.rig.registered(extensions[7])
    box.daemon.say(Rings(rings=tuple(Ring(id=f"r{number}", to=number) for number in extensions[:7])))
    assert _state(box, State.WAITING, f"r{extensions[6]}")
    caller.dial(HELP)
    box.daemon.until(Dialled)
    caller.until("CALL_ESTABLISHED")
    phones[0].until("CALL_INCOMING")
    phones[0].hang_up()
    assert _state(box, State.FAILED, f"r{extensions[0]}").why == "it is busy"
    phones[6].until("CALL_INCOMING")


@pytest.mark.parametrize("number", ["2203", "2299"], ids=["nobody is there", "no such number"])
def test_a_phone_that_cannot_be_reached_is_told_with_why(at_pbx: Begins, number: str) -> None:
    box = at_pbx()
    box.begin()
    _ring(box, number)
    assert _state(box, State.FAILED).why == "the PBX knows no such number"


def test_who_declines_is_told(at_pbx: Begins) -> None:
    box = at_pbx(routing=ELSEWHERE)
    box.begin()
    declines = [hears("INVITE"), says("SIP/2.0 180 Ringing"), waits(300), says("SIP/2.0 603 Decline"), hears("ACK")]
    with box.rig.odd(declines, at="10.99.0.29:5080") as odd:
        _ring(box, "2290")
        assert odd.finished(), odd.wrong()
    assert _state(box, State.FAILED).why == "it was declined"


def test_a_baresip_that_is_taken_over_answers_its_own_call_alone_and_not_before_it_is_announced(at_pbx: Begins) -> None:
    box = at_pbx()
    program = box.folder / "taken-over"
    program.write_text(f"#!{sys.executable}\n{Path(str(taken_over.__file__)).read_text()}")
    program.chmod(0o755)
    box.start(baresip=str(program))
    box.daemon.accept(box.setup())
    box.daemon.until(Lines, lambda each: each.working == CALLS_MAX)
    box.daemon.say(Rings(rings=tuple(Ring(id=f"r{number}", to=number) for number in ("2202", "2203", "2201"))))
    _state(box, State.ANNOUNCED, "r2201")
    box.daemon.until(Key)
    # a second liar says all of it again, after a second: by then every lie of the first was heard
    box.daemon.say(Rings(rings=tuple(Ring(id=f"r{number}", to=number) for number in ("2202", "2203", "2201", "2211"))))
    box.daemon.until(Key, lambda each: each.of == "r2211")
    keys = [(each.of, each.digit) for each in box.daemon.heard if isinstance(each, Key)]
    assert set(keys) == {("r2201", "1"), ("r2211", "1")}
    assert keys.count(("r2201", "1")) <= KEYS_A_SECOND_MAX
    states = [each for each in box.daemon.heard if isinstance(each, RingState)]
    assert {each.id for each in states} == {"r2201", "r2211"}
    assert not [each for each in box.daemon.heard if isinstance(each, Dialled)]


@pytest.mark.parametrize("transport", ["udp", "tls"])
def test_who_sends_the_call_on_makes_the_box_phone_nobody(at_pbx: Begins, transport: str) -> None:
    box = at_pbx(routing=ELSEWHERE)
    more = ("--ca", str(box.rig.certificates.authority)) if transport == "tls" else ()
    box.begin(*more, transport=transport)
    other = box.rig.registered("2202")
    for status in ("302 Moved Temporarily", "380 Alternative Service", "300 Multiple Choices"):
        ring = f"r{status[:3]}"
        elsewhere = says(f"SIP/2.0 {status}", "Contact: <sip:2202@10.99.0.1>", contact=False)
        with box.rig.odd([hears("INVITE"), elsewhere, hears("ACK")], at="10.99.0.29:5080"):
            _ring(box, "2290", ring)
            failed = _state(box, State.FAILED, ring)
            assert failed.why == "it sends its calls on to another number, which was not called"
    _ring(box, "2202", "r2")  # what the box was told to ring does ring, and it is the first call that this phone gets
    other.until("CALL_INCOMING")
    assert other.events().count("CALL_INCOMING") == 1
    other.answer()
    _state(box, State.ANNOUNCED, "r2")


@pytest.mark.parametrize("who", ["caller", "rung"])
def test_who_asks_for_a_transfer_makes_the_box_phone_nobody(at_pbx: Begins, who: str) -> None:
    box = at_pbx()
    box.begin()
    phone, other = box.rig.registered("2201"), box.rig.registered("2202")
    if who == "caller":
        phone.dial(HELP)
    else:
        _ring(box, "2201")
        phone.until("CALL_INCOMING")
        phone.answer()
    phone.until("CALL_ESTABLISHED")
    phone.transfer("2202")
    phone.until("TRANSFER_FAILED")  # the phone itself then ends its call
    _ring(box, "2202", "r2")
    other.until("CALL_INCOMING")
    assert other.events().count("CALL_INCOMING") == 1


def test_a_request_of_a_stranger_outside_of_a_call_makes_nobody_ring(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    box.rig.pbx.until_registered(HANDBELL, CALLS_MAX)
    other = box.rig.registered("2202")
    asks = [
        sends(
            f"{method} sip:{HELP}@10.99.0.1 SIP/2.0",
            "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]",
            "Max-Forwards: 70",
            "From: <sip:2299@10.99.0.1>;tag=1",
            f"To: <sip:{HELP}@10.99.0.1>",
            f"Call-ID: {method}-[call_id]",
            f"CSeq: 1 {method}",
            "Refer-To: <sip:2202@10.99.0.1>",
            "Event: dialog",
            "Contact: <sip:2202@10.99.0.1>",
            "Content-Type: text/plain",
        )
        for method in ("REFER", "MESSAGE", "SUBSCRIBE", "NOTIFY", "PUBLISH", "UPDATE", "NONSENSE")
    ]
    with box.rig.odd([*asks, waits(1000)], at=f"{STRANGER}:5080", to="10.99.0.1:5060") as odd:
        odd.until("NONSENSE sip:")
        assert odd.finished(), odd.wrong()
    _ring(box, "2202", "r2")
    other.until("CALL_INCOMING")
    assert other.events().count("CALL_INCOMING") == 1
    assert len(box.children()) == CALLS_MAX


def test_no_sound_of_anybody_reaches_the_disk(at_pbx: Begins) -> None:
    box = at_pbx()
    box.phrase("en.call", 0.5)
    box.begin()
    box.rig.pbx.until_registered(HANDBELL, 8)
    phone = box.rig.registered("2204", says=box.folder / "phrases" / "0123456789abcdef" / "en.call.wav")
    phone.dial(HELP)
    box.daemon.until(Dialled)
    phone.until("CALL_ESTABLISHED")
    phone.until("CALL_CLOSED")  # the file of what it says has ended
    written = {path.name for path in box.run.rglob("*") if path.is_file()}
    assert written == {"config", "contacts", "quiet.wav"}
    assert not any((box.run / f"line-{number}" / "speaker.wav").exists() for number in range(8))


def test_nothing_but_nowhere_is_open_for_writing_while_somebody_speaks(at_pbx: Begins) -> None:
    box = at_pbx()
    box.phrase("en.call", 5)
    box.begin()
    phone = box.rig.registered("2204", says=box.folder / "phrases" / "0123456789abcdef" / "en.call.wav")
    phone.dial(HELP)
    box.daemon.until(Dialled)
    phone.until("CALL_ESTABLISHED")
    written = {target for pid in box.children() for target in _written(pid)}
    assert {target for target in written if target.startswith("/")} == {"/dev/null"}


def _written(pid: int) -> list[str]:
    """Give what a process has open for writing."""
    found = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            flags = int(Path(f"/proc/{pid}/fdinfo/{link.name}").read_text().split("flags:")[1].split()[0], 8)
            if flags & os.O_ACCMODE != os.O_RDONLY:
                found.append(str(link.readlink()))
    return found
