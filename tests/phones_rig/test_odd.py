"""Odd telephones do what they are told to do, through the phone system and past it."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.phones_rig.network import phone_address
from tests.phones_rig.odd import SDP, STRANGE_SDP, calls, goes_on, hears, says
from tests.phones_rig.pbx import Routing, missing
from tests.phones_rig.rig import PhonesRig, secret_of

pytestmark = [pytest.mark.proof, pytest.mark.skipif(missing() is not None, reason=str(missing()))]
ODD_AT = f"{phone_address(19)}:5080"
TO_ODD = Routing(elsewhere={"2290": ODD_AT})


@pytest.fixture
def folder() -> Iterator[Path]:
    with TemporaryDirectory(dir="/tmp") as made:
        yield Path(made)


def test_a_phone_that_refuses_in_one_way_after_the_other(folder: Path) -> None:
    with PhonesRig(folder, routing=TO_ODD) as rig:
        caller = rig.registered("2201")
        for refusal in ("486 Busy Here", "603 Decline", "410 Gone"):
            before = caller.mark()
            with rig.odd([hears("INVITE"), says(f"SIP/2.0 {refusal}"), hears("ACK")], at=ODD_AT) as odd:
                caller.dial("2290")
                assert refusal in str(caller.until("CALL_CLOSED", since=before)["param"])
                assert odd.finished(), odd.wrong()


def test_a_phone_that_answers_with_a_codec_that_nobody_speaks(folder: Path) -> None:
    strange = [hears("INVITE"), says("SIP/2.0 200 OK", body=STRANGE_SDP), hears("ACK")]
    with PhonesRig(folder, routing=TO_ODD) as rig, rig.odd(strange, at=ODD_AT) as odd:
        caller = rig.registered("2201")
        caller.dial("2290")
        odd.until("ACK sip:odd@")


def test_a_phone_that_gives_its_password_and_then_asks_for_a_transfer(folder: Path) -> None:
    password = f"[authentication username=2202 password={secret_of('2202')}]"
    asks = [
        calls("2201", caller="2202"),
        hears("407", auth=True),
        goes_on("ACK", number="2201", caller="2202", cseq=1),
        calls("2201", password, caller="2202", cseq=2),
        hears("100", optional=True),
        hears("180", optional=True),
        hears("200"),
        goes_on("ACK", number="2201", caller="2202", cseq=2),
        goes_on("REFER", "Refer-To: <sip:2203@10.99.0.1>", password, number="2201", caller="2202", cseq=3),
        hears("202"),
    ]
    with PhonesRig(folder) as rig:
        called = rig.registered("2201", traced=True)
        with rig.odd(asks, at=ODD_AT, to="10.99.0.1:5060") as odd:
            called.until("CALL_INCOMING")
            assert called.asserted() == ["sip:2202@10.99.0.1"]
            called.answer()
            odd.until("REFER ")
            called.until("TRANSFER")


def test_a_device_can_call_a_phone_past_the_phone_system(folder: Path) -> None:
    past = [
        calls("2201", "P-Asserted-Identity: <sip:2204@10.99.0.1>", caller="2204", host=phone_address(0), body=SDP),
        hears("100", optional=True),
        hears("180"),
    ]
    with PhonesRig(folder) as rig:
        called = rig.registered("2201", traced=True)
        with rig.odd(past, at=ODD_AT, to=f"{phone_address(0)}:5060") as odd:
            assert odd.finished(), odd.wrong()
        assert called.asserted() == ["sip:2204@10.99.0.1"], "a lie, as any device on this network can tell it"
