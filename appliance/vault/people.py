"""Keeps what is needed to check people's PINs: one slow hash each, useless without the pepper. Knows no desk, no delay and no role.

keys/people.pepper 32 bytes · keys/people/*.secret, an Argon2id hash in PHC form each    all files 0600 and twice, none in the logbook
"""

import hashlib
import itertools
import logging
from collections.abc import Iterable
from pathlib import Path

from appliance.plan.ids import KeyId, PersonId
from appliance.vault.credentials import Credentials
from appliance.vault.errors import VaultError
from appliance.vault.kinds import PIN
from appliance.vault.mended import Mended
from appliance.vault.slow_hash import DamagedHash, SlowHash, plain

NAME_LEN = 16

DIGITS_MIN = 6
"""A million PINs. With a try each 30 s (`appliance.doors.sitting.tries`), somebody must stand at a desk for half a year to try half of
them.
"""
CHARACTERS_MIN = 8
"""NIST SP 800-63B, 5.1.1.2: a secret that people choose themselves has at least 8 characters."""
CHARACTERS_MAX = 128
"""Twice what NIST requires to be accepted (64); a longer text was pasted by mistake."""


SET_ANEW = (
    "The PINs of all people are void and gone: nobody can prove who they are until PINs are set anew."
    " Calls are answered without. On the box: handbell people set-pin PERSON"
)
SET_ONE_ANEW = (
    "One person's PIN is right no more. Whoever reads that the box could not check it is given another:"
    " handbell people set-pin PERSON"
)

log = logging.getLogger("handbell.vault")


class People:
    """The folder of hashes. `is_right` and `set` compute for long: call them in a thread."""

    def __init__(self, keys: Path) -> None:
        """Open the store in the folder of keys; the pepper is made with the first PIN. Raises VaultError where it cannot be used at all.

        Without the pepper they were made with, hashes are useless: they are deleted, and every PIN is set anew.
        """
        self._folder = keys / "people"
        self._hashes = Credentials(self._folder, PIN)
        self._known = frozenset(self._hashes.ids())
        self._slow = SlowHash(keys / "people.pepper", SET_ANEW, lost=bool(self._known))
        if self._slow.is_new:
            self._forget_all()
        self.mended = (*self._hashes.mended, *self._slow.mended)
        """What was wrong when it was opened."""

    def has(self, person: PersonId) -> bool:
        """Return whether the person has a PIN."""
        return self._slow.pepper is not None and _name(person, self._slow.pepper) in self._known

    @property
    def any(self) -> bool:
        """Return whether anybody has a PIN."""
        return self._slow.pepper is not None and bool(self._known)

    def is_right(self, person: PersonId, secret: str) -> bool:
        """Return whether that is the person's PIN. Raises VaultError where its hash is lost."""
        if self._slow.pepper is None:
            return False
        try:
            kept = self._hashes.get(_name(person, self._slow.pepper))
            return kept is not None and self._slow.is_right(secret, kept.decode("ascii", "replace"))
        except (DamagedHash, VaultError):
            do = f"Set it again: handbell people set-pin {person}"
            raise VaultError(f"the PIN of {person} is damaged", self._folder, do) from None

    def set(self, person: PersonId, secret: str) -> None:
        """Keep the hash of a PIN in place of any other. The caller has checked it with `why_not`. Raises VaultError."""
        name = _name(person, self._slow.made_pepper())
        self._hashes.put(name, self._slow.make(secret).encode("ascii"))
        self._known |= {name}

    def since_ms(self, person: PersonId) -> int | None:
        """Give when the person's PIN was set, by the box's wall clock then (ms); None if they have none. Raises VaultError."""
        pepper = self._slow.pepper
        return None if pepper is None else self._hashes.since_ms(_name(person, pepper))

    def forget(self, person: PersonId) -> None:
        """Destroy the person's hash; do nothing if they have none. Raises VaultError."""
        if self._slow.pepper is not None:
            self._destroy(_name(person, self._slow.pepper))

    def forget_all_but(self, people: Iterable[PersonId]) -> None:
        """Destroy the hashes of everybody else: a person who left the plan comes back with a new PIN or none. Raises VaultError."""
        pepper = self._slow.pepper
        staying = set() if pepper is None else {_name(person, pepper) for person in people}
        for gone in self._known - staying:
            self._destroy(gone)

    def mend(self) -> tuple[Mended, ...]:
        """Look at pepper and hashes again, and put right what is wrong. Raises nothing; for a thread."""
        said = [*self._slow.mend(), *self._hashes.mend()]
        for name in self._hashes.ids():
            try:
                self._hashes.get(name)
            except VaultError:
                where = f"people/{self._hashes.file(name).name}"
                said.append(Mended(where, "was lost with its second copy", SET_ONE_ANEW, lost=True))
        return tuple(said)

    def _forget_all(self) -> None:
        known, self._known = self._known, frozenset()
        for name in known:
            try:
                self._hashes.destroy(name)
            except VaultError as error:
                log.warning("a hash that serves nobody any more is still there: %s", error)

    def _destroy(self, name: KeyId) -> None:
        self._hashes.destroy(name)
        self._known -= {name}


def why_not(secret: str) -> str:
    """Say what is wrong with a new PIN or passphrase, and what to do; empty when it will do."""
    typed = plain(secret)
    if len(typed) > CHARACTERS_MAX:
        return f"Use at most {CHARACTERS_MAX} characters."
    if typed.isdecimal():
        if len(typed) < DIGITS_MIN:
            return f"A PIN has at least {DIGITS_MIN} digits: fewer can be tried one after the other."
        steps = {(ord(after) - ord(before)) % 10 for before, after in itertools.pairwise(typed)}
        return "Digits in a row are the first that anybody tries. Choose others." if steps in ({0}, {1}, {9}) else ""
    if len(typed) < CHARACTERS_MIN:
        return f"A passphrase has at least {CHARACTERS_MIN} characters. A PIN of {DIGITS_MIN} digits will do as well."
    return ""


def _name(person: PersonId, pepper: bytes) -> KeyId:
    """Give the name of a person's file. It hides the person: a stolen card must not list the people of a school."""
    return KeyId(hashlib.blake2b(person.encode(), key=pepper, digest_size=NAME_LEN).hexdigest())
