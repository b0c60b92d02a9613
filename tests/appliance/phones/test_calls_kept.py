"""A call that came while no alert daemon was there is told to the next one, in whichever moment it ended."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.api.phones.messages import Dialled, Ended, FromPhones, Setup
from appliance.phones.account import Account, Ports
from appliance.phones.exchange import Exchange
from appliance.phones.line import Line
from appliance.phones.trace import SipMessage

PBX = "10.99.0.1"
SETUP = Setup(pbx=PBX, port=5060, transport="udp", user="handbell", extension="4357")
INVITE = SipMessage(
    f"{PBX}:5060",
    "10.99.0.2:5070",
    f"INVITE sip:handbell@{PBX} SIP/2.0",
    (("call-id", "one"), ("to", f"<sip:4357@{PBX}>"), ("p-asserted-identity", f"<sip:2201@{PBX}>")),
)


class Box:
    """An exchange whose lines run no program. `connected`: an alert daemon holds the other end."""

    def __init__(self, folder: Path) -> None:
        self.connected = False
        self.said: list[FromPhones] = []
        account = Account(SETUP, "secret", None)
        self.exchange = Exchange(account, Ports(), (folder / "none", folder), folder, self._tell)
        self.line: Line = self.exchange.lines[0]

    def _tell(self, message: FromPhones) -> bool:
        if self.connected:
            self.said.append(message)
        return self.connected

    def rings(self) -> None:
        self.exchange.invited(self.line, INVITE)
        self.exchange.incoming(self.line, "one")

    def ends(self) -> None:
        self.exchange.closed(self.line, "one", "")

    def calls(self) -> list[str]:
        """Give the numbers that an alert daemon was told of, each before its end."""
        numbers = [each.number for each in self.said if isinstance(each, Dialled)]
        assert not numbers or isinstance(self.said[-1], Ended)
        return numbers


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Box]:
    made = Box(tmp_path)
    yield made
    made.exchange.daemon_is_there()  # so that no timer of it is left


async def test_who_hung_up_before_an_alert_daemon_came_is_told(box: Box) -> None:
    box.rings()
    box.ends()
    box.connected = True
    box.exchange.daemon_is_there()
    assert box.calls() == ["2201"]


async def test_who_hung_up_after_it_connected_and_before_it_said_anything_is_told(box: Box) -> None:
    box.rings()
    box.connected = True
    box.ends()
    box.exchange.daemon_is_there()
    assert box.calls() == ["2201"]


async def test_who_was_told_and_hung_up_is_not_told_again(box: Box) -> None:
    box.connected = True
    box.exchange.daemon_is_there()
    box.rings()
    box.ends()
    box.exchange.daemon_is_there()
    assert box.calls() == ["2201"]
