"""Gives a device that has no key yet the one it will be known by. The connection is hidden from listeners, but proves nobody."""

import asyncio
import base64

from aioesphomeapi.client import APIClient
from aioesphomeapi.core import ZERO_NOISE_PSK, APIConnectionError

from hardware.errors import HardwareError
from hardware.esphome.address import Address
from hardware.esphome.bounded_socket import reach

WITHIN_S = 15.0  # a person waits in front of the device; flash takes it a second
CONNECT_WITHIN_S = 5.0


async def give_key(device: str, address: Address, key: bytes) -> None:
    """Give it `key`, 32 bytes. Raises HardwareError with what to do when the device does not take it."""
    wire = await reach(address.host, address.port, CONNECT_WITHIN_S)
    client = APIClient(
        address.host,
        address.port,
        noise_psk=ZERO_NOISE_PSK,
        expected_name=device,
        client_info="handbell",
        provide_time=False,
    )
    try:
        async with asyncio.timeout(WITHIN_S):
            client.start_connection_from_socket(wire, log_errors=False)
            await client.finish_connection()
            taken = await client.noise_encryption_set_key(base64.b64encode(key))
    except (APIConnectionError, TimeoutError, OSError) as error:
        raise HardwareError(
            f"{device} at {address} did not take a key ({error or 'no answer'}). If it has one already, adopt it with that key, "
            "or flash it anew; if it is new, switch it off and on and try again within a few minutes"
        ) from error
    finally:
        client.force_disconnect()
        wire.close()
    if not taken:
        raise HardwareError(
            f"{device} at {address} refused the key: its key was set when it was flashed. Adopt it with that one"
        )
