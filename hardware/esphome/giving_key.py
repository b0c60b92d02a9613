"""Gives a key to a device that has none yet; from then on the device is known by it. The connection is hidden from listeners, but proves
nobody's identity.
"""

import asyncio
import base64
import logging
from collections.abc import Awaitable, Callable

from aioesphomeapi.client import APIClient
from aioesphomeapi.core import ZERO_NOISE_PSK, APIConnectionError

from hardware.errors import HardwareError
from hardware.esphome.address import Address
from hardware.esphome.bounded_socket import reach

CONNECT_WITHIN_S = 5.0
# A person stands before the device. Its flash needs a second to take the key, and then it drops its connections.
TAKEN_WITHIN_S = 10.0
LOOK_AGAIN_S = 0.5

log = logging.getLogger("handbell.esphome")


async def give_key(device: str, address: Address, key: bytes) -> None:
    """Give the device `key`, 32 bytes, and check that it uses it. Raises HardwareError, which says what to do, if it does not."""
    encoded = base64.b64encode(key)
    try:
        taken = await _with(device, address, ZERO_NOISE_PSK, lambda client: client.noise_encryption_set_key(encoded))
    except (APIConnectionError, TimeoutError) as error:
        raise HardwareError(
            f"{device} at {address} did not take a key ({error or 'no answer'}). If it has one already, adopt it with that key, "
            "or flash it anew; if it is new, switch it off and on and try again within a few minutes"
        ) from error
    if not taken:
        raise HardwareError(
            f"{device} at {address} refused the key: its own was set when it was flashed. Adopt it with that one"
        )
    await _goes_by(device, address, encoded.decode())


async def _goes_by(device: str, address: Address, key: str) -> None:
    try:
        async with asyncio.timeout(TAKEN_WITHIN_S):
            while True:
                try:
                    await _with(device, address, key, lambda client: client.device_info())
                except (APIConnectionError, HardwareError, TimeoutError):
                    await asyncio.sleep(LOOK_AGAIN_S)
                else:
                    return
    except TimeoutError:
        raise HardwareError(f"{device} at {address} took the key and does not go by it: flash it anew") from None


async def _with[T](device: str, address: Address, key: str, ask: Callable[[APIClient], Awaitable[T]]) -> T:
    """Ask the device something, on a connection under this key."""
    client = APIClient(
        address.host, address.port, noise_psk=key, expected_name=device, client_info="handbell", provide_time=False
    )
    wire = await reach(address.host, address.port, CONNECT_WITHIN_S)
    try:
        async with asyncio.timeout(CONNECT_WITHIN_S):
            client.start_connection_from_socket(wire, log_errors=False)
            await client.finish_connection()
            return await ask(client)
    except (APIConnectionError, TimeoutError, OSError):
        raise
    except Exception as error:  # any error that the library makes of a stranger's words
        log.exception("our program failed on what %s at %s says", device, address)
        raise APIConnectionError(f"our program failed on what it says: {type(error).__name__}") from error
    finally:
        client.force_disconnect()
        wire.close()
