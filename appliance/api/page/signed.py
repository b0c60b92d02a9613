"""Gives the bytes that a browser signs as a page, and the proof of a pairing code. Pure; knows no message and no socket.

A browser makes them by the same rules (`tests/vectors/page_press_v1.json`). Numbers are big-endian; a text is its length in one byte, then
UTF-8. Signatures are ECDSA over P-256 with SHA-256, as WebCrypto gives them: r and s, 32 bytes each.
"""

import hashlib
import hmac

PRESS_LABEL = b"handbell-page-press-1\0"
OPEN_LABEL = b"handbell-page-open-1\0"
PAIR_LABEL = b"handbell-page-pair-1\0"
CODE_LABEL = b"handbell-page-code-1\0"
BOX_LABEL = b"handbell-page-box-1\0"
PRIVATE_OPEN_LABEL = b"handbell-private-open-1\0"

BUILDING_LEN = 16  # bytes, as in each entry (`appliance.envelope.format`)
CHALLENGE_LEN = 16  # 128 random bits: nobody guesses one in its 30 s
LEDGER_LEN = 8  # 64 random bits tell the ledgers of one browser apart
SIGNATURE_LEN = 64  # r and s of P-256
PUBLIC_KEY_LEN = 65  # an uncompressed point (SEC 1, section 2.3.3)
PROOF_LEN = 32  # HMAC-SHA256
NAME_BYTES_MAX = 64  # of pages and contacts: an id of a plan has 32 characters
COUNTER_MAX = 2**31 - 1  # as buttons count: a receipt carries the count as one int32
AGE_MS_MAX = 366 * 24 * 3_600_000  # no press waits for a year; a greater age counts as no age, as at the webhook door
AGE_UNKNOWN = 2**64 - 1
"""Stands for the age of a press of which the browser does not know when it was made."""

CODE_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"  # RFC 4648, section 6: no letter in it looks like a digit in it
CODE_CHARACTERS = 8
CODE_ROUNDS = 200_000
"""PBKDF2 rounds over a code. A code has 40 bits and counts for two minutes. Whoever carries the proof of a pairing could try all codes: at
200,000 rounds a card that makes 10^10 SHA-256 a second needs months. A Pi 4 needs half a second, a browser less.
"""


def press_bytes(
    building: bytes, page: str, contact: str, counter: int, age_ms: int | None, ledger: bytes, challenge: bytes
) -> bytes:
    """Give what is signed for a press. `age_ms` None: nobody knows when it was made. Raises ValueError for a value that does not fit."""
    _fits("building", building, BUILDING_LEN)
    _fits("ledger", ledger, LEDGER_LEN)
    _fits("challenge", challenge, CHALLENGE_LEN)
    if not 0 <= counter <= COUNTER_MAX:
        raise ValueError(f"a count of {counter}: it must be 0 to {COUNTER_MAX}")
    if age_ms is not None and not 0 <= age_ms < AGE_UNKNOWN:
        raise ValueError(f"an age of {age_ms} ms: it must be 0 or more, in 64 bits")
    age = (AGE_UNKNOWN if age_ms is None else age_ms).to_bytes(8)
    named = _text("page", page) + _text("contact", contact)
    return PRESS_LABEL + building + named + counter.to_bytes(4) + age + ledger + challenge


def open_bytes(building: bytes, page: str, challenge: bytes) -> bytes:
    """Give what is signed by a browser that opens a page. Raises ValueError for a value that does not fit."""
    _fits("building", building, BUILDING_LEN)
    _fits("challenge", challenge, CHALLENGE_LEN)
    return OPEN_LABEL + building + _text("page", page) + challenge


def private_open_bytes(building: bytes, page: str, ephemeral: bytes, challenge: bytes) -> bytes:
    """Give what is signed by a browser that opens a private line. `ephemeral` is the public key that it made for this line alone, 65 bytes.

    Raises ValueError for a value that does not fit.
    """
    _fits("building", building, BUILDING_LEN)
    _fits("ephemeral key", ephemeral, PUBLIC_KEY_LEN)
    _fits("challenge", challenge, CHALLENGE_LEN)
    return PRIVATE_OPEN_LABEL + building + _text("page", page) + ephemeral + challenge


def code_key(building: bytes, code: str) -> bytes:
    """Give the 32 bytes that stand for a pairing code of 8 characters. Takes some 0.1 s: not on an event loop."""
    return hashlib.pbkdf2_hmac("sha256", code.encode(), CODE_LABEL + building, CODE_ROUNDS)


def pairing_proof(key: bytes, building: bytes, public_key: bytes) -> bytes:
    """Give the proof that whoever has this public key knows the code of `key`: HMAC-SHA256, 32 bytes."""
    return hmac.digest(key, PAIR_LABEL + building + public_key, "sha256")


def box_proof(key: bytes, building: bytes, box_key: bytes, public_key: bytes) -> bytes:
    """Give the box's proof that `box_key` is its own lasting key (65 bytes), for the browser that has `public_key`: HMAC-SHA256, 32 bytes.

    Only who knows the code can make it. So whoever carries the answer can put no other key in its place.
    """
    return hmac.digest(key, BOX_LABEL + building + box_key + public_key, "sha256")


def _text(what: str, text: str) -> bytes:
    encoded = text.encode()
    if not 1 <= len(encoded) <= NAME_BYTES_MAX:
        raise ValueError(f"a {what} of {len(encoded)} bytes: it must have 1 to {NAME_BYTES_MAX}")
    return bytes([len(encoded)]) + encoded


def _fits(what: str, given: bytes, length: int) -> None:
    if len(given) != length:
        raise ValueError(f"a {what} of {len(given)} bytes: it must have {length}")
