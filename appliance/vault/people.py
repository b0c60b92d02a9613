"""What people's PINs leave behind: one slow hash each, useless without the pepper. Knows no desk, no delay and no role.

keys/people.pepper 32 bytes · keys/people/*.secret, an Argon2id hash in PHC form each      all files 0600, none in the logbook
"""

import hashlib
import itertools
import os
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from appliance.plan.ids import KeyId, PersonId
from appliance.vault import files
from appliance.vault.credentials import Credentials
from appliance.vault.errors import VaultError

# OWASP Password Storage Cheat Sheet, Argon2id: m = 19 MiB, t = 2, p = 1. A tenth of a second on a Pi 4; more memory would be
# taken from calls.
MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1
SALT_LEN = 16  # RFC 9106, section 3.1: 16 bytes are recommended for passwords
HASH_LEN = 32
PEPPER_LEN = 32
NAME_LEN = 16

DIGITS_MIN = 6
"""A million PINs. With a try each 30 s (`appliance.doors.tries`), half of them take half a year of somebody standing at a desk."""
CHARACTERS_MIN = 8
"""NIST SP 800-63B, 5.1.1.2: at least 8 characters of what people choose themselves."""
CHARACTERS_MAX = 128
"""Twice what NIST asks to be taken (64); more is a paste gone wrong."""


class People:
    """The folder of hashes. `is_right` and `set` compute for long: call them in a thread."""

    def __init__(self, keys: Path) -> None:
        """Open the store in the keys folder; the pepper is made with the first PIN. Raises VaultError."""
        self._pepper_file = keys / "people.pepper"
        self._pepper = files.read(self._pepper_file, PEPPER_LEN)
        self._hashes = Credentials(keys / "people")
        self._known = frozenset(self._hashes.ids())

    def has(self, person: PersonId) -> bool:
        """Whether the person has a PIN."""
        return self._pepper is not None and _name(person, self._pepper) in self._known

    @property
    def any(self) -> bool:
        """Whether anybody has one."""
        return self._pepper is not None and bool(self._known)

    def is_right(self, person: PersonId, secret: str) -> bool:
        """Whether that is the person's PIN. Raises VaultError where its hash is damaged or others could read it."""
        if self._pepper is None:
            return False
        kept = self._hashes.get(_name(person, self._pepper))
        if kept is None:
            return False
        if not kept.startswith(b"$argon2id$"):
            do = f"Set it again: handbell people set-pin {person}"
            raise VaultError(f"the PIN of {person} is damaged", self._pepper_file.parent / "people", do)
        try:
            Argon2id.verify_phc_encoded(_bytes(secret), kept.decode("ascii", "replace"), secret=self._pepper)
        except InvalidKey:
            return False
        return True

    def set(self, person: PersonId, secret: str) -> None:
        """Keep the hash of a PIN in place of any other. `why_not` has nothing against it. Raises VaultError."""
        pepper = self._pepper
        if pepper is None:
            pepper = os.urandom(PEPPER_LEN)
            files.write(self._pepper_file, pepper)
            self._pepper = pepper
        slow = Argon2id(
            salt=os.urandom(SALT_LEN),
            length=HASH_LEN,
            iterations=PASSES,
            lanes=LANES,
            memory_cost=MEMORY_KIB,
            secret=pepper,
        )
        name = _name(person, pepper)
        self._hashes.put(name, slow.derive_phc_encoded(_bytes(secret)).encode("ascii"))
        self._known |= {name}

    def since_ms(self, person: PersonId) -> int | None:
        """When the person's PIN was set, by the box's wall clock then (ms); None for who has none. Raises VaultError."""
        return None if self._pepper is None else self._hashes.since_ms(_name(person, self._pepper))

    def forget(self, person: PersonId) -> None:
        """Destroy the person's hash; nothing to do for who has none. Raises VaultError."""
        if self._pepper is not None:
            self._destroy(_name(person, self._pepper))

    def forget_all_but(self, people: Iterable[PersonId]) -> None:
        """Destroy the hashes of everybody else: who left the plan comes back with a new PIN or none. Raises VaultError."""
        staying = set() if self._pepper is None else {_name(person, self._pepper) for person in people}
        for gone in self._known - staying:
            self._destroy(gone)

    def _destroy(self, name: KeyId) -> None:
        self._hashes.destroy(name)
        self._known -= {name}


def why_not(secret: str) -> str:
    """What is wrong with a new PIN or passphrase, and what to do; empty when it will do."""
    plain = _plain(secret)
    if len(plain) > CHARACTERS_MAX:
        return f"Use at most {CHARACTERS_MAX} characters."
    if plain.isdecimal():
        if len(plain) < DIGITS_MIN:
            return f"A PIN has at least {DIGITS_MIN} digits: fewer can be tried one after the other."
        steps = {(ord(after) - ord(before)) % 10 for before, after in itertools.pairwise(plain)}
        return "Digits in a row are the first that anybody tries. Choose others." if steps in ({0}, {1}, {9}) else ""
    if len(plain) < CHARACTERS_MIN:
        return f"A passphrase has at least {CHARACTERS_MIN} characters. A PIN of {DIGITS_MIN} digits will do as well."
    return ""


def _name(person: PersonId, pepper: bytes) -> KeyId:
    """What a person's file is called: a stolen card must not list the people of a school."""
    return KeyId(hashlib.blake2b(person.encode(), key=pepper, digest_size=NAME_LEN).hexdigest())


def _bytes(secret: str) -> bytes:
    """The same for every keyboard that can type it (NIST SP 800-63B, 5.1.1.2: normalise with NFKC or NFKD). Blanks around it are slips."""
    return _plain(secret).encode()


def _plain(secret: str) -> str:
    return unicodedata.normalize("NFKC", secret).strip()
