"""Names, addresses and ports of the phones' network. Values alone; the process of the phones and the firewall read the same ones."""

from pathlib import Path
from typing import Final

NAMESPACE: Final = "handbell-phones"
"""The network namespace of `handbell phones`; handbell-phones.service names it."""
NAMESPACES: Final = Path("/run/netns")
"""Where ip-netns(8) keeps namespaces by name."""

OUTER, INNER = "hb-phones", "pbx0"
"""The two ends of the cable between the box and the namespace."""
OUTER_ADDRESS, INNER_ADDRESS, LINK_PREFIX = "192.0.0.1", "192.0.0.2", 29
"""Addresses of that cable: for translation inside of one machine, and never on a network (RFC 7335)."""
OUTER_MAC, INNER_MAC = "02:68:62:00:00:01", "02:68:62:00:00:02"
"""Addresses that nobody's maker gave (IEEE 802, the second bit). They are fixed, so that neither end has to ask for the other's."""

SIP_PORTS: Final = (5070, 5099)
"""Ports at which lines hear the PBX. baresip takes two for a line (its TLS is one above), and there are eight lines; the rest is spare.
Not 5060: whoever tries ports in a building tries that one first.
"""
RTP_PORTS: Final = (16384, 16447)
"""Ports for sound. A line has four: RTP and RTCP, and two more while a call before it still ends (`appliance.phones.account.Ports`)."""

TELEPHONE: Final = "telephone.json"
"""The daemon's file beside its sockets, while the plan in force has a phone system (`telephone_file`)."""
TABLE: Final = "handbell_phones"
"""The table of rules, outside and inside."""
HOLE: Final = "phones"
"""The chain of the box's own firewall (etc/nftables.conf, table inet handbell) that is filled while there is a PBX."""
