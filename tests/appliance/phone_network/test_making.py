"""Tests the phones' network with packets: the PBX is reached at its own ports, reaches us at ours, and nobody else does either.

The kernel decides here: real namespaces, a real cable, real rules of nft(8).
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.phone_network.places import OUTER
from tests.apart import why_not
from tests.appliance.phone_network.school_lan import BOX, PBX, PHONE, SchoolLan

LACKS = [each for each in ("ip", "nft", "nsenter") if shutil.which(each, path="/usr/sbin:/usr/bin:/sbin:/bin") is None]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(LACKS), reason=f"not installed: {', '.join(LACKS)}"),
    pytest.mark.skipif(why_not("--mount", "--net") is not None, reason=str(why_not("--mount", "--net"))),
]
OURS = "handbell-phones"
SIP, SOUND = 5070, 16384  # ours
PBX_SOUND = 12000
LATE = f"""#!/bin/sh
[ "$1 $2 $3" != "link set {OUTER}" ] || cp /run/later.json /run/handbell/telephone.json
exec /run/ip "$@"
"""
"""Stands for ip(8): another plan is adopted while the cable is plugged in."""


def telephone(transport: str = "udp", port: int = 5060, pbx: str = PBX) -> str:
    return json.dumps({"pbx": pbx, "port": port, "transport": transport, "plan": "00c0ffee"})


@pytest.fixture
def lan(tmp_path: Path) -> Iterator[SchoolLan]:
    with SchoolLan(tmp_path) as lan:
        yield lan


def test_the_pbx_sees_the_boxs_own_address_and_calls_back_to_it(lan: SchoolLan) -> None:
    lan.telephone(telephone())
    assert lan.box("make").stdout == f"The phones' network leads from {BOX} to the PBX {PBX} alone.\n"
    lan.answers("pbx", "udp", 5060, PBX_SOUND)
    lan.answers(OURS, "udp", SIP + 1, SOUND + 2)
    assert lan.asks(OURS, SIP, PBX, 5060) == f"{BOX}:{SIP}"
    assert lan.asks(OURS, SOUND, PBX, PBX_SOUND) == f"{BOX}:{SOUND}"
    assert lan.asks("pbx", 5062, BOX, SIP + 1) == f"{PBX}:5062", "also where we have not called before"
    assert lan.asks("pbx", PBX_SOUND + 2, BOX, SOUND + 2) == f"{PBX}:{PBX_SOUND + 2}"
    assert lan.sh(f"nsenter --net=/run/netns/{OURS} ip -json -4 addr show scope global").count(f'"{BOX}"') == 1


def test_from_inside_nobody_else_is_reached_and_no_other_port_of_the_pbx(lan: SchoolLan) -> None:
    lan.telephone(telephone())
    assert lan.box("make").returncode == 0
    lan.answers("pbx", "udp", 5060, 5999, 80)
    lan.answers("pbx", "tcp", 5060, 22)
    lan.answers("phone", "udp", 5060, PBX_SOUND)
    lan.answers("", "udp", 6054)
    lan.answers("", "tcp", 6054)
    assert lan.asks(OURS, SIP, PBX, 5060) == f"{BOX}:{SIP}", "or nothing was proved"
    assert lan.asks(OURS, SIP + 1, PBX, 5999) == "nobody"
    assert lan.asks(OURS, SOUND, PBX, 80) == "nobody", "sound goes to no port below 1024"
    assert lan.asks(OURS, SIP + 2, PBX, 22, "tcp") == "nobody"
    assert lan.asks(OURS, SIP + 2, PBX, 5060, "tcp") == "nobody", "the plan says UDP"
    assert lan.asks(OURS, SIP + 3, PHONE, 5060) == "nobody"
    for at_the_box in ("10.20.0.2", "192.0.0.1"):
        for kind in ("udp", "tcp"):
            assert lan.asks(OURS, SIP + 4, at_the_box, 6054, kind) == "nobody", "the daemon's own doors"


def test_with_a_route_to_everywhere_a_process_that_is_root_inside_still_reaches_the_pbx_alone(lan: SchoolLan) -> None:
    """Outside says the same as inside: whoever changes rules and routes in the namespace gains nothing."""
    lan.telephone(telephone())
    assert lan.box("make").returncode == 0
    lan.answers("pbx", "udp", 5060, 5999)
    lan.answers("phone", "udp", 5060)
    lan.answers("", "udp", 6054)
    inside = f"nsenter --net=/run/netns/{OURS}"
    lan.sh(f"{inside} ip route add default via 192.0.0.1 dev pbx0 src {BOX}")
    for chain in ("input", "output"):
        lan.sh(f"{inside} nft flush chain inet handbell_phones {chain}")
        hook = f"type filter hook {chain} priority 0; policy accept;"
        lan.sh(f"{inside} nft 'add chain inet handbell_phones {chain} {{ {hook} }}'")
    assert lan.asks(OURS, SIP, PBX, 5060) == f"{BOX}:{SIP}"
    assert lan.asks(OURS, SIP + 1, PBX, 5999) == "nobody"
    assert lan.asks(OURS, SIP + 1, PHONE, 5060) == "nobody"
    assert lan.asks(OURS, SIP + 1, "192.0.0.1", 6054) == "nobody"


def test_from_outside_nobody_but_the_pbx_comes_in(lan: SchoolLan) -> None:
    lan.telephone(telephone())
    assert lan.box("make").returncode == 0
    lan.answers(OURS, "udp", SIP, SOUND, 4444)
    assert lan.asks("pbx", 5060, BOX, SIP) == f"{PBX}:5060", "or nothing was proved"
    assert lan.asks("phone", 5060, BOX, SIP) == "nobody"
    assert lan.asks("phone", PBX_SOUND, BOX, SOUND) == "nobody"
    lan.sh("nsenter --net=/run/netns/phone ip route add 192.0.0.0/29 via 10.20.0.2")
    assert lan.asks("phone", 5060, "192.0.0.2", SIP) == "nobody", "at the cable's own address"
    assert lan.asks("pbx", 5063, BOX, 4444) == "nobody", "at a port that is none of ours"
    assert lan.asks("", 5064, "192.0.0.2", 4444) == "nobody"


def test_over_tls_the_pbx_answers_on_our_connection_and_opens_none(lan: SchoolLan) -> None:
    lan.telephone(telephone("tls", 5061))
    assert lan.box("make").returncode == 0
    lan.answers("pbx", "tcp", 5061)
    lan.answers(OURS, "tcp", SIP + 1)
    lan.answers(OURS, "udp", SIP)
    assert lan.asks(OURS, SIP, PBX, 5061, "tcp") == f"{BOX}:{SIP}"
    assert lan.asks("pbx", 5065, BOX, SIP + 1, "tcp") == "nobody"
    assert lan.asks("pbx", 5065, BOX, SIP) == "nobody", "a forged packet of UDP needs no connection"


def test_it_is_made_anew_where_something_changed_and_left_alone_where_nothing_did(lan: SchoolLan) -> None:
    lan.telephone(telephone())
    assert lan.box("differs").returncode == 0
    assert lan.box("make").returncode == 0
    assert lan.box("differs").returncode == 1
    lan.sh(
        "ip addr add 10.20.0.9/24 dev br0; ip addr del 10.20.0.2/24 dev br0; ip addr add 10.20.0.9/24 dev br0 || true"
    )
    assert lan.box("differs").returncode == 0, "the box has another address"
    assert "from 10.20.0.9" in lan.box("make").stdout
    lan.answers("pbx", "udp", 5060)
    assert lan.asks(OURS, SIP, PBX, 5060) == f"10.20.0.9:{SIP}"
    lan.telephone("")
    assert lan.box("differs").returncode == 0, "the plan has no phone system any more"
    assert lan.box("make").stdout == "There is no network of phones.\n"
    assert lan.asks(OURS, SIP, PBX, 5060) == "nobody"
    assert "handbell_phones" not in lan.sh("nft list ruleset")
    assert lan.box("differs").returncode == 1


def test_the_boxs_own_firewall_has_a_hole_for_it_and_for_nothing_else(lan: SchoolLan) -> None:
    lan.sh("groupadd -f handbell 2>/dev/null; id handbell >/dev/null 2>&1 || true")
    rules = Path("image_build/tree/files/etc/nftables.conf").resolve().read_text()
    lan.sh("nft -f -", rules.replace("meta skuid handbell", "meta skuid 850"))
    lan.telephone(telephone())
    assert lan.box("make").returncode == 0
    lan.answers("pbx", "udp", 5060)
    lan.answers("phone", "udp", 5060)
    lan.answers(OURS, "udp", SIP + 1)
    assert lan.asks(OURS, SIP, PBX, 5060) == f"{BOX}:{SIP}"
    assert lan.asks("pbx", 5062, BOX, SIP + 1) == f"{PBX}:5062"
    lan.sh("ip link add br1 type bridge; ip link set br1 up; ip addr add 10.30.0.1/24 dev br1")
    lan.sh(
        "ip netns add desk; ip link add to-desk type veth peer name eth0 netns desk; ip link set to-desk master br1 up"
    )
    for words in ("addr add 10.30.0.2/24 dev eth0", "link set eth0 up", "route add default via 10.30.0.1"):
        lan.sh(f"nsenter --net=/run/netns/desk ip {words}")
    assert lan.asks("desk", 4000, PHONE, 5060) == "nobody", "the box routes for nobody"
    assert lan.asks("desk", 4000, PBX, 5060) == "nobody"
    assert lan.box("take-away").returncode == 0
    assert "accept" not in lan.sh("nft list chain inet handbell phones")


def test_a_machine_without_the_boxs_own_firewall_routes_for_nobody_either(lan: SchoolLan) -> None:
    forwarding = "cat /proc/sys/net/ipv4/conf/br0/forwarding"
    lan.sh("echo 0 > /proc/sys/net/ipv4/ip_forward")
    lan.sh("ip link add br1 type bridge; ip link set br1 up; ip addr add 10.30.0.1/24 dev br1")
    lan.sh(
        "ip netns add panel; ip link add to-panel type veth peer name eth0 netns panel; ip link set to-panel master br1 up"
    )
    for words in ("addr add 10.30.0.2/24 dev eth0", "link set eth0 up", "route add default via 10.30.0.1"):
        lan.sh(f"nsenter --net=/run/netns/panel ip {words}")
    lan.sh("echo 1 > /proc/sys/net/ipv4/conf/br1/forwarding")
    lan.answers("panel", "udp", 4000)
    lan.answers("pbx", "udp", 5060)
    lan.telephone(telephone())
    for _ in range(2):
        assert lan.box("make").returncode == 0
        assert lan.asks(OURS, SIP, PBX, 5060) == f"{BOX}:{SIP}", "or nothing was proved"
        assert lan.asks("phone", 4001, "10.30.0.2", 4000) == "nobody"
    assert lan.box("take-away").returncode == 0
    assert lan.sh(forwarding).strip() == "0"
    lan.sh("echo 1 > /proc/sys/net/ipv4/ip_forward")
    assert lan.asks("phone", 4001, "10.30.0.2", 4000) == f"{PHONE}:4001"
    assert lan.box("make").returncode == 0
    assert lan.asks("phone", 4001, "10.30.0.2", 4000) == f"{PHONE}:4001", "a machine that routes goes on with it"
    assert lan.box("take-away").returncode == 0
    assert lan.sh(forwarding).strip() == "1"


def test_a_firewall_that_began_anew_has_the_rules_made_anew(lan: SchoolLan) -> None:
    rules = (
        Path("image_build/tree/files/etc/nftables.conf").resolve().read_text().replace("skuid handbell", "skuid 850")
    )
    lan.sh("nft -f -", rules)
    lan.telephone(telephone())
    lan.answers("pbx", "udp", 5060)
    assert lan.box("make").returncode == 0
    lan.sh("nft -f -", rules)
    assert lan.asks(OURS, SIP, PBX, 5060) == "nobody"
    assert lan.box("differs").returncode == 0
    assert lan.box("make").returncode == 0
    assert lan.asks(OURS, SIP, PBX, 5060) == f"{BOX}:{SIP}"
    assert lan.box("differs").returncode == 1
    lan.sh(f"nsenter --net=/run/netns/{OURS} nft flush ruleset")
    assert lan.box("differs").returncode == 0, "a process inside would have no rules of its own"


@pytest.mark.parametrize("text", [telephone(pbx="10.99.0.1"), "{}"])
def test_where_nobody_can_tell_whether_it_is_as_it_should_be_there_is_something_to_do(
    lan: SchoolLan, text: str
) -> None:
    """systemd skips a unit whose condition says no: it would say nothing at all, and try nothing again."""
    lan.telephone(text)
    done = lan.box("differs")
    assert done.returncode == 0
    assert done.stderr


def test_a_plan_that_changes_while_the_network_is_made_is_the_one_that_counts(lan: SchoolLan) -> None:
    """systemd does not look at the file while the unit runs that the file has started."""
    lan.telephone(telephone(pbx=PHONE))
    lan.sh("cat > /run/later.json", telephone())
    lan.sh("cp $(command -v ip) /run/ip")
    lan.sh("cat > /run/late; chmod 755 /run/late", LATE)
    lan.sh("mount --bind /run/late $(readlink -f $(command -v ip))")
    said = lan.box("make").stdout
    assert f"to the PBX {PHONE} alone" in said
    assert said.endswith(f"to the PBX {PBX} alone.\n")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (telephone(pbx="192.0.2.9"), "192.0.2.9 is no private address"),
        (telephone(pbx=BOX), "10.20.0.2 is this box itself"),
        (telephone(pbx="10.99.0.1"), "There is no way to the PBX 10.99.0.1"),
        ('{"pbx": "10.20.0.5; drop", "port": 5060, "transport": "udp"}', "is no IPv4 address"),
        ('{"pbx": "10.20.0.5", "port": 70000, "transport": "udp"}', "telephone.json is no file of ours"),
        ("{}", "telephone.json is no file of ours"),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_is_changed(lan: SchoolLan, text: str, says: str) -> None:
    lan.telephone(text)
    before = lan.sh("nft list ruleset; ip -o link")
    done = lan.box("make")
    assert done.returncode == 1
    assert says in done.stderr
    assert lan.sh("nft list ruleset; ip -o link") == before


def test_without_the_namespace_it_says_how_to_make_one(lan: SchoolLan) -> None:
    lan.telephone(telephone())
    lan.sh("ip netns del handbell-phones")
    done = lan.box("make")
    assert (done.returncode, "ip netns add handbell-phones" in done.stderr) == (1, True)
