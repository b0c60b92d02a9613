"""Announces devices by mDNS as ESPHome does on a board, run as a program where its devices are: our host build announces nothing.

    echo '[{"device": "handbell-b204-wall", "addresses": ["10.78.0.11"], "port": 6053, "says": {...}}]' | python announcer.py

Writes each name once it is announced, answers questions until it is killed, and says no goodbye, as a board. What is
to be shouted ("shout": 0.5) is sent in one packet and never answered for; the next comes after so many seconds.
"""

import asyncio
import ipaddress
import json
import sys

from zeroconf import DNSOutgoing, DNSPointer, const
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

SERVICE = "_esphomelib._tcp.local."


async def main(devices: list[dict[str, object]]) -> None:
    """Announce all of them, and answer."""
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
    """As ESPHome writes it."""
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
    """All that is known of one device in one packet that nobody asked for; without an address, the bare name."""
    out = DNSOutgoing(const._FLAGS_QR_RESPONSE | const._FLAGS_AA)
    out.add_answer_at_time(DNSPointer(SERVICE, const._TYPE_PTR, const._CLASS_IN, const._DNS_OTHER_TTL, info.name), 0)
    for record in (info.dns_service(), info.dns_text(), *info.dns_addresses()) if info.addresses else ():
        out.add_answer_at_time(record, 0)
    return out


if __name__ == "__main__":
    asyncio.run(main(json.load(sys.stdin)))
