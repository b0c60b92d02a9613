"""Which calls are told to the alert daemon while somebody calls without end: a stranger keeps no phone of the building out."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.api.phones.messages import Dialled, Ended, FromPhones, Setup
from appliance.phones.account import Account, Ports
from appliance.phones.callers import OF_BUILDING_A_MINUTE, OF_ONE_NUMBER_A_MINUTE, OF_OTHERS_A_MINUTE, Callers
from appliance.phones.clips import Phrases
from appliance.phones.exchange import Exchange
from appliance.phones.line import Line
from appliance.phones.trace import SipMessage

PBX = "10.99.0.1"


class Told:
    """The lines of one box that are not begun, the calls that a PBX offers on them, and what the daemon is told."""

    def __init__(self, folder: Path) -> None:
        setup = Setup(pbx=PBX, port=5061, transport="udp", user="handbell", extension="4357")
        account, where = Account(setup, "secret", None), (Path("/usr/bin/baresip"), folder)
        exchange = Exchange(account, Ports(), where, folder, lambda _: True)
        self.line = Line(0, account, Ports(), where, exchange)
        self.heard: list[FromPhones] = []
        self.callers = Callers(self._hear, PBX, Phrases(folder, ""))
        self._calls = 0

    def _hear(self, message: FromPhones) -> bool:
        self.heard.append(message)
        return True

    def calls(self, number: str, *, proved: bool = True) -> None:
        """Let a phone call, and hang up at once."""
        self._calls += 1
        name = "p-asserted-identity" if proved else "from"
        headers = (("call-id", f"c{self._calls}"), ("to", f"<sip:4357@{PBX}>"), (name, f"<sip:{number}@{PBX}>"))
        self.callers.invited(self.line, SipMessage(f"{PBX}:5060", "10.99.0.2:5070", "INVITE sip:h SIP/2.0", headers))
        self.callers.closed(self.line, f"c{self._calls}")

    def numbers(self, *, proved: bool = True) -> list[str]:
        """Give the number of each call that was told."""
        return [each.number for each in self.heard if isinstance(each, Dialled) and each.proved is proved]


@pytest.fixture
async def told(tmp_path: Path) -> Told:
    return Told(tmp_path)


async def test_one_number_is_told_some_times_a_minute_and_each_call_is_ended(told: Told) -> None:
    for _ in range(OF_ONE_NUMBER_A_MINUTE + 2):
        told.calls("2204")
    assert told.numbers() == ["2204"] * OF_ONE_NUMBER_A_MINUTE
    assert [type(each) for each in told.heard] == [Dialled, Ended] * OF_ONE_NUMBER_A_MINUTE


async def test_whoever_only_claims_the_number_of_a_room_does_not_keep_that_room_out(told: Told) -> None:
    for _ in range(OF_ONE_NUMBER_A_MINUTE + 2):
        told.calls("2204", proved=False)
    assert told.numbers(proved=False) == ["2204"] * OF_ONE_NUMBER_A_MINUTE
    told.calls("2204")
    assert told.numbers() == ["2204"]


@pytest.mark.parametrize(
    "stranger",
    [lambda place: (f"{3000 + place}", False), lambda place: (f"+1720555{place:04}", True)],
    ids=["nobody vouches for them", "they call from outside"],
)
async def test_however_many_strangers_call_every_phone_of_the_building_is_told(
    told: Told, stranger: Callable[[int], tuple[str, bool]]
) -> None:
    for place in range(2 * OF_OTHERS_A_MINUTE):
        number, proved = stranger(place)
        told.calls(number, proved=proved)
    strangers = len(told.numbers(proved=False) + told.numbers())
    assert strangers == OF_OTHERS_A_MINUTE
    rooms = [str(2000 + place) for place in range(OF_BUILDING_A_MINUTE)]
    for number in rooms:
        told.calls(number)
    assert told.numbers()[-OF_BUILDING_A_MINUTE:] == rooms


async def test_after_a_minute_a_number_is_told_again(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(OF_ONE_NUMBER_A_MINUTE + 1):
        told.calls("2204")
    loop = asyncio.get_running_loop()
    later = loop.time() + 60.0
    monkeypatch.setattr(loop, "time", lambda: later)
    told.calls("2204")
    assert len(told.numbers()) == OF_ONE_NUMBER_A_MINUTE + 1
