"""Tests the text of the rules: what nft(8) makes of it, and that nobody but the PBX is named in it."""

import re
import shutil
import subprocess

import pytest

from appliance.api.phones.messages import CALLS_MAX
from appliance.phone_network import rules
from appliance.phone_network.places import RTP_PORTS, SIP_PORTS
from appliance.phone_network.rules import Way
from appliance.phone_network.telephone_file import Telephone, TelephoneFileError
from appliance.phones.account import Ports
from tests.apart import apart

WAY = Way("10.20.0.2", "eth0")
TRANSPORTS = ("tls", "tcp", "udp")


def telephone(transport: str, pbx: str = "10.20.0.5") -> Telephone:
    return Telephone(pbx=pbx, port=5061, transport=transport)  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("nft", path="/usr/sbin:/usr/bin") is None, reason="nft is not installed")
@pytest.mark.parametrize("transport", TRANSPORTS)
def test_nft_takes_both_and_takes_them_again(transport: str) -> None:
    for text in (rules.outside(telephone(transport), WAY), rules.inside(telephone(transport), WAY)):
        done = subprocess.run(
            [*apart("--net"), "sh", "-c", 'nft -c -f "$0" && nft -f "$0" && nft -f "$0"', "/dev/stdin"],
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), text


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_every_address_in_them_is_the_pbx_the_box_or_the_cable(transport: str) -> None:
    text = rules.outside(telephone(transport), WAY) + rules.inside(telephone(transport), WAY)
    assert set(re.findall(r"\d+\.\d+\.\d+\.\d+", text)) == {"10.20.0.5", "10.20.0.2", "192.0.0.2"}


def test_over_tls_no_port_of_sip_is_open_to_anybody() -> None:
    sip = f"{SIP_PORTS[0]}-{SIP_PORTS[1]}"
    assert f"dport {sip} accept" not in rules.inside(telephone("tls"), WAY)
    assert f"dport {sip} dnat" not in rules.outside(telephone("tls"), WAY)
    assert f"tcp dport {sip} accept" in rules.inside(telephone("tcp"), WAY)
    assert f"udp dport {sip} accept" in rules.inside(telephone("udp"), WAY)


def test_the_ports_are_enough_for_eight_lines_and_meet_nothing_of_ours() -> None:
    usual = Ports()
    assert (SIP_PORTS[0], RTP_PORTS[0]) == (usual.sip, usual.rtp)
    assert SIP_PORTS[1] - SIP_PORTS[0] + 1 >= 2 * CALLS_MAX, "baresip takes a second port for TLS"
    assert RTP_PORTS[1] - RTP_PORTS[0] + 1 >= 4 * CALLS_MAX
    for port in (6054, 8443, 8444, 8080, 5353, 3493, 22):
        assert not SIP_PORTS[0] <= port <= SIP_PORTS[1]
        assert not RTP_PORTS[0] <= port <= RTP_PORTS[1]


@pytest.mark.parametrize("pbx", ["8.8.8.8", "127.0.0.1", "169.254.1.1", "fd00::1", "pbx.school.example", ""])
def test_no_rule_is_written_for_an_address_that_is_not_private(pbx: str) -> None:
    with pytest.raises(TelephoneFileError, match=r"telephone\.pbx"):
        rules.outside(telephone("udp", pbx), WAY)
