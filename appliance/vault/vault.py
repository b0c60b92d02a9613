"""Holds the secrets that make this box this box: device key, ids, the key of look-up tags, reading keys. Knows no entry, no incident.
`identity.py` and `reading_keys.py` say what is in the folder, and what becomes of a lost file; `pairs.py` says how each is kept twice.
"""

import hashlib
import logging
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from appliance.envelope.hybrid import PRIVATE_LEN, PrivateKey
from appliance.private_line.agreement_key import AgreementKey
from appliance.vault import files
from appliance.vault.errors import VaultError
from appliance.vault.identity import DEVICE_KEY, LOCAL_IS_NEW, OWN_NAMES, RANK, FromRecord, Identity, open_identity
from appliance.vault.kinds import OWN, PAGES, RANK_MAX
from appliance.vault.mended import Mended
from appliance.vault.pairs import Pairs
from appliance.vault.reading_keys import ReadingKeys
from appliance.vault.upgrade import make_copies

TAG_LEN = 16  # a building has at most some thousand names: 128 bits never collide, and take half the index of 256

NOTICES_NAME = "notices.key"
PAGES_NAME = "pages.key"
OTHERS_NAMES = (
    "root.fingerprint",
    "webhook.pem",
    "succession.key",
    "bundle.serial",
    NOTICES_NAME,
    PAGES_NAME,
    "recovery.public",
    "recovery.vouched",
)
"""Files that their makers check only when they open them."""
_TAG_PURPOSE = b"handbell tag v1"
_HIDE_PURPOSE = b"handbell hide v1"
_NONCE_LEN = 12

log = logging.getLogger("handbell.vault")


class Vault:
    """This box's own secrets. Made by `Vault.open`; its printed form shows none of them."""

    def __init__(self, folder: Path, pairs: Pairs, who: Identity, reading: ReadingKeys) -> None:
        self.building = who.building
        self.box = who.box
        self.reading_keys = reading
        self.rank = who.rank
        """The highest rank this box has kept; 0 where none is known."""
        self.parents = who.parents
        """The boxes whose device keys were lost and whose record this one goes on with, the newest first."""
        self.local_key_is_new = who.local_key_is_new
        """The one before was lost: what was tagged or hidden by it is to be made anew, see `local_key_is_used`."""
        self.mended: tuple[Mended, ...] = (*who.mended, *reading.mended)
        """What was wrong with the files of keys when the vault was opened."""
        self._folder = folder
        self._pairs = pairs
        self._device_key = Ed25519PrivateKey.from_private_bytes(who.device_key)
        self._tagging = hashlib.blake2b(key=who.local_key, digest_size=TAG_LEN, person=_TAG_PURPOSE)
        self._hiding = ChaCha20Poly1305(hashlib.blake2b(who.local_key, digest_size=32, person=_HIDE_PURPOSE).digest())
        self.device_public = self._device_key.public_key().public_bytes_raw()

    @classmethod
    def open(cls, folder: Path, from_record: FromRecord | None = None, *, mends: bool = True) -> "Vault":
        """Open the vault; on a box's first start, make what provisioning did not bring. Raises VaultError where nothing can be kept.

        Damaged files are put right from their second copies. `from_record` is asked where that is not enough. If the device key is lost,
        this becomes another box, which stands in for the former one. If `mends` is False, it only looks, and changes nothing: then
        VaultError says what the alert daemon would make anew.
        """
        upgraded = make_copies(folder) if mends else ()
        pairs = Pairs(folder, "", OWN.__getitem__, mends=mends)
        reading = ReadingKeys(folder / "reading", mends=mends)
        vault = cls(folder, pairs, open_identity(pairs, from_record, read_before=bool(reading.weeks())), reading)
        vault.mended = (*upgraded, *vault.mended)
        return vault

    @property
    def stand_in_for(self) -> bytes | None:
        """The box whose device key was lost and whose record this one goes on with; None if it stands in for no box."""
        return self.parents[0] if self.parents else None

    @property
    def stands_in_since_now(self) -> bool:
        """Whether the device key was found lost at this very start."""
        return any(each.lost and each.file == DEVICE_KEY for each in self.mended)

    def mend(self) -> tuple[Mended, ...]:
        """Look at every file again, and put right what went wrong meanwhile. Raises nothing. For a thread: it may wait for the disk."""
        return (*self._pairs.mend((*OWN_NAMES, *OTHERS_NAMES)), *self.reading_keys.mend())

    def notices_key(self) -> PrivateKey:
        """Give the key for which the safety office seals what it tells this building. It is made when first needed, and anew if it is
        lost: then the office learns the new one, and what was sealed for the key before does not open here. Raises VaultError.
        """
        seed = self._pairs.verdict(NOTICES_NAME).content
        if seed is None:
            seed = os.urandom(PRIVATE_LEN)
            self._pairs.make_anew(NOTICES_NAME, seed)
        return PrivateKey.from_bytes(seed)

    def pages_key(self) -> AgreementKey:
        """Give the lasting key of private lines (`appliance/private_line`). It is made when first needed, and anew if it is lost: `mended`
        then says that phones and desks in a browser must be paired anew. Raises nothing: if the disk does not take it, it counts until
        the next start.
        """
        verdict = self._pairs.verdict(PAGES_NAME)
        if verdict.content is not None:
            return AgreementKey.from_bytes(verdict.content)
        made = AgreementKey.generate()
        if verdict.lost:
            self.mended += (Mended(PAGES_NAME, "was lost with its second copy", PAGES.if_lost, lost=True),)
        try:
            self._pairs.make_anew(PAGES_NAME, made.to_bytes())
        except VaultError as error:
            log.warning("%s could not be kept: %s", PAGES_NAME, error.what)
            says = "It is used until the next start. What is paired until then must be paired anew. Tell district IT."
            self.mended += (Mended(PAGES_NAME, f"could not be kept ({error.what})", says, lost=True),)
        return made

    def local_key_is_used(self) -> None:
        """Note that everything a lost local key tagged or hid has been made anew. Raises VaultError."""
        files.remove(self._folder / LOCAL_IS_NEW)
        self.local_key_is_new = False

    def keep_rank(self, rank: int) -> None:
        """Keep a rank before any button is told of it; a rank that is no higher changes nothing. Raises VaultError."""
        if rank <= self.rank:
            return
        if rank > RANK_MAX:
            raise ValueError(f"{rank} is no rank: it is an int32 in the flash of every button")
        self._pairs.write(RANK, b"%d\n" % rank)
        self.rank = rank

    def sign(self, statement: bytes) -> bytes:
        """Sign a statement of `envelope.format` with the device's Ed25519 key; 64 bytes."""
        return self._device_key.sign(statement)

    def tag(self, text: str) -> bytes:
        """Give what a look-up table holds instead of `text`: 16 bytes, the same for the same text, which say nothing without our key."""
        tagging = self._tagging.copy()
        tagging.update(text.encode())
        return tagging.digest()

    def hide(self, plaintext: bytes) -> bytes:
        """Seal something only this box ever reads, for a table or file beside the logbook.

        Its key lives as long as the box. So never hide what must be forgotten: it could still be read on a stolen box.
        """
        nonce = os.urandom(_NONCE_LEN)
        return nonce + self._hiding.encrypt(nonce, plaintext, None)

    def reveal(self, hidden: bytes) -> bytes:
        """Give what was hidden. Raises InvalidTag where it was changed, or hidden by another box."""
        return self._hiding.decrypt(hidden[:_NONCE_LEN], hidden[_NONCE_LEN:], None)


def verify(public: bytes, statement: bytes, signature: bytes) -> bool:
    """Return whether the device with this public key (32 bytes) signed the statement. Malformed bytes count as not signed."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, statement)
    except (InvalidSignature, ValueError):
        return False
    return True
