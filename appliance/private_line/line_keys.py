"""Works out the two keys of a private line, at the box and at a browser. Pure; `README.md` says what protects against what.

secret = ECDH(the browser's key for this line, the box's key for this line) | ECDH(the browser's key for this line, the box's lasting key)
keys   = HKDF-SHA256(secret, salt = building | challenge, info = label | id | the browser's key | the box's key, both for this line)
         → 32 bytes down (to the browser) | 32 bytes up (to the box)                id = its length in one byte, then UTF-8
"""

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from appliance.api.discreet import Discreet
from appliance.api.page.signed import BUILDING_LEN, CHALLENGE_LEN, NAME_BYTES_MAX
from appliance.private_line.agreement_key import AgreementKey

LABEL = b"handbell-private-1\0"
KEY_LEN = 32


class About(msgspec.Struct, frozen=True):
    """What a line is about: the building's id (16 bytes), the id of what is paired, and the challenge that the browser signed (16)."""

    building: bytes
    page: str
    challenge: bytes


class LineKeys(Discreet, frozen=True):
    """The keys of one line, 32 bytes each: `down` for what the box says, `up` for what the browser says."""

    down: bytes
    up: bytes

    def __repr__(self) -> str:
        return "LineKeys()"


def keys_of_box(about: About, lasting: AgreementKey, own: AgreementKey, browser: bytes) -> LineKeys:
    """Give the keys as the box works them out. `own` is made for this line alone. Raises PrivateLineError if `browser` is no key."""
    return _keys(about, own.agree(browser) + lasting.agree(browser), browser, own.public)


def keys_of_browser(about: About, own: AgreementKey, lasting: bytes, box: bytes) -> LineKeys:
    """Give the keys as a browser works them out: `lasting` it learnt as it was paired, `box` is the answer to its opening. Raises
    PrivateLineError.
    """
    return _keys(about, own.agree(box) + own.agree(lasting), own.public, box)


def _keys(about: About, secret: bytes, browser: bytes, box: bytes) -> LineKeys:
    named = about.page.encode()
    if len(about.building) != BUILDING_LEN or len(about.challenge) != CHALLENGE_LEN:
        raise ValueError(f"a building of {len(about.building)} bytes and a challenge of {len(about.challenge)}")
    if not 1 <= len(named) <= NAME_BYTES_MAX:
        raise ValueError(f"an id of {len(named)} bytes: it must have 1 to {NAME_BYTES_MAX}")
    info = LABEL + bytes([len(named)]) + named + browser + box
    made = HKDF(SHA256(), 2 * KEY_LEN, about.building + about.challenge, info).derive(secret)
    return LineKeys(made[:KEY_LEN], made[KEY_LEN:])
