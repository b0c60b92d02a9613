"""Tests offers of one call that lines tell of at their own pace: who hangs up at once is one press, and no call is lost by that."""

import asyncio
from pathlib import Path

import pytest

from appliance.api.phones.messages import Dialled, Ended, FromPhones
from appliance.phones import callers
from appliance.phones.account import Account, Ports
from appliance.phones.exchange import Exchange
from appliance.phones.line import Line
from appliance.phones.trace import SipMessage
from tests.appliance.phones.test_account import SETUP
from tests.patience import until

PLACE = f"{SETUP.pbx}:{SETUP.port}"


class Desk:
    """All lines at the PBX, of which no baresip runs: the test says what each of them hears, and reads what is told of it."""

    def __init__(self, folder: Path) -> None:
        self.told: list[FromPhones] = []
        where = (Path("/usr/bin/baresip"), folder)
        self._exchange = Exchange(Account(SETUP, "hidden", None), Ports(), where, folder, self._hear)
        self.first, self.second, *_ = self._exchange.lines

    def _hear(self, message: FromPhones) -> bool:
        self.told.append(message)
        return True

    @property
    def kinds(self) -> list[type[FromPhones]]:
        return [type(each) for each in self.told]

    def offers(self, line: Line, sip_call: str) -> None:
        """The PBX offers the call of room 204 on this line, and the line rings."""
        headers = (("call-id", sip_call), ("from", f"<sip:2204@{SETUP.pbx}>"), ("p-asserted-identity", "<tel:2204>"))
        self._exchange.invited(line, SipMessage(PLACE, "10.99.0.2:5070", "INVITE sip:h@10.99.0.2 SIP/2.0", headers))
        line.call = sip_call
        self._exchange.incoming(line, sip_call)

    def takes_back(self, line: Line) -> None:
        """The PBX takes it back: the caller hung up."""
        sip_call, line.call = line.call, ""
        self._exchange.closed(line, sip_call, "cancelled")


def called_off(folder: Path) -> Desk:
    """Make lines of which the first was offered a call, and its caller hung up at once."""
    desk = Desk(folder)
    desk.offers(desk.first, "one")
    desk.takes_back(desk.first)
    return desk


@pytest.mark.parametrize("second", ["one", "two"], ids=["by one id", "by an id for each line"])
async def test_a_line_that_tells_late_of_a_call_that_ended_tells_of_no_second_press(
    tmp_path: Path, second: str
) -> None:
    desk = called_off(tmp_path)
    desk.offers(desk.second, second)
    desk.takes_back(desk.second)
    assert desk.kinds == [Dialled, Ended]


@pytest.mark.parametrize("second", ["one", "two"], ids=["by one id", "by an id for each line"])
async def test_a_line_that_still_rings_then_has_a_call_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second: str
) -> None:
    monkeypatch.setattr(callers, "OFFERED_AGAIN_S", 0.05)
    desk = called_off(tmp_path)
    desk.offers(desk.second, second)
    await until(lambda: desk.kinds == [Dialled, Ended, Dialled])
    desk.takes_back(desk.second)
    assert desk.kinds == [Dialled, Ended, Dialled, Ended]


@pytest.mark.parametrize("place", [0, 1], ids=["the same line", "another line"])
async def test_who_dials_again_is_a_press_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    monkeypatch.setattr(callers, "OFFERED_AGAIN_S", 0.05)
    desk = called_off(tmp_path)
    if place:
        await asyncio.sleep(2 * callers.OFFERED_AGAIN_S)
    desk.offers((desk.first, desk.second)[place], "one")
    assert desk.kinds == [Dialled, Ended, Dialled]
