"""Makes the phones' network and takes it away, with ip(8), nft(8) and nsenter(1). Needs root; knows no plan.

The namespace itself is there before: a program that has mounts of its own, as every unit of ours, could make one that nobody else sees.
"""

import subprocess
from hashlib import sha256
from pathlib import Path

import msgspec

from appliance.phone_network import rules
from appliance.phone_network.places import (
    HOLE,
    INNER,
    INNER_ADDRESS,
    INNER_MAC,
    LINK_PREFIX,
    NAMESPACE,
    NAMESPACES,
    OUTER,
    OUTER_ADDRESS,
    OUTER_MAC,
    TABLE,
)
from appliance.phone_network.rules import Way
from appliance.phone_network.telephone_file import Telephone, checked

PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
DONE_WITHIN_S = 30.0  # each takes milliseconds; a box that starts is busy
MADE = "made"
"""In the folder of `Network`: the digest of what was made."""
FORWARDS = "forwards"
"""There too: the port from which nothing passed on before. What was switched on is switched off again."""

_HOLE = ("nft", "list", "chain", "inet", "handbell", HOLE)


class NetworkError(Exception):
    """The network is not made; the message says why and what to do."""


class _Route(msgspec.Struct, frozen=True):
    """One line of `ip -json route get`."""

    dev: str = ""
    prefsrc: str = ""
    type: str = ""


class Network:
    """The phones' network of this machine. `folder`: where it is noted what was made. `namespace`: another name in tests, which have their
    own.
    """

    def __init__(self, folder: Path, namespace: str = NAMESPACE) -> None:
        self._made = folder / MADE
        self._forwards = folder / FORWARDS
        self._namespace = NAMESPACES / namespace

    def is_as(self, telephone: Telephone | None) -> bool:
        """Return whether it is made just so, for the way to the PBX that there is now; with None, whether there is none. Raises
        NetworkError where there is no way.
        """
        noted = _text(self._made)
        if telephone is None:
            return not noted and not _there(OUTER)
        made = noted == _digest(telephone, way_to(telephone)) and self._is_namespace and _there(OUTER)
        return made and self._has_rules()

    def make(self, telephone: Telephone) -> Way:
        """Make it anew: cable, addresses, rules, and at last the way out. Raises NetworkError; then no packet passes."""
        way = way_to(telephone)
        if not self._is_namespace:
            says = f"There is no network namespace {self._namespace.name}."
            raise NetworkError(f"{says} Make it first: ip netns add {self._namespace.name}")
        self.take_away()
        _nft(rules.outside(telephone, way))
        self._cable(telephone, way)
        self._inside("nft", "-f", "-", text=rules.inside(telephone, way))
        self._forward(way.port)
        if _has_hole():
            _nft(rules.hole())
        _run("ip", "link", "set", OUTER, "up")
        self._made.parent.mkdir(parents=True, exist_ok=True)
        self._made.write_text(_digest(telephone, way))
        return way

    def take_away(self) -> None:
        """Take it away: at first what lets packets through. The namespace stays, since a process may still be in it."""
        self._made.unlink(missing_ok=True)
        if _has_hole():
            _nft(f"flush chain inet handbell {HOLE}\n")
        if _there(OUTER):
            _run("ip", "link", "del", OUTER)
        if port := _text(self._forwards):
            if _there(port):
                _set(_forwarding(port), "0")
            self._forwards.unlink()
        _nft(f"table ip {TABLE}\ndelete table ip {TABLE}\n")

    def _forward(self, port: str) -> None:
        """Let packets pass on between the cable and the port towards the PBX. Where nothing passed on from that port before, nothing else
        does now: a machine without the box's own firewall would route for the whole school.
        """
        _set(_forwarding(OUTER), "1")
        if _text(Path("/proc/sys", _forwarding(port))).strip() == "0":
            _nft(rules.nothing_else(port))
            self._forwards.parent.mkdir(parents=True, exist_ok=True)
            self._forwards.write_text(port)
            _set(_forwarding(port), "1")

    @property
    def _is_namespace(self) -> bool:
        """Whether its name leads to a namespace. An empty file of that name is left where one was made in mounts that others do not see."""
        return _works("nsenter", f"--net={self._namespace}", "true")

    def _has_rules(self) -> bool:
        """Return whether the rules are there, in and out. A firewall that began anew has none of them (`flush ruleset`)."""
        shown = ("nft", "list", "table")
        inside = _works("nsenter", f"--net={self._namespace}", *shown, "inet", TABLE)
        return inside and _works(*shown, "ip", TABLE) and (not _has_hole() or OUTER in _run(*_HOLE))

    def _cable(self, telephone: Telephone, way: Way) -> None:
        peer = ("peer", "name", INNER, "address", INNER_MAC, "netns", str(self._namespace))
        _run("ip", "link", "add", OUTER, "address", OUTER_MAC, "type", "veth", *peer)
        _set(f"net/ipv6/conf/{OUTER}/disable_ipv6", "1")
        _run("ip", "addr", "add", f"{OUTER_ADDRESS}/{LINK_PREFIX}", "dev", OUTER)
        _run("ip", "neigh", "add", INNER_ADDRESS, "lladdr", INNER_MAC, "dev", OUTER, "nud", "permanent")
        self._inside("sh", "-c", 'echo 1 > "$0"', "/proc/sys/net/ipv6/conf/all/disable_ipv6")
        self._inside("ip", "link", "set", "lo", "up")
        # The only address there, so that no program chooses another one. It is on no network: rules translate it (see `rules`).
        self._inside("ip", "addr", "add", f"{way.address}/32", "dev", INNER)
        self._inside("ip", "link", "set", INNER, "up")
        self._inside("ip", "neigh", "add", OUTER_ADDRESS, "lladdr", OUTER_MAC, "dev", INNER, "nud", "permanent")
        self._inside("ip", "route", "add", OUTER_ADDRESS, "dev", INNER, "scope", "link")
        pbx = str(checked(telephone))
        self._inside("ip", "route", "add", pbx, "via", OUTER_ADDRESS, "dev", INNER, "src", way.address)

    def _inside(self, *words: str, text: str = "") -> None:
        _run("nsenter", f"--net={self._namespace}", *words, text=text)


def way_to(telephone: Telephone) -> Way:
    """Ask the kernel for the way to the PBX. Raises NetworkError where there is none."""
    pbx = str(checked(telephone))
    try:
        said = _run("ip", "-json", "-4", "route", "get", pbx)
    except NetworkError as error:
        says = f"There is no way to the PBX {pbx} from this box ({error})."
        raise NetworkError(f"{says} Plug its network in, or give it an address; then this is tried again.") from error
    route = next(iter(msgspec.json.decode(said, type=list[_Route])), _Route())
    if route.type == "local" or route.dev == "lo":
        raise NetworkError(f"{pbx} is this box itself. Write the PBX's address under telephone in the plan.")
    if not (route.dev and route.prefsrc):
        raise NetworkError(f"The box has no IPv4 address towards the PBX {pbx}. Give it one in the seed's network.")
    return Way(route.prefsrc, route.dev)


def _digest(telephone: Telephone, way: Way) -> str:
    return sha256((rules.outside(telephone, way) + rules.inside(telephone, way) + way.port).encode()).hexdigest()


def _has_hole() -> bool:
    """Return whether this machine has the box's own firewall; a machine that IT set up otherwise need not."""
    return _works(*_HOLE)


def _forwarding(port: str) -> str:
    return f"net/ipv4/conf/{port}/forwarding"


def _there(port: str) -> bool:
    return _works("ip", "link", "show", port)


def _works(*words: str) -> bool:
    return subprocess.run(words, env={"PATH": PATH}, capture_output=True, check=False).returncode == 0


def _set(name: str, value: str) -> None:
    try:
        Path("/proc/sys", name).write_text(value)
    except OSError as error:
        raise NetworkError(f"/proc/sys/{name} cannot be set to {value}: {error.strerror}. Run this as root.") from error


def _nft(text: str) -> None:
    _run("nft", "-f", "-", text=text)


def _run(*words: str, text: str = "") -> str:
    """Run a program, with `text` at its standard input. Raises NetworkError with what it said."""
    try:
        done = subprocess.run(
            words, env={"PATH": PATH}, input=text, capture_output=True, text=True, timeout=DONE_WITHIN_S, check=False
        )
    except FileNotFoundError as error:
        raise NetworkError(f"{words[0]} is not installed. Install iproute2, nftables and util-linux.") from error
    except subprocess.TimeoutExpired as error:
        raise NetworkError(
            f"`{' '.join(words[:3])}` did not end within {DONE_WITHIN_S:.0f} s. Look at the journal."
        ) from error
    if done.returncode:
        said = " ".join(done.stderr.split())[:300] or f"code {done.returncode}"
        raise NetworkError(f"`{' '.join(words[:5])}` did not work: {said}")
    return done.stdout


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
