"""Keeps the days on which ways of messages proved themselves, in one small file beside the record. Knows no way, no person and no board.

The record would keep each of these days for ever, and somebody could read from it whose telephone answered when, and who took a yes back.
So they are no entries. The file is hidden under the box's own key, and it names no address: only tags, which say nothing without that key.
"""

import logging
from collections.abc import Mapping
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag

from appliance.core.messages.addresses import Address
from appliance.core.messages.proving import Proof
from appliance.vault import files
from appliance.vault.errors import VaultError
from appliance.vault.vault import Vault

NAME = "ways-proved"
BYTES_MAX = 256 * 1024
"""A building of 500 people with four ways each takes half of it."""

log = logging.getLogger("handbell.alert")

type Tags = dict[str, Proof]
"""Tag of an address → what is known of it."""


class ProofFile:
    """The file in a data folder."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._path = folder / NAME
        self._vault = vault

    def tag(self, address: Address) -> str:
        """Give what stands for an address in the file."""
        return self._vault.tag("\0".join(("way", *address))).hex()

    def read(self) -> Tags:
        """Give what the file holds; nothing if there is none, or if it is damaged. Then each way is tested once more."""
        try:
            with self._path.open("rb") as file:
                known: Tags = msgspec.msgpack.decode(self._vault.reveal(file.read(BYTES_MAX)), type=Tags)
                return known
        except FileNotFoundError:
            return {}
        except (OSError, InvalidTag, msgspec.MsgspecError, ValueError):
            log.warning("%s cannot be read: each way of messages is tested again", self._path)
            return {}

    def write(self, known: Mapping[str, Proof]) -> None:
        """Write it whole or leave it as it was. Blocks. If the disk does not take it, ways are only tested again after a restart."""
        try:
            files.write(self._path, self._vault.hide(msgspec.msgpack.encode(dict(known))))
        except VaultError as error:
            log.warning("when ways of messages proved themselves was not written: %s", error)
