"""Keeps the keys of devices, before a device gets its key, and gives a key to a device that has none. Knows no plan."""

import asyncio
import logging
import secrets

from appliance.adoption.entry import NotAdopted
from appliance.api.desk.buttons import AdoptButton, StrangerLine
from appliance.plan.ids import KeyId
from appliance.vault.credentials import Credentials
from appliance.vault.errors import VaultError
from hardware.errors import HardwareError
from hardware.ports import KeyGiver

KEY_LEN = 32  # Noise, as ESPHome uses it: a pre-shared key of 256 bits
GIVE_KEY_WITHIN_S = 20.0  # connect, hand over, and the device writes its flash: measured at 2 s; a person waits for it
# ESPHome uses a new key 0.1 s after its answer; connected sooner, the device would seem to have a wrong key
NEW_KEY_WITHIN_S = 1.0

log = logging.getLogger("handbell.adoption")


class Keys:
    """The keys of families whose devices prove themselves by a key."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    async def keep(self, key: KeyId, secret: bytes) -> None:
        """Keep a device's secret under this name, in place of an older one. Raises VaultError."""
        try:
            stored = self._credentials.get(key)
        except VaultError:  # the old one is lost, and this one takes its place
            stored = None
        if stored != secret:
            await self._put(key, secret)
            log.warning("the key %s was handed in", key)

    async def of(self, wish: AdoptButton, name: KeyId, stranger: StrangerLine | None) -> tuple[bytes, bool]:
        """Give the device's key, and whether it was made here. The key is stored before the device gets it: a power cut in between must
        not lock the device out.
        """
        stored, given = self._credentials.get(name), wish.key
        if given is not None and len(given) != KEY_LEN:
            raise NotAdopted(f"A key is {KEY_LEN} bytes, this one {len(given)}. Nothing was changed.")
        if stored is not None and len(stored) != KEY_LEN:
            raise NotAdopted(
                f"The credential store has a secret named {name!r} that is no key: it has {len(stored)} bytes, a key has {KEY_LEN}. "
                f"Remove {self._credentials.file(name)} and its copy {self._credentials.copy(name)}, or choose another --button. "
                "Nothing was changed."
            )
        if given is not None and stored is not None and given != stored:
            raise NotAdopted(
                f"The credential store has another key named {name!r}. Choose another --button, or leave --key-file out to use "
                "the stored one. Nothing was changed."
            )
        if stored is not None:
            return stored, False
        if given is None and (stranger is None or not stranger.keyless):
            raise NotAdopted(
                f"{wish.device} has a key already, and this box does not know it. Give it with --key-file, or reset the device so "
                "that it has none. Nothing was changed."
            )
        key = given or secrets.token_bytes(KEY_LEN)
        await self._put(name, key)
        return key, given is None

    async def give(self, giver: KeyGiver, device: str, key: bytes, name: KeyId) -> None:
        """Give a device its key. If the answer was lost, adopting again makes it sure: the same key is offered again."""
        again = f"Not in the plan yet. Its key is kept under {name!r}: adopt it again, and the same key is used."
        try:
            async with asyncio.timeout(GIVE_KEY_WITHIN_S):
                await giver.give_key(device, key)
                await asyncio.sleep(NEW_KEY_WITHIN_S)
        except HardwareError as error:
            raise NotAdopted(f"{device} did not take its key: {error}. {again}") from error
        except TimeoutError as error:
            says = f"{device} did not answer within {GIVE_KEY_WITHIN_S:.0f} s when it was given its key. {again}"
            raise NotAdopted(says) from error

    async def _put(self, name: KeyId, key: bytes) -> None:
        """Store a key in a thread: that waits for the disk four times, and no press may wait with it."""
        await asyncio.to_thread(self._credentials.keep, name, key)
        self._credentials.tell()
