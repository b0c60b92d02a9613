"""Keeps the offline root key, and signs the notices that are valid only under it. It is used on a machine without a network; opens no
entry.

One file holds the key and what was said so far, both under the passphrase. Every notice replaces the earlier one of its kind, so the next
one must repeat what still holds.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.envelope.deposit import (
    DISTRICT_PERSON_NAME_MAX,
    ForkDecided,
    LessonTold,
    Recipient,
    RevokedBox,
    Signed,
)
from appliance.envelope.exercise_sets import SetTold, sets_fault
from appliance.envelope.format import DIGEST_LEN, ID_LEN
from appliance.envelope.hybrid import KeyBytesError, PublicKey
from appliance.envelope.sealed_lessons import LessonsError, seal
from appliance.envelope.statements import EVERY_BUILDING, NOTICE_LEN_MAX, Notice, NoticeType
from sync.office import sealed_file
from sync.office.sealed_file import SecretError

ROOT_NAME = "root.key"
PURPOSE = "safety office root key"
RECIPIENTS_MAX = 32  # as many as a building takes (`appliance.district.trust`)
KEY_LEN = 32


class CannotSay(Exception):
    """This would be a notice that no building could follow. `str()` says why."""


class Said(msgspec.Struct, frozen=True, array_like=True, tag="root-1"):
    """The key, and what was said under it. Each of `forks` has the building that is told of it. `sets`: those of exercises."""

    seed: bytes
    version: int = 0
    revoked: tuple[RevokedBox, ...] = ()
    forks: tuple[tuple[bytes, ForkDecided], ...] = ()
    sets: tuple[SetTold, ...] = ()


def fingerprint(public: bytes) -> bytes:
    """Give the fingerprint by which people and seeds name a root key: SHA-256 of its 32 bytes."""
    return hashlib.sha256(public).digest()


def in_groups(digest: bytes) -> str:
    """Give a fingerprint as people type and compare it: 64 hex digits in groups of four."""
    digits = digest.hex()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


@dataclass(slots=True)
class Root:
    """An opened root key. Every notice is written to the file before anybody sees it, so that no version is given out twice."""

    path: Path
    passphrase: str
    said: Said

    def __repr__(self) -> str:
        return f"Root(path={str(self.path)!r})"

    @classmethod
    def init(cls, folder: Path, passphrase: str) -> "Root":
        """Make a root key. Raises SecretError where there is one already."""
        path = folder / ROOT_NAME
        if path.exists():
            raise SecretError(f"There is a root key at {path}. Every building would have to be told of another one.")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = cls(path, passphrase, Said(Ed25519PrivateKey.generate().private_bytes_raw()))
        made._keep(made.said)
        return made

    @classmethod
    def open(cls, folder: Path, passphrase: str) -> "Root":
        """Open the root key's file. Raises SecretError."""
        path = folder / ROOT_NAME
        data = sealed_file.read(path, PURPOSE, passphrase)
        return cls(path, passphrase, msgspec.msgpack.decode(data, type=Said))

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        return self._key.public_key().public_bytes_raw()

    @property
    def fingerprint(self) -> bytes:
        """The fingerprint, which buildings are told."""
        return fingerprint(self.public)

    def recipients(self, recipients: tuple[Recipient, ...], now_ms: int) -> Signed:
        """Say who may open records from now on; this replaces the earlier list. Raises CannotSay, SecretError."""
        if not 1 <= len({each.public for each in recipients}) == len(recipients) <= RECIPIENTS_MAX:
            raise CannotSay(f"Name 1 to {RECIPIENTS_MAX} recipients, none of them twice.")
        for each in recipients:
            try:
                PublicKey.from_bytes(each.public)
            except KeyBytesError as wrong:
                raise CannotSay(f"{each.name}: {wrong}.") from wrong
            if len(each.signing) not in {0, KEY_LEN}:
                raise CannotSay(f"{each.name} has a signing key of {len(each.signing)} bytes instead of {KEY_LEN}.")
        if not any(each.signing for each in recipients):
            raise CannotSay(
                "Nobody among these could tell buildings that a record was opened. Name the office's own key too."
            )
        return self._notice(EVERY_BUILDING, NoticeType.RECIPIENTS, recipients, self.said, now_ms)

    def receipt_keys(self, keys: tuple[bytes, ...], now_ms: int) -> Signed:
        """Say whose receipts count from now on; this replaces the earlier list. Raises CannotSay, SecretError."""
        if not keys or any(len(key) != KEY_LEN for key in keys):
            raise CannotSay(f"Give at least one receipt key, each of {KEY_LEN} bytes in hex: the file receipt_keys.")
        return self._notice(EVERY_BUILDING, NoticeType.RECEIPT_KEYS, keys, self.said, now_ms)

    def revoke(self, box: bytes, last: int, says: str, now_ms: int) -> Signed:
        """Revoke one more box: nothing of it above entry `last` is believed. Raises CannotSay, SecretError."""
        _is_id(box)
        others = tuple(each for each in self.said.revoked if each.box != box)
        said = msgspec.structs.replace(self.said, revoked=(*others, RevokedBox(box, last, says)))
        return self._notice(EVERY_BUILDING, NoticeType.REVOKED, said.revoked, said, now_ms)

    def decide_fork(self, building: bytes, decision: ForkDecided, now_ms: int) -> Signed:
        """Say which of two histories goes on, besides what was decided for this building before. Raises CannotSay, SecretError."""
        _is_id(building)
        _is_id(decision.box)
        if len(decision.digest) != DIGEST_LEN:
            raise CannotSay(f"The digest of an entry has {2 * DIGEST_LEN} hex digits.")
        about = (decision.box, decision.number)
        others = tuple(each for each in self.said.forks if (each[1].box, each[1].number) != about)
        said = msgspec.structs.replace(self.said, forks=(*others, (building, decision)))
        body = tuple(each for of, each in said.forks if of == building)
        return self._notice(building, NoticeType.FORK_DECIDED, body, said, now_ms)

    def district_person(self, person: Recipient, now_ms: int) -> Signed:
        """Say for whom answers about repercussions are sealed from now on; this replaces the person before. Raises CannotSay,
        SecretError.
        """
        name = person.name
        if not name.strip() or not name.isprintable() or len(name) > DISTRICT_PERSON_NAME_MAX:
            raise CannotSay(f"Name the person by 1 to {DISTRICT_PERSON_NAME_MAX} characters on one line.")
        if person.signing:
            raise CannotSay(
                f"{name} has a signing key, so this is an office's own key. Name the file of: handbell office person init"
            )
        try:
            PublicKey.from_bytes(person.public)
        except KeyBytesError as wrong:
            raise CannotSay(f"{name}: {wrong}.") from wrong
        return self._notice(EVERY_BUILDING, NoticeType.DISTRICT_PERSON, (person,), self.said, now_ms)

    def lessons(self, lessons: tuple[LessonTold, ...], readers: tuple[bytes, ...], now_ms: int) -> Signed:
        """Say which lessons every building is told from now on, sealed for these public keys; this replaces the earlier list. Raises
        CannotSay, SecretError.
        """
        try:
            body = seal(lessons, map(PublicKey.from_bytes, readers))
        except KeyBytesError as wrong:
            raise CannotSay(f"A key for which this is to be sealed cannot be used: {wrong}.") from wrong
        except LessonsError as why:
            raise CannotSay(f"This notice {why}.") from why
        if (length := len(msgspec.msgpack.encode(body))) > NOTICE_LEN_MAX:
            raise CannotSay(
                f"This notice would have {length:,} bytes, and a notice takes {NOTICE_LEN_MAX:,}. Take lessons away, with: handbell"
                " office lessons approve --without NAME"
            )
        return self._notice(EVERY_BUILDING, NoticeType.LESSONS, body, self.said, now_ms)

    def exercises(self, sets: tuple[SetTold, ...], without: frozenset[str], now_ms: int) -> Signed:
        """Assign these sets of exercises besides those of before, each in place of one with its name, and those named in `without` no more.
        Raises CannotSay, SecretError.
        """
        known = {each.name: each for each in self.said.sets}
        if missing := without - known.keys():
            raise CannotSay(f"No set is assigned by this name: {', '.join(sorted(missing))}.")
        known.update({each.name: each for each in sets})
        told = tuple(each for each in known.values() if each.name not in without)
        if not sets and not without:
            raise CannotSay("Name the file of a set, or a set that is assigned no more, with --without NAME.")
        if fault := sets_fault(told):
            raise CannotSay(f"This notice {fault}.")
        if (length := len(msgspec.msgpack.encode(told))) > NOTICE_LEN_MAX:
            raise CannotSay(f"This notice would have {length:,} bytes, and a notice takes {NOTICE_LEN_MAX:,}.")
        said = msgspec.structs.replace(self.said, sets=told)
        return self._notice(EVERY_BUILDING, NoticeType.EXERCISES, told, said, now_ms)

    def hand_over(self, statement: bytes) -> Signed:
        """Sign that this office hands something over (`statements.HandoverSaid`). This is no notice, and has no version."""
        return Signed(statement, self.public, self._key.sign(statement))

    def _notice(self, building: bytes, about: NoticeType, body: object, said: Said, now_ms: int) -> Signed:
        """Sign a notice. Versions are seconds, so that they also rise where an old copy of this file is used."""
        version = max(said.version + 1, now_ms // 1000)
        statement = Notice(building, about, version, msgspec.msgpack.encode(body)).pack()
        self._keep(msgspec.structs.replace(said, version=version))
        return Signed(statement, self.public, self._key.sign(statement))

    def _keep(self, said: Said) -> None:
        sealed_file.write(self.path, PURPOSE, self.passphrase, msgspec.msgpack.encode(said))
        self.said = said

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.said.seed)


def _is_id(given: bytes) -> None:
    if len(given) != ID_LEN:
        raise CannotSay(f"The id of a building or box has {2 * ID_LEN} hex digits.")
