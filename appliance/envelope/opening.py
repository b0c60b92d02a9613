"""Opens envelopes, and refuses those that are not what they say. Knows no file and no table; the caller gives it the keys."""

import hmac

from cryptography.exceptions import InvalidTag

from appliance.envelope import format as layout
from appliance.envelope.hybrid import SUITE, PrivateKey, PublicKey, fingerprint
from appliance.envelope.seal import DATA_KEY_LEN, DataKey, commitment, wrap_digest

__all__ = [
    "OpenError",
    "PrivateKey",
    "PublicKey",
    "check_key_entry",
    "fingerprint",
    "open_entry",
    "open_key_entry",
    "unwrap",
]


class OpenError(ValueError):
    """An envelope does not open, or holds something other than it says. Never shows a key or a plaintext."""


def open_entry(data: bytes, data_key: DataKey) -> bytes:
    """Give the plaintext of a stored entry, with its leading "F" or "K". Raises FormatError, OpenError."""
    entry = layout.split(data)
    if (entry.header.stream, entry.header.key_no) != (data_key.stream, data_key.key_no):
        raise OpenError(f"entry {entry.header.number} was sealed under another data key than the one given")
    try:
        padded = data_key.cipher.decrypt(entry.nonce, entry.ciphertext, entry.header_bytes)
    except InvalidTag:
        raise OpenError(f"entry {entry.header.number} was changed, or its data key is not this one") from None
    return layout.unpad(padded)


def unwrap(wrap: bytes, private_key: PrivateKey, info: bytes) -> bytes:
    """Give the data key in a wrap, 32 bytes. `info` is `format.wrap_info(…)` of the place it should be from. Raises OpenError."""
    try:
        data_key = SUITE.decrypt(wrap, private_key.hpke_key, info=info)
    except (InvalidTag, ValueError):
        raise OpenError("the wrap was made for another reader or another place, or was changed") from None
    if len(data_key) != DATA_KEY_LEN:
        raise OpenError("the wrap holds no data key")
    return data_key


def check_key_entry(
    data: bytes, data_key: DataKey, *, wrap: bytes, recipient: bytes, named: bool = True
) -> layout.KeyStatement:
    """Open a key entry and check that it commits to this data key and names this wrap for this recipient (fingerprint).

    `named` False: for a wrap that the safety office made anew for a later key of its own, which no entry of the building can name. Then
    only the commitment proves the data key. Raises FormatError, OpenError. The caller checks that the entry is in a chain signed by the
    device.
    """
    number = layout.unpack_header(data).number
    statement = layout.KeyStatement.decode(open_entry(data, data_key))
    if statement.klass != data_key.klass:
        raise OpenError(f"key entry {number} is for class {statement.klass}, the key was given as {data_key.klass}")
    expected = commitment(data_key.raw, data_key.stream, data_key.key_no, data_key.klass)
    if not hmac.compare_digest(statement.commitment, expected):
        raise OpenError(f"key entry {number} commits to another data key than the one that opens it")
    if named and (recipient, wrap_digest(wrap)) not in statement.wraps:
        raise OpenError(f"key entry {number} does not name this wrap: somebody else made it")
    return statement


def open_key_entry(data: bytes, wrap: bytes, private_key: PrivateKey, *, named: bool = True) -> DataKey:
    """Give the data key that a key entry introduces, from a detached wrap, and check everything. Raises FormatError, OpenError.

    `named` as in `check_key_entry`.

    All four classes are tried: the class is only inside, so that no table tells which incidents hold restricted matter.
    """
    header = layout.split(data).header
    recipient = private_key.public.fingerprint
    for klass in layout.CLASSES:
        info = layout.wrap_info(header.building, header.epoch, header.stream, header.key_no, klass, recipient)
        try:
            raw = unwrap(wrap, private_key, info)
        except OpenError:
            continue
        data_key = DataKey(raw, header.stream, header.key_no, klass)
        check_key_entry(data, data_key, wrap=wrap, recipient=recipient, named=named)
        return data_key
    raise OpenError(
        f"the wrap does not open the key of entry {header.number}: another reader's, another place's, or changed"
    )
