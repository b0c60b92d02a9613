"""Writes the firewall of the phones' network as text for nft(8): outside of the namespace and inside. Pure; runs nothing.

The process of the phones believes that it has the box's own address. So what it writes into SIP and SDP is where the PBX reaches it, and
no PBX has to know of a translation. On the cable it has another one, since a machine refuses packets from its own address:

    process, 10.4.7.20:5070 ── inside ──► 192.0.0.2:5070 ── outside ──► 10.4.7.20:5070 ──► PBX

Everything that is not named here is dropped on both sides: a process that was taken over reaches the PBX's own ports, and nobody else. The
PBX carries the sound itself, so no phone is reached either.
"""

from ipaddress import IPv4Address

import msgspec

from appliance.phone_network.places import HOLE, INNER, INNER_ADDRESS, OUTER, RTP_PORTS, SIP_PORTS, TABLE
from appliance.phone_network.telephone_file import Telephone, checked

PORTS_OF_SOUND = "1024-65535"
"""Ports of the PBX that sound may come from and go to: each make has a range of its own, and none below 1024."""
SOUNDS_PER_S = 1000
"""Packets with sound that are let in a second: eight calls have 400 (RFC 3551: one each 20 ms), and as many again after a stall."""
WORDS_PER_S = 200
"""SIP packets that are let in a second. A PBX that rings all lines and asks each whether it lives sends some tens."""


class Way(msgspec.Struct, frozen=True):
    """The way from this box to the PBX, as the kernel says: its own address there, and the port of the machine it goes by."""

    address: str
    port: str


def outside(telephone: Telephone, way: Way) -> str:
    """Write the rules of the box: what passes between the namespace and the PBX, and how addresses are translated."""
    pbx, own = str(checked(telephone)), str(IPv4Address(way.address))
    protocol = _protocol(telephone)
    heard = [f"ip protocol {protocol} th dport {_span(SIP_PORTS)}"] if _is_called(telephone) else []
    heard.append(f"udp dport {_span(RTP_PORTS)}")
    dnat = [f'iifname != "{OUTER}" ip saddr {pbx} ip daddr {own} {each} dnat to {INNER_ADDRESS}' for each in heard]
    out = _spoken(telephone, pbx)
    return _table(
        "ip",
        _chain("prerouting", "type nat hook prerouting priority dstnat; policy accept;", dnat),
        _chain(
            "postrouting",
            "type nat hook postrouting priority srcnat; policy accept;",
            [f'oifname != "{OUTER}" ip saddr {INNER_ADDRESS} ip daddr {pbx} snat to {own}'],
        ),
        _chain(
            "forward",
            "type filter hook forward priority filter; policy accept;",
            [
                f'iifname "{OUTER}" jump leaving',
                f'oifname "{OUTER}" jump coming',
            ],
        ),
        _chain(
            "leaving", "", [f"ip saddr != {INNER_ADDRESS} drop", f"ip daddr != {pbx} drop", *_accepted(out), "drop"]
        ),
        _chain("coming", "", [f"ip saddr != {pbx} drop", *_accepted(_heard(telephone, pbx)), "drop"]),
        # Nobody in the namespace speaks to the box itself, at no port of it.
        _chain("input", "type filter hook input priority filter; policy accept;", [f'iifname "{OUTER}" drop']),
    )


def inside(telephone: Telephone, way: Way) -> str:
    """Write the rules of the namespace. They say the same once more: if one of the two is wrong, the other still holds."""
    pbx, own = str(checked(telephone)), str(IPv4Address(way.address))
    return _table(
        "inet",
        _chain(
            "prerouting",
            "type nat hook prerouting priority dstnat; policy accept;",
            [f'iifname "{INNER}" ip daddr {INNER_ADDRESS} dnat ip to {own}'],
        ),
        _chain(
            "postrouting",
            "type nat hook postrouting priority srcnat; policy accept;",
            [f'oifname "{INNER}" ip saddr {own} snat ip to {INNER_ADDRESS}'],
        ),
        _chain(
            "input",
            "type filter hook input priority filter; policy drop;",
            ["iif lo accept", f"ip saddr != {pbx} drop", *_limited(telephone), *_accepted(_heard(telephone, pbx))],
        ),
        _chain("forward", "type filter hook forward priority filter; policy drop;", []),
        _chain(
            "output",
            "type filter hook output priority filter; policy drop;",
            ["oif lo accept", f"ip daddr != {pbx} drop", *_accepted(_spoken(telephone, pbx))],
        ),
    )


def nothing_else(port: str) -> str:
    """Write what is added to `outside` where the machine passed on nothing from this port before."""
    return f'add rule ip {TABLE} forward iifname "{port}" oifname != "{OUTER}" drop\n'


def hole() -> str:
    """Write what fills the chain of the box's own firewall. It lets through what the table of `outside` has not dropped; the two come and
    go together.
    """
    lines = [f'iifname "{OUTER}" accept', f'oifname "{OUTER}" accept']
    return "".join(
        [f"flush chain inet handbell {HOLE}\n", *(f"add rule inet handbell {HOLE} {each}\n" for each in lines)]
    )


def _protocol(telephone: Telephone) -> str:
    return "udp" if telephone.transport == "udp" else "tcp"


def _is_called(telephone: Telephone) -> bool:
    """Return whether the PBX opens connections of its own. With TLS it uses ours: a line has no certificate that it could show."""
    return telephone.transport != "tls"


def _spoken(telephone: Telephone, pbx: str) -> list[str]:
    """Write what may go to the PBX: SIP to its port, sound to any port of its sound."""
    return [
        f"ip daddr {pbx} {_protocol(telephone)} dport {telephone.port}",
        f"ip daddr {pbx} udp sport {_span(RTP_PORTS)} udp dport {PORTS_OF_SOUND}",
    ]


def _heard(telephone: Telephone, pbx: str) -> list[str]:
    called = [f"ip saddr {pbx} {_protocol(telephone)} dport {_span(SIP_PORTS)}"] if _is_called(telephone) else []
    return [*called, f"ip saddr {pbx} udp sport {PORTS_OF_SOUND} udp dport {_span(RTP_PORTS)}"]


def _limited(telephone: Telephone) -> list[str]:
    words = f"{_protocol(telephone)} dport {_span(SIP_PORTS)} limit rate over {WORDS_PER_S}/second burst {2 * WORDS_PER_S} packets drop"
    sounds = f"udp dport {_span(RTP_PORTS)} limit rate over {SOUNDS_PER_S}/second burst {SOUNDS_PER_S} packets drop"
    return [words, sounds]


def _accepted(allowed: list[str]) -> list[str]:
    """Accept these, and the answers to what was accepted; what belongs to nothing is dropped first."""
    return [
        "ct state invalid drop",
        "ct state { established, related } accept",
        *(f"{each} accept" for each in allowed),
    ]


def _span(ports: tuple[int, int]) -> str:
    return f"{ports[0]}-{ports[1]}"


def _chain(name: str, head: str, rules: list[str]) -> str:
    lines = [head, *rules] if head else rules
    return "".join([f"    chain {name} {{\n", *(f"        {each}\n" for each in lines), "    }\n"])


def _table(family: str, *chains: str) -> str:
    """Write a table that takes the place of the one before, in one step."""
    return f"table {family} {TABLE}\ndelete table {family} {TABLE}\ntable {family} {TABLE} {{\n{''.join(chains)}}}\n"
