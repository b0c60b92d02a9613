"""Checks whether the parts of a seed fit together: the screen's desk and the buttons' keys are in the plan, and names can be looked up.
Pure.
"""

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit

from appliance.plan.bounds import is_id
from appliance.plan.families import ESPHOME
from appliance.plan.mistakes import Finding, counted, did_you_mean, listed, quoted
from appliance.plan.model import Button, Plan, Sounder
from appliance.plan.telephones import Transport
from image_build.seed.model import Network, Seed
from image_build.seed.network import is_address

NAMED_MAX = 5  # as many as a person reads in one sentence
PRIVATE = tuple(ip_network(each) for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"))
"""The networks from which the box's firewall lets anybody in (etc/nftables.conf), without the addresses that machines give themselves."""


def check(seed: Seed) -> list[Finding]:
    """Return everything that does not fit together, mistakes and warnings."""
    found = [*_tags(seed.network), *_overlapping(seed.network), *_not_private(seed.network), *_names_without_dns(seed)]
    if seed.plan is None:
        found += _desk_of_no_plan(seed)
    else:
        found += [*_desk(seed, seed.plan), *_clock(seed, seed.plan), *_keys(seed, seed.plan)]
        found += [*_phones(seed, seed.plan), *_pin(seed, seed.plan)]
    return found


def _tags(network: Network) -> Iterator[Finding]:
    first: dict[int, str] = {} if network.vlan is None else {network.vlan: "network.vlan"}
    for at, each in enumerate(network.more):
        path = f"network.more[{at}].vlan"
        if each.vlan in first:
            says = f"The tag {each.vlan} is used already, at {first[each.vlan]}."
            yield Finding(path, says, "Each network has its own.", see=first[each.vlan])
        first.setdefault(each.vlan, path)


def _overlapping(network: Network) -> Iterator[Finding]:
    known = [("network.address", network.address)]
    known += [(f"network.more[{at}].address", each.address) for at, each in enumerate(network.more)]
    fixed = [(path, each.ip) for path, each in known if each is not None]
    for at, (path, ip) in enumerate(fixed):
        for other, before in fixed[:at]:
            if ip.version == before.version and ip.network.overlaps(before.network):
                says = f"The networks {ip.network} and {before.network} (at {other}) overlap."
                do = "The box would not know which way to answer: correct one of the two."
                yield Finding(f"{path}.ip", says, do, see=other)


def _not_private(network: Network) -> Iterator[Finding]:
    """Find addresses that are not private. Later nothing would say why no button is heard: the firewall drops packets silently."""
    do = f"Only private addresses are let in: {listed([str(each) for each in PRIVATE])}."
    if network.address is not None and not _is_private(network.address.ip.network):
        says = f"The box hears nobody in the network {network.address.ip.network}: no button, and no ssh."
        yield Finding("network.address.ip", says, do, warning=True)  # only a warning: the district can still be reached
    for at, each in enumerate(network.more):
        if each.address is not None and not _is_private(each.address.ip.network):
            says = f"The box hears nobody in the network {each.address.ip.network}, which is for {each.purpose}."
            yield Finding(f"network.more[{at}].address.ip", says, do)


def _is_private(network: IPv4Network | IPv6Network) -> bool:
    return any(network.version == each.version and network.subnet_of(each) for each in PRIVATE)  # type: ignore[arg-type]


def _names_without_dns(seed: Seed) -> Iterator[Finding]:
    """Find names that nobody can look up: DHCP brings a name server, but a fixed address does not."""
    network = seed.network
    if network.address is None or network.dns:
        return
    do = "Add `dns`, or write an address instead of the name."
    servers = (seed.district.server, *seed.district.also) if seed.district is not None else ()
    hosts = [urlsplit(each).hostname for each in servers]
    host = next((each for each in hosts if each and not is_address(each)), None)
    if host is not None:
        says = f"{quoted(host)} is a name, and with a fixed address and no `dns` nobody can be asked where it is."
        yield Finding("district.server", says, do, looked_in="network.dns")
    if seed.copy is not None and seed.copy.far:
        field = "host" if "host" in seed.copy.told else "endpoint"
        text = seed.copy.told.get(field, "")
        host = urlsplit(text if "//" in text else f"//{text}").hostname
        if host and not is_address(host):
            says = f"{quoted(host)} is a name, and with a fixed address and no `dns` nobody can be asked where it is."
            yield Finding(f"copy.{field}", says, do, looked_in="network.dns")
    named = [each for each in network.ntp if not is_address(each)]
    if named:
        says = f"{quoted(named[0])} is a name, and with a fixed address and no `dns` nobody can be asked where it is."
        yield Finding("network.ntp", says, do, looked_in="network.dns")


def _desks(seed: Seed) -> Iterator[tuple[str, str]]:
    for path, desk in (("screen.desk", seed.screen.desk), ("screen.serial_desk", seed.screen.serial_desk)):
        if desk:
            yield path, desk


def _desk_of_no_plan(seed: Seed) -> Iterator[Finding]:
    for path, desk in _desks(seed):
        if not is_id(desk):
            says = f"{quoted(desk)} cannot be a desk."
            yield Finding(path, says, "Write its `id` in the plan: letters, digits, - _ and . only.")


def _desk(seed: Seed, plan: Plan) -> Iterator[Finding]:
    desks = [each.desk for each in plan.desks]
    for path, desk in _desks(seed):
        if desk not in desks:
            do = did_you_mean(desk, desks) or f"It has: {listed(desks)}."
            yield Finding(path, f"The plan has no desk {quoted(desk)}.", do)
    if not seed.screen.desk:
        says = "The box's own screen is no desk: it shows calls, and nobody can acknowledge there."
        yield Finding("screen", says, f"Add `desk`, one of {listed(desks)}, unless that is meant.", warning=True)


def _clock(seed: Seed, plan: Plan) -> Iterator[Finding]:
    if seed.time_zone and seed.time_zone != plan.timezone:
        says = f"The box would be in {seed.time_zone}, and the plan says {plan.timezone}."
        yield Finding("time_zone", says, "Write the same in both places.")


def _keys(seed: Seed, plan: Plan) -> Iterator[Finding]:
    devices: list[Button | Sounder] = [*plan.buttons, *plan.sounders]
    known = {each.key for each in devices if each.key}
    there = {each.key for each in seed.buttons}
    for each in seed.buttons:
        if each.key not in known:
            says = f"The plan has no button or sounder with the key {quoted(each.key)}."
            yield Finding(f"buttons.{each.key}", says, did_you_mean(each.key, known) or "Correct it, or take it out.")
    ours = [each for each in devices if each.family == ESPHOME]
    lacking = [each.key for each in ours if each.key not in there]
    if lacking:
        more = f" and {len(lacking) - NAMED_MAX} more" if len(lacking) > NAMED_MAX else ""
        says = f"The secret of {counted(len(lacking), 'device')} of the plan is not here: {', '.join(lacking[:NAMED_MAX])}{more}."
        do = "Bring them in `buttons`, or adopt each at the box; until then they are silent."
        yield Finding("buttons" if seed.buttons else "plan", says, do, warning=True)


def _phones(seed: Seed, plan: Plan) -> Iterator[Finding]:
    """Find a phone system without its secret, or a secret without its phone system."""
    if plan.dialled is None:
        if seed.phones is not None:
            says = "The plan has no phone system (telephone), so nobody needs this secret."
            yield Finding("phones", says, "Add `telephone` to the plan, or take this section out.")
        return
    if seed.phones is None:
        says = "The secret of the account at the phone system is not here, so no desk phone rings and none is heard."
        yield Finding("plan", says, "Bring it in `phones`; calls by buttons need none.", warning=True)
    elif plan.dialled.transport is Transport.TLS and not seed.phones.ca:
        says = "The plan says transport: tls, and the authority of the phone system's certificate is not here."
        yield Finding("phones", says, "Add `ca`, or write another transport into the plan: then all is said in clear.")


def _pin(seed: Seed, plan: Plan) -> Iterator[Finding]:
    if seed.pin and plan.texted is None:
        says = "The plan has no modem for texts, so nobody needs this PIN."
        yield Finding("texts", says, "Add `texts` to the plan, or take this section out.")
