"""Somebody calls again and again, in their own name or another's: phones of the building are told and answered all the same. Real PBX."""

import pytest

from appliance.api.phones.messages import Dialled
from appliance.phones.callers import AGAIN_A_MINUTE, OF_ONE_NUMBER_A_MINUTE, OF_STRANGERS_A_MINUTE
from tests.appliance.phones.conftest import Begins
from tests.appliance.phones.story import Story
from tests.phones_rig.network import STRANGER
from tests.phones_rig.odd import STRANGE_SDP, calls, goes_on, hears, sends
from tests.phones_rig.rig import HANDBELL, HELP

pytestmark = pytest.mark.slow

REFUSED_CALL = [
    calls(HELP, caller="[field0]", body=STRANGE_SDP),
    *(hears(word, optional=True) for word in ("100", "180", "486")),
    hears("488"),
    sends(
        f"ACK sip:{HELP}@10.99.0.1 SIP/2.0",
        "[last_Via:]",
        "[last_From:]",
        "[last_To:]",
        "[last_Call-ID:]",
        "CSeq: 1 ACK",
    ),
]
"""A call that ends at once, and is told all the same: no codec in common."""

ANSWERED_CALL = [
    calls(HELP, caller="2299"),
    *(hears(word, optional=True) for word in ("100", "180", "486")),
    hears("200"),
    goes_on("ACK", number=HELP, caller="2299", cseq=1),
    goes_on("BYE", number=HELP, caller="2299", cseq=2),
    hears("200"),
]


def _flood(box: Story, numbers: list[str]) -> None:
    more = {"number_of_calls": len(numbers), "lines": numbers}
    with box.rig.odd(REFUSED_CALL, at=f"{STRANGER}:5080", to="10.99.0.1:5060", **more) as odd:
        assert odd.finished(), odd.wrong()


def _is_told_and_answered(box: Story, number: str) -> Dialled:
    phone = box.rig.registered(number)
    phone.dial(HELP)
    told = box.daemon.until(Dialled, lambda each: each.number == number and each.proved)
    phone.until("CALL_ESTABLISHED")
    return told


def test_a_stranger_who_takes_the_number_of_a_room_does_not_use_up_its_measure(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    box.rig.pbx.until_registered(HANDBELL, 8)
    _flood(box, ["2204"] * 70)
    assert not _is_told_and_answered(box, "2204").again
    lies = [each.again for each in box.daemon.heard if isinstance(each, Dialled) and not each.proved]
    assert lies == [False] * OF_ONE_NUMBER_A_MINUTE + [True] * AGAIN_A_MINUTE


def test_a_flood_of_strangers_is_told_up_to_its_measure_and_takes_nothing_from_a_room(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    box.rig.pbx.until_registered(HANDBELL, 8)
    _flood(box, [f"+1720555{number:04}" for number in range(OF_STRANGERS_A_MINUTE + 10)])
    assert not _is_told_and_answered(box, "2204").again
    strangers = [each for each in box.daemon.heard if isinstance(each, Dialled) and not each.proved]
    assert len(strangers) == OF_STRANGERS_A_MINUTE
    assert "Calls come too fast" in box.journal()


def test_who_calls_too_often_presses_no_more_and_is_answered_all_the_same(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    box.rig.pbx.until_registered(HANDBELL, 8)
    _flood(box, ["2299"] * OF_ONE_NUMBER_A_MINUTE)
    with box.rig.odd(ANSWERED_CALL, at=f"{STRANGER}:5081", to="10.99.0.1:5060") as odd:
        assert box.daemon.until(Dialled, lambda each: each.again).number == "2299"
        assert odd.finished(), odd.wrong()
    told = [each.again for each in box.daemon.heard if isinstance(each, Dialled)]
    assert told == [False] * OF_ONE_NUMBER_A_MINUTE + [True]
