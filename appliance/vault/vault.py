"""The secrets that make this box this box: device key, ids, the key of look-up tags, reading keys. Knows no entry, no incident.

folder 0700 · device.key 32 · building.id 16 · box.id 16 · local.key 32 · rank 4 · reading/ (see `reading.py`)      all files 0600
"""

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from appliance.vault import files, rank
from appliance.vault.errors import VaultError
from appliance.vault.reading import ReadingKeys

TAG_LEN = 16  # a building has at most some thousand names: 128 bits never collide, and are half the index of 256

_ID_LEN = 16
_KEY_LEN = 32
_TAG_PURPOSE = b"handbell tag v1"
_HIDE_PURPOSE = b"handbell hide v1"
_NONCE_LEN = 12


class Vault:
    """This box's own secrets. Made by `Vault.open`; its printed form shows none."""

    def __init__(
        self,
        folder: Path,
        *,
        building: bytes,
        box: bytes,
        device_key: bytes,
        local_key: bytes,
        reading: ReadingKeys,
    ) -> None:
        self._folder = folder
        self.rank = rank.read(folder)
        self.building = building
        self.box = box
        self.reading = reading
        self._device_key = Ed25519PrivateKey.from_private_bytes(device_key)
        self._tagging = hashlib.blake2b(key=local_key, digest_size=TAG_LEN, person=_TAG_PURPOSE)
        self._hiding = ChaCha20Poly1305(hashlib.blake2b(local_key, digest_size=32, person=_HIDE_PURPOSE).digest())
        self.device_public = self._device_key.public_key().public_bytes_raw()

    @classmethod
    def open(cls, folder: Path) -> "Vault":
        """Open the vault; on a box's first start, make what provisioning did not bring. Raises VaultError.

        device.key is written last, so that a power cut during the first start leaves a first start. Once it is there, or
        once there are reading keys, whatever is missing was lost, and is never quietly made anew: a box with another key
        or id would be another box.
        """
        files.open_folder(folder)
        reading = ReadingKeys(folder / "reading")
        started_before = (folder / "device.key").exists() or bool(reading.weeks())

        def own(name: str, length: int) -> bytes:
            path = folder / name
            found = files.read(path, length)
            if found is not None:
                return found
            if started_before:
                raise VaultError("is missing, though this box was started before", path, _RESTORE)
            made = os.urandom(length)
            files.write(path, made)
            return made

        return cls(
            folder,
            building=own("building.id", _ID_LEN),
            box=own("box.id", _ID_LEN),
            local_key=own("local.key", _KEY_LEN),
            device_key=own("device.key", _KEY_LEN),
            reading=reading,
        )

    def keep_rank(self, highest: int) -> None:
        """Keep the highest rank told to buttons, before it is told. Raises VaultError."""
        rank.write(self._folder, highest)
        self.rank = highest

    def sign(self, statement: bytes) -> bytes:
        """Ed25519 signature of the device over a statement of `envelope.format`, 64 bytes."""
        return self._device_key.sign(statement)

    def tag(self, text: str) -> bytes:
        """What stands in a look-up table instead of `text`: 16 bytes, the same for the same text, telling nothing without us."""
        tagging = self._tagging.copy()
        tagging.update(text.encode())
        return tagging.digest()

    def hide(self, plaintext: bytes) -> bytes:
        """Seal something only this box ever reads, for a table or file beside the logbook.

        Its key lives as long as the box: never for what must be forgotten, which a stolen box could then still read.
        """
        nonce = os.urandom(_NONCE_LEN)
        return nonce + self._hiding.encrypt(nonce, plaintext, None)

    def reveal(self, hidden: bytes) -> bytes:
        """What was hidden. Raises InvalidTag where it was changed, or hidden by another box."""
        return self._hiding.decrypt(hidden[:_NONCE_LEN], hidden[_NONCE_LEN:], None)


def verify(public: bytes, statement: bytes, signature: bytes) -> bool:
    """Whether the device with this public key (32 bytes) signed the statement. Malformed bytes are simply not signed."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, statement)
    except (InvalidSignature, ValueError):
        return False
    return True


_RESTORE = "Restore it from the provisioning card; without it, provision this box anew as a new box."
