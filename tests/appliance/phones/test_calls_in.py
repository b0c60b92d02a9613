"""Somebody dials the help extension: it is told at once, answered, spoken to, and its keys are told. Real PBX, phones and processes."""

import pytest

from appliance.api.phones.messages import Dialled, Ended, HangUp, Key, Speak
from tests.appliance.phones.conftest import Begins
from tests.appliance.phones.sound import loud
from tests.appliance.phones.story import Story
from tests.phones_rig.network import STRANGER
from tests.phones_rig.odd import SDP, STRANGE_SDP, calls, goes_on, hears, sends, waits
from tests.phones_rig.pbx import Routing
from tests.phones_rig.rig import HANDBELL, HELP

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
def test_a_room_dials_is_answered_hears_what_it_is_told_and_is_heard_to_hang_up(at_pbx: Begins, transport: str) -> None:
    box = at_pbx()
    box.phrase("en.has-your-call", 1.0)
    more = ("--ca", str(box.rig.certificates.authority)) if transport == "tls" else ()
    assert box.begin(*more, transport=transport).why is None
    box.rig.pbx.until_registered(HANDBELL, 8)
    phone = box.rig.registered("2204")
    phone.dial(HELP)
    dialled = box.daemon.until(Dialled)
    assert (dialled.number, dialled.proved, dialled.withheld, dialled.outside) == ("2204", True, False, False)
    phone.until("CALL_ESTABLISHED")
    box.daemon.say(Speak(call=dialled.call, clips=("en.has-your-call",)))
    phone.listen(
        0.2
    )  # so the line's end has begun too: a key that comes before its ACK, which goes by the PBX, is of no call yet
    phone.press("5")
    assert box.daemon.until(Key) == Key(of=dialled.call, digit="5")
    phone.listen(1.5)  # one time of the phrase and the pause after it
    phone.hang_up()
    assert box.daemon.until(Ended).call == dialled.call
    assert 0.5 < loud(phone.heard()) < 1.6
    assert box.stop() == 0
    assert box.rig.pbx.contacts(HANDBELL) == 0
    assert "2204" not in box.journal()


def test_who_hangs_up_at_once_is_told_all_the_same(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    box.rig.pbx.until_registered(HANDBELL, 8)
    phone = box.rig.registered("2204")
    phone.dial(HELP)
    phone.until(
        "CALL_RINGING"
    )  # before that, this phone takes nothing back: it forgets the call, and the line ends it half a minute later
    phone.hang_up()
    dialled = box.daemon.until(Dialled)
    assert box.daemon.until(Ended).call == dialled.call
    assert [type(each) for each in box.daemon.heard].count(Dialled) == 1


def test_the_box_hangs_up(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    phone = box.rig.registered("2204")
    phone.dial(HELP)
    dialled = box.daemon.until(Dialled)
    phone.until("CALL_ESTABLISHED")
    box.daemon.say(HangUp(call=dialled.call))
    phone.until("CALL_CLOSED")
    assert box.daemon.until(Ended).call == dialled.call


def test_nine_call_at_once_and_the_ninth_is_told_too(at_pbx: Begins) -> None:
    extensions = tuple(str(2201 + place) for place in range(9))
    box = at_pbx(extensions=extensions)
    box.begin()
    box.rig.pbx.until_registered(HANDBELL, 8)
    phones = [box.rig.registered(number) for number in extensions]
    for phone in phones[:8]:
        phone.dial(HELP)
        box.daemon.until(Dialled, lambda each, phone=phone: each.number == phone.number)
        phone.until("CALL_ESTABLISHED")
    phones[8].dial(HELP)
    ninth = box.daemon.until(Dialled, lambda each: each.number == extensions[8])
    phones[8].until("CALL_CLOSED")
    assert box.daemon.until(Ended).call == ninth.call
    assert [each.number for each in box.daemon.heard if isinstance(each, Dialled)] == list(extensions)


def test_who_the_pbx_does_not_vouch_for_is_not_proved(at_pbx: Begins) -> None:
    box = at_pbx(routing=Routing(aliases={HELP: HANDBELL}, asserts=False))
    box.begin()
    phone = box.rig.registered("2204")
    phone.dial(HELP)
    assert not box.daemon.until(Dialled).proved


def test_who_hides_their_number_and_who_calls_from_outside(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    phone = box.rig.registered("2204")
    phone.dial(f"*67{HELP}")
    hidden = box.daemon.until(Dialled)
    assert hidden.withheld
    since = len(box.daemon.heard)
    outside = box.rig.registered("+17205550177")
    outside.dial(HELP)
    told = box.daemon.until(Dialled, since=since)
    assert (told.number, told.outside) == ("+17205550177", True)


def test_an_invite_that_does_not_come_from_the_pbx_is_no_call(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    box.rig.pbx.until_registered(HANDBELL, 8)
    asserted = "P-Asserted-Identity: <sip:2204@10.99.0.1>"
    steps = [
        calls(HANDBELL, asserted, caller="2204", host="10.99.0.2"),
        *(hears(word, optional=True) for word in ("100", "180")),
        hears("486"),
        sends(
            "ACK sip:handbell@10.99.0.2 SIP/2.0",
            "[last_Via:]",
            "[last_From:]",
            "[last_To:]",
            "[last_Call-ID:]",
            "CSeq: 1 ACK",
        ),
    ]
    with box.rig.odd(steps, at=f"{STRANGER}:5080", to="10.99.0.2:5070") as odd:
        assert odd.finished(), odd.wrong()
    phone = box.rig.registered("2201")
    phone.dial(HELP)
    assert box.daemon.until(Dialled).number == "2201"


def _odd_call(number: str, *headers: str, body: str = SDP, answered: bool = True) -> list[str]:
    """Call from a computer that the PBX lets call without a password; then hang up."""
    begin = [
        calls(number, *headers, caller="2299", body=body),
        *(hears(word, optional=True) for word in ("100", "180")),
    ]
    if not answered:
        return begin
    ends = [goes_on("ACK", number=number, caller="2299", cseq=1), waits(200)]
    return [*begin, hears("200"), *ends, goes_on("BYE", number=number, caller="2299", cseq=2), hears("200")]


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param([f"X-Odd-{place}: {'x' * 900}" for place in range(7)], id="huge"),
        pytest.param(['Subject: \xff\xfe"\\";<sip:1@2>', "X-Odd: \x80"], id="eight bits and quotes without end"),
        pytest.param(
            ["Call-Info: <sip:x>;answer-after=0", "Alert-Info: <http://10.99.0.3/x>;info=alert-autoanswer"],
            id="answer by yourself",
        ),
    ],
)
def test_odd_headers_harm_nothing(at_pbx: Begins, headers: list[str]) -> None:
    box = at_pbx()
    box.begin()
    box.rig.pbx.until_registered(HANDBELL, 8)
    with box.rig.odd(_odd_call(HELP, *headers), at=f"{STRANGER}:5080", to="10.99.0.1:5060", transport="t1") as odd:
        dialled = box.daemon.until(Dialled)
        assert odd.finished(), odd.wrong()
    assert not dialled.proved
    box.daemon.until(Ended)
    _still_works(box)


def test_a_codec_that_nobody_speaks_is_refused_and_told_all_the_same(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    box.rig.pbx.until_registered(HANDBELL, 8)
    ack = sends(
        f"ACK sip:{HELP}@10.99.0.1 SIP/2.0",
        "[last_Via:]",
        "[last_From:]",
        "[last_To:]",
        "[last_Call-ID:]",
        "CSeq: 1 ACK",
    )
    steps = [*_odd_call(HELP, body=STRANGE_SDP, answered=False), hears("488"), ack]
    with box.rig.odd(steps, at=f"{STRANGER}:5080", to="10.99.0.1:5060") as odd:
        dialled = box.daemon.until(Dialled)
        assert odd.finished(), odd.wrong()
    assert box.daemon.until(Ended).call == dialled.call
    _still_works(box)


def test_a_call_without_an_offer_is_answered_with_one(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    begin = [
        calls(HELP, caller="2299", body=""),
        *(hears(word, optional=True) for word in ("100", "180")),
        hears("200"),
    ]
    ends = [goes_on("ACK", number=HELP, caller="2299", cseq=1, body=SDP), waits(200)]
    steps = [*begin, *ends, goes_on("BYE", number=HELP, caller="2299", cseq=2), hears("200")]
    with box.rig.odd(steps, at=f"{STRANGER}:5080", to="10.99.0.1:5060") as odd:
        box.daemon.until(Dialled)
        assert odd.finished(), odd.wrong()
    box.daemon.until(Ended)
    _still_works(box)


def test_a_phone_on_hold_stays_in_its_call_and_its_keys_count_by_info_too(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    begin = [
        *_odd_call(HELP, answered=False),
        hears("200"),
        goes_on("ACK", number=HELP, caller="2299", cseq=1),
        waits(300),
    ]
    hold = goes_on("INVITE", number=HELP, caller="2299", cseq=2, body=f"{SDP}\na=sendonly")
    back = goes_on("INVITE", number=HELP, caller="2299", cseq=3, body=SDP)
    info = goes_on("INFO", number=HELP, caller="2299", cseq=4, body="Signal=7\nDuration=160")
    info = info.replace("application/sdp", "application/dtmf-relay")
    steps = [*begin]
    for number, asked in ((2, hold), (3, back)):
        steps += [
            asked,
            hears("100", optional=True),
            hears("200"),
            goes_on("ACK", number=HELP, caller="2299", cseq=number),
        ]
    steps += [info, hears("200"), goes_on("BYE", number=HELP, caller="2299", cseq=5), hears("200")]
    with box.rig.odd(steps, at=f"{STRANGER}:5080", to="10.99.0.1:5060") as odd:
        dialled = box.daemon.until(Dialled)
        assert odd.finished(), odd.wrong()
    assert box.daemon.until(Key) == Key(of=dialled.call, digit="7")
    assert box.daemon.until(Ended).call == dialled.call


def _still_works(box: Story) -> None:
    since = len(box.daemon.heard)
    phone = box.rig.registered("2201")
    phone.dial(HELP)
    assert box.daemon.until(Dialled, since=since).number == "2201"
    phone.until("CALL_ESTABLISHED")
    assert len(box.children()) == 8
