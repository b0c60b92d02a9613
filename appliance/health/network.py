"""Says whether the box is on a network at all: a pulled cable, a port the seed does not name, a network that gives out no addresses. A
machine without a port for a cable is not judged. Nor is a network judged that fails beside another which works: its buttons are then lost
one by one. While this trouble is raised, buttons are not reported as lost (`appliance/core/supervision.py`). The same holds for sounders
on the network: they are missed sooner, and wait for this verdict (`appliance/annunciator.py`). The verdict comes first: devices check in
every 60 s and are missed after 180 s, unless the plan says sooner.

`root` is "/" on a box; tests give a folder that looks like one.
"""

import importlib
import ipaddress
from collections.abc import Iterable, Mapping
from pathlib import Path

from appliance.words.troubles import NETWORK_AWAY

CABLE, ADDRESS = "cable", "address"
"""What may be missing. There are two troubles, because each says what to do, and a cable that is put into the wrong port leads from one
to the other.
"""
ETHERNET = "1"  # ARPHRD_ETHER in /sys/class/net/*/type (linux/if_arp.h)


def ports(root: Path = Path("/")) -> dict[str, bool]:
    """Give every port of this machine for a cable, and whether its cable leads to something that is switched on."""
    found = {}
    for port in sorted((root / "sys/class/net").glob("*")):
        own, wireless = (port / "device").exists(), (port / "phy80211").exists()
        if own and not wireless and _text(port / "type") == ETHERNET:
            found[port.name] = _text(port / "carrier") == "1"
    return found


def load() -> None:
    """Load the module that tells the addresses, which brings ctypes with it: a start does not wait for either. Call it in a thread, since
    a press may not wait.
    """
    importlib.import_module("ifaddr")


def addresses(root: Path = Path("/")) -> frozenset[str]:
    """Give every address of this machine except those of a port or network that is cut off. Raises OSError where the kernel does not
    answer.
    """
    import ifaddr  # noqa: PLC0415 - see `load`

    return frozenset(
        ip.ip if isinstance(ip.ip, str) else ip.ip[0]
        for adapter in ifaddr.get_adapters()
        if _text(root / "sys/class/net" / adapter.name / "carrier") != "0"
        for ip in adapter.ips
    )


def away(ports: Mapping[str, bool], addresses: Iterable[str]) -> tuple[str, str] | None:
    """Say what is missing for this machine to be on a network, and what to do; None if it is on one."""
    if not ports or any(map(_others_reach, addresses)):
        return None
    cables = [port for port, cable in ports.items() if cable]
    if not cables:
        says = f"no cable in {' or '.join(ports)}, or nothing switched on at its other end: {NETWORK_AWAY.do}"
        return CABLE, says
    return ADDRESS, f"a cable in {' and '.join(cables)}, but no address there: {NETWORK_AWAY.otherwise}"


def is_cut_off() -> bool:
    """Return whether this machine is on no network just now. If the kernel does not say, the answer is no."""
    try:
        return away(ports(), addresses()) is not None
    except OSError:
        return False


def _others_reach(address: str) -> bool:
    known = ipaddress.ip_address(address.partition("%")[0])
    return not (known.is_loopback or known.is_link_local)


def _text(path: Path) -> str:
    """Read a file; empty if it cannot be read: a port that is switched off does not say whether it has a cable."""
    try:
        return path.read_text("ascii", "replace").strip()
    except OSError:
        return ""
