"""Announces devices by mDNS as ESPHome does on a board. Our host build announces nothing, so this program runs where its devices are.

echo '[{"device": "handbell-b204-wall", "addresses": ["10.78.0.11"], "port": 6053, "says": {...}}]' | python announcer.py

It writes each name once the name is announced, and answers questions until it is killed. Like a board, it says no goodbye. A device with
"shout": 0.5 is sent in one packet and never answered for; the next such device follows after so many seconds.
"""

import asyncio
import ipaddress
import json
import sys

from zeroconf import DNSOutgoing, DNSPointer, const
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

SERVICE = "_esphomelib._tcp.local."


async def main(devices: list[dict[str, object]]) -> None:
    """Announce all of these devices, and answer questions."""
    multicast = AsyncZeroconf()
    await multicast.zeroconf.async_wait_for_start()
    for each in devices:
        info = described(each)
        if "shout" in each:
            multicast.zeroconf.async_send(shouted(info))
            await asyncio.sleep(float(str(each["shout"])))
        else:
            await (await multicast.async_register_service(info, cooperating_responders=True))
        print(each["device"], flush=True)
    await asyncio.Event().wait()


def described(device: dict[str, object]) -> AsyncServiceInfo:
    """Describe a device as ESPHome writes it."""
    name = str(device["device"])
    addresses = device["addresses"]
    assert isinstance(addresses, list)
    return AsyncServiceInfo(
        SERVICE,
        f"{name}.{SERVICE}",
        addresses=[ipaddress.ip_address(each).packed for each in addresses],
        port=int(str(device["port"])),
        properties=device["says"],  # type: ignore[arg-type]
        server=f"{name}.local.",
    )


def shouted(info: AsyncServiceInfo) -> DNSOutgoing:
    """Make one packet, which nobody asked for, with everything known of one device; without an address, only its name."""
    out = DNSOutgoing(const._FLAGS_QR_RESPONSE | const._FLAGS_AA)
    out.add_answer_at_time(DNSPointer(SERVICE, const._TYPE_PTR, const._CLASS_IN, const._DNS_OTHER_TTL, info.name), 0)
    for record in (info.dns_service(), info.dns_text(), *info.dns_addresses()) if info.addresses else ():
        out.add_answer_at_time(record, 0)
    return out


if __name__ == "__main__":
    asyncio.run(main(json.load(sys.stdin)))
