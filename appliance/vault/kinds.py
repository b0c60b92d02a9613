"""Says what each kind of key file may hold, and which of its two copies counts if they differ. Pure: opens no file. A person may put or
replace a credential by hand, and the fingerprint of the safety office. Nobody replaces the other files by hand: of these the second copy
counts whenever it is whole.
"""

from collections.abc import Callable

import msgspec

from appliance.envelope import vouching
from appliance.envelope.format import DIGEST_LEN
from appliance.envelope.hybrid import PRIVATE_LEN, PUBLIC_LEN
from appliance.envelope.vouching import VOUCHED_LEN
from appliance.private_line.agreement_key import is_private
from appliance.vault.files import Look
from appliance.vault.second_copy import SecondCopy

ID_LEN = 16
KEY_LEN = 32
PEPPER_LEN = 32
RANK_MAX = 2**31 - 1  # an int32 in the flash of every button
RANK_STEP_MAX = 65_536
"""The most by which a rank rises at once: a box that replaces another goes so far above it. A first copy that is higher than the second
by more is damaged; to believe it would use up what is left of an int32.
"""

_BLANK = (0x00, 0xFF)  # what erased storage, or storage that was never written, reads as


class Kind(msgspec.Struct, frozen=True):
    """One kind of key file. `fits`: whether a content can be of this kind. `newer`: whether the first copy counts, beside a second copy
    that is whole.

    `in_bundle`: whether the recovery bundle has the file, so that a new box has it too. Left out are files that a new box makes itself,
    and files that it must never have. `if_lost`: what people do when neither copy is whole.
    """

    fits: Callable[[bytes], bool]
    newer: Callable[[Look, Look, SecondCopy], bool]
    in_bundle: bool
    by_hand: bool = False
    if_lost: str = "Restore one of the two from a backup of this box."

    def holds(self, content: bytes | None) -> bool:
        """Return whether this can be the content of such a file, as far as can be seen without another copy."""
        return content is not None and not _is_blank(content) and self.fits(content)


def rank_in(content: bytes) -> int:
    """Read the rank from the content of its file; 0 if there is none."""
    digits = content.strip()
    if not digits.isdigit() or len(digits) > len(str(RANK_MAX)):
        return 0
    return rank if (rank := int(digits)) <= RANK_MAX else 0


def _is_blank(content: bytes) -> bool:
    return any(content == bytes([each]) * len(content) for each in _BLANK)


def _of_length(length: int) -> Callable[[bytes], bool]:
    return lambda content: len(content) == length


def _never(first: Look, second: Look, copy: SecondCopy) -> bool:
    return False


def _put_by_hand(first: Look, second: Look, copy: SecondCopy) -> bool:
    """Return whether a person put this key in. Such a key is whole, later than the copy, none of the earlier contents, and differs in
    most of its bytes. Damage changes few bytes, or cuts them off. In two random keys one byte in 256 is the same, in two texts in hex one
    in 16.
    """
    found, kept = first.content or b"", copy.content
    if len(found) < len(kept) or first.written_ns <= second.written_ns or copy.held(found):
        return False
    return sum(one != other for one, other in zip(found, kept, strict=False)) * 2 > len(kept)


def _higher(first: Look, second: Look, copy: SecondCopy) -> bool:
    return 0 < rank_in(first.content or b"") - rank_in(copy.content) <= RANK_STEP_MAX


def _is_ids(content: bytes) -> bool:
    return len(content) % ID_LEN == 0


def _is_anything(content: bytes) -> bool:
    return bool(content)


def _is_fingerprint(content: bytes) -> bool:
    return len(content.translate(None, b" -:\n\r\t")) == 2 * DIGEST_LEN


BUILDING = Kind(_of_length(ID_LEN), _never, in_bundle=True)
ID = Kind(_of_length(ID_LEN), _never, in_bundle=False)
IDS = Kind(_is_ids, _never, in_bundle=False)
KEY = Kind(_of_length(KEY_LEN), _never, in_bundle=False)
PEPPER = Kind(_of_length(PEPPER_LEN), _never, in_bundle=True)
READING = Kind(
    _of_length(PRIVATE_LEN),
    _never,
    in_bundle=False,  # the bundle has the keys of the weeks that the copy needs in a field of its own
    if_lost="Restore one of the two from a backup of this box: until then what was kept in that week alone cannot be read here.",
)
NOTICES = Kind(
    _of_length(PRIVATE_LEN),
    _never,
    in_bundle=True,
    if_lost="Another is made and named. Until the next notice of the safety office, lessons of before are not shown here.",
)
PAGES = Kind(
    is_private,
    _never,
    in_bundle=True,  # so that paired phones and desks go on at a box that replaces this one
    if_lost="Another is made. Pair the phones of responders and the desks in a browser anew.",
)
RANK = Kind(lambda content: rank_in(content) > 0, _higher, in_bundle=False)
CREDENTIAL = Kind(
    _is_anything, _put_by_hand, in_bundle=True, by_hand=True, if_lost="Give the device that has it a new key."
)
PIN = Kind(_is_anything, _never, in_bundle=True)
CERTIFICATE = Kind(
    lambda content: content.startswith(b"-----BEGIN") and b"-----END CERTIFICATE-----" in content,
    _never,
    in_bundle=True,
)
FINGERPRINT = Kind(
    _is_fingerprint,
    _put_by_hand,
    in_bundle=True,
    by_hand=True,
    if_lost="Type it again: handbell trust FINGERPRINT. Until then this box believes no safety office.",
)
VOUCHED = Kind(_of_length(VOUCHED_LEN), _never, in_bundle=True)
PUBLIC_HALF = Kind(_of_length(PUBLIC_LEN), _never, in_bundle=False)

OWN = {
    "building.id": BUILDING,
    "box.id": ID,
    "local.key": KEY,
    "device.key": KEY,
    "rank": RANK,
    "parents.id": IDS,
    "people.pepper": PEPPER,
    "codes.pepper": PEPPER,
    "webhook.pem": CERTIFICATE,
    "root.fingerprint": FINGERPRINT,
    "succession.key": KEY,
    "bundle.serial": RANK,
    "notices.key": NOTICES,
    "pages.key": PAGES,
    "recovery.public": PUBLIC_HALF,
    vouching.NAME: VOUCHED,
}
"""The files directly in the folder of keys."""
BELOW = {"reading": (".key", READING), "credentials": (".secret", CREDENTIAL), "people": (".secret", PIN)}
"""The folders inside it: the ending of their files' names, and the kind of the files."""
