"""The online key that signs receipts, and nothing else. It opens no entry, and counts only once the office's notice names it."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from appliance.envelope.deposit import Signed
from appliance.envelope.statements import Countersigned, Holding


class ReceiptKey:
    """Ed25519, from its 32 secret bytes."""

    def __init__(self, secret: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(secret)
        self.public = self._key.public_key().public_bytes_raw()

    def sign(self, statement: Countersigned | Holding) -> Signed:
        """A receipt. Takes 30 µs; the same bytes for the same statement."""
        packed = statement.pack()
        return Signed(packed, self.public, self._key.sign(packed))

    def is_whole(self, given: Signed) -> bool:
        """Whether a receipt that was kept is what was signed once, by this key or one before it. To sign again is three times as fast."""
        if given.key == self.public:
            return self._key.sign(given.statement) == given.signature
        return signed_by_its_key(given)


def signed_by_its_key(signed: Signed) -> bool:
    """Whether the signature is that of the key beside it; whose key it is, is another question."""
    try:
        Ed25519PublicKey.from_public_bytes(signed.key).verify(signed.signature, signed.statement)
    except Exception:  # noqa: BLE001 — a key of another length, a wrong signature: all the same here
        return False
    return True
